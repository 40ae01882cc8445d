import { useState } from 'react'
import { useLocation } from 'wouter'
import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { attachmentsOnPhone } from '../../storage/attachments/attachment-index.ts'
import { isClosedReport } from '../../storage/drafts/begin-correction.ts'
import { commentsOn } from '../../storage/drafts/comments.ts'
import { compiledForm } from '../../storage/records/documents.ts'
import type { LocalRecord } from '../../storage/records/fold-rows.ts'
import { listRecords, recordOnPhone } from '../../storage/records/records.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { AskCoordinator, ProblemNote } from '../../ui/problem-text.tsx'
import { RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppScreen } from '../frame/app-screen.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { openCorrection, type RecordToCorrect } from './open-correction.ts'
import { CommentList, OpenComments, RecordAnswers } from './record-answers.tsx'
import { RecordCode } from './record-code.tsx'
import { stateOf } from './record-state.ts'

/** A finished record: open comments, its answers, and in the foot the button that corrects it. */
export function RecordScreen({ id }: { id: string }) {
	const { t } = useTranslations()
	const { session } = useSession()
	const found = useLocalData(async () => {
		const record = await recordOnPhone(session, id)
		const listed = (await listRecords(session)).find((each) => each.id === id)
		const form = record ? await compiledForm(session, record.form.id, record.form.ver) : null
		if (!listed || (!record && !listed.isEvicted)) return null
		return {
			record,
			listed,
			form,
			evaluated:
				record && form ? evaluateRecord(form, getCurrentAnswers(record.state), record.writtenAt) : null,
			isClosed: record !== null && (await isClosedReport(session, record)),
			comments: record ? await commentsOn(session, record) : [],
		}
	}, `${session.device} ${id}`)
	if (found === undefined) return null
	if (found === null)
		return (
			<AppScreen title={t('home.untitledRecord')} back={tabPaths.records}>
				<p className="note stop">{t('problem.not-found')}</p>
			</AppScreen>
		)
	const { record, listed, form, evaluated, isClosed, comments } = found
	return (
		<AppScreen
			title={<bdi>{listed.name || t('home.untitledRecord')}</bdi>}
			back={tabPaths.records}
			foot={
				record &&
				!isClosed &&
				canBeCorrected(record) && (
					<Correct
						id={id}
						record={record}
						form={form}
						comments={comments}
						questionLanguage={listed.questionLanguage}
					/>
				)
			}
		>
			<p>
				<RecordStateBadge state={stateOf(listed)} />
			</p>
			{!record && <p className="note quiet">{t('record.archived')}</p>}
			<OpenComments evaluated={evaluated} comments={comments} />
			{record && <RecordNotes record={record} isClosed={isClosed} />}
			{form && record && <RecordCode form={form} record={record} id={id} />}
			<CommentList comments={comments.filter(({ about, isOpen }) => about === '' && !isOpen)} />
			{form && record && evaluated && (
				<RecordAnswers form={form} record={record} evaluated={evaluated} comments={comments} />
			)}
		</AppScreen>
	)
}

/** Opens the correction; a failure is shown above the button. */
function Correct(record: RecordToCorrect) {
	const { t } = useTranslations()
	const { session } = useSession()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isOpening, setOpening] = useState(false)
	return (
		<>
			<ProblemNote problem={problem} />
			<button
				type="button"
				disabled={isOpening}
				onClick={() => {
					setOpening(true)
					openCorrection(session, record).then(
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
		</>
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
	const { conflicts, status, void: voided } = record.state
	return (
		<>
			{conflicts.length > 0 && (
				<p className="note wait">{t('record.conflict', { count: conflicts.length })}</p>
			)}
			{voided !== null && <p className="note quiet">{t('record.void')}</p>}
			{status === 'approved' && (
				<>
					<p className="hint">{t('record.approved')}</p>
					<AskCoordinator />
				</>
			)}
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
