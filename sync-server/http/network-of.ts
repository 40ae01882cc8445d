import { isIPv6 } from 'node:net'

/**
 * Returns the network that rate limits count by. In IPv6 that is the /64 prefix, since one customer controls
 * all of its addresses.
 */
export function toNetworkPrefix(address: string): string {
	if (!isIPv6(address) || address.includes('.')) return address
	const [before = '', after] = address.split('::')
	const head = before.split(':').filter(Boolean)
	const tail = after?.split(':').filter(Boolean) ?? []
	const gap = after === undefined ? 0 : 8 - head.length - tail.length
	return `${[...head, ...Array<string>(gap).fill('0'), ...tail].slice(0, 4).join(':')}::/64`
}
