import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { mayFill } from '#shared/access/roles'
import {
	heardSpokenSchema,
	newSpokenSchema,
	type SpokenOf,
	spokenListedSchema,
	spokenOfSchema,
} from '#shared/forms/spoken-listed'
import { fromBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import {
	aloudLanguagesSchema,
	aloudSoundsSchema,
	aloudHeaders as headers,
	signedAsking,
} from '#shared/sync/aloud'
import { confirmSpoken, keepSpoken, takeSpokenAway } from '../aloud/keep-spoken.ts'
import { aloudLanguages, aloudSounds } from '../aloud/sounds-for-phones.ts'
import { type Device, findDevice } from '../storage/device-table.ts'
import { findSpoken, formsOfSound, listSpoken } from '../storage/spoken-table.ts'
import { isSignedBy } from '../sync/verify-phone.ts'
import type { Deps } from './deps.ts'
import { noting } from './noted.ts'
import { personWhoMay, realPersonWhoMay } from './session-cookie.ts'

const formParams = z.object({ form: z.string() })

/** Sounds that read a form's texts aloud: made at the desk, fetched by phones. */
export function aloudRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store } = deps
	app.get(
		'/api/aloud/:form',
		{
			config: { notes: 'nothing' },
			schema: { params: formParams, response: { 200: z.array(spokenListedSchema) } },
		},
		async (request) => {
			await personWhoMay(deps, request, 'forms.publish')
			return listSpoken(store.reading, store.project, request.params.form)
		},
	)
	app.get(
		'/api/aloud/:form/:language/:text',
		{
			config: { notes: 'nothing' },
			schema: { params: z.object({ ...formParams.shape, ...spokenOfSchema.shape }) },
		},
		async (request, reply) => {
			await personWhoMay(deps, request, 'forms.publish')
			const { form, ...of } = request.params
			const found = await findSpoken(store.reading, store.project, form, of)
			if (!found) throw new Problem('not-found')
			return sendSound(deps, reply, found)
		},
	)
	/** What every change of a sound says of itself. */
	async function changing(
		request: FastifyRequest,
		kind: 'text-read-aloud' | 'text-read-no-more',
		{ form, language, text }: SpokenOf & { readonly form: string },
	) {
		const { id: person } = await realPersonWhoMay(deps, request, 'forms.publish')
		const at = new Date(deps.now()).toISOString()
		return { form, language, text, person, at, through: noting(deps, request, { kind, of: form }) }
	}
	app.post(
		'/api/aloud/:form',
		{
			config: { notes: ['text-read-aloud'] },
			bodyLimit: 2_500_000,
			schema: { params: formParams, body: newSpokenSchema },
		},
		async (request, reply) => {
			const change = await changing(request, 'text-read-aloud', { ...request.params, ...request.body })
			await keepSpoken(deps, change, Buffer.from(request.body.sound, 'base64'))
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/aloud/:form/confirm',
		{ config: { notes: ['text-read-aloud'] }, schema: { params: formParams, body: heardSpokenSchema } },
		async (request, reply) => {
			const change = await changing(request, 'text-read-aloud', { ...request.params, ...request.body })
			await confirmSpoken(deps, change, request.body.hash)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/aloud/:form/remove',
		{ config: { notes: ['text-read-no-more'] }, schema: { params: formParams, body: spokenOfSchema } },
		async (request, reply) => {
			await takeSpokenAway(
				deps,
				await changing(request, 'text-read-no-more', { ...request.params, ...request.body }),
			)
			return reply.code(204).send()
		},
	)
	toPhones(plain, deps)
}

async function sendSound(
	{ files }: Deps,
	reply: FastifyReply,
	{ hash, type, size }: { readonly hash: string; readonly type: string; readonly size: number },
) {
	return (
		reply
			.header('content-type', type)
			.header('content-length', size)
			// where it is not heard inside a page of ours it is saved, and never opened as one
			.header('content-disposition', 'attachment')
			.send(await files.read(hash))
	)
}

function toPhones(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms } = deps
	const fills = async ({ role }: Device, form: string) => mayFill(role, await forms.fillers(form, 0))
	/** A form that this phone's person fills in. @throws Problem `phone-unknown`, `not-found` */
	async function demand(request: FastifyRequest, form: string) {
		if (!(await fills(await phoneThatAsks(deps, request), form))) throw new Problem('not-found')
	}
	app.get(
		'/aloud/forms/:form',
		{ schema: { params: formParams, response: { 200: aloudLanguagesSchema } } },
		async (request) => {
			await demand(request, request.params.form)
			return aloudLanguages(deps, request.params.form)
		},
	)
	app.get(
		'/aloud/forms/:form/:language',
		{
			schema: {
				params: z.object({ ...formParams.shape, language: z.string() }),
				response: { 200: aloudSoundsSchema },
			},
		},
		async (request) => {
			await demand(request, request.params.form)
			return aloudSounds(deps, request.params.form, request.params.language)
		},
	)
	app.get(
		'/aloud/sounds/:hash',
		{ schema: { params: z.object({ hash: z.string() }) } },
		async (request, reply) => {
			const { hash } = request.params
			const device = await phoneThatAsks(deps, request)
			// a file of a record is none of these, whoever knows its hash
			for (const found of await formsOfSound(store.reading, store.project, hash))
				if (await fills(device, found.form)) return sendSound(deps, reply, { ...found, hash })
			throw new Problem('not-found')
		},
	)
}

/** @throws Problem `phone-unknown`, also for one that was switched off, `too-many-requests` */
async function phoneThatAsks(deps: Deps, request: FastifyRequest): Promise<Device> {
	const of = (name: string) => String(request.headers[name] ?? '')
	const device = await findDevice(deps.store.reading, deps.store.project, of(headers.device))
	const isSigned =
		device?.isActive &&
		device.publicKey &&
		isSignedBy(device.publicKey, signedAsking(device.id, request.url), bytesOf(of(headers.signature)))
	if (!isSigned) throw new Problem('phone-unknown')
	deps.paces.ofPhones.take(device.id, deps.now(), 1)
	return device
}

function bytesOf(text: string): Uint8Array {
	try {
		return fromBase64url(text)
	} catch (thrown) {
		throw new Problem('phone-unknown', {}, thrown)
	}
}
