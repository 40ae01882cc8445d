import { type Bytes, toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import {
	type AttachmentSent,
	attachmentHeaders as headers,
	signedBytes,
	type UploadRequest,
	uploadOf,
	writeStatement,
} from '#shared/sync/attachment-upload'
import { sendRequest } from '../api/server-client.ts'
import type { EnrolmentRow } from '../storage/database/rows.ts'
import { buildSealedFrame } from '../storage/records/seal-for-server.ts'
import { sign } from '../storage/vault/vault.ts'

/**
 * A resumable upload. Each call returns the offset that the server has; when it equals the size, the server
 * has verified the file.
 */
export interface Upload {
	/** Starts the upload, or resumes it. */
	begin(): Promise<number>
	/** Null if the server does not know the upload, or a proxy does not pass HEAD on. */
	end(): Promise<number | null>
	add(offset: number, part: Bytes): Promise<number>
}

/**
 * @param sealingKey The project's public key that each part is sealed to; undefined if no server has sent
 * one.
 */
export function createUpload(
	{ signingKey, sealingKey }: Pick<EnrolmentRow, 'signingKey' | 'sealingKey'>,
	sent: AttachmentSent,
): Upload {
	const statement = writeStatement(sent)
	const address = `/attachments/${uploadOf(statement)}`
	async function sendUploadRequest(
		method: UploadRequest['method'],
		offset = 0,
		part?: Bytes,
	): Promise<number> {
		const request = { method, statement, offset, part: part ?? new Uint8Array() }
		const response = await sendRequest(method === 'POST' ? '/attachments' : address, {
			method,
			credentials: 'omit',
			headers: {
				'tus-resumable': '1.0.0',
				[headers.statement]: statement,
				[headers.signature]: toBase64url(await sign(signingKey, signedBytes(request))),
				[headers.offset]: String(offset),
				...(part ? { 'content-type': 'application/offset+octet-stream' } : {}),
				...(part && sealingKey ? { [headers.sealed]: '1' } : {}),
			},
			...(part ? { body: sealingKey ? await buildSealedFrame(sealingKey, part) : part } : {}),
		})
		const end = Number(response.headers.get(headers.offset) ?? Number.NaN)
		// a captive portal answers anything with success
		if (!Number.isSafeInteger(end) || end < 0 || end > sent.size) throw new Problem('not-our-server')
		return end
	}
	return {
		begin: () => sendUploadRequest('POST'),
		add: (offset, part) => sendUploadRequest('PATCH', offset, part),
		// a reply to HEAD has no body and so no problem code: POST will report it
		end: () =>
			sendUploadRequest('HEAD').catch((thrown: unknown) => {
				if (thrown instanceof Problem && thrown.code === 'no-connection') throw thrown
				return null
			}),
	}
}
