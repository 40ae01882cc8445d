import { type Answer, sameAnswer } from './answers.ts'
import type { FormAudit, Visits } from './form-audit.ts'

/** A question on the page that is shown. */
export interface OnPage {
	readonly path: string
	readonly answer: Answer | null
	/** True if it can be answered; a note cannot. */
	readonly isAnswerable: boolean
	/** True if it is answered letter by letter: a word counts as one change, not as many as it has letters. */
	readonly isTyped: boolean
}

/**
 * Builds a form audit from the events while a form is filled in. It reads no clock: every event has its time,
 * in ms of a clock that only goes forward.
 *
 * A page shows several questions at once. Its time is added to the question that has the focus; without one,
 * to the first unanswered question; if all are answered, to the last.
 */
export class FormAuditClock {
	#ms: number
	#pauses: number
	readonly #questions: Map<string, Visits>
	/** Time up to which the time is distributed. Null while the app is hidden. */
	#since: number | null
	#page: readonly OnPage[] = []
	#focus: string | null = null
	/** Questions shown since the page came up, with their last answer. */
	#seen = new Map<string, Answer | null>()
	/** Questions with typed changes since the focus moved; their change is already counted. */
	#typed = new Set<string>()
	#turns = 0

	/** Continues a saved audit. */
	constructor(before: FormAudit, at: number) {
		this.#ms = before.ms
		this.#pauses = before.pauses
		this.#questions = new Map(before.questions)
		this.#since = at
	}

	/** Called when another page comes up. `page` is empty if it has no questions. */
	turn(at: number, page: readonly OnPage[]): void {
		this.#spend(at)
		this.#turns++
		this.#page = []
		this.#focus = null
		this.#typed = new Set()
		this.#seen = new Map()
		this.look(at, page)
	}
	/** Called when answers or questions of the page may have changed. */
	look(at: number, page: readonly OnPage[]): void {
		this.#spend(at)
		this.#page = page
		for (const { path, answer, isAnswerable, isTyped } of page) {
			const before = this.#seen.get(path)
			this.#seen.set(path, answer)
			if (before === undefined) {
				// the first page of a form that is opened again is not another visit to its questions
				if (this.#turns > 1 || !this.#questions.has(path)) this.#add(path, { visits: 1 })
			} else if (isAnswerable && !sameAnswer(before, answer) && !this.#typed.has(path)) {
				this.#add(path, { changes: 1 })
				if (isTyped) this.#typed.add(path)
			}
		}
	}
	/** Called when the focus enters a question. Null if no question has it. */
	attend(at: number, path: string | null): void {
		this.#spend(at)
		if (path !== this.#focus) this.#typed = new Set()
		this.#focus = path
	}
	/** Called when the app goes to the background. */
	hide(at: number): void {
		if (this.#since === null) return
		this.#spend(at)
		this.#since = null
		this.#pauses++
	}
	show(at: number): void {
		this.#since ??= at
	}
	audit(at: number): FormAudit {
		this.#spend(at)
		return { ms: this.#ms, pauses: this.#pauses, questions: new Map(this.#questions) }
	}

	#spend(at: number): void {
		if (this.#since === null) return
		const ms = Math.max(0, at - this.#since)
		this.#since = at
		this.#ms += ms
		const path = this.#attended()
		if (path !== undefined) this.#add(path, { ms })
	}
	#attended(): string | undefined {
		const page = this.#page
		const focused = page.find(({ path }) => path === this.#focus)
		const open = page.find(({ answer, isAnswerable }) => isAnswerable && answer === null)
		return (focused ?? open ?? page.at(-1))?.path
	}
	#add(path: string, more: Partial<Visits>): void {
		const known = this.#questions.get(path)
		this.#questions.set(path, {
			ms: (known?.ms ?? 0) + (more.ms ?? 0),
			changes: (known?.changes ?? 0) + (more.changes ?? 0),
			visits: (known?.visits ?? 0) + (more.visits ?? 0),
		})
	}
}
