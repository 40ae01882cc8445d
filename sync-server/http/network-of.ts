import { isIPv6 } from 'node:net'

/** The network that requests are counted by. Whoever has one address of IPv6 has the 2^64 of its network. */
export function toNetworkPrefix(address: string): string {
	if (!isIPv6(address) || address.includes('.')) return address
	const [before = '', after] = address.split('::')
	const head = before.split(':').filter(Boolean)
	const tail = after?.split(':').filter(Boolean) ?? []
	const gap = after === undefined ? 0 : 8 - head.length - tail.length
	return `${[...head, ...Array<string>(gap).fill('0'), ...tail].slice(0, 4).join(':')}::/64`
}
