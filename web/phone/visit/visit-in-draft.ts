import type { FormSession } from '#shared/forms/form-session'
import { nextVisit } from '#shared/sample/visits'
import { localTimeOf } from '#shared/study/study-day'
import { findDoorPage, readProgress } from '../../storage/records/household-progress.ts'

/**
 * How a draft is opened, in the history's state. Without it the next visit begins once an hour has passed since
 * the last one was logged.
 */
export type VisitOpening =
	| { readonly visit: 'as-saved' }
	/** `loggedAt`: the time of the visit that is repeated; once another one is logged, it was. */
	| { readonly visit: 'repeated'; readonly loggedAt: string }

type DraftChange = ReturnType<FormSession['takeChanged']>[number]

/** Questions that each visit asks anew, in the order in which they are cleared. */
const repeatedQuestions = ['contact', 'sel_avail', 'appointment', 'privacy', 'result'] as const

/**
 * The visit in an open draft of a household. What a visit asks anew is blank on the screen, and on the
 * disk only once the contact is answered: until then the draft has the visit before, also after a killed tab.
 */
export class VisitInDraft {
	readonly #session: FormSession
	readonly #now: () => number
	readonly #contact: string | undefined
	/** Other questions at the door, whose answer begins a visit after one without an interview. */
	readonly #atDoor: ReadonlySet<string | undefined>
	readonly #heldBack = new Map<string, DraftChange>()
	#isPending = false
	#hasBegun = false

	private constructor(session: FormSession, now: () => number) {
		this.#session = session
		this.#now = now
		this.#contact = pathOf(session, 'contact')
		this.#atDoor = new Set([pathOf(session, 'sel_avail'), pathOf(session, 'privacy')])
	}

	/** Returns null for a form that does not number its visits. In a round without a sample it can be corrected. */
	static open(session: FormSession, opening: VisitOpening | null, now: () => number): VisitInDraft | null {
		if (readProgress(session, false) === null || pathOf(session, 'visit_no') === undefined) return null
		const visit = new VisitInDraft(session, now)
		if (visit.#mustAskAnew(opening)) visit.#askAnew()
		return visit
	}

	/** True while the visit that was asked anew has no answer. */
	isPending = (): boolean => this.#isPending
	/** True once another visit than the saved one was answered: its plan to come back is over. */
	hasBegun = (): boolean => this.#hasBegun
	/** Page to open; null for that on which the draft was left. */
	firstPage = (): number | null => (this.#isPending ? findDoorPage(this.#session.form) : null)

	/** Gives the visit its number before an answer begins it, so that the log keeps the visits before. */
	beforeAnswer(path: string): void {
		const isContact = path === this.#contact
		if (!isContact && !this.#atDoor.has(path)) return
		const { progress, next } = this.#read()
		if (isContact && this.#isPending) {
			this.#isPending = false
			this.#hasBegun = true
		}
		if (next === null || next.repeats === 'too-soon' || !(isContact || progress?.comesBack)) return
		this.#hasBegun = true
		this.#setNumber(next.number)
	}

	/** Returns the changes to be saved now. */
	changesToSave(changes: readonly DraftChange[]): readonly DraftChange[] {
		for (const { path } of changes) this.#heldBack.delete(path)
		if (this.#isPending) return changes
		const released = [...this.#heldBack.values()]
		this.#heldBack.clear()
		return [...released, ...changes]
	}

	#read() {
		const progress = readProgress(this.#session, false)
		const visits = progress?.visits ?? []
		const next = visits.length === 0 ? null : nextVisit(visits, localTimeOf(this.#now()))
		return { progress, next, loggedAt: visits.at(-1)?.time }
	}
	#mustAskAnew(opening: VisitOpening | null): boolean {
		const { progress, next, loggedAt } = this.#read()
		if (!progress?.comesBack || next === null || next.repeats === 'all-made') return false
		if (opening?.visit === 'repeated') return opening.loggedAt === loggedAt
		return opening === null && next.repeats !== 'too-soon'
	}
	#askAnew(): void {
		const session = this.#session
		const { next } = this.#read()
		for (const name of repeatedQuestions) {
			const path = pathOf(session, name)
			if (path !== undefined && session.answerAt(path) !== undefined) session.answer(path, null)
		}
		if (next) this.#setNumber(next.number)
		for (const change of session.takeChanged()) this.#heldBack.set(change.path, change)
		this.#isPending = true
	}
	#setNumber(number: number): void {
		const path = pathOf(this.#session, 'visit_no')
		if (path !== undefined && this.#session.answerAt(path) !== number) this.#session.answer(path, number)
	}
}

const pathOf = (session: FormSession, name: string): string | undefined =>
	session.form.nodes.find(
		({ part, children }) => part.name === name && part.kind === 'question' && children.length === 0,
	)?.template
