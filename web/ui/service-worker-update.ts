import { hasAnyUnkept } from '../storage/keep-answers.ts'

/*
 * A new version of the app waits until somebody says so; while a form is open it is not even offered. One that did not come whole is
 * asked for again.
 */
const listeners = new Set<() => void>()
let waiting: ServiceWorker | null = null
let coming: 'no' | 'slowly' | 'came' = 'no'
const checkIntervalMs = 6 * 60 * 60_000
/** A good line has brought everything by then. */
const slowMs = 6000
/** The last one again and again. */
const retryAfterMs = [10_000, 30_000, 120_000, 600_000]
/** Chromium lets an old worker that it thinks busy stay, though nothing is asked of it any more; it looks again when a page is loaded. */
const takesOverWithinMs = 5000
/** Kept for this tab only. */
const wantedKey = 'new-version-wanted'

export function subscribeToUpdate(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}
export const isUpdateWaiting = (): boolean => waiting !== null

/** Whether the app is still coming to this phone, which it does once; `came` after it did while somebody looked. */
export const isComing = (): typeof coming => coming

/**
 * Lets the new version take over; the page is loaded anew once it has, and after five seconds without it, and once more if it comes
 * right after that.
 */
export function applyUpdate(): void {
	// another tab was first: the new version is there already, and only this page is old
	if (waiting?.state !== 'installed') {
		location.reload()
		return
	}
	navigator.serviceWorker.addEventListener('controllerchange', () => location.reload())
	sessionStorage.setItem(wantedKey, '1')
	setInterval(() => {
		// somebody may have gone on typing meanwhile
		if (!hasAnyUnkept()) location.reload()
	}, takesOverWithinMs)
	waiting.postMessage({ type: 'SKIP_WAITING' })
}

function notifyListeners(): void {
	for (const listener of listeners) listener()
}

export function registerServiceWorker(): void {
	if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
	const { serviceWorker } = navigator
	// another tab took the newer version: parts of this one that were not loaded yet are gone
	let isReplaced = false
	const hadController = serviceWorker.controller !== null
	const isWanted = sessionStorage.getItem(wantedKey) !== null
	sessionStorage.removeItem(wantedKey)
	// this page came whole (public/once-more.js)
	sessionStorage.removeItem('page-tries')
	serviceWorker.addEventListener('controllerchange', () => {
		isReplaced ||= hadController
		// nobody has begun anything yet on a page that has just come
		if (isWanted && performance.now() < takesOverWithinMs && !hasAnyUnkept()) location.reload()
	})
	addEventListener('vite:preloadError', () => {
		if (isReplaced && !hasAnyUnkept()) location.reload()
	})
	if (!hadController) reportInstalling()

	let registration: ServiceWorkerRegistration | undefined
	let failures = 0
	let retry: ReturnType<typeof setTimeout> | undefined
	const failed = () => {
		clearTimeout(retry)
		retry = setTimeout(look, retryAfterMs[Math.min(failures++, retryAfterMs.length - 1)])
	}
	/** The very first worker has no predecessor and nothing to ask. */
	const offer = (worker: ServiceWorker) => {
		if (!serviceWorker.controller) return
		waiting = worker
		notifyListeners()
	}
	let watched: ServiceWorker | null = null
	const watch = (worker: ServiceWorker | null) => {
		if (!worker || worker === watched) return
		watched = worker
		let isWhole = false
		worker.addEventListener('statechange', () => {
			if (worker.state === 'installed') {
				isWhole = true
				failures = 0
				offer(worker)
			} else if (worker.state === 'redundant' && !isWhole) failed()
		})
	}
	async function look(): Promise<void> {
		try {
			// one whose first worker did not come whole is nothing any more
			if (registration?.active) await registration.update()
			else {
				registration = await serviceWorker.register('/service-worker.js')
				if (registration.waiting) offer(registration.waiting)
				const known = registration
				known.onupdatefound = () => watch(known.installing)
				watch(known.installing)
			}
		} catch {
			// no network at the start is usual and no failure: the app runs from what it has
			if (!registration?.active) failed()
		}
	}
	void look()
	setInterval(() => void look(), checkIntervalMs)
	addEventListener('online', () => void look())
}

function reportInstalling(): void {
	const slow = setTimeout(() => {
		coming = 'slowly'
		notifyListeners()
	}, slowMs)
	void navigator.serviceWorker.ready.then(() => {
		clearTimeout(slow)
		if (coming === 'no') return
		coming = 'came'
		notifyListeners()
	})
}
