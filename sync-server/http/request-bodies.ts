import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import { attachmentHeaders, readStatement } from '#shared/sync/attachment-upload'
import { personOfSession } from '../accounts/sign-in.ts'
import { findDevice } from '../storage/device-table.ts'
import type { RequestBody } from '../sync/answer-sync.ts'
import {
	BodiesInFlight,
	type BodyFrom,
	type BodyLimits,
	type InFlightBody,
	strangersBody,
} from './bodies-in-flight.ts'
import type { Deps } from './deps.ts'
import { toNetworkPrefix } from './network-of.ts'
import { tokenOf } from './session-cookie.ts'
import { isThisMachine } from './tls-only.ts'

declare module 'fastify' {
	interface FastifyContextConfig {
		/**
		 * From whom a body is read: from whoever is signed in at the desk, where nothing is said. `anybody`: little, before anything is known.
		 * `attachment`: from the enrolment that the headers name. `bundle`: the beginning says from whom it is.
		 */
		bodyFrom?: 'anybody' | 'attachment' | 'bundle'
	}
}

const taken = new WeakMap<FastifyRequest, { readonly body: InFlightBody; readonly ofPhone: number }>()

/**
 * Looks who asks before a body is read: whoever is not signed in, and is no phone of ours, makes the server hold a few kilobytes and no more. What
 * comes too slowly is not waited for.
 */
export function guardBodies(app: FastifyInstance, deps: Deps, limits: BodyLimits): void {
	const inFlight = new BodiesInFlight(limits.inAll)
	app.addHook('onRequest', async (request, reply) => {
		if (!hasBody(request)) return
		enforceMinimumRate(request.raw.socket, () => request.raw.complete, limits)
		if (request.is404) throw new Problem('not-found')
		const { bodyLimit, config } = request.routeOptions
		// what phones ask for says how long it is, and need not be opened to be known as too large
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

/** As much as it says, or as may come where it does not say; of a bundle its beginning, until it is known from whom it is. */
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
			// a proxy that does not say for whom it asks would be one address for everybody
			return {
				key: isThisMachine(request.ip) ? null : toNetworkPrefix(request.ip),
				most: limits.ofStrangers,
			}
		case 'attachment': {
			const statement = request.headers[attachmentHeaders.statement]
			const sent = typeof statement === 'string' ? readStatement(statement) : null
			const device = sent && (await findDevice(deps.store.reading, deps.store.project, sent.device))
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

/** Ends a connection on which a body comes more slowly than any phone sends. */
function enforceMinimumRate(
	socket: Socket,
	isComplete: () => boolean,
	{ graceMs, slowest }: BodyLimits,
): void {
	// a request without a network, as in tests
	if (typeof socket.bytesRead !== 'number') return
	const began = performance.now()
	const before = socket.bytesRead
	const look = () => {
		if (isComplete() || socket.destroyed) return
		const allowedMs = graceMs + ((socket.bytesRead - before) / slowest) * 1000
		const leftMs = began + allowedMs - performance.now()
		if (leftMs <= 0) socket.destroy()
		else setTimeout(look, leftMs + 1).unref()
	}
	setTimeout(look, graceMs).unref()
}

interface BundleInSteps extends RequestBody {
	/** It is known from which enrolment it comes. @throws Problem `server-busy`, `too-many-requests` */
	demandRoomFor(device: string): void
	/** What was not read is let go by, and not held. */
	leaveRest(): Promise<void>
}

/**
 * A bundle that is read in two steps: its beginning, from anybody, and the rest when it is known from whom it comes.
 */
export function bundleInSteps(request: FastifyRequest, mostBytes: number): BundleInSteps {
	const chunks: Buffer[] = []
	let size = 0
	// the connection has to stay for the answer, also where the rest is not wanted
	const stream = request.raw
	const chunksLeft = stream.iterator({ destroyOnReturn: false })
	let isEnded = false
	async function readTo(wanted: number): Promise<void> {
		while (size < wanted && !isEnded) {
			const next = await chunksLeft.next().catch((thrown: unknown) => {
				// whoever sent it has gone, and hears nothing of this
				throw new Problem('bundle-unreadable', {}, thrown)
			})
			if (next.done) {
				isEnded = true
				return
			}
			const chunk = next.value as Buffer
			chunks.push(chunk)
			size += chunk.length
			if (size > mostBytes) throw new Problem('body-too-large')
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
			body?.becomes({ key: device, most: ofPhone }, Math.min(readContentLength(request), mostBytes))
		},
		async leaveRest() {
			if (isEnded) return
			await chunksLeft.return?.()
			stream.resume()
		},
	}
}
