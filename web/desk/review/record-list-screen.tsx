import { useEffect, useRef, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { quarantineApi } from '#shared/api/records'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { may } from '#shared/people/roles'
import { maxBulkRecords } from '#shared/review/bulk-review'
import type { RecordListItem, RecordQuery } from '#shared/review/record-list'
import { formsFor } from '../../api/load-forms.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { RoleKeyMissing } from '../account/role-key-section.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { EmptyList } from '../kit/empty-list.tsx'
import { useIsNarrow } from '../kit/is-narrow.ts'
import { KeysHint } from '../kit/keys-hint.tsx'
import { RefreshNote } from '../kit/refresh-note.tsx'
import { useScope } from '../kit/scope.tsx'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { useListKeys } from '../kit/use-list-keys.ts'
import { useRoute, useServerData } from '../kit/use-server-data.ts'
import { approveSome } from './approve-records.ts'
import { QuarantineList } from './quarantine-list.tsx'
import { RecordFilters } from './record-filters.tsx'
import { isFiltered, listAddress, queryIn, recordAddress, withoutFilters } from './record-query.ts'
import { RecordRows } from './record-rows.tsx'
import { RecordsHead } from './records-head.tsx'
import { UndoBar } from './undo-bar.tsx'
import { recordOutcome } from './undo-state.ts'
import { useRecordPages } from './use-record-pages.ts'

/** Returns the menu entry that the list belongs to. */
const placeOf = ({ disputed }: RecordQuery, isQueue: boolean) =>
	isQueue ? 'review' : disputed === '1' ? 'conflicts' : 'records'

/**
 * All records that the user may see, or the review queue. The filter is in the address, so that a view can
 * be sent as a link.
 */
export function RecordListScreen() {
	const { t, language: appLanguage } = useTranslations()
	const { person } = useDesk()
	const [, go] = useLocation()
	const search = useSearch()
	const { round, district } = useScope('any-round')
	const query: RecordQuery = {
		...queryIn(search),
		...(round ? { round } : {}),
		...(district ? { district } : {}),
	}
	const isQueue = query.waiting === '1' && may(person.role, 'records.review')
	const { found, rows, more, problem, isOutdated, reload } = useRecordPages(search, query)
	const known = useServerData('forms', () => formsFor(person.role))
	const held = useRoute(quarantineApi.list, may(person.role, 'quarantine.read') ? {} : null)
	const screen = useRef<HTMLDivElement>(null)
	const approving = useApproving(rows, screen, reload)
	const keys = isQueue ? approving.keys : {}
	useListKeys(screen, {
		...keys,
		...(isQueue
			? { r: () => approving.withFocused(({ id }) => go(`${recordAddress(id, query)}#return`)) }
			: {}),
	})
	const titleOf = (id: string) => {
		const form = known.found?.find((each) => each.id === id)
		return form ? localize(form.definition.title, appLanguage) : id
	}
	const change = (next: Partial<RecordQuery>) => go(listAddress({ ...query, ...next }))
	const reloadAll = () => {
		reload()
		held.reload()
	}
	return (
		<div className="stack" ref={screen}>
			<ListHead of={placeOf(query, isQueue)} onRefresh={reloadAll} />
			<RoleKeyMissing />
			<DemonstrationNote isMadeUp={rows.some(({ demonstration }) => demonstration)} />
			{held.found && !isQueue && (
				<QuarantineList found={held.found} titleOf={titleOf} onDecided={reloadAll} />
			)}
			<RecordFilters
				query={query}
				onChange={change}
				forms={known.found?.map(({ id }) => [id, titleOf(id)] as const) ?? []}
			/>
			<ProblemNote problem={problem ?? held.problem} />
			<RefreshNote isOutdated={isOutdated} onShow={reload} />
			{found && (
				<>
					<p role="status">
						{t(found.isMore ? 'review.recordCountAbove' : 'review.recordCount', {
							count: found.total,
							total: numberIn(appLanguage, found.total),
						})}
					</p>
					{isQueue && rows.length > 0 && <QueueHints approving={approving} />}
					{rows.length > 0 ? (
						<TableWithFile name="records" about={t(isQueue ? 'desk.page.review' : 'desk.page.records')}>
							<RecordRows rows={rows} query={query} titleOf={titleOf} choosing={isQueue ? approving : null} />
						</TableWithFile>
					) : (
						<NoRecords query={query} isQueue={isQueue} onChange={change} />
					)}
					<MoreButton shown={rows.length} total={found.total} isMore={found.isMore} onMore={more} />
				</>
			)}
			<div className="desk-foot">
				<ProblemNote problem={approving.problem} />
				<UndoBar onChanged={reload} />
				{isQueue && approving.chosen.size > 0 && <ApproveBar approving={approving} />}
			</div>
		</div>
	)
}

interface NoRecordsProps {
	readonly query: RecordQuery
	readonly isQueue: boolean
	readonly onChange: (next: Partial<RecordQuery>) => void
}

/** In place of the table: filters that match nothing, or what the list waits for. */
function NoRecords({ query, isQueue, onChange }: NoRecordsProps) {
	const { t } = useTranslations()
	if (isFiltered(query))
		return <EmptyList onClear={() => onChange(withoutFilters)}>{t('review.empty.filtered')}</EmptyList>
	const isScoped = query.round !== undefined || query.district !== undefined
	return (
		<EmptyList onClear={null}>
			{t(`review.empty.${placeOf(query, isQueue)}`)}
			{isScoped && ` ${t('review.empty.otherScope')}`}
		</EmptyList>
	)
}

interface ListHeadProps {
	readonly of: ReturnType<typeof placeOf>
	readonly onRefresh: () => void
}

/** Title of the list; the list of all records also has tabs. */
function ListHead({ of, onRefresh }: ListHeadProps) {
	const { t } = useTranslations()
	const refresh = (
		<button type="button" className="plain small" onClick={onRefresh}>
			{t('desk.refresh')}
		</button>
	)
	if (of === 'records') return <RecordsHead>{refresh}</RecordsHead>
	return (
		<header className="desk-head">
			<h1>{t(`desk.page.${of}`)}</h1>
			{refresh}
		</header>
	)
}

interface MoreButtonProps {
	readonly shown: number
	readonly total: number
	/** There are more than `total`. */
	readonly isMore: boolean
	readonly onMore: () => void
}

/** Loads the next records; renders nothing if all are shown. */
function MoreButton({ shown, total, isMore, onMore }: MoreButtonProps) {
	const { t } = useTranslations()
	if (shown === 0 || (!isMore && shown >= total)) return null
	return (
		<button type="button" className="plain" onClick={onMore}>
			{isMore ? t('review.more') : t('home.more', { count: total - shown })}
		</button>
	)
}

interface ApproveBarProps {
	readonly approving: ReturnType<typeof useApproving>
}

/** The keys of the review queue; on a narrow screen also what the head of the table offers on a wide one. */
function QueueHints({ approving: { clean, choose } }: ApproveBarProps) {
	const { t } = useTranslations()
	const isNarrow = useIsNarrow()
	return (
		<>
			<p className="hint keys-hint">
				<KeysHint keys={t('review.shortcutsList')} />
			</p>
			{isNarrow && (
				<button
					type="button"
					className="plain"
					disabled={clean.length === 0}
					onClick={() => choose(clean, true)}
				>
					{t('review.selectApprovable')}
				</button>
			)}
		</>
	)
}

/** Actions on the selected records. */
function ApproveBar({ approving: { chosen, isSaving, isFull, approve, clear } }: ApproveBarProps) {
	const { t } = useTranslations()
	return (
		<div className="approve-bar">
			<button type="button" aria-keyshortcuts="a" disabled={isSaving} onClick={approve}>
				{t('review.approveCount', { count: chosen.size })}
			</button>
			<button type="button" className="plain" onClick={clear}>
				{t('review.clearSelection')}
			</button>
			<p className="hint" role="status">
				{isFull && t('review.selectionLimit', { count: maxBulkRecords })}
			</p>
		</div>
	)
}

/** Selection of rows and bulk approval. The shortcuts act on the focused row if none is selected. */
function useApproving(
	rows: readonly RecordListItem[],
	screen: { readonly current: HTMLElement | null },
	onDone: () => void,
) {
	const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set())
	const [isSaving, setSaving] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	/** Index of the approved row: its successor gets the focus after the reload. */
	const place = useRef<number | null>(null)
	const clean = rows.filter(({ quickApprovalBlocker }) => quickApprovalBlocker === null)
	const chosenRows = clean.filter(({ id }) => wanted.has(id))
	// biome-ignore lint/correctness/useExhaustiveDependencies: another list is there
	useEffect(() => {
		if (place.current === null || !screen.current) return
		const links = screen.current.querySelectorAll<HTMLElement>('[data-list-link]')
		links[Math.min(place.current, links.length - 1)]?.focus()
		place.current = null
	}, [rows])
	function withFocused(act: (row: RecordListItem) => void) {
		const id = document.activeElement?.closest<HTMLElement>('tr[data-record]')?.dataset.record
		const row = rows.find((each) => each.id === id)
		if (row) act(row)
	}
	async function approve(some: readonly RecordListItem[]) {
		if (isSaving || some.length === 0) return
		setSaving(true)
		setProblem(null)
		withFocused((row) => {
			place.current = rows.indexOf(row)
		})
		try {
			recordOutcome(await approveSome(some))
			setWanted(new Set())
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setSaving(false)
			onDone()
		}
	}
	const isClean = new Set(clean.map(({ id }) => id))
	const choose = (ids: readonly string[], isChosen: boolean) =>
		setWanted((before) => {
			const still = [...before].filter((id) => isClean.has(id))
			return new Set(
				isChosen ? [...still, ...ids].slice(0, maxBulkRecords) : still.filter((id) => !ids.includes(id)),
			)
		})
	return {
		clean: clean.map(({ id }) => id),
		chosen: new Set(chosenRows.map(({ id }) => id)),
		choose,
		clear: () => setWanted(new Set()),
		isFull: chosenRows.length === maxBulkRecords,
		isSaving,
		problem,
		withFocused,
		approve: () => void approve(chosenRows),
		keys: {
			x: () =>
				withFocused(({ id, quickApprovalBlocker }) => {
					if (quickApprovalBlocker === null) choose([id], !wanted.has(id))
				}),
			a: () => {
				if (chosenRows.length > 0) void approve(chosenRows)
				else withFocused((row) => void approve(clean.includes(row) ? [row] : []))
			},
		},
	}
}
