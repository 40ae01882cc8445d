import '../review/record-panes.css'
import '../review/review.css'
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import type { FormDefinition } from '#shared/forms/form-definition'
import type { RecordDetail } from '#shared/review/record-response'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { RefreshNote } from '../kit/refresh-note.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { AnswerList } from '../review/answer-list.tsx'
import { RecordFacts } from '../review/record-facts.tsx'
import { recordSections } from '../review/record-sections.ts'
import { SealedAnswers } from '../review/sealed-answers.tsx'
import { useRecord, useRecordReading } from '../review/use-record.ts'

interface RecordPanelProps {
	readonly id: string
	/** Called after an answer was corrected here. */
	readonly onCorrected: () => void
	readonly onClose: () => void
}

/** One record beside the table: its answers, which can be corrected here with a reason. */
export function RecordPanel({ id, onCorrected, onClose }: RecordPanelProps) {
	const { t } = useTranslations()
	const { found, problem, isOutdated, reload } = useRecord(id)
	const closeButton = useRef<HTMLButtonElement>(null)
	const opener = useRef(document.activeElement)
	// The panel comes after the table: by keyboard its answers are next, and after it the row again.
	useEffect(() => closeButton.current?.focus(), [])
	const close = () => {
		if (opener.current instanceof HTMLElement) opener.current.focus()
		onClose()
	}
	return (
		<aside className="panel stack tight record-panel" aria-labelledby="record-panel">
			<header className="desk-head">
				<h2 id="record-panel">
					<bdi>{found ? found.record.name || t('home.untitledRecord') : t('cleaning.record')}</bdi>
				</h2>
				{found && <RecordStateBadge state={found.record.void !== null ? 'void' : found.record.status} />}
				<Link className="plain small button" href={`/desk/records/${id}`}>
					{t('table.openRecord')}
				</Link>
				<button type="button" className="plain small" ref={closeButton} onClick={close}>
					{t('table.close')}
				</button>
			</header>
			<ProblemNote problem={problem} />
			<RefreshNote isOutdated={isOutdated} onShow={reload} />
			{!found && !problem && <Skeleton />}
			{found && (
				<Answers
					{...found}
					onCorrected={() => {
						reload()
						onCorrected()
					}}
				/>
			)}
		</aside>
	)
}

interface AnswersProps {
	readonly record: RecordDetail
	readonly definition: FormDefinition | null
	readonly onCorrected: () => void
}

function Answers({ record, definition, onCorrected }: AnswersProps) {
	const { opened, reading } = useRecordReading(record, definition)
	return (
		<>
			<RecordFacts record={record} definition={definition} />
			<SealedAnswers opened={opened} />
			<AnswerList
				record={record}
				reading={reading}
				sections={recordSections(record, reading, { hasCalculated: false })}
				commenting={null}
				onCorrected={onCorrected}
			/>
		</>
	)
}
