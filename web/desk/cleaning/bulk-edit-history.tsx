import { useEffect, useState } from 'react'
import { cleaningApi } from '#shared/api/cleaning'
import type { BulkEditListItem, BulkEditRecordsResponse } from '#shared/cleaning/bulk-edit'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { useServerData } from '../kit/use-server-data.ts'
import type { CleaningScope } from './bulk-edit-section.tsx'
import { EditPreviewTable } from './edit-preview-table.tsx'
import { UndoBulkEdit } from './undo-bulk-edit.tsx'

interface BulkEditHistoryProps {
	readonly place: CleaningScope
	readonly reading: FormReading
	/** A changed number reloads the list. */
	readonly reloadCount: number
	/** Lists imports instead of edits. */
	readonly isImport?: boolean
	readonly onChange: () => void
}

/** Edits or imports of these records, newest first: author, time, reason, changes, and undo. */
export function BulkEditHistory({
	place,
	reading,
	reloadCount,
	isImport = false,
	onChange,
}: BulkEditHistoryProps) {
	const { t } = useTranslations()
	const [older, setOlder] = useState<readonly BulkEditListItem[]>([])
	const [isMore, setMore] = useState<boolean | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	const query = { ...place, ...(isImport ? { isImport: '1' as const } : {}) }
	const first = useServerData(`bulk-edits ${JSON.stringify(query)} ${reloadCount}`, () =>
		callRoute(cleaningApi.list, { query }),
	)
	// older pages may have changed as well
	// biome-ignore lint/correctness/useExhaustiveDependencies: another list starts with its first page
	useEffect(() => {
		setOlder([])
		setMore(null)
	}, [reloadCount])
	const all = [...(first.found?.bulkEdits ?? []), ...older]
	async function more() {
		setProblem(null)
		try {
			const next = await callRoute(cleaningApi.list, {
				query: { ...query, before: all.at(-1)?.lastSeq ?? 0 },
			})
			setOlder([...older, ...next.bulkEdits])
			setMore(next.isMore)
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<>
			<ProblemNote problem={first.problem ?? problem} />
			{first.found?.bulkEdits.length === 0 && (
				<p className="note quiet">{t(isImport ? 'import.historyEmpty' : 'cleaning.historyEmpty')}</p>
			)}
			<ol className="history">
				{all.map((each) => (
					<li key={each.id}>
						<BulkEditItem
							made={each}
							place={place}
							reading={reading}
							isImport={isImport}
							onChange={onChange}
						/>
					</li>
				))}
			</ol>
			{(isMore ?? first.found?.isMore) && (
				<div className="actions">
					<button type="button" className="plain" onClick={() => void more()}>
						{t('review.more')}
					</button>
				</div>
			)}
		</>
	)
}

interface BulkEditItemProps extends Required<Omit<BulkEditHistoryProps, 'reloadCount'>> {
	readonly made: BulkEditListItem
}

function BulkEditItem({ made, place, reading, isImport, onChange }: BulkEditItemProps) {
	const { t, language } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	return (
		<div className="stack tight">
			<p>
				<strong>
					<bdi>{made.why}</bdi>
				</strong>
			</p>
			<p className="hint">
				<bdi>{made.author}</bdi> · {made.isFromFile && `${t('cleaning.file.fromFile')} · `}
				{dateTimeIn(language, made.at)} ·{' '}
				{t(
					made.undoes === null
						? 'cleaning.recordCount'
						: isImport
							? 'import.undoInRecords'
							: 'cleaning.undoInRecords',
					{
						count: made.records,
						records: numberIn(language, made.records),
					},
				)}
			</p>
			{made.undoneRecords > 0 && (
				<p className="note quiet">
					{made.undoneRecords >= made.records
						? t('cleaning.isUndone')
						: t('cleaning.isPartlyUndone', { count: made.undoneRecords })}
				</p>
			)}
			<details onToggle={(event) => setOpen(event.currentTarget.open)}>
				<summary>{t('cleaning.showChanges')}</summary>
				{isOpen && <Changed made={made} place={place} reading={reading} />}
			</details>
			{/* an undone import can be imported again instead */}
			{made.undoneRecords < made.records && !(isImport && made.undoes !== null) && (
				<details>
					<summary>{t('cleaning.undo')}</summary>
					<UndoBulkEdit
						bulkEditId={made.id}
						where={place}
						hint={t(isImport ? 'import.undoHint' : 'cleaning.undoHint')}
						onChange={onChange}
					/>
				</details>
			)}
		</div>
	)
}

function Changed({ made, place, reading }: Pick<BulkEditItemProps, 'made' | 'place' | 'reading'>) {
	const { t } = useTranslations()
	const [rows, setRows] = useState<BulkEditRecordsResponse['records']>([])
	const [after, setAfter] = useState(0)
	const { found, problem } = useServerData(`corrected ${made.id} ${after}`, async () => {
		const page = await callRoute(cleaningApi.records, { params: { id: made.id }, query: { ...place, after } })
		setRows((before) => [...before.filter(({ seq }) => seq <= after), ...page.records])
		return page
	})
	return (
		<div className="stack tight">
			<ProblemNote problem={problem} />
			<EditPreviewTable records={rows} reading={reading} label={t('cleaning.showChanges')} />
			{found?.isMore && (
				<div className="actions">
					<button type="button" className="plain" onClick={() => setAfter(rows.at(-1)?.seq ?? 0)}>
						{t('review.more')}
					</button>
				</div>
			)}
		</div>
	)
}
