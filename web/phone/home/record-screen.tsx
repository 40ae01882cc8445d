import { useState } from 'react'
import { useLocation } from 'wouter'
import { repeatOf, rowsAbove } from '#shared/forms/answers'
import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import type { CompiledForm } from '#shared/forms/compile-form'
import { choicesOf } from '#shared/forms/compile-form'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import type { FormSession } from '#shared/forms/form-session'
import { unmarked } from '#shared/forms/label-markdown'
import { resolveLanguage } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { attachmentsOnPhone } from '../../storage/attachments/attachment-index.ts'
import { type Comment, commentsOn } from '../../storage/drafts/comments.ts'
import { isClosedReport } from '../../storage/drafts/drafts.ts'
import { compiledForm } from '../../storage/records/documents.ts'
import type { LocalRecord } from '../../storage/records/fold-rows.ts'
import { listRecords, recordOnPhone } from '../../storage/records/records.ts'
import { CommentText } from '../../ui/comment-text.tsx'
import { answerLanguage, answerText } from '../../ui/format-answer.ts'
import { directionOf, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { AskCoordinator, ProblemNote } from '../../ui/problem-text.tsx'
import { RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppScreen } from '../frame/app-screen.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { openCorrection } from './open-correction.ts'
import { RecordCode } from './record-code.tsx'
import { stateOf } from './record-state.ts'

/** A finished record: its answers, and the button that corrects it. */
export function RecordScreen({ id }: { id: string }) {
	const { t } = useTranslations()
	const { session } = useSession()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isOpening, setOpening] = useState(false)
	const found = useLocalData(async () => {
		const record = await recordOnPhone(session, id)
		const listed = (await listRecords(session)).find((each) => each.id === id)
		const form = record ? await compiledForm(session, record.form.id, record.form.ver) : null
		if (!listed || (!record && !listed.isEvicted)) return null
		const isClosed = record !== null && (await isClosedReport(session, record))
		return { record, listed, form, isClosed, comments: record ? await commentsOn(session, record) : [] }
	}, `${session.device} ${id}`)
	if (found === undefined) return null
	const record = found?.record
	const view = record?.state
	return (
		<AppScreen title={<bdi>{found?.listed.name || t('home.untitledRecord')}</bdi>} back={tabPaths.records}>
			{found && (
				<p>
					<RecordStateBadge state={stateOf(found.listed)} />
				</p>
			)}
			{!found && <p className="note stop">{t('problem.not-found')}</p>}
			{found?.listed.isEvicted && !record && <p className="note quiet">{t('record.archived')}</p>}
			{record && <RecordNotes record={record} isClosed={found?.isClosed ?? false} />}
			{found?.form && record && <RecordCode form={found.form} record={record} id={id} />}
			{found && <Comments of="" comments={found.comments} />}
			{found?.form && record && <Answers form={found.form} record={record} comments={found.comments} />}
			<ProblemNote problem={problem} />
			{record && !found?.isClosed && canBeCorrected(record) ? (
				<div className="record-actions">
					<button
						type="button"
						disabled={isOpening}
						onClick={() => {
							setOpening(true)
							openCorrection(session, {
								id,
								record,
								form: found?.form ?? null,
								comments: found?.comments ?? [],
							}).then(
								(draft) => go(`/fill/${draft}`),
								(thrown: unknown) => {
									setProblem(asProblem(thrown))
									setOpening(false)
								},
							)
						}}
					>
						<Icon name="draft" />
						{t('record.correct')}
					</button>
				</div>
			) : (
				view?.status === 'approved' && (
					<>
						<p className="hint">{t('record.approved')}</p>
						<AskCoordinator />
					</>
				)
			)}
		</AppScreen>
	)
}

/** True unless it is approved, voided or reassigned, or changes of it are missing here. */
const canBeCorrected = ({ state, isReassigned }: LocalRecord): boolean =>
	state.status !== 'approved' && state.void === null && state.waiting.length === 0 && !isReassigned

