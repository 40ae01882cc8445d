import { useState } from 'react'
import { cleaningApi } from '#shared/api/cleaning'
import type { BulkEditListItem } from '#shared/cleaning/bulk-edit'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { usePages } from '../kit/use-pages.ts'
import { useReloadRoutes } from '../kit/use-server-data.ts'
import type { CleaningScope } from './bulk-edit-section.tsx'
import { EditPreviewTable } from './edit-preview-table.tsx'
import { UndoBulkEdit } from './undo-bulk-edit.tsx'

interface BulkEditHistoryProps {
	readonly place: CleaningScope
	readonly reading: FormReading
	/** Lists imports instead of edits. */
	readonly isImport?: boolean
}

/** Edits or imports of these records, newest first: author, time, reason, changes, and undo. */
export function BulkEditHistory({ place, reading, isImport = false }: BulkEditHistoryProps) {
	const { t } = useTranslations()
	const { pages, hasMore, more, problem } = usePages(cleaningApi.list, {
		requestAt: (before) => ({
			query: {
				...place,
				...(isImport ? { isImport: '1' as const } : {}),
				...(before === undefined ? {} : { before }),
			},
		}),
		cursorAfter: ({ bulkEdits, isMore }) => (isMore ? bulkEdits.at(-1)?.lastSeq : null),
	})
	const all = pages?.flatMap(({ bulkEdits }) => bulkEdits)
	return (
		<>
			<ProblemNote problem={problem} />
			{all?.length === 0 && (
				<p className="note quiet">{t(isImport ? 'import.historyEmpty' : 'cleaning.historyEmpty')}</p>
			)}
			<ol className="history">
				{all?.map((each) => (
					<li key={each.id}>
						<BulkEditItem made={each} place={place} reading={reading} isImport={isImport} />
					</li>
				))}
			</ol>
			{hasMore && (
				<div className="actions">
					<button type="button" className="plain" onClick={more}>
						{t('review.more')}
					</button>
				</div>
			)}
		</>
	)
}

interface BulkEditItemProps extends Required<BulkEditHistoryProps> {
	readonly made: BulkEditListItem
}

function BulkEditItem({ made, place, reading, isImport }: BulkEditItemProps) {
	const { t, language } = useTranslations()
	const reload = useReloadRoutes(cleaningApi.list)
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
						onChange={() => void reload()}
					/>
				</details>
			)}
		</div>
	)
}

function Changed({ made, place, reading }: Pick<BulkEditItemProps, 'made' | 'place' | 'reading'>) {
	const { t } = useTranslations()
	const { pages, hasMore, more, problem } = usePages(cleaningApi.records, {
		requestAt: (after = 0) => ({ params: { id: made.id }, query: { ...place, after } }),
		cursorAfter: ({ records, isMore }) => (isMore ? records.at(-1)?.seq : null),
	})
	const rows = pages?.flatMap(({ records }) => records) ?? []
	return (
		<div className="stack tight">
			<ProblemNote problem={problem} />
			<EditPreviewTable records={rows} reading={reading} label={t('cleaning.showChanges')} />
			{hasMore && (
				<div className="actions">
					<button type="button" className="plain" onClick={more}>
						{t('review.more')}
					</button>
				</div>
			)}
		</div>
	)
}
