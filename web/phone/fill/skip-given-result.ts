import { type FormPage, questionsOn } from '#shared/forms/pages'
import type { FormFilling, PageSkips } from './filling.ts'

/**
 * Passes over the page of the final result while the door leaves one result, such as a refusal: it is filled in,
 * and the review shows it.
 */
export function skipGivenResult(filling: FormFilling): PageSkips {
	const { session } = filling
	/** Returns the question and its only choice; null for other pages, and while there is something to choose. */
	const givenResult = (page: FormPage) => {
		const [path, ...others] = questionsOn(page, session)
		if (path === undefined || others.length > 0 || session.nodeAt(path).part.name !== 'result') return null
		const [only, ...more] = session.choices(path)
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
