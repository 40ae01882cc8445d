import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import { attachmentHeaders, readStatement } from '#shared/sync/attachment-upload'
import { personOfSession } from '../people/sign-in.ts'
import { findDevice } from '../storage/people/devices.ts'
import type { RequestBody } from '../sync/handle-sync-request.ts'
import {
	BodiesInFlight,
	type BodyFrom,
	type BodyLimits,
	type InFlightBody,
	strangersBody,
} from './bodies-in-flight.ts'
import type { Deps } from './deps.ts'
import { toNetworkPrefix } from './network-of.ts'
import { isThisMachine } from './require-tls.ts'
import { tokenOf } from './session-cookie.ts'

declare module 'fastify' {
	interface FastifyContextConfig {
		/**
		 * Sender of the body; by default the signed-in user of the desk. `anybody`: small, without authentication.
		 * `attachment`: the enrolment in the headers. `bundle`: the beginning of the body names the sender.
		 */
		bodyFrom?: 'anybody' | 'attachment' | 'bundle'
	}
}

const taken = new WeakMap<FastifyRequest, { readonly body: InFlightBody; readonly ofPhone: number }>()

/**
 * Identifies the sender before a body is read: without a session or an enrolment, the server holds a few
 * kilobytes at most. Bodies that arrive too slowly are cut off.
 */
export function guardBodies(app: FastifyInstance, deps: Deps, limits: BodyLimits): void {
	const inFlight = new BodiesInFlight(limits.inAll)
	app.addHook('onRequest', async (request, reply) => {
		if (!hasBody(request)) return
		enforceMinimumRate(request.raw.socket, () => request.raw.complete, limits)
		if (request.is404) throw new Problem('not-found')
		const { bodyLimit, config } = request.routeOptions
		// Phone requests have a length, so that bodies that are too large are rejected unread.
		if (
			config.bodyFrom !== undefined &&
			Number.isFinite(readContentLength(request)) &&
			readContentLength(request) > bodyLimit
		)
			throw new Problem('body-too-large')
		const body = inFlight.take(await senderOf(deps, request, limits), bytesOf(request))
		taken.set(request, { body, ofPhone: limits.ofPhone })
		reply.raw.once('close', body.done)
	})
	app.addHook('onResponse', async (request) => taken.get(request)?.body.done())
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
	headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/**
 * Bytes to reserve: the declared length, or the maximum without one; for a bundle its beginning, until the
 * sender is known.
 */
function bytesOf(request: FastifyRequest): number {
	if (request.routeOptions.config.bodyFrom === 'bundle') return strangersBody
	return Math.min(readContentLength(request), request.routeOptions.bodyLimit)
}
function readContentLength({ headers }: FastifyRequest): number {
	const text = headers['content-length']
	return text === undefined ? Number.POSITIVE_INFINITY : Number(text)
}

/** @throws Problem `signed-out`, `phone-unknown` */
async function senderOf(deps: Deps, request: FastifyRequest, limits: BodyLimits): Promise<BodyFrom> {
	switch (request.routeOptions.config.bodyFrom) {
		case 'anybody':
		case 'bundle':
			// A proxy that does not forward client addresses would be one address for everybody.
			return {
				key: isThisMachine(request.ip) ? null : toNetworkPrefix(request.ip),
				most: limits.ofStrangers,
			}
		case 'attachment': {
			const statement = request.headers[attachmentHeaders.statement]
			const sent = typeof statement === 'string' ? readStatement(statement) : null
			const device = sent && (await findDevice(deps.store.reading, sent.device))
			if (!device) throw new Problem('phone-unknown')
			return { key: device.id, most: limits.ofPhone }
		}
		default: {
			const token = tokenOf(deps, request)
			const person = token ? await personOfSession(deps.store, token, deps.now()) : null
			if (!person) throw new Problem('signed-out')
			return { key: person.id, most: limits.ofPerson }
		}
	}
}

/** Closes a connection whose body arrives more slowly than any phone sends. */
function enforceMinimumRate(
	socket: Socket,
	isComplete: () => boolean,
	{ graceMs, slowest }: BodyLimits,
): void {
	// Injected requests, as in tests, have no socket.
	if (typeof socket.bytesRead !== 'number') return
	const began = performance.now()
	const before = socket.bytesRead
	const checkBody = () => {
		if (isComplete() || socket.destroyed) return
		const allowedMs = graceMs + ((socket.bytesRead - before) / slowest) * 1000
		const leftMs = began + allowedMs - performance.now()
		if (leftMs <= 0) socket.destroy()
		else setTimeout(checkBody, leftMs + 1).unref()
	}
	setTimeout(checkBody, graceMs).unref()
}

interface BundleInSteps extends RequestBody {
	/**
	 * Changes the reservation when the enrolment is known. @throws Problem `server-busy`, `too-many-requests`
	 */
	demandRoomFor(device: string): void
	/** Drains the unread rest without storing it. */
	leaveRest(): Promise<void>
}

/**
 * Reads a bundle in two steps: its beginning without authentication, and the rest when the sender is known.
 */
export function bundleInSteps(request: FastifyRequest, maxBytes: number): BundleInSteps {
	const chunks: Buffer[] = []
	let size = 0
	// The connection must remain for the response, also if the rest is not read.
	const stream = request.raw
	const chunksLeft = stream.iterator({ destroyOnReturn: false })
	let isEnded = false
	async function readTo(wanted: number): Promise<void> {
		while (size < wanted && !isEnded) {
			const next = await chunksLeft.next().catch((thrown: unknown) => {
				// The client has disconnected.
				throw new Problem('bundle-unreadable', {}, thrown)
			})
			if (next.done) {
				isEnded = true
				return
			}
			const chunk = next.value as Buffer
			chunks.push(chunk)
			size += chunk.length
			if (size > maxBytes) throw new Problem('body-too-large')
		}
	}
	return {
		async beginning(bytes) {
			await readTo(bytes)
			return Buffer.concat(chunks).subarray(0, bytes)
		},
		async whole() {
			await readTo(Number.POSITIVE_INFINITY)
			return Buffer.concat(chunks)
		},
		demandRoomFor(device) {
			const { body, ofPhone = 0 } = taken.get(request) ?? {}
			body?.becomes({ key: device, most: ofPhone }, Math.min(readContentLength(request), maxBytes))
		},
		async leaveRest() {
			if (isEnded) return
			await chunksLeft.return?.()
			stream.resume()
		},
	}
}
