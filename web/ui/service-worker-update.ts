import { hasAnyUnkept } from '../storage/drafts/answer-writer.ts'

/*
 * Updates of the app. A new version waits until the user accepts it; while a form is open it is not offered.
 * An incomplete download is retried.
 */
const listeners = new Set<() => void>()
let waiting: ServiceWorker | null = null
let coming: 'no' | 'slowly' | 'came' = 'no'
const checkIntervalMs = 6 * 60 * 60_000
/** Download time, ms, after which the network counts as slow. */
const slowMs = 6000
/** Delays between retries, ms; the last one repeats. */
const retryAfterMs = [10_000, 30_000, 120_000, 600_000]
/**
 * Time for the new worker to take over, ms. Chromium keeps an old worker that it considers busy until a page
 * is loaded.
 */
const takesOverWithinMs = 5000
/** Session storage key, so for this tab only. */
const wantedKey = 'new-version-wanted'

export function subscribeToUpdate(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}
export const isUpdateWaiting = (): boolean => waiting !== null

/** Returns `slowly` while the app's first download runs; `came` if it completed while the page was open. */
export const isComing = (): typeof coming => coming

/**
 * Activates the new version; reloads the page once it has taken over, or after five seconds without it, and
 * once more if it takes over right after that.
 */
export function applyUpdate(): void {
	// another tab activated the new version already: only this page is old
	if (waiting?.state !== 'installed') {
		location.reload()
		return
	}
	navigator.serviceWorker.addEventListener('controllerchange', () => location.reload())
	sessionStorage.setItem(wantedKey, '1')
	setInterval(() => {
		// answers may have been entered meanwhile
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
	// another tab activated a newer version: code of this one that was not loaded yet is gone
	let isReplaced = false
	const hadController = serviceWorker.controller !== null
	const isWanted = sessionStorage.getItem(wantedKey) !== null
	sessionStorage.removeItem(wantedKey)
	// this page loaded completely (public/once-more.js)
	sessionStorage.removeItem('page-tries')
	serviceWorker.addEventListener('controllerchange', () => {
		isReplaced ||= hadController
		// nothing can have been entered on a page that has just loaded
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
		retry = setTimeout(checkForUpdate, retryAfterMs[Math.min(failures++, retryAfterMs.length - 1)])
	}
	/** The very first worker replaces none, so there is nothing to offer. */
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
	async function checkForUpdate(): Promise<void> {
		try {
			// a registration whose first worker failed to install is gone
			if (registration?.active) await registration.update()
			else {
				registration = await serviceWorker.register('/service-worker.js')
				if (registration.waiting) offer(registration.waiting)
				const known = registration
				known.onupdatefound = () => watch(known.installing)
				watch(known.installing)
			}
		} catch {
			// being offline at the start is usual: the app runs from its cache
			if (!registration?.active) failed()
		}
	}
	void checkForUpdate()
	setInterval(() => void checkForUpdate(), checkIntervalMs)
	addEventListener('online', () => void checkForUpdate())
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
