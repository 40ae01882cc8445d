import { choicesOf } from '#shared/forms/compile-form'
import { isConsentGiven } from '#shared/forms/consent'
import type { Question } from '#shared/forms/form-definition'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormSession } from '#shared/forms/form-session'
import { type FormPage, questionsOn } from '#shared/forms/pages'

/** Tips, each shown once, at the first page where it can be tried; of several the first in this order. */
export const tips = ['place', 'rows', 'hide', 'stop', 'unsaid', 'several', 'answer', 'back'] as const
export type Tip = (typeof tips)[number]

/** Codes for "don't know" and "refused", in choices and in scales. */
const unsaid = ['dk', 'ref', '88', '99']

const fits: { readonly [Which in Tip]: (page: FormPage, session: FormSession) => boolean } = {
	answer: () => true,
	back: ({ index }) => index > 0,
	place: (page, session) => listQuestionsOn(page, session).some(({ type }) => type === 'geopoint'),
	rows: ({ parts }) => parts.some(({ part }) => part.kind === 'repeat'),
	several: (page, session) => listQuestionsOn(page, session).some(({ type }) => type === 'select-many'),
	/** From the page where the interview becomes private: with the consent, or early in a form without one. */
	hide: ({ section, index }, { form: { consent } }) =>
		consent ? section === sectionOf(consent.ask) : index > 1,
	stop: (_, session) => {
		const { consent } = session.form
		return consent?.stop !== undefined && isConsentGiven(consent, session)
	},
	unsaid: (page, session) =>
		listQuestionsOn(page, session).some((question) =>
			choicesOf(session.form.definition, question).some(({ name }) => unsaid.includes(name)),
		),
}

const listQuestionsOn = (page: FormPage, session: FormSession): Question[] =>
	questionsOn(page, session).map((path) => session.nodeAt(path).part as Question)

const sectionOf = ({ parent }: FormNode): FormNode | null => (parent ? (sectionOf(parent) ?? parent) : null)

/** Returns the tip for a page; null if none fits. None is shown twice. */
export const whichTip = (page: FormPage, session: FormSession, shown: ReadonlySet<Tip>): Tip | null =>
	tips.find((tip) => !shown.has(tip) && fits[tip](page, session)) ?? null
