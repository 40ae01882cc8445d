import type { NetworkKind } from '#shared/sync/next-attachment'

/** https://wicg.github.io/netinfo/: Chrome on Android reports the type, other browsers nothing. */
interface BrowserConnection extends EventTarget {
	readonly type?: string
}
const connection = (): BrowserConnection | undefined =>
	(navigator as unknown as { readonly connection?: BrowserConnection }).connection

/**
 * Returns the network by who pays for the data: a Bluetooth connection to another phone is paid for like
 * mobile data.
 */
export function network(): NetworkKind {
	switch (connection()?.type) {
		case 'wifi':
		case 'ethernet':
			return 'wifi'
		case 'cellular':
		case 'bluetooth':
			return 'mobile'
		default:
			return 'unknown'
	}
}

/**
 * Calls `listener` when the phone goes online or its network changes. Returns the function that unsubscribes.
 */
export function whenConnected(listener: () => void): () => void {
	addEventListener('online', listener)
	connection()?.addEventListener?.('change', listener)
	return () => {
		removeEventListener('online', listener)
		connection()?.removeEventListener?.('change', listener)
	}
}
