import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { toBase64url } from '#shared/kernel/bytes'
import { readProblem } from '#shared/kernel/problem'
import { type AttachmentSent, attachmentHeaders } from '#shared/sync/attachment-upload'
import type { Edit } from '#shared/testing/test-phone'
import type { CompletedFiles } from '../../sync-server/attachments/file-store.ts'
import { sentOf, sha256, signed } from '../helpers/attachments.ts'
import { LostData } from './check-durability.ts'
import type { Sender } from './fieldworker.ts'

const bytesOfOne = 70_000
const partBytes = 32 * 1024

/** Sends the photos of one phone in parts, after the records that name them. */
export class AttachmentSender {
	readonly #sender: Sender
	readonly #waiting: { readonly sent: AttachmentSent; readonly bytes: Uint8Array }[] = []
	/** Photos that the server has acknowledged. */
	readonly confirmed: AttachmentSent[] = []

	constructor(sender: Sender) {
		this.#sender = sender
	}
	/** Creates a record with a photo. */
	plan(): Edit {
		const { phone } = this.#sender
		const name = `picture-${toBase64url(new Uint8Array(randomBytes(16)))}.jpg`
		const bytes = new Uint8Array(randomBytes(bytesOfOne))
		const edit = phone.edit(phone.newRecord(), { house: name })
		this.#waiting.push({ sent: sentOf(phone.enrolled, edit.revision.record, name, bytes), bytes })
		return edit
	}
	/** Sends waiting photos, each request to the next address; false after the first failure. */
	async send(urlOf: () => string): Promise<boolean> {
		for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
			let end = await this.#ask(urlOf(), first.sent, 'POST')
			while (end !== null && end < first.bytes.length)
				end = await this.#ask(urlOf(), first.sent, 'PATCH', end, first.bytes.subarray(end, end + partBytes))
			if (end === null) return false
			this.confirmed.push(first.sent)
			this.#waiting.shift()
		}
		return true
	}
	/** Sends one request. Returns the new offset; null if the phone has to retry. */
	async #ask(
		url: string,
		sent: AttachmentSent,
		method: 'POST' | 'PATCH',
		offset = 0,
		part: Uint8Array = new Uint8Array(),
	): Promise<number | null> {
		const {
			url: path,
			headers,
			payload,
		} = await signed(this.#sender.phone.enrolled, sent, method, offset, part)
		const reply = await fetch(url + path, {
			method,
			headers,
			...(payload ? { body: new Uint8Array(payload) } : {}),
		}).catch(() => null)
		if (!reply) return null
		if (reply.ok) return Number(reply.headers.get(attachmentHeaders.offset))
		const problem = readProblem(await reply.json().catch(() => null))
		// the previous part was accepted, and its response was lost
		if (problem?.code === 'offset-wrong') return Number(problem.details.offset)
		if (problem?.code === 'server-busy') return null
		throw new Error(`status ${reply.status} ${problem?.code}`)
	}
	/** Checks that every acknowledged photo is among the server's files, byte for byte. @throws LostData */
	async check(files: CompletedFiles): Promise<void> {
		for (const { sha256: hash } of this.confirmed)
			if (!(await files.has(hash)) || sha256(await buffer(await files.read(hash))) !== hash)
				throw new LostData('a picture was confirmed and is not there')
	}
}
