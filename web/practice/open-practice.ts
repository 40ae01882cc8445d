import { openRoundFor } from '#shared/campaign/campaign'
import { campaignForms } from '#shared/campaign/record-facts'
import type { FormDefinition } from '#shared/forms/form-definition'
import type { Filling } from '../fill/filling.ts'
import { fillingInMemory } from '../fill/filling-in-memory.ts'
import { campaignOnPhone, compiledForm, currentForms, personOnPhone } from '../storage/documents.ts'
import type { AtWork } from '../storage/people-on-phone.ts'

export interface Practice {
	readonly filling: Filling
	readonly definition: FormDefinition
	/** Of the questions. */
	readonly language: string
	/** The same as it stands on the screen now. */
	readonly shown: { language: string }
}

/** Looks like a code for the card of a person, and is nobody's. */
export const practiceCode = '0000-0000'

/**
 * The form with which most is asked, to be filled and kept nowhere; null where the phone has none yet. Only read: what is here
 * writes nothing to the phone. Where no round is open one is taken all the same, and a paused form too: people are trained
 * before the fieldwork.
 */
export async function openPractice(atWork: AtWork, appLanguage: string): Promise<Practice | null> {
	const [forms, campaign, person] = await Promise.all([
		currentForms(atWork),
		campaignOnPhone(atWork),
		personOnPhone(atWork),
	])
	const usual = forms.filter(({ isReport }) => !isReport)
	const chosen = usual.find(({ id }) => id === campaignForms.household) ?? usual[0]
	const form = chosen && (await compiledForm(atWork, chosen.id, chosen.version))
	if (!form || !campaign) return null
	const { definition } = form
	const language =
		(definition.languages.find(({ tag }) => tag === appLanguage) ?? definition.languages[0])?.tag ?? 'en'
	const shown = { language }
	const round = openRoundFor(campaign.rounds, person.demonstration) ?? campaign.rounds.at(-1)
	const [onlyDistrict, ...others] = person.districts
	const filling = fillingInMemory({
		form,
		presets: {
			...(round ? { round: round.code } : {}),
			...(onlyDistrict !== undefined && others.length === 0 ? { district: onlyDistrict } : {}),
			districts: person.districts.join(' '),
			person: person.code,
			phone: 'practice',
		},
		offsetMinutes: campaign.offsetMinutes,
		language,
		shownIn: () => shown.language,
		withdrawalCode: practiceCode,
	})
	return { filling, definition, language, shown }
}
