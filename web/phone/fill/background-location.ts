import type { Question } from '#shared/forms/form-definition'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormPage } from '#shared/forms/pages'
import type { BackgroundLocations, FormFilling } from './filling.ts'
import { asAnswer, createLocationSeeker, decimalsOf, getWantedAccuracyMetres } from './location-seeker.ts'

/**
 * Maximum search, ms: longer inside a house does not improve the accuracy, and a phone that keeps searching
 * is empty by noon.
 */
const longestMs = 180_000
/**
 * Metres. A less accurate location is for the enumerator to accept or not. A form can set another value
 * (`warning-accuracy`).
 */
const vaguestMetres = 100

export type BackgroundState =
	| { readonly is: 'off' }
	/** The browser would ask for permission: the person presses a button first, so that they know why. */
	| { readonly is: 'asking' }
	| { readonly is: 'looking'; readonly metres: number | null }
	| { readonly is: 'taken'; readonly metres: number }

/**
 * The location of a question, captured automatically while its section is filled (`bind::zila:background`).
 */
export interface BackgroundLocation extends BackgroundLocations {
	state(): BackgroundState
	subscribe(listener: () => void): () => void
	/** Called with the page that is shown; null if it has no questions. */
	pageOpened(page: FormPage | null): void
	/** Called by the button: now the browser may ask for permission. */
	allow(): void
	/**
	 * Called if the enumerator does not want it: the location is captured at its question, manually, or not at
	 * all.
	 */
	decline(): void
	/** Called when the form is left, as by a lock: an accurate location is taken before the draft is saved. */
	suspend(): void
	/** Listens to page visibility until the returned function is called. */
	listen(): () => void
}

interface BackgroundPlaceParts {
	readonly filling: FormFilling
	/** True if a question was answered. */
	readonly hasAnswers: () => boolean
	/** Paths of locations that were declined, now or in an earlier session. */
	readonly declined?: readonly string[]
	readonly onDeclined?: (path: string) => void
	readonly longestMs?: number
}

const off: BackgroundState = { is: 'off' }

