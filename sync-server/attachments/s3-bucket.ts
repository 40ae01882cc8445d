import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { setTimeout as later } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { Problem } from '#shared/kernel/problem'
import { type ByteRange, type FileNamed, FilesUnavailable } from './file-store.ts'

export interface S3Settings {
	/** URL of the bucket: that of the store, followed by the bucket's name. */
	readonly url: string
	readonly accessKeyId: string
	readonly secretAccessKey: string
	readonly sessionToken?: string
	/** Undefined: derived from the host, or us-east-1. */
	readonly region?: string
}

/** An object of a listing. */
export interface S3ObjectSummary {
	readonly key: string
	/** ms since 1970 */
	readonly changed: number
}

/**
 * The subset of S3 that is used: five requests. An object exists completely or not at all, and reads and
 * listings after a response reflect it.
 *
 * @throws FilesUnavailable for every other response, after some retries; Problem `server-disk-full`
 */
export interface Bucket {
	put(key: string, bytes: Uint8Array): Promise<void>
	/** Writes an object unless it exists. A store that does not support `If-None-Match` overwrites it. */
	putFirst(key: string, bytes: Uint8Array): Promise<void>
	/**
	 * Writes an object from a stream. False, and no object, if the bytes do not match `file`. Errors of reading
	 * them are thrown.
	 */
	putStream(key: string, file: FileNamed, bytes: AsyncIterable<Uint8Array>): Promise<boolean>
	/** Null if the object does not exist. */
	get(key: string, range?: ByteRange): Promise<Readable | null>
	has(key: string): Promise<boolean>
	/** Lists the objects whose key has the prefix, in order of their keys. */
	list(prefix: string): AsyncGenerator<S3ObjectSummary>
	/** Deletes an object. Succeeds if it does not exist. */
	remove(key: string): Promise<void>
}

const maxTries = 4
const longestAnswerMs = 30_000

interface S3Request extends RequestInit {
	/** A stream cannot be sent twice: one attempt, without timeout. */
	readonly once?: boolean
	/** "No such object" is a valid response. */
	readonly mayLack?: boolean
	/** "Exists already" and "concurrent write" are valid responses. */
	readonly mayBeThere?: boolean
}

export function s3Bucket({ url, ...access }: S3Settings): Bucket {
	// The client would retry after some responses, but not after a lost connection.
	const client = new AwsClient({ ...access, service: 's3', retries: 0 })
	const bucket = url.replace(/\/$/, '')
	const addressOf = (key: string) => `${bucket}/${key}`

	async function ask(
		address: string,
		{ once = false, mayLack = false, mayBeThere = false, ...request }: S3Request,
	): Promise<Response> {
		for (let tried = 1; ; tried++) {
			// Signed again for each attempt: a signature contains its time.
			const answer = await client
				.sign(address, { ...request, redirect: 'manual' })
				.then((signed) => (once ? fetch(signed) : fetchSoon(signed)))
				.catch((thrown: unknown) => new FilesUnavailable(reasonOf(thrown), thrown))
			const isPassing =
				answer instanceof FilesUnavailable ||
				answer.status === 429 ||
				(answer.status >= 500 && answer.status !== 507)
			if (!isPassing || once || tried >= maxTries) {
				if (mayBeThere && answer instanceof Response && [409, 412].includes(answer.status)) return answer
				return rightOf(answer, mayLack)
			}
			if (answer instanceof Response) await answer.body?.cancel()
			await later(100 * 2 ** tried * (0.5 + Math.random()))
		}
	}
	async function sendRequest(address: string, request: S3Request): Promise<void> {
		const answer = await ask(address, request)
		await answer.body?.cancel()
	}
	return {
		put: (key, bytes) => sendRequest(addressOf(key), putting(bytes)),
		putFirst(key, bytes) {
			const { headers, ...request } = putting(bytes)
			return sendRequest(addressOf(key), {
				...request,
				headers: { ...headers, 'if-none-match': '*' },
				mayBeThere: true,
			})
		},
		async putStream(key, file, bytes) {
			let fault: unknown
			const body = async function* () {
				try {
					yield* checked(file, bytes)
				} catch (thrown) {
					fault = thrown
					throw thrown
				}
			}
			const headers = { 'x-amz-content-sha256': file.hash, 'content-length': String(file.size) }
			const streamed = { body: Readable.toWeb(Readable.from(body())), duplex: 'half' } as RequestInit
			try {
				await sendRequest(addressOf(key), { method: 'PUT', headers, ...streamed, once: true })
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
				// Version 1 of the S3 listing: its next page begins after a key, and every store supports it.
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
		remove: (key) => sendRequest(addressOf(key), { method: 'DELETE', mayLack: true }),
	}
}

const putting = (bytes: Uint8Array) => ({
	method: 'PUT',
	headers: { 'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex') },
	body: Buffer.from(bytes),
})

/** Fetches with a timeout for the response headers; the body may take longer. */
async function fetchSoon(signed: Request): Promise<Response> {
	const slow = new AbortController()
	const timer = setTimeout(() => slow.abort(new FilesUnavailable('no-answer')), longestAnswerMs)
	return fetch(signed, { signal: slow.signal }).finally(() => clearTimeout(timer))
}

class OtherBytes extends Error {}

/**
 * Yields the bytes but holds back the last ones until the hash is verified: without them no object is
 * created.
 */
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

/** Returns a successful response, or throws. */
async function rightOf(answer: Response | FilesUnavailable, mayLack: boolean): Promise<Response> {
	if (answer instanceof FilesUnavailable) throw answer
	if (answer.ok) return answer
	const code = textIn(await answer.clone().text(), 'Code')
	if (mayLack && answer.status === 404 && code !== 'NoSuchBucket') return answer
	const unavailable = new FilesUnavailable(code || `status ${answer.status}`)
	throw answer.status === 507 ? new Problem('server-disk-full', {}, unavailable) : unavailable
}

/** Our keys, times and codes contain no characters that XML would escape. */
const textIn = (xml: string, tag: string): string =>
	new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1] ?? ''

/** `fetch` reports the reason in the cause of its error. */
function reasonOf(thrown: unknown): string {
	const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown
	if (cause instanceof Error && 'code' in cause) return String(cause.code)
	return cause instanceof Error ? cause.name : 'unknown'
}
