import { emptyFormAudit, parseFormAudit, serializeFormAudit } from '#shared/forms/audit'
import { FormAuditClock, type OnPage } from '#shared/forms/audit-clock'
import type { FormSession } from '#shared/forms/form-session'
import { type FormPage, pathsOn } from '#shared/forms/pages'
import { type QuestionType, questionTypes } from '#shared/forms/question-types'
import { anchorOf } from './anchor-of.ts'
import type { FormFilling } from './filling.ts'

/** Follows how a form is filled, for forms that ask for it. */
export interface FormAuditRecorder {
	/** The page that has come up; null where nothing is asked. */
	readonly pageOpened: (page: FormPage | null) => void
	/** Hears of the focus and of the app being put aside, until the returned function is called. */
	readonly listen: () => () => void
	/** Gives what was collected to the draft. */
	readonly save: () => void
	/** The same for the last time: a record that is being finished takes nothing more, unless that fails and it goes on. */
	readonly pause: () => () => void
	/** The app is put aside, or locked: the clock stops, and what was collected goes to the draft. */
	readonly suspend: () => void
}

interface AuditTrailParts {
	readonly filling: FormFilling
	/** Of the audit, whose answer it becomes. */
	readonly path: string
	/** A form that was only looked at leaves nothing behind, no times either. */
	readonly hasBegun: () => boolean
	/** ms; only ever goes forward. */
	readonly now?: () => number
}

/** Null where a newer app has kept an audit that this one cannot read: it is left as it is. */
export function startFormAudit({
	filling,
	path,
	hasBegun,
	now = () => performance.now(),
}: AuditTrailParts): FormAuditRecorder | null {
	const { session } = filling
	const kept = session.answerAt(path)
	const before = kept === undefined ? emptyFormAudit : parseFormAudit(kept)
	if (!before) return null
	const clock = new FormAuditClock(before, now())
	let page: FormPage | null = null
	let isResting = false
	// a row that is folded up is on the page, and not on the screen
	const isOnScreen = (each: string) => document.getElementById(anchorOf(each)) !== null
	const shown = () =>
		page
			? pathsOn(page, session)
					.filter(isOnScreen)
					.map((each) => standing(session, each))
			: []
	const look = () => clock.look(now(), shown())

	const keep = () => {
		if (!isResting && hasBegun()) filling.answer(path, serializeFormAudit(clock.audit(now())))
	}
	const focused = ({ target }: Event) => {
		const anchor = target instanceof Element ? target.closest('.question')?.id : undefined
		look()
		clock.attend(now(), shown().find((each) => anchorOf(each.path) === anchor)?.path ?? null)
	}
	const putAside = () => {
		clock.hide(now())
		keep()
		// the phone may end this page without another word
		void filling.whenSaved()
	}
	const seen = () => (document.hidden ? putAside() : clock.show(now()))
	return {
		pageOpened(next) {
			const wasOnPage = page !== null
			page = next
			clock.turn(now(), shown())
			if (wasOnPage) keep()
		},
		listen() {
			const leave = new AbortController()
			const { signal } = leave
			document.addEventListener('focusin', focused, { signal })
			// a row may have been unfolded, which is seen when it is drawn
			document.addEventListener('click', () => setTimeout(look), { signal })
			document.addEventListener('visibilitychange', seen, { signal })
			globalThis.addEventListener('pagehide', putAside, { signal })
			globalThis.addEventListener('pageshow', seen, { signal })
			const unsubscribe = filling.subscribe(look)
			return () => {
				leave.abort()
				unsubscribe()
			}
		},
		save: keep,
		suspend: putAside,
		pause() {
			keep()
			isResting = true
			return () => {
				isResting = false
			}
		},
	}
}

const standing = (session: FormSession, path: string): OnPage => {
	const { part } = session.nodeAt(path)
	const type = part.kind === 'question' ? part.type : 'note'
	return {
		path,
		answer: session.answerAt(path) ?? null,
		isAsked: questionTypes[type].asked && !session.isReadOnly(path),
		isTyped: typed.has(type),
	}
}

const typed: ReadonlySet<QuestionType> = new Set<QuestionType>([
	...(['text', 'integer', 'decimal', 'range', 'barcode', 'date', 'time', 'datetime'] as const),
])
