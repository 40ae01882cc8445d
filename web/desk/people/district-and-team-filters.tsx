import { useTranslations } from '../../ui/i18n.ts'
import { useDistrictNames, useHasDistricts } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { noTeam } from './people-filter.ts'

interface DistrictAndTeam {
	readonly district?: string
	readonly team?: string
}

interface DistrictAndTeamFiltersProps {
	readonly filter: DistrictAndTeam
	readonly teams: readonly string[]
	readonly onChange: (change: DistrictAndTeam) => void
}

/** Menus of a list of users or devices: district, where the study has districts, and team. */
export function DistrictAndTeamFilters({ filter, teams, onChange }: DistrictAndTeamFiltersProps) {
	const { t } = useTranslations()
	const districtNames = useDistrictNames()
	const hasDistricts = useHasDistricts()
	return (
		<>
			{hasDistricts && (
				<FilterMenu
					label={t('people.districts')}
					value={filter.district}
					options={districtNames}
					onChoose={(district) => onChange({ district })}
				/>
			)}
			<FilterMenu
				label={t('people.team')}
				value={filter.team}
				options={[...teams.map((team) => [team, team] as const), [noTeam, t('people.noTeam')]]}
				onChoose={(team) => onChange({ team })}
			/>
		</>
	)
}
