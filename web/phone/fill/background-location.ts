import type { Question } from '#shared/forms/form-definition'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormPage } from '#shared/forms/pages'
import type { BackgroundLocations, FormFilling } from './filling.ts'
import {
	asAnswer,
	createLocationSeeker,
	decimalsOf,
	getWantedAccuracyMetres,
	type LocationSeeker,
} from './location-seeker.ts'
import { watchInput } from './watch-input.ts'

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

/** Search for the location of one question. */
interface LocationSearch {
	readonly path: string
	readonly question: Question
	readonly section: FormNode | null
	readonly seeker: LocationSeeker
	/**
	 * A location found before the form was changed, or while a person enters something: it hides and shows
	 * questions, which would move under the finger.
	 */
	waiting: GeolocationPosition | null
	/** True if the search timed out, was ended or failed: it does not restart automatically. */
	isOver: boolean
	isDeclined: boolean
	timer: ReturnType<typeof setTimeout> | undefined
	wasSearching: boolean
}

export const startBackgroundLocation = (parts: BackgroundPlaceParts): BackgroundLocation =>
	new RunningBackgroundLocation(parts)

class RunningBackgroundLocation implements BackgroundLocation {
	readonly #parts: BackgroundPlaceParts
	readonly #searches: readonly LocationSearch[]
	readonly #listeners = new Set<() => void>()
	#current: LocationSearch | null = null
	#state = off
	#firstPage: FormPage | null = null
	#hasChangedPage = false
	#isBusy = () => false
	#permission: 'unknown' | 'granted' | 'prompt' | 'denied' = 'unknown'

	constructor(parts: BackgroundPlaceParts) {
		this.#parts = parts
		this.#searches = parts.filling.session.form.nodes.flatMap((node) =>
			node.part.kind === 'question' && node.part.background ? [this.#searchFor(node, node.part)] : [],
		)
	}

