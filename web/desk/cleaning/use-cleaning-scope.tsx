import type { ReactNode } from 'react'
import { localize } from '#shared/forms/localized-text'
import { formsFor } from '../../api/load-forms.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { type FormReading, formReading } from '../kit/form-labels.ts'
import { useScope } from '../kit/scope.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useFilter } from '../kit/use-filter.ts'
import { useServerData } from '../kit/use-server-data.ts'
import type { CleaningScope } from './bulk-edit-section.tsx'

interface CleaningScopeState {
	readonly place: CleaningScope
	readonly reading: FormReading
	/** True if the form is known here. */
	readonly isKnown: boolean
	/** Menu for the form; round and district are in the top bar. */
	readonly menus: ReactNode
}

/** Scope of data cleaning: the form of the address, and round and district of the top bar. */
export function useCleaningScope(): CleaningScopeState {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const { round, district } = useScope('district')
	const [filter, change] = useFilter(['form', 'round', 'district'])
	const known = useServerData('forms', () => formsFor(person.role))
	const form =
		filter.form ?? (known.found?.find(({ id }) => id === 'household') ?? known.found?.[0])?.id ?? ''
	const definition = known.found?.find(({ id }) => id === form)?.definition ?? null
	const isMadeUp = study.rounds.find(({ code }) => code === round)?.demonstration ?? false
	return {
		place: { form, round, ...(district ? { district } : {}) },
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
				</div>
			</>
		),
	}
}
