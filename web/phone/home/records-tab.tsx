import { type ReactNode, useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { needsCorrection } from '../../storage/records/needs-correction.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { correctionsOf, DraftRow, RecordRow } from './record-rows.tsx'
import { stateOf } from './record-state.ts'
import type { HomeData } from './use-home-data.ts'

const filters = ['all', 'drafts', 'unsent', 'returned', 'sent', 'archived'] as const
type RecordFilter = (typeof filters)[number]

interface RecordEntry {
	readonly id: string
	/** Filters that show it: a sent record with an open correction is found by both. */
	readonly filters: readonly RecordFilter[]
	/** Folded text in which the search looks. */
	readonly text: string
	readonly row: ReactNode
}

const shownAtFirst = 30

/** Drafts and records of this person, with counts, filters and a search. */
export function RecordsTab({ home }: { home: HomeData }) {
	const { t } = useTranslations()
	const [filter, setFilter] = useState<RecordFilter>('all')
	const [query, setQuery] = useState('')
	const [most, setMost] = useState(shownAtFirst)
	const entries = useEntries(home)
	const words = query
		.split(/\s+/)
		.map(foldForSearch)
		.filter((word) => word !== '')
	const found = entries.filter(
		(each) => each.filters.includes(filter) && words.every((word) => each.text.includes(word)),
	)
	const count = (which: RecordFilter) => entries.filter(({ filters }) => filters.includes(which)).length
	if (entries.length === 0)
		return (
			<div className="empty-note">
				<Icon name="records" />
				<p>{t('records.empty')}</p>
			</div>
		)
	return (
		<>
			<label className="search-box">
				<Icon name="search" />
				<input
					type="search"
					value={query}
					autoComplete="off"
					spellCheck={false}
					aria-label={t('records.search')}
					placeholder={t('records.searchHint')}
					onChange={({ target }) => setQuery(target.value)}
				/>
			</label>
			<fieldset className="pills" aria-label={t('records.filter')}>
				{filters.map((each) => (
					<button
						key={each}
						type="button"
						className="pill"
						aria-pressed={filter === each}
						onClick={() => setFilter(each)}
					>
						{t(`records.filterBy.${each}`)} <bdi>{count(each)}</bdi>
					</button>
				))}
			</fieldset>
			<p className="section-label" role="status">
				{t('records.found', { count: found.length })}
			</p>
			<ul className="list">{found.slice(0, most).map(({ row }) => row)}</ul>
			{found.length > most && (
				<button type="button" className="plain" onClick={() => setMost(most + 100)}>
					{t('home.more', { count: found.length - most })}
				</button>
			)}
		</>
	)
}

/**
 * Lists what must be acted on first: returned records, then drafts, then unsent and other records. A record and
 * its open correction are one row.
 */
function useEntries({ returned, drafts, adoptable, finished, titles }: HomeData): readonly RecordEntry[] {
	const { language } = useTranslations()
	const textOf = (name: string, form: string, changedAt: number) =>
		foldForSearch(`${name} ${localize(titles.get(form) ?? {}, language)} ${dateTimeIn(language, changedAt)}`)
	const corrections = correctionsOf(drafts)
	const record = (each: LocalRecordListItem, filter: RecordFilter): RecordEntry => ({
		id: each.id,
		filters: corrections.has(each.id) ? ['all', filter, 'drafts'] : ['all', filter],
		text: textOf(each.name, each.form.id, each.changedAt),
		row: <RecordRow key={each.id} record={each} titles={titles} correction={corrections.get(each.id)} />,
	})
	const inRecords = new Set(finished.map(({ id }) => id))
	const rest = finished.filter((each) => !needsCorrection(each))
	const untouched = rest.filter(({ id }) => !corrections.has(id))
	return [
		...returned.map((each) => record(each, 'returned')),
		...drafts
			.filter((each) => !(each.isCorrection && inRecords.has(each.record)))
			.map(
				(each): RecordEntry => ({
					id: each.id,
					filters: ['all', 'drafts'],
					text: textOf(each.name, each.form.id, each.changedAt),
					row: <DraftRow key={each.id} draft={each} titles={titles} />,
				}),
			),
		...rest.filter(({ id }) => corrections.has(id)).map((each) => record(each, filterOf(each))),
		...adoptable.map((each) => record(each, 'drafts')),
		...untouched.filter(isUnsent).map((each) => record(each, 'unsent')),
		...untouched.filter((each) => !isUnsent(each)).map((each) => record(each, filterOf(each))),
	]
}

const isUnsent = ({ sendState }: LocalRecordListItem): boolean => sendState !== 'at-server'
const filterOf = (record: LocalRecordListItem): RecordFilter =>
	isUnsent(record) ? 'unsent' : stateOf(record) === 'kept' ? 'archived' : 'sent'
