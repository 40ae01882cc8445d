import { openRoundFor } from '#shared/campaign/campaign'
import { textIn } from '#shared/forms/texts'
import { useDesk, useDistrictNames } from '../desk/desk-context.ts'
import { FilterMenu } from '../desk/filter-menu.tsx'
import { useFilter } from '../desk/use-filter.ts'
import { useLoaded } from '../desk/use-loaded.ts'
import { formReading } from '../review/form-reading.ts'
import { formsFor } from '../sync/desk-client.ts'
import { useTexts } from '../ui/i18n.ts'
import type { CleaningPlace } from './change-answers.tsx'

/** Whose answers are set right: a form, a round, perhaps a district, as the address says; and the menus for them. */
export function useCleaningPlace() {
	const { t, language } = useTexts()
	const { campaign, person } = useDesk()
	const names = useDistrictNames()
	const [filter, change] = useFilter(['form', 'round', 'district'])
	const known = useLoaded('forms', () => formsFor(person.role))
	const usual = openRoundFor(campaign.rounds, person.demonstration) ?? campaign.rounds[0]
	const round = filter.round ?? usual?.code ?? ''
	const form =
		filter.form ?? (known.found?.find(({ id }) => id === 'household') ?? known.found?.[0])?.id ?? ''
	const definition = known.found?.find(({ id }) => id === form)?.definition ?? null
	const place: CleaningPlace = { form, round, ...(filter.district ? { district: filter.district } : {}) }
	const menus = (
		<div className="filters">
			<label className="inline">
				<span>{t('review.form')}</span>
				<select value={form} onChange={({ target }) => change({ form: target.value })}>
					{known.found?.map(({ id, definition: { title } }) => (
						<option key={id} value={id}>
							{textIn(title, language)}
						</option>
					))}
				</select>
			</label>
			<label className="inline">
				<span>{t('desk.round')}</span>
				<select value={round} onChange={({ target }) => change({ round: target.value })}>
					{campaign.rounds.map(({ code, name }) => (
						<option key={code} value={code}>
							{textIn(name, language)}
						</option>
					))}
				</select>
			</label>
			<FilterMenu
				label={t('review.district')}
				value={filter.district}
				options={names}
				onChoose={(district) => change({ district })}
			/>
		</div>
	)
	return {
		place,
		menus,
		problem: known.problem,
		/** Null while the forms are on their way. */
		reading: definition && formReading(definition, { t, language }, new Map()),
		isMadeUp: campaign.rounds.find(({ code }) => code === round)?.demonstration ?? false,
	}
}
