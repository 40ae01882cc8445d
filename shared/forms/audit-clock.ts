import { type Answer, sameAnswer } from './answers.ts'
import type { FormAudit, Visits } from './audit.ts'

/** A question that stands on the page now. */
export interface OnPage {
	readonly path: string
	readonly answer: Answer | null
	/** Somebody gives the answer; a note waits for none. */
	readonly isAsked: boolean
	/** Letter by letter: a word is one change of the answer and not as many as it has letters. */
	readonly isTyped: boolean
}

/**
 * Makes an audit from what happens while a form is filled. It asks no clock: every event brings its time, in ms of a clock
 * that only goes forward.
 *
 * A page shows several questions at once. Its time goes to the question that has the focus; while none has, to the first
 * that is not answered; when all are, to the last.
 */
export class FormAuditClock {
	#ms: number
	#pauses: number
	readonly #questions: Map<string, Visits>
	/** Until when the time is given out; null while the app is hidden. */
	#since: number | null
	#page: readonly OnPage[] = []
	#focus: string | null = null
	/** What was seen since the page came up, and what it said last. */
	#seen = new Map<string, Answer | null>()
	/** Questions that were typed into since the focus moved, and whose change is counted. */
	#typed = new Set<string>()
	#turns = 0

	/** Goes on from an audit that was kept. */
	constructor(before: FormAudit, at: number) {
		this.#ms = before.ms
		this.#pauses = before.pauses
		this.#questions = new Map(before.questions)
		this.#since = at
	}

	/** Another page has come up; an empty one where nothing is asked. */
	turn(at: number, page: readonly OnPage[]): void {
		this.#spend(at)
		this.#turns++
		this.#page = []
		this.#focus = null
		this.#typed = new Set()
		this.#seen = new Map()
		this.look(at, page)
	}
	/** The page may say something else now, or ask something else. */
	look(at: number, page: readonly OnPage[]): void {
		this.#spend(at)
		this.#page = page
		for (const { path, answer, isAsked, isTyped } of page) {
			const before = this.#seen.get(path)
			this.#seen.set(path, answer)
			if (before === undefined) {
				// where a form is opened again nobody has come back: it only goes on
				if (this.#turns > 1 || !this.#questions.has(path)) this.#add(path, { visits: 1 })
			} else if (isAsked && !sameAnswer(before, answer) && !this.#typed.has(path)) {
				this.#add(path, { changes: 1 })
				if (isTyped) this.#typed.add(path)
			}
		}
	}
	/** The focus went into a question, or out of all. */
	attend(at: number, path: string | null): void {
		this.#spend(at)
		if (path !== this.#focus) this.#typed = new Set()
		this.#focus = path
	}
	/** The app was put aside. */
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
		const open = page.find(({ answer, isAsked }) => isAsked && answer === null)
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
