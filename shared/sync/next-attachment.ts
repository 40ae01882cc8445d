/** How the phone is connected, as far as its browser says. */
export type NetworkKind = 'wifi' | 'mobile' | 'unknown'

export interface QueuedAttachment {
	readonly name: string
	/** Bytes. */
	readonly size: number
	/** How often it failed since the app was opened. */
	readonly failures: number
	/** Somebody pressed "Send now" while it waited. */
	readonly isRequested: boolean
}

export interface AttachmentFacts {
	/** Records are on their way, or the phone is locked. */
	readonly hasUnsentRecords: boolean
	readonly network: NetworkKind
	/** The person's wish. */
	readonly isWifiOnly: boolean
	/** Those whose turn has not come in this round. */
	readonly waiting: readonly QueuedAttachment[]
}

export type AttachmentStep =
	| { readonly step: 'send'; readonly name: string }
	/** nothing: all had their turn · wifi: for Wi-Fi · asking: to be asked, since nobody knows whether it is Wi-Fi */
	| { readonly step: 'wait'; readonly why: 'nothing' | 'records' | 'wifi' | 'asking' }

/**
 * The only place that decides which attachment goes next, or why none does.
 *
 * A1 None goes while records do.
 * A2 Where only Wi-Fi is wanted, only what somebody asked for goes by anything else, or by what nobody knows.
 * A3 The smallest first; one that failed goes after those that did not, so that it holds up none of them.
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
