import type { DistrictStatus } from '#shared/coverage/district-status'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { useTranslations } from '../../ui/i18n.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { useFilter } from '../kit/use-filter.ts'
import type { OverviewRow } from './district-rows.ts'
import { DistrictTable } from './district-table.tsx'

interface DistrictPanelProps {
	readonly rows: readonly OverviewRow[]
	readonly round: string
	/** True if the last day of fieldwork is set. */
	readonly hasPlan: boolean
}

/** Table of districts, with filters by status and name that are in the address. */
export function DistrictPanel({ rows, round, hasPlan }: DistrictPanelProps) {
	const { t } = useTranslations()
	const [filter, change] = useFilter(['round', 'find', 'status'])
	const shown = rows.filter(
		({ name, status }) =>
			(filter.status === undefined || status === filter.status) &&
			foldForSearch(name).includes(foldForSearch(filter.find ?? '')),
	)
	const statuses = [...new Set(rows.map(({ status }) => status))]
	return (
		<section className="panel stack tight" aria-labelledby="overview-districts">
			<div className="overview-head">
				<h2 id="overview-districts">{t('overview.districts')}</h2>
				<search className="filters">
					<FilterMenu
						label={t('overview.status')}
						all={t('review.all')}
						value={filter.status ?? ''}
						options={statuses.map((each) => [each, t(`overview.statuses.${each}`)] as const)}
						onChoose={(next) => change({ status: next as DistrictStatus | '' })}
					/>
					<label className="inline">
						<span>{t('coverage.findDistrict')}</span>
						<input
							type="search"
							dir="auto"
							value={filter.find ?? ''}
							onChange={({ target }) => change({ find: target.value })}
						/>
					</label>
				</search>
			</div>
			<DistrictTable rows={shown} round={round} hasPlan={hasPlan} />
		</section>
	)
}
