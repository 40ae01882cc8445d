import { isConsentGiven } from '#shared/forms/consent'
import { type FormPage, questionsOn } from '#shared/forms/pages'
import type { FormFilling, PageSkips } from './filling.ts'
import { reasonsToEnd } from './reasons-to-end.ts'

/**
 * Passes over the page of the final result while one result is left: after a refusal, or at the end of an
 * interview, which has a screen of its own for ending early. The result is filled in, and the review shows it.
 */
export function skipGivenResult(filling: FormFilling): PageSkips {
	const { session } = filling
	/** Returns the choices that the end of the form leaves; an interview is ended early only by who says so. */
	const offered = (path: string) => {
		const { consent } = session.form
		const choices = session.choices(path)
		if (!consent || !isConsentGiven(consent, session)) return choices
		const early = new Set(reasonsToEnd(session).map(({ name }) => name))
		return early.has(String(session.answerAt(path)))
			? choices
			: choices.filter(({ name }) => !early.has(name))
	}
	/** Returns the question and its only choice; null for other pages, and while there is something to choose. */
	const givenResult = (page: FormPage) => {
		const [path, ...others] = questionsOn(page, session)
		if (path === undefined || others.length > 0 || session.nodeAt(path).part.name !== 'result') return null
		const [only, ...more] = offered(path)
		return only && more.length === 0 ? { path, name: only.name } : null
	}
	return {
		skip(page) {
			const given = givenResult(page)
			if (!given) return false
			if (session.answerAt(given.path) !== given.name) filling.type(given.path, given.name)
			return session.violationAt(given.path) === null
		},
		isSkipped: (page) => givenResult(page) !== null,
	}
}
