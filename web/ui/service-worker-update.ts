import { hasAnyUnkept } from '../storage/keep-answers.ts'

/*
 * A new version of the app waits until somebody says so; while a form is open it is not even offered.
 */
const listeners = new Set<() => void>()
let waiting: ServiceWorker | null = null
const lookEveryMs = 6 * 60 * 60_000

export function subscribeToUpdate(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}
export const isUpdateWaiting = (): boolean => waiting !== null

/** Lets the new version take over; the page is loaded anew once it has. */
export function applyUpdate(): void {
	// another tab was first: the new version is there already, and only this page is old
	if (waiting?.state === 'installed') {
		navigator.serviceWorker.addEventListener('controllerchange', () => location.reload())
		waiting.postMessage({ type: 'SKIP_WAITING' })
	} else location.reload()
}

function offer(worker: ServiceWorker): void {
	waiting = worker
	for (const listener of listeners) listener()
}

export async function registerServiceWorker(): Promise<void> {
	if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
	// no network at the start is usual and no failure: the app runs from what it has
	const registration = await navigator.serviceWorker.register('/service-worker.js').catch(() => null)
	if (!registration) return
	// the very first worker has no predecessor and nothing to ask
	if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting)
	registration.addEventListener('updatefound', () => {
		const coming = registration.installing
		coming?.addEventListener('statechange', () => {
			if (coming.state === 'installed' && navigator.serviceWorker.controller) offer(coming)
		})
	})
	// another tab took the newer version: parts of this one that were not loaded yet are gone
	let isReplaced = false
	const hadController = navigator.serviceWorker.controller !== null
	navigator.serviceWorker.addEventListener('controllerchange', () => {
		isReplaced ||= hadController
	})
	addEventListener('vite:preloadError', () => {
		if (isReplaced && !hasAnyUnkept()) location.reload()
	})
	const look = () => void registration.update().catch(() => undefined)
	setInterval(look, lookEveryMs)
	addEventListener('online', look)
}
