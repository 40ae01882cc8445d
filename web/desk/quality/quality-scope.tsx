import { useLocation, useSearch } from 'wouter'
import { localize } from '#shared/forms/localized-text'
import { openRoundFor } from '#shared/study/study'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { UnlistedOption } from '../kit/unlisted-option.tsx'

/** Returns the round and district in the address; '' for all districts. */
export function useQualityScope() {
	const { study, person } = useDesk()
	const query = new URLSearchParams(useSearch())
	const usual =
		openRoundFor(study.rounds, person.demonstration) ?? openRoundFor(study.rounds, false) ?? study.rounds[0]
	// the only district of a user is preselected
	const only = study.districts.length === 1 ? study.districts[0]?.code : undefined
	return {
		query,
		round: query.get('round') ?? usual?.code ?? '',
		district: query.get('district') ?? only ?? '',
	}
}

/**
 * Menus for round and district; other parameters of the address are kept. `isOfRound`: the screen does not
 * depend on the district.
 */
export function QualityScopeFields({ path, isOfRound = false }: { path: string; isOfRound?: boolean }) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const names = useDistrictNames()
	const [, go] = useLocation()
	const { query, round, district } = useQualityScope()
	const show = (changed: { round?: string; district?: string }) =>
		go(`${path}?${searchOf({ ...Object.fromEntries(query), round, district, ...changed })}`)
	return (
		<>
			<label>
				{t('desk.round')}
				<select value={round} onChange={(event) => show({ round: event.target.value })}>
					<UnlistedOption value={round} listed={study.rounds.map(({ code }) => code)} />
					{study.rounds.map(({ code, name }) => (
						<option key={code} value={code}>
							{localize(name, language)}
						</option>
					))}
				</select>
			</label>
			{!isOfRound && (
				<label>
					{t('quality.district')}
					<select value={district} onChange={(event) => show({ district: event.target.value })}>
						{names.length > 1 && <option value="">{t('quality.all')}</option>}
						<UnlistedOption value={district} listed={['', ...names.map(([code]) => code)]} />
						{names.map(([code, name]) => (
							<option key={code} value={code}>
								{name}
							</option>
						))}
					</select>
				</label>
			)}
		</>
	)
}
