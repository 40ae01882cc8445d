import type { NetworkKind } from '#shared/sync/next-attachment'

/** https://wicg.github.io/netinfo/: Chrome on Android says the kind, other browsers say nothing. */
interface BrowserConnection extends EventTarget {
	readonly type?: string
}
const connection = (): BrowserConnection | undefined =>
	(navigator as unknown as { readonly connection?: BrowserConnection }).connection

/** Whose bytes it is: that of a phone that shares its connection by Bluetooth is paid for as its own would be. */
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

/** Hears when the phone is connected in another way, or again. */
export function whenConnected(listener: () => void): () => void {
	addEventListener('online', listener)
	connection()?.addEventListener?.('change', listener)
	return () => {
		removeEventListener('online', listener)
		connection()?.removeEventListener?.('change', listener)
	}
}
