import type { ReactNode } from 'react'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import type { SampleResponse } from '#shared/sample/sample-api'
import { useTranslations } from '../../ui/i18n.ts'
import { FilterChip } from '../kit/filter-chip.tsx'
import { type AssignmentRow, rowStates } from './assignment-rows.ts'

interface AssignmentFilter {
	/** Part of a cluster's number or of an enumerator's name or code. */
	readonly find?: string
	/** Id of an enumerator. */
	readonly who?: string
	readonly status?: string
}

interface AssignmentFiltersProps {
	readonly filter: AssignmentFilter
	readonly rows: readonly AssignmentRow[]
	readonly people: SampleResponse['people']
	readonly onChange: (next: AssignmentFilter) => void
	/** At the end of the bar. */
	readonly children: ReactNode
}

/** Bar over the households of a district: search, enumerator and status. */
export function AssignmentFilters({ filter, rows, people, onChange, children }: AssignmentFiltersProps) {
	const { t } = useTranslations()
	return (
		<search className="filters">
			<label className="inline">
				<span>{t('sample.findCluster')}</span>
				<input
					type="search"
					dir="auto"
					value={filter.find ?? ''}
					onChange={({ target }) => onChange({ find: target.value })}
				/>
			</label>
			<FilterChip
				label={t('sample.assignedTo')}
				values={filter.who ? [filter.who] : []}
				options={people.map(({ id, name }) => ({ value: id, label: name }))}
				onChoose={([who = '']) => onChange({ who })}
			/>
			<FilterChip
				label={t('sample.status')}
				values={filter.status ? [filter.status] : []}
				options={rowStates.map((value) => ({
					value,
					label: t(`sample.rowState.${value}`),
					count: rows.filter(({ state }) => state === value).length,
				}))}
				onChoose={([status = '']) => onChange({ status })}
			/>
			{children}
		</search>
	)
}

/** True if a row passes the filter. */
export function isShown(
	{ cluster, holders, state }: AssignmentRow,
	{ find = '', who, status }: AssignmentFilter,
	people: SampleResponse['people'],
): boolean {
	const names = people.filter(({ id }) => holders.includes(id)).map(({ name, code }) => `${name} ${code}`)
	return (
		(who === undefined || holders.includes(who)) &&
		(status === undefined || state === status) &&
		foldForSearch([cluster.cluster, ...names].join(' ')).includes(foldForSearch(find))
	)
}
