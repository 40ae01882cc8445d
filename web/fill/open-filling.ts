import { openRoundFor } from '#shared/campaign/campaign'
import type { FormDefinition } from '#shared/forms/form-definition'
import { FormSession } from '#shared/forms/form-session'
import { Problem } from '#shared/kernel/problem'
import { campaignOnPhone, compiledForm, personOnPhone } from '../storage/documents.ts'
import { keepAnswers, type OpenDraft, openDraft } from '../storage/drafts.ts'
import type { AtWork } from '../storage/people-on-phone.ts'
import { askForPersistence } from '../storage/persistence.ts'
import { afterPaint } from '../ui/after-paint.ts'
import { type Filling, startFilling } from './filling.ts'

export interface OpenedForm {
	readonly filling: Filling
	readonly draft: OpenDraft
	readonly definition: FormDefinition
}

/**
 * Opens a draft as a form being filled.
 *
 * @throws Problem `not-found`, `form-missing`
 */
export async function openFilling(atWork: AtWork, draftId: string, language: string): Promise<OpenedForm> {
	const draft = await openDraft(atWork, draftId)
	if (!draft) throw new Problem('not-found')
	const form = await compiledForm(atWork, draft.about.form.id, draft.about.form.ver)
	const campaign = await campaignOnPhone(atWork)
	if (!form || !campaign) throw new Problem('form-missing')
	const person = await personOnPhone(atWork)
	const round = openRoundFor(campaign.rounds, person.demonstration)
	const [onlyDistrict, ...others] = person.districts
	const session = new FormSession(form, {
		answers: draft.answers,
		unreadable: draft.unreadable,
		isNew: draft.isNew,
		wasFinished: draft.about.isCorrection,
		presets: {
			...(round ? { round: round.code } : {}),
			...(onlyDistrict !== undefined && others.length === 0 ? { district: onlyDistrict } : {}),
			districts: person.districts.join(' '),
			person: person.code,
		},
		surroundings: {
			now: Date.now,
			offsetMinutes: campaign.offsetMinutes,
			random: Math.random,
			uuid: () => crypto.randomUUID(),
			language,
		},
	})
	let problem: Problem | null = null
	let tell = () => {}
	const keeper = await keepAnswers(atWork, draftId, {
		onChange(found) {
			problem = found
			tell()
		},
		whenFree: afterPaint,
	})
	const filling = startFilling({
		session,
		draft: draftId,
		keeper,
		problem: () => problem,
		onKept: (listener) => {
			tell = listener
		},
		onFirstAnswer: () => void askForPersistence(),
	})
	return { filling, draft, definition: form.definition }
}
