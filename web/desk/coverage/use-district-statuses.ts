import { coverageApi } from '#shared/api/coverage'
import type { Coverage } from '#shared/coverage/coverage'
import { planOf } from '#shared/coverage/fieldwork-dates'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { type OverviewRow, overviewRows } from '../overview/district-rows.ts'

/**
 * Returns the user's districts with their status against the plan of today, the farthest behind first, as on the
 * overview. Null while they load.
 */
export function useDistrictStatuses(found: Coverage | null): OverviewRow[] | null {
	const { language } = useTranslations()
	const { study } = useDesk()
	const overview = useRoute(coverageApi.overview, found && { query: { round: found.round } }, 'take')
	if (!found || !overview.found) return null
	const plan = planOf(overview.found.dates)
	return overviewRows(found, study, { plan, flagsOf: null, language })
}
