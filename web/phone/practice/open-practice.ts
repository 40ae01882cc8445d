import type { FormDefinition } from '#shared/forms/form-definition'
import { firstOffered } from '#shared/forms/localized-text'
import { coverageForms } from '#shared/study/record-attributes'
import { roundToBegin } from '#shared/study/study'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { compiledForm, currentForms, loadStudy, personOnPhone } from '../../storage/records/documents.ts'
import type { FormFilling } from '../fill/filling.ts'
import { createInMemoryFilling } from '../fill/in-memory-filling.ts'
import { findSafeguardingLead, presetsFor } from '../fill/open-draft-form.ts'

export interface Practice {
	readonly filling: FormFilling
	readonly definition: FormDefinition
	/** Language of the questions. */
	readonly language: string
	/** Language on the screen now; updated when it is switched. */
	readonly shown: { language: string }
}

/** Has the format of a withdrawal code, and belongs to no record. */
export const practiceCode = '0000-0000'

/**
 * Opens the form with the most questions for practice, without storage; null if the phone has no form yet.
 * Only reads: nothing is written to the phone. Works without an open round and with a paused form too:
 * training comes before the fieldwork.
 */
export async function openPractice(
	vaultSession: VaultSession,
	appLanguage: string,
): Promise<Practice | null> {
	const [forms, study, person] = await Promise.all([
		currentForms(vaultSession),
		loadStudy(vaultSession),
		personOnPhone(vaultSession),
	])
	const usual = forms.filter(({ isReport }) => !isReport)
	const chosen = usual.find(({ id }) => id === coverageForms.household) ?? usual[0]
	const form = chosen && (await compiledForm(vaultSession, chosen.id, chosen.version))
	if (!form || !study) return null
	const { definition } = form
	const offered = definition.languages.map(({ tag }) => tag)
	const language = firstOffered(offered, appLanguage) ?? 'en'
	const shown = { language }
	const ofPerson = study.rounds.filter(({ demonstration }) => demonstration === person.demonstration)
	const round = roundToBegin(person, study.rounds) ?? ofPerson.at(-1)
	const filling = createInMemoryFilling({
		form,
		presets: {
			...presetsFor(study, person, 'practice'),
			...(round ? { round: round.code } : {}),
			...(definition.readers ? { lead: await findSafeguardingLead(vaultSession, form) } : {}),
		},
		offsetMinutes: study.offsetMinutes,
		language,
		shownIn: () => shown.language,
		withdrawalCode: practiceCode,
	})
	return { filling, definition, language, shown }
}
