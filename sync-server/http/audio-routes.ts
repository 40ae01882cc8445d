import { buffer } from 'node:stream/consumers'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { audioApi } from '#shared/api/forms'
import type { AudioKey } from '#shared/audio/audio-api'
import { utf8 } from '#shared/kernel/bytes'
import type { Json } from '#shared/kernel/canonical-json'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { canFillForm } from '#shared/people/roles'
import { audioFilesSchema, audioLanguagesSchema, audioHeaders as headers } from '#shared/sync/audio'
import { sealedType } from '#shared/sync/sealed-reply'
import { listAudioFiles, listAudioLanguages } from '../audio/audio-for-phones.ts'
import { confirmAudio, removeAudio, saveAudio } from '../audio/save-audio.ts'
import type { Device } from '../storage/people/devices.ts'
import { findAudio, formsOfSound, listAudioWithAuthors } from '../storage/records/audio.ts'
import { identifyReader } from '../sync/identify-request.ts'
import { sealReply } from '../sync/seal-reply.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

/** Parameters of the routes for phones. */
const formParams = z.object({ form: z.string() })

/** Routes for audio of a form's texts: recorded at the desk, downloaded by phones. */
export function audioRoutes(app: FastifyInstance, deps: Deps): void {
	const { store } = deps
	const changeBy = (person: Person, { id: form, language, text }: AudioKey & { readonly id: string }) => ({
		form,
		language,
		text,
		person: person.id,
		at: new Date(deps.now()).toISOString(),
	})
	mountApi(app, deps, audioApi, {
		async list({ params }) {
			return listAudioWithAuthors(store.reading, params.id)
		},
		async sound({ params, reply }) {
			const { id: form, ...key } = params
			const found = await findAudio(store.reading, form, key)
			if (!found) throw new Problem('not-found')
			return sendSound(deps, reply, found)
		},
		async upload({ person, params, body, auditedStore }) {
			const { id } = params
			const through = auditedStore({ kind: 'audio-saved', of: id })
			const change = { ...changeBy(person, { id, ...body }), through }
			await saveAudio(deps, change, Buffer.from(body.sound, 'base64'))
		},
		async confirm({ person, params, body, auditedStore }) {
			const { id } = params
			const through = auditedStore({ kind: 'audio-saved', of: id })
			const change = { ...changeBy(person, { id, ...body }), through }
			await confirmAudio(deps, change, body.hash)
		},
		async remove({ person, params, auditedStore }) {
			const through = auditedStore({ kind: 'audio-removed', of: params.id })
			await removeAudio(deps, { ...changeBy(person, params), through })
		},
	})

	toPhones(app, deps)
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
			// Outside our pages, the file is saved and never opened as a page.
			.header('content-disposition', 'attachment')
			.send(await files.read(hash))
	)
}

/**
 * Routes for phones. A request is signed with the key that the phone's PIN opens; the response is encrypted
 * to another key.
 */
function toPhones(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms } = deps
	const fills = async ({ role }: Device, form: string) => canFillForm(role, await forms.fillers(form, 0))
	/** Returns the phone if its person fills in this form. @throws Problem as `phoneThatReads`, `not-found` */
	async function phoneOfForm(request: FastifyRequest, form: string): Promise<Reader> {
		const reader = await phoneThatReads(deps, request)
		if (!(await fills(reader, form))) throw new Problem('not-found')
		return reader
	}
	app.get('/aloud/forms/:form', { schema: { params: formParams } }, async (request, reply) => {
		const { form } = request.params
		const reader = await phoneOfForm(request, form)
		return sendSealed(reply, reader, audioLanguagesSchema.parse(await listAudioLanguages(deps, form)))
	})
	app.get(
		'/aloud/forms/:form/:language',
		{ schema: { params: z.object({ ...formParams.shape, language: z.string() }) } },
		async (request, reply) => {
			const { form, language } = request.params
			const reader = await phoneOfForm(request, form)
			return sendSealed(reply, reader, audioFilesSchema.parse(await listAudioFiles(deps, form, language)))
		},
	)
	app.get(
		'/aloud/sounds/:hash',
		{ schema: { params: z.object({ hash: z.string() }) } },
		async (request, reply) => {
			const { hash } = request.params
			const reader = await phoneThatReads(deps, request)
			// An attachment of a record is not audio of a form, even if its hash is known.
			for (const found of await formsOfSound(store.reading, hash))
				if (await fills(reader, found.form)) {
					const sound = await buffer(await deps.files.read(hash))
					return sendSealed(reply.header(headers.type, found.type), reader, sound)
				}
			throw new Problem('not-found')
		},
	)
}

interface Reader extends Device {
	readonly access: NonNullable<Device['access']>
	/** Nonce of this request; the response is bound to it. */
	readonly nonce: string
}

/** @throws Problem as `identifyReader`; `phone-unknown` also for a deactivated phone; `too-many-requests` */
async function phoneThatReads(deps: Deps, request: FastifyRequest): Promise<Reader> {
	const of = (name: string) => String(request.headers[name] ?? '')
	const nonce = of(headers.nonce)
	const device = await identifyReader(deps, {
		device: of(headers.device),
		address: request.url,
		sentAt: Number(of(headers.sentAt)) || 0,
		nonce,
		signature: of(headers.signature),
	})
	if (!device.isActive) throw new Problem('phone-unknown')
	deps.rateLimiters.byDevice.consume(device.id, deps.now(), 1)
	return { ...device, nonce }
}

function sendSealed(reply: FastifyReply, { access, nonce }: Reader, what: Uint8Array | Json) {
	const app = what instanceof Uint8Array ? what : utf8(JSON.stringify(what))
	return reply.type(sealedType).send(Buffer.from(sealReply(access.seal, app, nonce)))
}
