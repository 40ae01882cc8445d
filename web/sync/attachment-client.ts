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
import type { EnrolmentRow } from '../storage/database.ts'
import { buildSealedFrame } from '../storage/seal-for-server.ts'
import { sign } from '../storage/vault.ts'
import { sendRequest } from './server-client.ts'

/** One upload at the server. Each call gives where it ends; with all its bytes they were right, and are kept. */
export interface Upload {
	/** Begins it, or finds it again. */
	begin(): Promise<number>
	/** Null where the server does not know it, or something on the way does not. */
	end(): Promise<number | null>
	add(offset: number, part: Bytes): Promise<number>
}

/** `sealingKey`: the project's, to which each part is sealed; undefined while no server has given one. */
export function uploadTo(
	{ signingKey, sealingKey }: Pick<EnrolmentRow, 'signingKey' | 'sealingKey'>,
	sent: AttachmentSent,
): Upload {
	const statement = writeStatement(sent)
	const address = `/attachments/${uploadOf(statement)}`
	async function say(method: UploadRequest['method'], offset = 0, part?: Bytes): Promise<number> {
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
		// a log-in page says "fine" to anything
		if (!Number.isSafeInteger(end) || end < 0 || end > sent.size) throw new Problem('not-our-server')
		return end
	}
	return {
		begin: () => say('POST'),
		add: (offset, part) => say('PATCH', offset, part),
		// what is wrong is not told to HEAD, which has no body: POST will say it
		end: () =>
			say('HEAD').catch((thrown: unknown) => {
				if (thrown instanceof Problem && thrown.code === 'no-connection') throw thrown
				return null
			}),
	}
}
