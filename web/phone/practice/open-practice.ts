import type { FormDefinition } from '#shared/forms/form-definition'
import { firstOffered } from '#shared/forms/localized-text'
import { buildInterviewPresets } from '#shared/sample/day-plan'
import { roundToBegin, type Study } from '#shared/study/study'
import { type StoredPractice, savePractice } from '../../storage/drafts/stored-practice.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { compiledForm, loadStudy, personOnPhone } from '../../storage/records/documents.ts'
import type { FormFilling } from '../fill/filling.ts'
import { createInMemoryFilling } from '../fill/in-memory-filling.ts'
import { findSafeguardingLead, presetsFor } from '../fill/open-draft-form.ts'
import type { FormPosition } from '../fill/use-form-place.ts'
import { createPracticeWriter } from './practice-writer.ts'
import { createShortPractice, type ShortPractice } from './short-practice.ts'

export interface Practice {
	readonly filling: FormFilling
	readonly definition: FormDefinition
	/** Absent for the whole form. */
	readonly short?: ShortPractice
	/** Where it opens. */
	readonly first: FormPosition
	/** Called with another page or language. */
	readonly onPlace: (place: FormPosition) => void
}

/** A form to begin with, or an interview to continue. */
export type PracticeChoice = Pick<StoredPractice, 'form'> & Partial<StoredPractice>

/** Has the format of a withdrawal code, and belongs to no record. */
export const practiceCode = '0000-0000'

/**
 * Opens a form for practice; null if the phone does not have it. There is no draft and no record: what is
 * entered is one sealed box on the phone, in no list, count or bundle. Works without an open round and with a
 * paused form too: training comes before the fieldwork.
 */
export async function openPractice(
	vaultSession: VaultSession,
	appLanguage: string,
	choice: PracticeChoice,
): Promise<Practice | null> {
	const [form, study, person] = await Promise.all([
		compiledForm(vaultSession, choice.form.id, choice.form.ver),
		loadStudy(vaultSession),
		personOnPhone(vaultSession),
	])
	if (!form || !study) return null
	const { definition } = form
	const offered = definition.languages.map(({ tag }) => tag)
	const language = choice.language ?? firstOffered(offered, appLanguage) ?? 'en'
	const startedAt = choice.startedAt ?? Date.now()
	let place: FormPosition = { page: choice.page ?? 0, language }
	const ofPerson = study.rounds.filter(({ demonstration }) => demonstration === person.demonstration)
	const round = roundToBegin(person, study.rounds) ?? ofPerson.at(-1)
	const unreadable = new Map(choice.unreadable)
	const writer = createPracticeWriter(unreadable, async () => {
		const { session } = filling
		await savePractice(vaultSession, {
			form: choice.form,
			answers: [...session.draftAnswers()],
			unreadable: [...unreadable],
			...place,
			startedAt,
			...(short ? { shortPages: short.shown() } : {}),
		})
	})
	const filling = createInMemoryFilling({
		form,
		presets: {
			...presetsFor(study, person, 'practice'),
			...exampleHousehold(study, person),
			...(round ? { round: round.code } : {}),
			...(definition.readers ? { lead: await findSafeguardingLead(vaultSession, form) } : {}),
		},
		offsetMinutes: study.offsetMinutes,
		language,
		shownIn: () => place.language,
		withdrawalCode: practiceCode,
		startedAt,
		...(choice.answers ? { answers: new Map(choice.answers) } : {}),
		unreadable,
		writer,
		onSaved: writer.onSaved,
	})
	const short = choice.shortPages && createShortPractice(filling, choice.shortPages)
	return {
		...(short ? { short } : {}),
		filling,
		definition,
		first: place,
		onPlace(next) {
			place = next
			// what has no answer yet is not worth a box
			if (filling.session.draftAnswers().size > 0) writer.saveAgain()
		},
	}
}

/** Returns the presets of a made-up household: in the fieldwork, too, they come from the sample. */
function exampleHousehold({ districts }: Study, person: VaultSession['person']) {
	const district = person.districts[0] ?? districts[0]?.code ?? ''
	return buildInterviewPresets(
		{ cluster: `${district}-01`, area: 'urban' },
		{ household: 2, line: 2, selection: 0.5, isReserve: false, replaces: null },
	)
}
