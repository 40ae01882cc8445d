import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { attachmentApi } from '#shared/api/records'
import { typeOfAttachment } from '#shared/forms/attachment-names'
import { fromBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import {
	attachmentLimits,
	attachmentHeaders as headers,
	readStatement,
	type UploadRequest,
	uploadOf,
} from '#shared/sync/attachment-upload'
import { sealOverheadBytes } from '#shared/sync/sealed-frame'
import { receiveAttachment } from '../attachments/receive-attachment.ts'
import { findDevice } from '../storage/people/devices.ts'
import { findAttachment } from '../storage/records/attachments.ts'
import { rangeOf } from './byte-range.ts'
import { setClientKind } from './client-kind.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { recordOf } from './require-record.ts'

/** Routes for attachments: uploads from phones, downloads at the desk. */
export function attachmentRoutes(app: FastifyInstance, deps: Deps): void {
	const receive = async (method: UploadRequest['method'], request: FastifyRequest) => {
		const onDeviceIdentified = (device: string) => {
			deps.rateLimiters.byDevice.consume(device, deps.now(), 1)
			setClientKind(request, 'device')
		}
		return receiveAttachment({ ...deps, onDeviceIdentified }, await signedRequest(deps, method, request))
	}
	void app.register(async (door) => {
		const bodyLimit = attachmentLimits.largestPart + sealOverheadBytes
		door.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
			done(null, body),
		)
		// No cookie: as with bundles, the phone's key signs.
		const config = { bodyFrom: 'attachment' } as const
		door.post('/attachments', { config, bodyLimit }, async (request, reply) => {
			const received = await receive('POST', request)
			const address = `/attachments/${uploadOf(headerOf(request, headers.statement))}`
			return setUploadHeaders(reply, received).code(201).header('location', address).send()
		})
		door.head('/attachments/:upload', { config, bodyLimit }, async (request, reply) => {
			checkAddress(request)
			const received = await receive('HEAD', request)
			return setUploadHeaders(reply, received).header('cache-control', 'no-store').send()
		})
		door.patch('/attachments/:upload', { config, bodyLimit }, async (request, reply) => {
			checkAddress(request)
			return setUploadHeaders(reply, await receive('PATCH', request))
				.code(204)
				.send()
		})
	})
	toTheDesk(app, deps)
}

const headerOf = (request: FastifyRequest, name: string): string => {
	const value = request.headers[name]
	return typeof value === 'string' ? value : ''
}

/** @throws Problem `input-invalid`, `phone-unknown`, `key-unknown`, `attachment-damaged`, `body-too-large` */
async function signedRequest(deps: Deps, method: UploadRequest['method'], request: FastifyRequest) {
	const offset = method === 'PATCH' ? Number(headerOf(request, headers.offset)) : 0
	if (!Number.isSafeInteger(offset) || offset < 0)
		throw new Problem('input-invalid', { field: headers.offset })
	return {
		method,
		statement: headerOf(request, headers.statement),
		signature: bytesOf(headerOf(request, headers.signature)),
		offset,
		part: method === 'PATCH' ? await partIn(deps, request) : new Uint8Array(),
	}
}

async function partIn(deps: Deps, request: FastifyRequest): Promise<Uint8Array> {
	const body = Buffer.isBuffer(request.body) ? request.body : new Uint8Array()
	const part = headerOf(request, headers.sealed) === '1' ? await openPart(deps, request, body) : body
	if (part.length > attachmentLimits.largestPart) throw new Problem('body-too-large')
	return part
}

/** Checks the device before decrypting, so that an unknown sender costs one query only. */
async function openPart({ store, sealing }: Deps, request: FastifyRequest, body: Uint8Array) {
	const sent = readStatement(headerOf(request, headers.statement))
	if (!sent || !(await findDevice(store.reading, sent.device))) throw new Problem('phone-unknown')
	const part = await sealing.open(body)
	if (part === 'key-unknown') throw new Problem('key-unknown')
	if (!part) throw new Problem('attachment-damaged')
	return part
}

function bytesOf(text: string): Uint8Array {
	try {
		return fromBase64url(text)
	} catch (thrown) {
		throw new Problem('input-invalid', { field: headers.signature }, thrown)
	}
}

/** The upload id derives from the signed statement; any other address is not found. */
function checkAddress(request: FastifyRequest): void {
	const { upload } = request.params as { upload: string }
	if (upload !== uploadOf(headerOf(request, headers.statement))) throw new Problem('not-found')
}

const setUploadHeaders = (
	reply: FastifyReply,
	{ offset, size }: { offset: number; size: number },
): FastifyReply =>
	reply
		.header('tus-resumable', '1.0.0')
		.header(headers.offset, String(offset))
		.header(headers.length, String(size))

function toTheDesk(app: FastifyInstance, deps: Deps): void {
	const { store, files } = deps
	mountApi(app, deps, attachmentApi, {
		async download({ person, params, request, reply, audit }) {
			const { id: record, district } = await recordOf(deps, request, person, params.id)
			const found = await findAttachment(store.reading, params.attachment)
			if (!found || found.record !== record) throw new Problem('not-found')
			await audit({ kind: 'attachment-opened', of: record, district })
			const range = rangeOf(request.headers.range, found.size)
			const bytes = await files.read(found.hash, range ?? undefined)
			if (range) reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${found.size}`)
			return (
				reply
					.header('content-type', typeOfAttachment(found.name) || 'application/octet-stream')
					.header('content-length', range ? range.last - range.first + 1 : found.size)
					.header('accept-ranges', 'bytes')
					// Outside our pages, the file is saved and never opened as a page.
					.header('content-disposition', `attachment; filename="${found.name}"`)
					.send(bytes)
			)
		},
	})
}
