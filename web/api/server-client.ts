import { type Bytes, joinBytes } from '#shared/kernel/bytes'
import { Problem, readProblem } from '#shared/kernel/problem'
import { bundleType } from '#shared/sync/protocol'
import { withStepUp } from './desk-step-up.ts'

/*
 * The only file that calls fetch. Every failure becomes a Problem: no network, a foreign page, or a problem
 * that our server reports.
 */

/** Maximum silence, ms: until the reply begins, and between any two pieces of it. */
const longestWaitMs = 90_000

/** @throws Problem `no-connection`, `not-our-server`, `server-busy`, or the server's own */
export async function sendRequest(
	path: string,
	init: RequestInit,
	signal = AbortSignal.timeout(longestWaitMs),
): Promise<Response> {
	let response: Response
	try {
		response = await fetch(path, { ...init, signal, redirect: 'error' })
	} catch (thrown) {
		throw new Problem('no-connection', {}, thrown)
	}
	if (response.ok) return response
	const problem = isJson(response) ? readProblem(await response.json().catch(() => null)) : null
	if (problem) throw problem
	// a captive portal or a proxy's error page: the server did not send it
	throw new Problem(response.status >= 500 ? 'server-busy' : 'not-our-server')
}

const typeOf = (response: Response): string =>
	(response.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? ''
const isJson = (response: Response): boolean => typeOf(response) === 'application/json'

/** @throws Problem `no-connection`, `not-our-server`, `server-busy`, or the server's own */
export async function postBundle(bundle: Bytes): Promise<Bytes> {
	// a form with its tables takes minutes on 2G: only silence ends the request
	const silence = new AbortController()
	let timer = setTimeout(() => silence.abort(), longestWaitMs)
	const restartTimeout = () => {
		clearTimeout(timer)
		timer = setTimeout(() => silence.abort(), longestWaitMs)
	}
	try {
		const response = await sendRequest(
			'/sync',
			{ method: 'POST', body: bundle, credentials: 'omit' },
			silence.signal,
		)
		restartTimeout()
		if (typeOf(response) !== bundleType) throw new Problem('not-our-server')
		return await bytesOf(response, restartTimeout)
	} finally {
		clearTimeout(timer)
	}
}

async function bytesOf(response: Response, onData: () => void): Promise<Bytes> {
	const parts: Uint8Array[] = []
	try {
		const reader = response.body?.getReader()
		for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
			parts.push(piece.value)
			onData()
		}
		return joinBytes(parts)
	} catch (thrown) {
		throw new Problem('no-connection', {}, thrown)
	}
}

/**
 * `longest`: ms until the reply begins, for requests that take the server long. @throws Problem, as
 * `postBundle`
 */
export async function getJson(path: string, longest = longestWaitMs): Promise<unknown> {
	const init = { headers: { accept: 'application/json' } }
	return readJson(await sendRequest(path, init, AbortSignal.timeout(longest)))
}

/** Posts JSON, with step-up authentication if needed. @throws Problem, as `postBundle` */
export const postJson = (path: string, body: unknown, longest = longestWaitMs): Promise<unknown> =>
	withStepUp(() => post(path, body, longest))

async function post(path: string, body: unknown, longest: number): Promise<unknown> {
	const init = {
		method: 'POST',
		headers: { accept: 'application/json', 'content-type': 'application/json' },
		body: JSON.stringify(body),
	}
	const response = await sendRequest(path, init, AbortSignal.timeout(longest))
	return response.status === 204 ? null : readJson(response)
}

/** Sends a DELETE request, with step-up authentication if needed. @throws Problem, as `postBundle` */
export const sendDelete = (path: string): Promise<unknown> =>
	withStepUp(() => sendRequest(path, { method: 'DELETE', headers: { accept: 'application/json' } }))

async function readJson(response: Response): Promise<unknown> {
	if (!isJson(response)) throw new Problem('not-our-server')
	try {
		return await response.json()
	} catch (thrown) {
		throw new Problem('no-connection', {}, thrown)
	}
}
