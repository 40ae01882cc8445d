import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { enrolReplySchema, enrolRequestSchema } from '#shared/sync/messages'
import { confirmDeviceSchema } from '#shared/sync/new-device'
import { bundleType, limits } from '#shared/sync/protocol'
import {
	pinResetRequestSchema,
	pinResetResponseSchema,
	replaceRequestSchema,
} from '#shared/sync/replacement-messages'
import { receiveParts } from '../attachments/receive-offline-parts.ts'
import { enrolPhone } from '../people/enrol-phone.ts'
import { openEscrowedKey } from '../people/open-escrowed-key.ts'
import { replaceEnrolment } from '../people/replace-enrolment.ts'
import { confirmDevice } from '../people/second-device.ts'
import { DocumentFrames } from '../sync/document-frames.ts'
import { answerSync } from '../sync/handle-sync-request.ts'
import { strangersBody } from './bodies-in-flight.ts'
import { setClientKind } from './client-kind.ts'
import type { Deps } from './deps.ts'
import { bundleInSteps } from './request-bodies.ts'
import { type LoginThrottles, throttled } from './throttle-logins.ts'

/**
 * Routes for phones. No cookie: the phone's key signs, so that 40 days offline do not lock out anybody's
 * work.
 */
export function syncRoutes(app: FastifyInstance, deps: Deps, throttles: LoginThrottles): void {
	const withParts = {
		...deps,
		documentFrames: new DocumentFrames(),
		onDeviceIdentified: (device: string) => {
			deps.rateLimiters.byDevice.consume(device, deps.now(), 1)
			// Costs nothing, but fails while there is a debt.
			deps.rateLimiters.workOfPhones.consume(device, deps.now(), 0)
		},
		onWork: (device: string, paths: number) =>
			deps.rateLimiters.workOfPhones.charge(device, deps.now(), paths),
		receiveOfflineParts: (frames: readonly Uint8Array[]) => receiveParts(deps, deps.sealing, frames),
	}
	void app.register(async (door) => {
		// The body identifies its type itself, which saves the phone a header. The route reads it in two steps.
		door.addContentTypeParser('*', (_request, _stream, done) => done(null))
		const config = { bodyFrom: 'bundle' } as const
		door.post('/sync', { config, bodyLimit: limits.body }, async (request, reply) => {
			const body = bundleInSteps(request, limits.body)
			const onDeviceIdentified = (device: string) => {
				withParts.onDeviceIdentified(device)
				setClientKind(request, 'device')
				body.demandRoomFor(device)
			}
			const bundle = await answerSync({ ...withParts, onDeviceIdentified: onDeviceIdentified }, body).finally(
				() => body.leaveRest(),
			)
			// HTTP/1.1 keeps connections open by default, and the response contains the time.
			reply.raw.sendDate = false
			reply.raw.removeHeader('connection')
			return reply.header('content-type', bundleType).send(Buffer.from(bundle))
		})
	})
	app.withTypeProvider<ZodTypeProvider>().post(
		'/api/enrolments',
		{
			config: { notes: 'nothing', bodyFrom: 'anybody' },
			bodyLimit: strangersBody,
			schema: { body: enrolRequestSchema, response: { 200: enrolReplySchema } },
		},
		(request) =>
			throttled(throttles, {
				request,
				now: deps.now(),
				work: () => enrolPhone(deps, request.body, deps.now()),
			}),
	)
	app.withTypeProvider<ZodTypeProvider>().post(
		'/api/enrolments/spare-key',
		{
			config: { notes: 'nothing', bodyFrom: 'anybody' },
			bodyLimit: strangersBody,
			schema: { body: pinResetRequestSchema, response: { 200: pinResetResponseSchema } },
		},
		(request) =>
			throttled(throttles, {
				request,
				now: deps.now(),
				work: () => openEscrowedKey(deps, request.body, deps.now()),
			}),
	)
	app.withTypeProvider<ZodTypeProvider>().post(
		'/api/enrolments/replacements',
		{
			config: { notes: 'nothing', bodyFrom: 'anybody' },
			bodyLimit: strangersBody,
			schema: { body: replaceRequestSchema, response: { 200: enrolReplySchema } },
		},
		// Not throttled: an attacker would have to guess a signature.
		(request) => replaceEnrolment(deps, request.body),
	)
	app.withTypeProvider<ZodTypeProvider>().post(
		'/api/enrolments/confirmations',
		{
			config: { notes: 'nothing', bodyFrom: 'anybody' },
			bodyLimit: strangersBody,
			schema: { body: confirmDeviceSchema },
		},
		// No session: the key that the device's PIN opens signs the request.
		async (request, reply) => {
			const onDeviceIdentified = (device: string) => {
				deps.rateLimiters.byDevice.consume(device, deps.now(), 1)
				setClientKind(request, 'device')
			}
			await confirmDevice(deps.store, request.body, { now: deps.now, onDeviceIdentified })
			return reply.code(204).send()
		},
	)
}
