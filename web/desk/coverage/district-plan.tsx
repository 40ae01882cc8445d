import { coverageApi } from '#shared/api/coverage'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { StatusChip } from '../overview/district-table.tsx'
import { useDistrictStatuses } from './use-district-statuses.ts'

/** Status of a district, and how far it is behind or ahead of the plan of today, as on the overview. */
export function DistrictPlan({ district, round }: { readonly district: string; readonly round: string }) {
	const { t, language } = useTranslations()
	const { found } = useRoute(coverageApi.forRound, { query: { round } }, 'take')
	const row = useDistrictStatuses(found)?.find(({ code }) => code === district)
	if (!row) return null
	const count = Math.abs(row.difference ?? 0)
	const isBehind = row.difference !== null && row.difference < 0
	return (
		<>
			<StatusChip status={row.status} />
			<span className="hint">
				{row.difference === null
					? t('overview.noPlan')
					: t(isBehind ? 'overview.behindPlan' : 'overview.aheadOfPlan', {
							count,
							total: numberIn(language, count),
						})}
			</span>
		</>
	)
}
