import { type ReactNode, useId, useState } from 'react'
import { peopleApi } from '#shared/api/people'
import { reviewApi } from '#shared/api/review'
import { isPhoneRole, may } from '#shared/people/roles'
import { interviewFlags, type RecordQuery, recordOrders } from '#shared/review/record-list'
import { statuses } from '#shared/revisions/record-state'
import { isHelplineOnly } from '#shared/study/deployments'
import { callRoute } from '../../api/call-route.ts'
import { inOrderOf } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { DateRangeChip } from '../kit/date-range-chip.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FilterChip, type FilterOption } from '../kit/filter-chip.tsx'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { useIsNarrow } from '../kit/is-narrow.ts'
import { SearchField } from '../kit/search-field.tsx'
import { ToggleChip } from '../kit/toggle-chip.tsx'
import { useRoute, useServerData } from '../kit/use-server-data.ts'
import { LinkedFilterChips } from './linked-filter-chips.tsx'
import { countFilters, isFiltered, withoutFilters } from './record-query.ts'

interface RecordFiltersProps {
	readonly query: RecordQuery
	readonly onChange: (next: Partial<RecordQuery>) => void
	readonly forms: readonly (readonly [id: string, title: string])[]
}

/** Filters of the record list. In the review queue, each option shows its number of records. */
export function RecordFilters({ query, onChange, forms }: RecordFiltersProps) {
	const { t } = useTranslations()
	const { study } = useDesk()
	const isQueue = query.waiting === '1'
	const isCallsAlone = isHelplineOnly(study.serves)
	return (
		<search className="filters">
			<SearchField
				label={t('review.search')}
				value={query.search ?? ''}
				onChange={(text) => onChange({ search: text || undefined })}
			/>
			{isQueue && (
				<FilterMenu
					label={t('review.sort')}
					all={t('review.sortBy.newest')}
					value={query.order}
					options={recordOrders
						.filter((each) => each !== 'worst' || !isCallsAlone)
						.map((each) => [each, t(`review.sortBy.${each}`)])}
					onChoose={(value) => onChange({ order: recordOrders.find((each) => each === value) })}
				/>
			)}
			<FoldedOnPhone count={countFilters(query)}>
				<FilterChips query={query} onChange={onChange} forms={forms} />
			</FoldedOnPhone>
		</search>
	)
}

/** On a narrow screen the filters are behind a button with their number: they would take the whole of it. */
function FoldedOnPhone({ count, children }: { readonly count: number; readonly children: ReactNode }) {
	const { t } = useTranslations()
	const isNarrow = useIsNarrow()
	const [isOpen, setOpen] = useState(false)
	const id = useId()
	if (!isNarrow) return children
	return (
		<>
			<button
				type="button"
				className="plain"
				aria-expanded={isOpen}
				aria-controls={id}
				onClick={() => setOpen(!isOpen)}
			>
				{count > 0 ? t('review.filtersSet', { count }) : t('review.filters')}
			</button>
			<div id={id} hidden={!isOpen}>
				{children}
			</div>
		</>
	)
}

function FilterChips({ query, onChange, forms }: RecordFiltersProps) {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const isQueue = query.waiting === '1'
	const writers = useServerData('writers', async () =>
		may(person.role, 'people.read') ? callRoute(peopleApi.list) : [],
	)
	const { before, beforeFlags, order, ...counted } = query
	const { found: numbers } = useRoute(reviewApi.facets, isQueue ? { query: counted } : null, 'take')
	const chip = (
		field: 'form' | 'owner' | 'flag',
		label: string,
		values: readonly (readonly [value: string, label: string])[],
	) => {
		const chosen = query[field]?.split(',') ?? []
		return (
			<FilterChip
				label={label}
				isMultiple={field === 'owner'}
				values={chosen}
				options={optionsOf(values, numbers?.[field], chosen)}
				onChoose={(next) => onChange({ [field]: next.length > 0 ? next.join(',') : undefined })}
			/>
		)
	}
	return (
		<div className="filter-chips">
			{chip('form', t('review.form'), forms)}
			{writers.found &&
				writers.found.length > 0 &&
				chip(
					'owner',
					t('review.enumerator'),
					inOrderOf(
						language,
						writers.found.filter(({ role }) => isPhoneRole(role)),
						({ name }) => name,
					).map(({ id, name }) => [id, name]),
				)}
			{/* No filter by flag for calls alone: flags on calls are about operators. */}
			{isQueue &&
				!isHelplineOnly(study.serves) &&
				may(person.role, 'quality.read') &&
				chip('flag', t('review.qualityFlags'), [
					...(['any', 'none', 'unknown'] as const).map(
						(each) => [each, t(`review.flagFilter.${each}`)] as const,
					),
					...interviewFlags.map((kind) => [kind, t.orElse(`quality.kinds.${kind}`, kind)] as const),
				])}
			{!isQueue && (
				<FilterChip
					label={t('review.status')}
					isMultiple
					values={query.status?.split(',') ?? []}
					options={statuses.map((value) => ({ value, label: t(`recordStatus.${value}`) }))}
					onChoose={(chosen) => onChange({ status: chosen.length > 0 ? chosen.join(',') : undefined })}
				/>
			)}
			<DateRangeChip
				label={t('quality.finished')}
				from={query.day ?? query.from ?? ''}
				to={query.day ?? query.to ?? ''}
				onChoose={({ from, to }) =>
					onChange({ day: undefined, from: from || undefined, to: to || undefined })
				}
			/>
			<ToggleChip
				label={t('review.onlyConflicts')}
				isOn={query.disputed === '1'}
				onChange={(isOn) => onChange({ disputed: isOn ? '1' : undefined })}
			/>
			{!isQueue && may(person.role, 'forms.publish') && (
				<ToggleChip
					label={t('review.onlyUnreadable')}
					isOn={query.notUnderstood === '1'}
					onChange={(isOn) => onChange({ notUnderstood: isOn ? '1' : undefined })}
				/>
			)}
			<LinkedFilterChips query={query} onChange={onChange} />
			{isFiltered(query) && (
				<button type="button" className="plain small quiet" onClick={() => onChange(withoutFilters)}>
					{t('desk.clearFilters')}
				</button>
			)}
		</div>
	)
}

/** Returns the options of a chip. With counts, options without records are hidden, except the chosen ones. */
function optionsOf(
	values: readonly (readonly [value: string, label: string])[],
	counts: Readonly<Record<string, number>> | undefined,
	chosen: readonly string[],
): FilterOption[] {
	if (!counts) return values.map(([value, label]) => ({ value, label }))
	return values
		.map(([value, label]) => ({ value, label, count: counts[value] ?? 0 }))
		.filter(({ value, count }) => chosen.includes(value) || count > 0)
}