interface RecordNotesProps {
	readonly record: LocalRecord
	/** Its answers are encrypted for other roles. */
	readonly isClosed: boolean
}

/** Notes on the state of a record, above its answers. */
function RecordNotes({ record, isClosed }: RecordNotesProps) {
	const { t } = useTranslations()
	const { conflicts, void: voided } = record.state
	return (
		<>
			{conflicts.length > 0 && (
				<p className="note wait">{t('record.conflict', { count: conflicts.length })}</p>
			)}
			{voided !== null && <p className="note quiet">{t('record.void')}</p>}
			{isClosed && <p className="note quiet">{t('record.encryptedUnreadable')}</p>}
			{record.isReassigned && <p className="note quiet">{t('record.reassigned')}</p>}
			<FilesHere record={record} />
		</>
	)
}

/** Number of the record's attachments that are only on this phone; renders nothing if there are none. */
function FilesHere({ record: { state } }: { record: LocalRecord }) {
	const { t } = useTranslations()
	const { session } = useSession()
	const names = [...new Set(attachmentsNamedBy(getCurrentAnswers(state).values()))]
	const found = useLocalData(() => attachmentsOnPhone(session.device, names), names.join(' '))
	if (!found || found.waiting === 0) return null
	return (
		<p className="note wait">
			{t('record.unsentFiles', { waiting: found.waiting, count: found.waiting + found.atServer })}
		</p>
	)
}

/** Returns `2. ` for an answer in the second row of a repeat. */
function rowNumber(session: FormSession, path: string): string {
	const row = rowsAbove(path).at(-1)
	return row === undefined ? '' : `${session.rows(repeatOf(row)).indexOf(row) + 1}. `
}

/** Comments of the desk and the enumerator on a question, or on the whole record. */
function Comments({ of, comments }: { of: string; comments: readonly Comment[] }) {
	const some = comments.filter(({ about }) => about === of)
	if (some.length === 0) return null
	return (
		<ul className="comment-list">
			{some.map((comment) => (
				<li key={`${comment.revision} ${comment.text}`}>
					<CommentText comment={comment} />
				</li>
			))}
		</ul>
	)
}

interface AnswersProps {
	readonly form: CompiledForm
	readonly record: LocalRecord
	readonly comments: readonly Comment[]
}

function Answers({ form, record, comments }: AnswersProps) {
	const { t, language: appLanguage } = useTranslations()
	const { state, writtenAt } = record
	const { session, relevant: relevantAnswers } = evaluateRecord(form, getCurrentAnswers(state), writtenAt)
	const disputed = new Set(state.conflicts.map(({ path }) => path))
	// questions without a label are calculations for the office
	const paths = session.questionPaths().filter((path) => {
		const { part } = session.nodeAt(path)
		// the limits of quality checks are not for the enumerator
		const isForDesk = part.kind === 'question' && part.checks === true
		return relevantAnswers.has(path) && part.label !== undefined && !isForDesk
	})
	return (
		<dl className="answers">
			{paths.map((path) => {
				const { part } = session.nodeAt(path)
				const shown = resolveLanguage(part.label, appLanguage)
				const choices = part.kind === 'question' ? choicesOf(form.definition, part) : []
				return (
					<div key={path} className={disputed.has(path) ? 'disputed' : undefined}>
						<dt lang={shown} dir={directionOf(shown)}>
							{rowNumber(session, path)}
							{unmarked(session.text(path, part.label, appLanguage))}
						</dt>
						<dd>
							<bdi lang={answerLanguage(part, choices, relevantAnswers.get(path), appLanguage)}>
								{answerText(part, choices, relevantAnswers.get(path), { t, language: appLanguage })}
							</bdi>
							<Comments of={path} comments={comments} />
						</dd>
					</div>
				)
			})}
		</dl>
	)
}
