import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { setTimeout as later } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { Problem } from '#shared/kernel/problem'
import { type ByteRange, type FileNamed, FilesUnavailable } from './file-store.ts'

export interface S3Settings {
	/** Of the bucket: that of the store, and behind it the bucket's name. */
	readonly url: string
	readonly accessKeyId: string
	readonly secretAccessKey: string
	readonly sessionToken?: string
	/** Undefined: what the host says, or us-east-1. */
	readonly region?: string
}

/** An object that a list names. */
export interface S3ObjectSummary {
	readonly key: string
	/** ms since 1970 */
	readonly changed: number
}

/**
 * What we need of S3: five requests. An object is there whole or not at all, and whoever asks after a reply sees what the
 * reply was about, in lists too.
 *
 * @throws FilesUnavailable for every answer that is none of these, after some tries; Problem `server-disk-full`
 */
export interface Bucket {
	put(key: string, bytes: Uint8Array): Promise<void>
	/** Nothing is changed where there is an object. A store that does not know this condition (`If-None-Match`) puts it. */
	putFirst(key: string, bytes: Uint8Array): Promise<void>
	/** False, and no object, if the bytes are others than was said. What reading them throws is thrown. */
	putStream(key: string, said: FileNamed, bytes: AsyncIterable<Uint8Array>): Promise<boolean>
	/** Null if there is none. */
	get(key: string, range?: ByteRange): Promise<Readable | null>
	has(key: string): Promise<boolean>
	/** All whose key begins so, in the order of their keys. */
	list(prefix: string): AsyncGenerator<S3ObjectSummary>
	/** One that is not there is taken away too. */
	remove(key: string): Promise<void>
}

const mostTries = 4
const longestAnswerMs = 30_000

interface S3Request extends RequestInit {
	/** Bytes that went by do not come again: then once, and as long as it takes. */
	readonly once?: boolean
	/** An answer is also that there is no such object. */
	readonly mayLack?: boolean
	/** Or that there is one already, or somebody puts it just now. */
	readonly mayBeThere?: boolean
}

export function s3Bucket({ url, ...access }: S3Settings): Bucket {
	// it would try again by itself after some answers, and after no lost connection
	const client = new AwsClient({ ...access, service: 's3', retries: 0 })
	const bucket = url.replace(/\/$/, '')
	const addressOf = (key: string) => `${bucket}/${key}`

	async function ask(
		address: string,
		{ once = false, mayLack = false, mayBeThere = false, ...request }: S3Request,
	): Promise<Response> {
		for (let tried = 1; ; tried++) {
			// signed anew each time: a signature has its time in it
			const answer = await client
				.sign(address, { ...request, redirect: 'manual' })
				.then((signed) => (once ? fetch(signed) : fetchSoon(signed)))
				.catch((thrown: unknown) => new FilesUnavailable(reasonOf(thrown), thrown))
			const isPassing =
				answer instanceof FilesUnavailable ||
				answer.status === 429 ||
				(answer.status >= 500 && answer.status !== 507)
			if (!isPassing || once || tried >= mostTries) {
				if (mayBeThere && answer instanceof Response && [409, 412].includes(answer.status)) return answer
				return rightOf(answer, mayLack)
			}
			if (answer instanceof Response) await answer.body?.cancel()
			await later(100 * 2 ** tried * (0.5 + Math.random()))
		}
	}
	async function tell(address: string, request: S3Request): Promise<void> {
		const answer = await ask(address, request)
		await answer.body?.cancel()
	}
	return {
		put: (key, bytes) => tell(addressOf(key), putting(bytes)),
		putFirst(key, bytes) {
			const { headers, ...request } = putting(bytes)
			return tell(addressOf(key), {
				...request,
				headers: { ...headers, 'if-none-match': '*' },
				mayBeThere: true,
			})
		},
		async putStream(key, said, bytes) {
			let fault: unknown
			const body = async function* () {
				try {
					yield* checked(said, bytes)
				} catch (thrown) {
					fault = thrown
					throw thrown
				}
			}
			const headers = { 'x-amz-content-sha256': said.hash, 'content-length': String(said.size) }
			const streamed = { body: Readable.toWeb(Readable.from(body())), duplex: 'half' } as RequestInit
			try {
				await tell(addressOf(key), { method: 'PUT', headers, ...streamed, once: true })
				return true
			} catch (thrown) {
				if (fault instanceof OtherBytes) return false
				throw fault ?? thrown
			}
		},
		async get(key, range) {
			const wanted = range ? { headers: { range: `bytes=${range.first}-${range.last}` } } : {}
			const answer = await ask(addressOf(key), { ...wanted, mayLack: true })
			if (answer.ok) return Readable.fromWeb(answer.body as ReadableStream)
			await answer.body?.cancel()
			return null
		},
		async has(key) {
			return (await ask(addressOf(key), { method: 'HEAD', mayLack: true })).ok
		},
		async *list(prefix) {
			for (let after = ''; ; ) {
				// the first of the two lists that S3 has: its next page begins behind a key, and every store knows it
				const query = new URLSearchParams({ prefix, marker: after })
				const page = await (await ask(`${bucket}?${query}`, {})).text()
				const before = after
				for (const [, object = ''] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
					after = textIn(object, 'Key')
					yield { key: after, changed: Date.parse(textIn(object, 'LastModified')) }
				}
				const isLast = textIn(page, 'IsTruncated') === 'false'
				if (!isLast && after === before) throw new FilesUnavailable('no-list')
				if (isLast) return
			}
		},
		remove: (key) => tell(addressOf(key), { method: 'DELETE', mayLack: true }),
	}
}

const putting = (bytes: Uint8Array) => ({
	method: 'PUT',
	headers: { 'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex') },
	body: Buffer.from(bytes),
})

/** The time is for the answer to begin; its bytes may take longer. */
async function fetchSoon(signed: Request): Promise<Response> {
	const slow = new AbortController()
	const timer = setTimeout(() => slow.abort(new FilesUnavailable('no-answer')), longestAnswerMs)
	return fetch(signed, { signal: slow.signal }).finally(() => clearTimeout(timer))
}

class OtherBytes extends Error {}

/** The bytes, of which the last are held back until all are known to be the right ones: without them no object is made. */
async function* checked(
	{ hash, size }: FileNamed,
	bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	const digest = createHash('sha256')
	let length = 0
	let held: Uint8Array | null = null
	for await (const block of bytes) {
		length += block.length
		if (length > size) break
		digest.update(block)
		if (held) yield held
		held = block
	}
	if (length !== size || digest.digest('hex') !== hash) throw new OtherBytes()
	if (held) yield held
}

/** What an answer says, where it says yes. */
async function rightOf(answer: Response | FilesUnavailable, mayLack: boolean): Promise<Response> {
	if (answer instanceof FilesUnavailable) throw answer
	if (answer.ok) return answer
	const code = textIn(await answer.clone().text(), 'Code')
	if (mayLack && answer.status === 404 && code !== 'NoSuchBucket') return answer
	const unavailable = new FilesUnavailable(code || `status ${answer.status}`)
	throw answer.status === 507 ? new Problem('server-disk-full', {}, unavailable) : unavailable
}

/** Keys of ours, times and codes have no character that XML would write otherwise. */
const textIn = (xml: string, tag: string): string =>
	new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1] ?? ''

/** `preload` says why in its cause. */
function reasonOf(thrown: unknown): string {
	const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown
	if (cause instanceof Error && 'code' in cause) return String(cause.code)
	return cause instanceof Error ? cause.name : 'unknown'
}
