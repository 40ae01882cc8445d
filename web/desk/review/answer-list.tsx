import { useId } from 'react'
import { isFinished } from '#shared/coverage/coverage'
import { isRowPath } from '#shared/forms/answers'
import { isCorrectable } from '#shared/forms/editable'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { identifiersRecipient, may } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { AttachmentsView, hasAttachments } from './attachments-view.tsx'
import { type CommentDraft, CommentField } from './comment-draft.tsx'
import { CommentThread } from './comment-thread.tsx'
import { EditAnswer } from './edit-answer.tsx'
import type { RecordSection } from './record-sections.ts'
import { RevealIdentifier } from './reveal-identifier.tsx'

interface AnswerShownProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly path: string
	readonly answer: RecordDetail['answers'][string]
}

function AnswerShown({ record, reading, path, answer }: AnswerShownProps) {
	const part = reading.nodeAt(path)?.part
	if (part?.kind === 'question' && part.sealedTo === identifiersRecipient && isSealed(answer))
		// the key hides it again for another answer or record
		return <RevealIdentifier key={answer} record={record.id} path={path} reading={reading} />
	if (!hasAttachments(record, answer)) return <bdi>{reading.answer(path, answer)}</bdi>
	return <AttachmentsView record={record} answer={answer} label={reading.label(path)} />
}

interface AnswerListProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly sections: readonly RecordSection[]
	readonly commenting: CommentDraft | null
	readonly onCorrected: () => void
}

/** Address of a section within the page. */
export const sectionAnchor = (id: string): string => `section-${id}`

/** Answers in one column by section, question and answer side by side; then answers that are not relevant. */
export function AnswerList({ record, reading, sections, commenting, onCorrected }: AnswerListProps) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const headings = useId()
	const mayCorrect = may(person.role, 'records.edit') && record.void === null && isFinished(record.status)
	const disputed = new Set(record.conflicts.map(({ path }) => path))
	const item = (path: string, answer: RecordDetail['answers'][string]) => (
		<div key={path} className={disputed.has(path) ? 'disputed' : undefined}>
			<dt dir="auto">{reading.label(path)}</dt>
			<dd>
				<AnswerShown record={record} reading={reading} path={path} answer={answer} />
				<CommentThread record={record} reading={reading} about={path} />
				<CommentField commenting={commenting} about={path} label={reading.label(path)} />
				{mayCorrect &&
					path in record.answers &&
					!disputed.has(path) &&
					isCorrectable(reading.nodeAt(path)?.part) && (
						<EditAnswer
							// the key resets the field for another answer
							key={JSON.stringify(answer)}
							record={record}
							reading={reading}
							path={path}
							answer={answer}
							onCorrected={onCorrected}
						/>
					)}
			</dd>
		</div>
	)
	const left = Object.entries(record.leftOver).filter(
		([path, answer]) => !reading.isAudit(path, answer) && !isRowPath(path),
	)
	return (
		<>
			{sections.map(({ id, title, paths }) => (
				<section
					key={id}
					id={sectionAnchor(id)}
					className="answer-section"
					aria-labelledby={title === '' ? undefined : `${headings}-${id}`}
				>
					{title !== '' && (
						<h3 id={`${headings}-${id}`} dir="auto">
							{title}
						</h3>
					)}
					<dl className="answers">{paths.map((path) => item(path, record.answers[path] ?? ''))}</dl>
				</section>
			))}
			{left.length > 0 && (
				<section className="answer-section">
					<h3>{t('review.notRelevant')}</h3>
					<p className="hint">{t('review.notRelevantHint')}</p>
					<dl className="answers">{left.map(([path, answer]) => item(path, answer))}</dl>
				</section>
			)}
		</>
	)
}
