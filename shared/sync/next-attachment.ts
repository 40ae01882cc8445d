/** Network of the phone, as far as its browser reports it. */
export type NetworkKind = 'wifi' | 'mobile' | 'unknown'

export interface QueuedAttachment {
	readonly name: string
	/** Size in bytes. */
	readonly size: number
	/** Number of failures since the app was opened. */
	readonly failures: number
	/** True if the user pressed "Send now" for it. */
	readonly isRequested: boolean
}

export interface AttachmentFacts {
	/** True if records are being sent, or the phone is locked. */
	readonly hasUnsentRecords: boolean
	readonly network: NetworkKind
	/** Setting of the user. */
	readonly isWifiOnly: boolean
	/** Attachments that have not been tried in this round. */
	readonly waiting: readonly QueuedAttachment[]
}

export type AttachmentStep =
	| { readonly step: 'send'; readonly name: string }
	/**
	 * nothing: all were tried · wifi: waits for Wi-Fi · asking: the user must decide, since the network is
	 * unknown
	 */
	| { readonly step: 'wait'; readonly why: 'nothing' | 'records' | 'wifi' | 'asking' }

/**
 * Decides which attachment is sent next, or why none is; nothing else decides this.
 *
 * A1 No attachment is sent while records are.
 * A2 If only Wi-Fi is allowed, only requested attachments are sent over another or an unknown network.
 * A3 The smallest first; one that failed comes after those that did not, so that it delays none of them.
 */
export function nextAttachment(facts: AttachmentFacts): AttachmentStep {
	const { hasUnsentRecords, network, isWifiOnly, waiting } = facts
	if (hasUnsentRecords) return { step: 'wait', why: 'records' }
	if (waiting.length === 0) return { step: 'wait', why: 'nothing' }
	const isFree = !isWifiOnly || network === 'wifi'
	const [next] = waiting
		.filter(({ isRequested }) => isFree || isRequested)
		.sort((a, b) => a.failures - b.failures || a.size - b.size || (a.name < b.name ? -1 : 1))
	if (next) return { step: 'send', name: next.name }
	return { step: 'wait', why: network === 'unknown' ? 'asking' : 'wifi' }
}
