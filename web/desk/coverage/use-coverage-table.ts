import type { Coverage } from '#shared/coverage/coverage'
import { localize } from '#shared/forms/localized-text'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import type { Study } from '#shared/study/study'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { isCoverageView } from './coverage-columns.ts'
import type { CoverageTableData } from './coverage-table.tsx'
import { coveredBy, districtRows, provinceRows, sumCoverageRows } from './district-coverage.ts'
import { type readSort, sortRows } from './sort-rows.ts'

interface CoverageTableOptions {
	/** Parameters of the address: filter, grouping and columns. */
	readonly query: URLSearchParams
	readonly round: string
	/** Null until it is loaded. */
	readonly found: Coverage | null
	readonly comparison:
		| { readonly round: Study['rounds'][number]; readonly found: Coverage | null }
		| undefined
	readonly sort: ReturnType<typeof readSort>
}

/** The districts of the page, those that pass its filter, their sum, and the table of them as it is shown. */
export function useCoverageTable({ query, round, found, comparison, sort }: CoverageTableOptions) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const covered = coveredBy(study.districts, found)
	const [view, province, find] = [query.get('view'), query.get('province') ?? '', query.get('find') ?? '']
	const districts = districtRows(covered, comparison?.found ?? null, language).filter(
		({ hint, name }) =>
			(province === '' || hint === province) && foldForSearch(name).includes(foldForSearch(find)),
	)
	const isWhole = districts.length === covered.length
	const whole = sumCoverageRows(districts, {
		key: 'whole',
		name: t('coverage.total'),
		hint: '',
		place: isWhole ? '' : districts.length === 1 ? (districts[0]?.place ?? null) : null,
	})
	const rows =
		query.get('by') === 'province'
			? provinceRows(districts, (count) => t('coverage.districts', { count }))
			: districts
	const shown: CoverageTableData | null = found && {
		round,
		total: whole,
		today: found.today,
		view: isCoverageView(view) ? view : 'progress',
		rows: sortRows(language, rows, sort, found.today),
		comparison: comparison
			? { code: comparison.round.code, name: localize(comparison.round.name, language) }
			: null,
	}
	return { covered, districts, whole, isWhole, shown }
}
