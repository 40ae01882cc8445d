import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Header in which a proxy passes on its request id, and in which the server returns it. */
export const requestIdHeader = 'x-request-id'

/** No spaces, quotes or line ends, and too short for an answer. */
const requestIdPattern = /^[A-Za-z0-9-]{8,64}$/

/** `hop`: position of the address among the proxies, the nearest first. */
type IsTrustedProxy = (address: string, hop: number) => boolean

/**
 * Returns the id of a request: the one of a trusted proxy, so that its log and ours have the same, otherwise a
 * new one. A client's own id would let it write into the log.
 */
export function requestIdOf(request: IncomingMessage, isTrustedProxy: IsTrustedProxy): string {
	const given = request.headers[requestIdHeader]
	const isAccepted =
		typeof given === 'string' &&
		requestIdPattern.test(given) &&
		isTrustedProxy(request.socket.remoteAddress ?? '', 0)
	return isAccepted ? given : randomBytes(8).toString('hex')
}
