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
	const { t, language: appLanguage } = useTranslations()
	const { person } = useDesk()
	return (
		<ol className="history">
			{[...record.history].reverse().map((entry) => {
				const changes = entry.changes.filter(
					({ path, before, after }) =>
						!(isRowPath(path) && record.answers[path] !== undefined) &&
						!reading.isAudit(path, after ?? before),
				)
				const list = (
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
									<bdi>
										{path === '$status' && isStatus(before)
											? t(`recordStatus.${before}`)
											: reading.answer(path, before)}
									</bdi>
									<Icon name="forward" />
									<bdi>
										{path === '$status' && isStatus(after)
											? t(`recordStatus.${after}`)
											: reading.answer(path, after)}
									</bdi>
								</span>
							</li>
						))}
					</ul>
				)
				return (
					<li key={entry.id}>
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
							{t('review.enteredAt', { time: dateTimeIn(appLanguage, entry.written) })} ·{' '}
							{t('review.receivedAt', { time: dateTimeIn(appLanguage, entry.received) })}
						</p>
						{entry.why && (
							<p>
								{t('review.reason')}: <bdi>{entry.why}</bdi>
							</p>
						)}
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
								{list}
							</details>
						) : (
							list
						)}
					</li>
				)
			})}
		</ol>
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
const isUndone = ({ changes }: RecordDetail['history'][number]): boolean =>
	changes.some(
		({ path, before, after }) => path === '$status' && before === 'approved' && after === 'submitted',
	)
