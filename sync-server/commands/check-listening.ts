import { once } from 'node:events'
import { createServer } from 'node:net'
import { errorCodeOf } from '#shared/kernel/error-code'
import { listenAdvice } from '../startup-errors.ts'
import type { Finding } from './finding.ts'

/** Longest wait for what answers at the port. */
const answerWithinMs = 2_000

interface Address {
	readonly host: string
	readonly port: number
}

/**
 * Listens on HOST and PORT for a moment. A Zila that listens there already is this server, unless the store was
 * never used.
 */
export async function checkListening(address: Address, isStoreInUse: boolean): Promise<Finding> {
	const about = 'address'
	const { host, port } = address
	const code = await tryToListen(address)
	if (code === null) return { about, state: 'ok', text: `${host}, port ${port}, can be used` }
	if (code === 'EADDRINUSE' && isStoreInUse && (await isZila(address)))
		return { about, state: 'ok', text: `${host}, port ${port}: a Zila server is running there` }
	const text = listenAdvice(code, { host, port: String(port) }) ?? `HOST and PORT cannot be used (${code})`
	return { about, state: 'problem', text }
}

/** Returns the code of the error; null if there is none. */
async function tryToListen({ host, port }: Address): Promise<string | null> {
	const server = createServer()
	try {
		server.listen(port, host)
		await once(server, 'listening')
		return null
	} catch (thrown) {
		return errorCodeOf(thrown) || 'unknown'
	} finally {
		server.close()
	}
}

async function isZila({ host, port }: Address): Promise<boolean> {
	const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
	const name = reached.includes(':') ? `[${reached}]` : reached
	try {
		const response = await fetch(`http://${name}:${port}/api/health`, {
			signal: AbortSignal.timeout(answerWithinMs),
		})
		const body: unknown = await response.json()
		return typeof body === 'object' && body !== null && 'ok' in body && 'store' in body
	} catch {
		return false
	}
}