export function startBackgroundLocation({
	filling,
	hasAnswers,
	declined = [],
	onDeclined = () => {},
	longestMs: most = longestMs,
}: BackgroundPlaceParts): BackgroundLocation {
	const { session } = filling
	const listeners = new Set<() => void>()
	const places = session.form.nodes.flatMap((node) =>
		node.part.kind === 'question' && node.part.background
			? [createSearch(node, node.part, () => settle())]
			: [],
	)
	type LocationSearch = (typeof places)[number]
	let current: LocationSearch | null = null
	let state = off
	let firstPage: FormPage | null = null
	let hasChangedPage = false
	/** A form that was only opened must not be changed, not even by a location. */
	const isFilled = () => hasChangedPage || hasAnswers()
	let permission: 'unknown' | 'granted' | 'prompt' | 'denied' = 'unknown'

	function createSearch(node: FormNode, question: Question, onChange: () => void) {
		const path = node.template
		const give = (position: GeolocationPosition) => {
			if (!mayTake(path)) return
			if (isFilled()) filling.answer(path, asAnswer(position, decimalsOf(question)))
			else search.waiting = position
		}
		const search = {
			path,
			question,
			section: sectionOf(node),
			seeker: createLocationSeeker(getWantedAccuracyMetres(question), give),
			give,
			/** A location found before the form was changed. */
			waiting: null as GeolocationPosition | null,
			/** True if the search timed out, was ended or failed: it does not restart automatically. */
			isOver: false,
			isDeclined: declined.includes(path),
			timer: undefined as ReturnType<typeof setTimeout> | undefined,
			wasSearching: false,
		}
		search.seeker.subscribe(onChange)
		return search
	}
	/**
	 * True if the question is asked, also after consent was refused, and has no answer that would be
	 * overwritten.
	 */
	function mayTake(path: string): boolean {
		return session.isRelevant(path) && session.answerAt(path) === undefined && !session.isReadOnly(path)
	}
	/** Ends the search; takes the location if it is accurate enough. */
	function end(search: LocationSearch): void {
		clearTimeout(search.timer)
		search.wasSearching = false
		search.isOver = true
		search.seeker.stop()
		takeIfSure(search)
	}
	function takeIfSure({ seeker, question }: LocationSearch): void {
		const { reading } = seeker.state()
		const vaguest = Number(question.parameters?.['warning-accuracy'] ?? vaguestMetres)
		if (reading && reading.coords.accuracy <= vaguest) seeker.accept()
	}
	function settle(): void {
		for (const search of places) {
			const { waiting } = search
			if (waiting && isFilled()) {
				search.waiting = null
				search.give(waiting)
			}
		}
		if (current) follow(current)
		become(found())
	}
	function follow(search: LocationSearch): void {
		const { isSearching, problem } = search.seeker.state()
		// ended at its question, or by the phone itself
		if (search.wasSearching && !isSearching) {
			clearTimeout(search.timer)
			search.wasSearching = false
			search.isOver = true
			// the phone gave up: use the most accurate reading until then
			if (problem) takeIfSure(search)
		}
		if (isSearching && !search.wasSearching) {
			search.wasSearching = true
			search.timer = setTimeout(() => end(search), most)
		}
		const isWanted = !search.isOver && !search.isDeclined
		const wants = mayTake(search.path) && !search.waiting && isWanted && !document.hidden
		if (wants && permission === 'granted' && !isSearching) search.seeker.start()
		else if (isSearching && !mayTake(search.path)) search.seeker.stop()
	}
	function found(): BackgroundState {
		if (!current) return off
		const { path, seeker, waiting, isOver, isDeclined } = current
		const { isSearching, reading } = seeker.state()
		if (isSearching) return { is: 'looking', metres: reading ? Math.round(reading.coords.accuracy) : null }
		if (waiting) return { is: 'taken', metres: Math.round(waiting.coords.accuracy) }
		const [, , , accuracy, ...byHand] = session.isRelevant(path)
			? String(session.answerAt(path) ?? '').split(' ')
			: []
		if (accuracy !== undefined && byHand.length === 0) return { is: 'taken', metres: Number(accuracy) }
		return permission === 'prompt' && !isOver && !isDeclined && mayTake(path) ? { is: 'asking' } : off
	}
	function become(next: BackgroundState): void {
		if (JSON.stringify(next) === JSON.stringify(state)) return
		state = next
		for (const listener of listeners) listener()
	}
	const decline = (search: LocationSearch) => {
		search.isDeclined = true
		search.waiting = null
		search.seeker.stop()
		onDeclined(search.path)
		settle()
	}
	const leave = (search: LocationSearch) => {
		if (!search.seeker.state().isSearching) return
		end(search)
		// the section may be opened again
		search.isOver = false
	}

	return {
		state: () => state,
		subscribe(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		seekerAt: (path) => places.find((each) => each.path === path)?.seeker ?? null,
		pageOpened(page) {
			firstPage ??= page
			hasChangedPage ||= page !== null && page !== firstPage
			const next = places.find(({ section }) => page !== null && section === page.section) ?? null
			if (current && current !== next) leave(current)
			current = next
			settle()
		},
		allow() {
			permission = 'granted'
			settle()
		},
		decline() {
			if (current) decline(current)
		},
		declineAt(path) {
			const search = places.find((each) => each.path === path)
			if (search) decline(search)
		},
		suspend() {
			if (current) leave(current)
		},
		listen() {
			const seen = () => {
				// a hidden app cannot capture a location, but would use the battery
				if (document.hidden && current) leave(current)
				settle()
			}
			document.addEventListener('visibilitychange', seen)
			const unsubscribe = filling.subscribe(settle)
			void permissionNow().then((now) => {
				if (permission === 'unknown') permission = now
				settle()
			})
			return () => {
				document.removeEventListener('visibilitychange', seen)
				unsubscribe()
				if (current) leave(current)
				current = null
				for (const search of places) {
					clearTimeout(search.timer)
					search.seeker.stop()
				}
				listeners.clear()
			}
		},
	}
}

const sectionOf = (node: FormNode): FormNode | null => {
	let outermost = node
	while (outermost.parent) outermost = outermost.parent
	return outermost === node ? null : outermost
}

const permissionNow = async () => {
	if (!('geolocation' in navigator)) return 'denied'
	try {
		return (await navigator.permissions.query({ name: 'geolocation' })).state
	} catch {
		// an old browser cannot report the permission: it would ask
		return 'prompt'
	}
}
