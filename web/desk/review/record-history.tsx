import { isRowPath } from '#shared/forms/answers'
import { may } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import { isStatus } from '#shared/revisions/record-state'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { UndoBulkEdit } from '../cleaning/undo-bulk-edit.tsx'
import { useDesk } from '../kit/desk-context.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { ReverseDecision } from './late-conflict-view.tsx'

const maxChangesShown = 12

interface RecordHistoryProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly onDecided: () => void
}

/** Changes of a record with author and device, the newest first. */
export function RecordHistory({ record, reading, onDecided }: RecordHistoryProps) {
	return (
		<ol className="history">
			{[...record.history].reverse().map((entry) => (
				<HistoryItem key={entry.id} entry={entry} record={record} reading={reading} onDecided={onDecided} />
			))}
		</ol>
	)
}

type HistoryEntry = RecordDetail['history'][number]

interface HistoryItemProps extends RecordHistoryProps {
	readonly entry: HistoryEntry
}

function HistoryItem({ entry, record, reading, onDecided }: HistoryItemProps) {
	const { t } = useTranslations()
	const changes = entry.changes.filter(
		({ path, before, after }) =>
			!(isRowPath(path) && record.answers[path] !== undefined) && !reading.isAudit(path, after ?? before),
	)
	return (
		<li>
			<EntryOrigin entry={entry} />
			<EntryUndo entry={entry} record={record} onDecided={onDecided} />
			{isUndone(entry) && <p>{t('review.approvalUndone')}</p>}
			{entry.reassignedTo !== null && <p>{t('review.reassignedTo', { name: entry.reassignedTo })}</p>}
			{entry.flags.map((flag) => (
				<p key={flag} className="note wait">
					{t.orElse(`review.flag.${flag}`, flag)}
				</p>
			))}
			{changes.length > maxChangesShown ? (
				<details>
					<summary>{t('review.changes', { count: changes.length })}</summary>
					<ChangeList changes={changes} reading={reading} />
				</details>
			) : (
				<ChangeList changes={changes} reading={reading} />
			)}
		</li>
	)
}

/** Author and device of a change, its times and its reason. */
function EntryOrigin({ entry }: Pick<HistoryItemProps, 'entry'>) {
	const { t, language } = useTranslations()
	return (
		<>
			<p>
				<strong>
					<bdi>{entry.author}</bdi>
				</strong>{' '}
				· {t(`role.${entry.role}`)} · <bdi>{entry.phone || t('review.atDesk')}</bdi>
			</p>
			{entry.deviceBy !== null && (
				<p className="note wait">
					<Icon name="warning" /> {t('review.deviceEnrolledBy', { name: entry.deviceBy })}
				</p>
			)}
			<p className="hint">
				{t('review.enteredAt', { time: dateTimeIn(language, entry.written) })} ·{' '}
				{t('review.receivedAt', { time: dateTimeIn(language, entry.received) })}
			</p>
			{entry.why && (
				<p>
					{t('review.reason')}: <bdi>{entry.why}</bdi>
				</p>
			)}
		</>
	)
}

/** Undoes the decision or the bulk edit of this change, or says that the change is itself an undo. */
function EntryUndo({ entry, record, onDecided }: Omit<HistoryItemProps, 'reading'>) {
	const { t } = useTranslations()
	const { person } = useDesk()
	return (
		<>
			{may(person.role, 'records.resolve') &&
				record.lateDecisions
					.filter(({ revision }) => revision === entry.id)
					.map((decision) => (
						<details key={decision.revision}>
							<summary>{t('review.reopenDecision')}</summary>
							<ReverseDecision decision={decision} record={record} onDecided={onDecided} />
						</details>
					))}
			{entry.importId !== null && (
				<p>{t(entry.undoes === null ? 'import.isImport' : 'import.isUndoOfImport')}</p>
			)}
			{entry.undoes !== null && entry.importId === null && <p>{t('cleaning.isUndoOfEdit')}</p>}
			{entry.bulkEditId !== null &&
				may(person.role, 'records.edit') &&
				isEditCurrent(record, entry.bulkEditId) && (
					<details>
						<summary>{t('cleaning.undo')}</summary>
						<UndoBulkEdit
							bulkEditId={entry.bulkEditId}
							where={{ record: record.id }}
							hint={t('cleaning.undoHint')}
							onChange={onDecided}
						/>
					</details>
				)}
		</>
	)
}

interface ChangeListProps {
	readonly changes: HistoryEntry['changes']
	readonly reading: FormReading
}

/** Changed answers and states, before and after. */
function ChangeList({ changes, reading }: ChangeListProps) {
	const { t } = useTranslations()
	const text = (path: string, value: HistoryEntry['changes'][number]['after']) =>
		path === '$status' && isStatus(value) ? t(`recordStatus.${value}`) : reading.answer(path, value)
	return (
		<ul className="changes">
			{changes.map(({ path, before, after }) => (
				<li key={path}>
					<span dir="auto">
						{path === '$status'
							? t('review.status')
							: path === '$void'
								? t('recordStatus.void')
								: reading.label(path)}
					</span>
					:{' '}
					<span className="change">
						<bdi>{text(path, before)}</bdi>
						<Icon name="arrowNext" />
						<bdi>{text(path, after)}</bdi>
					</span>
				</li>
			))}
		</ul>
	)
}

/** True if an edit was not undone, or its undo was undone. */
const isEditCurrent = ({ history }: Pick<RecordDetail, 'history'>, bulkEditId: string): boolean =>
	!history.some(
		(entry) =>
			entry.undoes === bulkEditId &&
			entry.bulkEditId !== null &&
			isEditCurrent({ history }, entry.bulkEditId),
	)

/** True for an approval that was undone. */
const isUndone = ({ changes }: HistoryEntry): boolean =>
	changes.some(
		({ path, before, after }) => path === '$status' && before === 'approved' && after === 'submitted',
	)
