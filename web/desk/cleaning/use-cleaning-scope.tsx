import type { ReactNode } from 'react'
import { localize } from '#shared/forms/localized-text'
import { openRoundFor } from '#shared/study/study'
import { formsFor } from '../../api/load-forms.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk, useDistrictNames, useHasDistricts } from '../kit/desk-context.ts'
import { FilterMenu } from '../kit/filter-menu.tsx'
import { type FormReading, formReading } from '../kit/form-labels.ts'
import { RoundMenu } from '../kit/round-menu.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useFilter } from '../kit/use-filter.ts'
import { useServerData } from '../kit/use-server-data.ts'
import type { CleaningScope } from './bulk-edit-section.tsx'

interface CleaningScopeState {
	readonly place: CleaningScope
	readonly reading: FormReading
	/** True if the form is known here. */
	readonly isKnown: boolean
	/** Menus for form, round and district. */
	readonly menus: ReactNode
}

/** Scope of data cleaning: form, round and district, from the address. */
export function useCleaningScope(): CleaningScopeState {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const names = useDistrictNames()
	const hasDistricts = useHasDistricts()
	const [filter, change] = useFilter(['form', 'round', 'district'])
	const known = useServerData('forms', () => formsFor(person.role))
	const usual = openRoundFor(study.rounds, person.demonstration) ?? study.rounds[0]
	const round = filter.round ?? usual?.code ?? ''
	const form =
		filter.form ?? (known.found?.find(({ id }) => id === 'household') ?? known.found?.[0])?.id ?? ''
	const definition = known.found?.find(({ id }) => id === form)?.definition ?? null
	const isMadeUp = study.rounds.find(({ code }) => code === round)?.demonstration ?? false
	return {
		place: { form, round, ...(filter.district ? { district: filter.district } : {}) },
		reading: formReading(definition, { t, language }, new Map()),
		isKnown: definition !== null,
		menus: (
			<>
				<DemonstrationNote isMadeUp={isMadeUp} />
				<ProblemNote problem={known.problem} />
				<div className="filters">
					<SelectMenu
						label={t('review.form')}
						value={form}
						options={
							known.found?.map(({ id, definition: { title } }) => [id, localize(title, language)]) ?? []
						}
						onChoose={(id) => change({ form: id })}
					/>
					<RoundMenu rounds={study.rounds} value={round} onChoose={(code) => change({ round: code })} />
					{hasDistricts && (
						<FilterMenu
							label={t('review.district')}
							value={filter.district}
							options={names}
							onChoose={(district) => change({ district })}
						/>
					)}
				</div>
			</>
		),
	}
}
