import { createHash } from 'node:crypto'
import { toBase64url } from '#shared/kernel/bytes'
import { readProblem } from '#shared/kernel/problem'
import {
	type AttachmentSent,
	attachmentHeaders,
	signedBytes,
	type UploadRequest,
	uploadOf,
	writeStatement,
} from '#shared/sync/attachment-upload'
import type { Enrolled } from '#shared/testing/test-phone'
import type { ServerForTests } from './desk-server.ts'

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Returns what a phone reports about these bytes. */
export const sentOf = (
	{ project, device }: Enrolled,
	record: string,
	name: string,
	bytes: Uint8Array,
): AttachmentSent => ({ project, device, record, name, size: bytes.length, sha256: sha256(bytes) })

/** A request in transit: a man in the middle can replay it. */
export interface SignedRequest {
	readonly method: UploadRequest['method']
	readonly url: string
	readonly headers: Record<string, string>
	readonly payload?: Buffer
}

export async function signed(
	{ sign }: Pick<Enrolled, 'sign'>,
	sent: AttachmentSent,
	method: UploadRequest['method'],
	offset = 0,
	part: Uint8Array = new Uint8Array(),
): Promise<SignedRequest> {
	const statement = writeStatement(sent)
	const signature = toBase64url(await sign(signedBytes({ method, statement, offset, part })))
	return {
		method,
		url: method === 'POST' ? '/attachments' : `/attachments/${uploadOf(statement)}`,
		headers: {
			[attachmentHeaders.statement]: statement,
			[attachmentHeaders.signature]: signature,
			...(method === 'PATCH'
				? {
						[attachmentHeaders.offset]: String(offset),
						'content-type': 'application/offset+octet-stream',
					}
				: {}),
		},
		...(method === 'PATCH' ? { payload: Buffer.from(part) } : {}),
	}
}

/** Sends a request. Returns the new offset of the upload, or the code of the server's error. */
export async function sendRequest(
	{ app }: Pick<ServerForTests, 'app'>,
	request: SignedRequest,
): Promise<number | string> {
	const reply = await app.inject(request)
	if (reply.statusCode < 300) return Number(reply.headers[attachmentHeaders.offset])
	const problem = request.method === 'HEAD' ? null : readProblem(reply.json())
	return problem ? problem.code : `status ${reply.statusCode}`
}

/** Sends the whole attachment in parts of a given size. Returns the last response of the server. */
export async function sendWhole(
	server: Pick<ServerForTests, 'app'>,
	enrolled: Enrolled,
	sent: AttachmentSent,
	bytes: Uint8Array,
	partBytes = 32 * 1024,
): Promise<number | string> {
	let end = await sendRequest(server, await signed(enrolled, sent, 'POST'))
	while (typeof end === 'number' && end < bytes.length) {
		const part = bytes.subarray(end, end + partBytes)
		end = await sendRequest(server, await signed(enrolled, sent, 'PATCH', end, part))
	}
	return end
}
