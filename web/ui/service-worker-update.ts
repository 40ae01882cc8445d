import { Workbox } from 'workbox-window'
import { hasAnyUnkept } from '../storage/drafts/answer-writer.ts'

/*
 * Updates of the app. A new version waits until the user accepts it; while a form is open it is not offered.
 * An incomplete download is retried.
 */
/** Null before the first check, and in browsers without service workers. */
let workbox: Workbox | null = null
/** True once `workbox` has found an update. An instance follows one update: a later one needs another. */
let isUsed = false
const listeners = new Set<() => void>()
/** Waiting new version: the browser has one, for all pages of the app. */
let waiting: ServiceWorker | null = null
/** The first download of the whole app: `complete` if it ended while the page was open. */
let firstDownload: 'none' | 'slow' | 'complete' = 'none'
const checkIntervalMs = 6 * 60 * 60_000
/** Download time, ms, after which the network counts as slow. */
const slowMs = 6000
/** Delays between retries, ms; the last one repeats. */
const retryAfterMs = [10_000, 30_000, 120_000, 600_000]
/**
 * Time for the new worker to take over, ms. Chromium keeps an old worker that it considers busy until a page
 * is loaded.
 */
const activationTimeoutMs = 5000
/** Session storage key, so for this tab only. */
const updateAcceptedKey = 'new-version-wanted'

export function subscribeToUpdate(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}
export const isUpdateWaiting = (): boolean => waiting !== null

export const getFirstDownload = (): typeof firstDownload => firstDownload

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
	sessionStorage.setItem(updateAcceptedKey, '1')
	setInterval(() => {
		// answers may have been entered meanwhile
		if (!hasAnyUnkept()) location.reload()
	}, activationTimeoutMs)
	workbox?.messageSkipWaiting()
}

function notifyListeners(): void {
	for (const listener of listeners) listener()
}

export function registerServiceWorker(): void {
	if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
	// another tab activated a newer version: code of this one that was not loaded yet is gone
	let isReplaced = false
	const hadController = navigator.serviceWorker.controller !== null
	const wasAccepted = sessionStorage.getItem(updateAcceptedKey) !== null
	sessionStorage.removeItem(updateAcceptedKey)
	// this page loaded completely. public/once-more.js counts the tries: after an update the parts of an older page are gone, and it is loaded again
	sessionStorage.removeItem('page-tries')
	addEventListener('vite:preloadError', () => {
		if (isReplaced && !hasAnyUnkept()) location.reload()
	})
	if (!hadController) reportInstalling()

	let failures = 0
	let retry: ReturnType<typeof setTimeout> | undefined
	const failed = () => {
		clearTimeout(retry)
		retry = setTimeout(checkForUpdate, retryAfterMs[Math.min(failures++, retryAfterMs.length - 1)])
	}
	// the takeover may come before the registration ends, so it is listened for without waiting for that
	navigator.serviceWorker.addEventListener('controllerchange', () => {
		isReplaced ||= hadController
		// nothing can have been entered on a page that has just loaded
		if (wasAccepted && performance.now() < activationTimeoutMs && !hasAnyUnkept()) location.reload()
	})
	/** Returns an instance that reports what becomes of the next worker that is found. */
	function followNext(): Workbox {
		const next = new Workbox('/service-worker.js')
		const replaced = navigator.serviceWorker.controller
		let isInstalled = false
		isUsed = false
		next.addEventListener('installed', () => {
			isUsed = true
			isInstalled = true
			failures = 0
		})
		next.addEventListener('redundant', ({ sw }) => {
			// the worker that was replaced becomes redundant as well
			if (isInstalled || sw === replaced) return
			isUsed = true
			failed()
		})
		next.addEventListener('waiting', ({ sw }) => {
			// the very first worker replaces none, so there is nothing to offer
			if (!sw || !navigator.serviceWorker.controller) return
			waiting = sw
			notifyListeners()
		})
		return next
	}
	async function checkForUpdate(): Promise<void> {
		try {
			if (workbox && !isUsed && navigator.serviceWorker.controller) {
				await workbox.update()
				return
			}
			const next = followNext()
			await next.register({ immediate: true })
			workbox = next
		} catch {
			// being offline at the start is usual: the app runs from its cache
			if (!navigator.serviceWorker.controller) failed()
		}
	}
	void checkForUpdate()
	setInterval(() => void checkForUpdate(), checkIntervalMs)
	addEventListener('online', () => void checkForUpdate())
}

function reportInstalling(): void {
	const slow = setTimeout(() => {
		firstDownload = 'slow'
		notifyListeners()
	}, slowMs)
	void navigator.serviceWorker.ready.then(() => {
		clearTimeout(slow)
		if (firstDownload === 'none') return
		firstDownload = 'complete'
		notifyListeners()
	})
}
