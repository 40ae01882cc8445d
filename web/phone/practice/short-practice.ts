import type { FormSession } from '#shared/forms/form-session'
import { type FormPage, pagesOf, questionsOn } from '#shared/forms/pages'
import { questionTypes } from '#shared/forms/question-types'
import type { FormFilling, PageSkips } from '../fill/filling.ts'
import { type Tip, whichTip } from './select-tip.ts'

export interface ShortPractice extends PageSkips {
	/** Pages that were shown, by index. */
	readonly shown: () => readonly number[]
}

/**
 * Shows the pages of any form at which there is something to learn: the first one, each at which a tip about the
 * form appears, the consent, and the screen of a discussion. The others are filled in with the first answers that
 * fit, or shown if none do.
 */
export function createShortPractice(filling: FormFilling, shownBefore: readonly number[]): ShortPractice {
	const { session } = filling
	const pages = pagesOf(session.form)
	// tips about answering and going back fit every page
	const taught = new Set<Tip>(['answer', 'back'])
	const shown = new Set<number>()
	const isTaughtAt = (page: FormPage): boolean => {
		const tip = whichTip(page, session, taught)
		if (tip) taught.add(tip)
		return tip !== null
	}
	const show = (page: FormPage): boolean => {
		const isShown = isTaughtAt(page) || hasOwnScreen(page, session)
		if (isShown) shown.add(page.index)
		return isShown
	}
	// a form opens at its first page, whatever is there
	for (const index of new Set([0, ...shownBefore])) {
		const page = pages[index]
		if (page) isTaughtAt(page)
		shown.add(index)
	}
	return {
		shown: () => [...shown],
		isSkipped: ({ index }) => !shown.has(index),
		skip(page) {
			if (shown.has(page.index) || show(page)) return false
			if (fillIn(page, filling)) return true
			shown.add(page.index)
			return false
		},
	}
}

/** True for the consent, and for a discussion. */
const hasOwnScreen = ({ parts }: FormPage, { form: { consent } }: FormSession): boolean =>
	parts.some((node) => node === consent?.ask || node.part.talk?.role === 'turns')

/** Answers to try for a question that has no choices. */
const samples = ['1', '20', 'A', '2025-01-01', '12:00', '2025-01-01T12:00:00.000+05:00']

/** Fills in what a page requires. Returns true if nothing on it is wrong then. */
function fillIn(page: FormPage, filling: FormFilling): boolean {
	const { session } = filling
	const tried = new Set<string>()
	const isOpen = (path: string) =>
		!tried.has(path) && !session.isReadOnly(path) && session.violationAt(path) !== null
	// an answer may open another question of the page
	for (let path = questionsOn(page, session).find(isOpen); path !== undefined; ) {
		tried.add(path)
		answerFirst(path, filling)
		path = questionsOn(page, session).find(isOpen)
	}
	return questionsOn(page, session).every((each) => session.violationAt(each) === null)
}

function answerFirst(path: string, filling: FormFilling): void {
	const { session } = filling
	const { part } = session.nodeAt(path)
	if (part.kind !== 'question' || !questionTypes[part.type].isInput) return
	const names = session.choices(path).map(({ name }) => name)
	if (part.type === 'acknowledge') names.push('OK')
	for (const typed of names.length > 0 ? names : samples) {
		filling.type(path, typed)
		if (session.violationAt(path) === null) return
	}
}