	state = (): BackgroundState => this.#state
	subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}
	seekerAt(path: string): LocationSeeker | null {
		return this.#searchAt(path)?.seeker ?? null
	}
	pageOpened = (page: FormPage | null): void => {
		this.#firstPage ??= page
		this.#hasChangedPage ||= page !== null && page !== this.#firstPage
		const next = this.#searches.find(({ section }) => page !== null && section === page.section) ?? null
		if (this.#current && this.#current !== next) this.#leave(this.#current)
		this.#current = next
		this.#settle()
	}
	allow = (): void => {
		this.#permission = 'granted'
		this.#settle()
	}
	decline = (): void => {
		if (this.#current) this.#decline(this.#current)
	}
	declineAt(path: string): void {
		const search = this.#searchAt(path)
		if (search) this.#decline(search)
	}
	suspend = (): void => {
		if (this.#current) this.#leave(this.#current)
	}
	#saveWaiting = async (): Promise<void> => {
		for (const search of this.#searches) this.#giveWaiting(search)
	}
	listen(): () => void {
		const seen = () => {
			// a hidden app cannot capture a location, but would use the battery
			if (document.hidden) this.suspend()
			this.#settle()
		}
		document.addEventListener('visibilitychange', seen)
		const unsubscribe = this.#parts.filling.subscribe(() => this.#settle())
		const input = watchInput(() => this.#settle())
		this.#isBusy = input.isBusy
		const forgetWaiting = this.#parts.filling.onBeforeLeave(this.#saveWaiting)
		void permissionNow().then((now) => {
			if (this.#permission === 'unknown') this.#permission = now
			this.#settle()
		})
		return () => {
			document.removeEventListener('visibilitychange', seen)
			unsubscribe()
			input.stop()
			forgetWaiting()
			this.suspend()
			this.#current = null
			for (const search of this.#searches) {
				clearTimeout(search.timer)
				search.seeker.stop()
			}
			this.#listeners.clear()
		}
	}

	#searchFor(node: FormNode, question: Question): LocationSearch {
		const path = node.template
		const search: LocationSearch = {
			path,
			question,
			section: sectionOf(node),
			seeker: createLocationSeeker(getWantedAccuracyMetres(question), (position) =>
				this.#give(search, position),
			),
			waiting: null,
			isOver: false,
			isDeclined: this.#parts.declined?.includes(path) ?? false,
			timer: undefined,
			wasSearching: false,
		}
		search.seeker.subscribe(() => this.#settle())
		return search
	}
	#searchAt(path: string): LocationSearch | undefined {
		return this.#searches.find((each) => each.path === path)
	}
	/** A form that was only opened must not be changed, not even by a location. */
	#isFilled(): boolean {
		return this.#hasChangedPage || this.#parts.hasAnswers()
	}
	#give(search: LocationSearch, position: GeolocationPosition): void {
		if (!this.#mayTake(search.path)) return
		search.waiting = position
		if (!this.#isBusy()) this.#giveWaiting(search)
	}
	#giveWaiting(search: LocationSearch): void {
		const { waiting, path, question } = search
		if (!waiting || !this.#isFilled()) return
		search.waiting = null
		if (this.#mayTake(path)) this.#parts.filling.answer(path, asAnswer(waiting, decimalsOf(question)))
	}
	/**
	 * True if the question is asked, also after consent was refused, and has no answer that would be
	 * overwritten.
	 */
	#mayTake(path: string): boolean {
		const { session } = this.#parts.filling
		return session.isRelevant(path) && session.answerAt(path) === undefined && !session.isReadOnly(path)
	}
	/** Ends the search; takes the location if it is accurate enough. */
	#end(search: LocationSearch): void {
		clearTimeout(search.timer)
		search.wasSearching = false
		search.isOver = true
		search.seeker.stop()
		takeIfSure(search)
	}
	#leave(search: LocationSearch): void {
		if (search.seeker.state().isSearching) {
			this.#end(search)
			// the section may be opened again
			search.isOver = false
		}
		this.#giveWaiting(search)
	}
	#decline(search: LocationSearch): void {
		search.isDeclined = true
		search.waiting = null
		search.seeker.stop()
		this.#parts.onDeclined?.(search.path)
		this.#settle()
	}
	#settle(): void {
		if (!this.#isBusy()) for (const search of this.#searches) this.#giveWaiting(search)
		if (this.#current) this.#follow(this.#current)
		this.#become(this.#found())
	}
	#follow(search: LocationSearch): void {
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
			search.timer = setTimeout(() => this.#end(search), this.#parts.longestMs ?? longestMs)
		}
		const isWanted = !search.isOver && !search.isDeclined
		const wants = this.#mayTake(search.path) && !search.waiting && isWanted && !document.hidden
		if (wants && this.#permission === 'granted' && !isSearching) search.seeker.start()
		else if (isSearching && !this.#mayTake(search.path)) search.seeker.stop()
	}
	#found(): BackgroundState {
		if (!this.#current) return off
		const { path, seeker, waiting, isOver, isDeclined } = this.#current
		const { session } = this.#parts.filling
		const { isSearching, reading } = seeker.state()
		if (isSearching) return { is: 'looking', metres: reading ? Math.round(reading.coords.accuracy) : null }
		if (waiting) return { is: 'taken', metres: Math.round(waiting.coords.accuracy) }
		const [, , , accuracy, ...byHand] = session.isRelevant(path)
			? String(session.answerAt(path) ?? '').split(' ')
			: []
		if (accuracy !== undefined && byHand.length === 0) return { is: 'taken', metres: Number(accuracy) }
		const isAsking = this.#permission === 'prompt' && !isOver && !isDeclined && this.#mayTake(path)
		return isAsking ? { is: 'asking' } : off
	}
	#become(next: BackgroundState): void {
		if (JSON.stringify(next) === JSON.stringify(this.#state)) return
		this.#state = next
		for (const listener of this.#listeners) listener()
	}
}

function takeIfSure({ seeker, question }: LocationSearch): void {
	const { reading } = seeker.state()
	const vaguest = Number(question.parameters?.['warning-accuracy'] ?? vaguestMetres)
	if (reading && reading.coords.accuracy <= vaguest) seeker.accept()
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
