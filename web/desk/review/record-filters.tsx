import { peopleApi } from '#shared/api/people'
import { reviewApi } from '#shared/api/review'
import { isPhoneRole, may } from '#shared/people/roles'
import { interviewFlags, type RecordQuery, recordOrders } from '#shared/review/record-list'
import { statuses } from '#shared/revisions/record-state'
import { isHelplineOnly } from '#shared/study/deployments'
import { callRoute } from '../../api/call-route.ts'
import { inOrderOf, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { SearchField } from '../kit/search-field.tsx'
import { useRoute, useServerData } from '../kit/use-server-data.ts'

interface RecordFiltersProps {
	readonly query: RecordQuery
	readonly onChange: (next: Partial<RecordQuery>) => void
	readonly forms: readonly (readonly [id: string, title: string])[]
}

/** Filters of the record list. In the review queue, each option shows its number of records. */
export function RecordFilters({ query, onChange, forms }: RecordFiltersProps) {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const isQueue = query.waiting === '1'
	const isCallsAlone = isHelplineOnly(study.serves)
	const writers = useServerData('writers', async () =>
		may(person.role, 'people.read') ? callRoute(peopleApi.list) : [],
	)
	const { before, beforeFlags, order, ...counted } = query
	const { found: numbers } = useRoute(reviewApi.facets, isQueue ? { query: counted } : null, 'take')
	const menu = (
		key: 'form' | 'owner' | 'flag',
		label: string,
		values: readonly (readonly [value: string, label: string])[],
	) => {
		const own = numbers?.[key]
		// With counts, options without records are hidden, except the chosen one.
		const shown = own ? values.filter(([value]) => value === query[key] || (own[value] ?? 0) > 0) : values
		return (
			<FilterMenu
				label={label}
				value={query[key]}
				options={shown.map(([value, text]) => [
					value,
					own ? t('review.optionWithCount', { text, number: numberIn(language, own[value] ?? 0) }) : text,
				])}
				onChoose={(value) => onChange({ [key]: value || undefined })}
			/>
		)
	}
	return (
		<search className="filters">
			<SearchField
				label={t('review.search')}
				value={query.search ?? ''}
				onChange={(text) => onChange({ search: text || undefined })}
			/>
			{menu('form', t('review.form'), forms)}
			{writers.found &&
				writers.found.length > 0 &&
				menu(
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
				!isCallsAlone &&
				may(person.role, 'quality.read') &&
				menu('flag', t('review.qualityFlags'), [
					...(['any', 'none', 'unknown'] as const).map(
						(each) => [each, t(`review.flagFilter.${each}`)] as const,
					),
					...interviewFlags.map((kind) => [kind, t.orElse(`quality.kinds.${kind}`, kind)] as const),
				])}
			{isQueue ? (
				<FilterMenu
					label={t('review.sort')}
					all={t('review.sortBy.newest')}
					value={query.order}
					options={recordOrders
						.filter((each) => each !== 'worst' || !isCallsAlone)
						.map((each) => [each, t(`review.sortBy.${each}`)])}
					onChoose={(value) => onChange({ order: recordOrders.find((each) => each === value) })}
				/>
			) : (
				<FilterMenu
					label={t('review.status')}
					value={query.status}
					options={statuses.map((status) => [status, t(`recordStatus.${status}`)])}
					onChoose={(status) => onChange({ status: statuses.find((each) => each === status) })}
				/>
			)}
			<label className="choice small">
				<input
					type="checkbox"
					checked={query.disputed === '1'}
					onChange={(event) => onChange({ disputed: event.target.checked ? '1' : undefined })}
				/>
				<span>{t('review.onlyConflicts')}</span>
			</label>
			{!isQueue && may(person.role, 'forms.publish') && (
				<label className="choice small">
					<input
						type="checkbox"
						checked={query.notUnderstood === '1'}
						onChange={(event) => onChange({ notUnderstood: event.target.checked ? '1' : undefined })}
					/>
					<span>{t('review.onlyUnreadable')}</span>
				</label>
			)}
		</search>
	)
}
