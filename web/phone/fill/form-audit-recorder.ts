import { emptyFormAudit, parseFormAudit, serializeFormAudit } from '#shared/forms/form-audit'
import { FormAuditClock, type OnPage } from '#shared/forms/form-audit-clock'
import type { FormSession } from '#shared/forms/form-session'
import { type FormPage, pathsOn } from '#shared/forms/pages'
import { type QuestionType, questionTypes } from '#shared/forms/question-types'
import type { FormFilling } from './filling.ts'
import { anchorOf } from './question-anchor.ts'

/** Records how a form is filled, for forms with an audit. */
export interface FormAuditRecorder {
	/** Called with the page that is shown; null if it has no questions. */
	readonly pageOpened: (page: FormPage | null) => void
	/** Listens to focus and page visibility until the returned function is called. */
	readonly listen: () => () => void
	/** Saves the collected entries to the draft. */
	readonly save: () => void
	/**
	 * Saves for the last time before the record is finished. Returns the function that resumes recording if
	 * finishing fails.
	 */
	readonly pause: () => () => void
	/** Called when the app is hidden or locked: stops the clock and saves to the draft. */
	readonly suspend: () => void
}

interface AuditTrailParts {
	readonly filling: FormFilling
	/** Path of the audit question, whose answer this becomes. */
	readonly path: string
	/** A form that was only opened must not be changed, not even by times. */
	readonly hasAnswers: () => boolean
	/** Monotonic time, ms. */
	readonly now?: () => number
}

/** Null if a newer app has saved an audit that this one cannot parse: it is left unchanged. */
export function startFormAudit({
	filling,
	path,
	hasAnswers,
	now = () => performance.now(),
}: AuditTrailParts): FormAuditRecorder | null {
	const { session } = filling
	const stored = session.answerAt(path)
	const before = stored === undefined ? emptyFormAudit : parseFormAudit(stored)
	if (!before) return null
	const clock = new FormAuditClock(before, now())
	let page: FormPage | null = null
	let isResting = false
	// a collapsed row is on the page, but not on the screen
	const isOnScreen = (each: string) => document.getElementById(anchorOf(each)) !== null
	const shown = () =>
		page
			? pathsOn(page, session)
					.filter(isOnScreen)
					.map((each) => describeQuestion(session, each))
			: []
	const update = () => clock.look(now(), shown())

	const saveAudit = () => {
		if (!isResting && hasAnswers()) filling.answer(path, serializeFormAudit(clock.audit(now())))
	}
	const focused = ({ target }: Event) => {
		const anchor = target instanceof Element ? target.closest('.question')?.id : undefined
		update()
		clock.attend(now(), shown().find((each) => anchorOf(each.path) === anchor)?.path ?? null)
	}
	const putAside = () => {
		clock.hide(now())
		saveAudit()
		// the browser may end this page without another event
		void filling.whenSaved()
	}
	const seen = () => (document.hidden ? putAside() : clock.show(now()))
	return {
		pageOpened(next) {
			const wasOnPage = page !== null
			page = next
			clock.turn(now(), shown())
			if (wasOnPage) saveAudit()
		},
		listen() {
			const leave = new AbortController()
			const { signal } = leave
			document.addEventListener('focusin', focused, { signal })
			// after rendering, since a click may have expanded a row
			document.addEventListener('click', () => setTimeout(update), { signal })
			document.addEventListener('visibilitychange', seen, { signal })
			globalThis.addEventListener('pagehide', putAside, { signal })
			globalThis.addEventListener('pageshow', seen, { signal })
			const unsubscribe = filling.subscribe(update)
			return () => {
				leave.abort()
				unsubscribe()
			}
		},
		save: saveAudit,
		suspend: putAside,
		pause() {
			saveAudit()
			isResting = true
			return () => {
				isResting = false
			}
		},
	}
}

const describeQuestion = (session: FormSession, path: string): OnPage => {
	const { part } = session.nodeAt(path)
	const type = part.kind === 'question' ? part.type : 'note'
	return {
		path,
		answer: session.answerAt(path) ?? null,
		isAnswerable: questionTypes[type].isInput && !session.isReadOnly(path),
		isTyped: typed.has(type),
	}
}

const typed: ReadonlySet<QuestionType> = new Set<QuestionType>([
	...(['text', 'integer', 'decimal', 'range', 'barcode', 'date', 'time', 'datetime'] as const),
])
