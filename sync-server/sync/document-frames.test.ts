import { inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { DocumentFrames } from './document-frames.ts'

const form = (ref: string, seq: number, body: unknown = { title: ref }) => ({ kind: 'form', ref, seq, body })
const contentOf = ({ bytes }: { readonly bytes: Uint8Array }) =>
	JSON.parse(inflateRawSync(bytes).toString('utf8')) as unknown

describe('frames of documents', () => {
	it('a form is compressed once for all phones, and anew when it has changed', () => {
		const frames = new DocumentFrames()
		const first = frames.stored(form('household@1', 7))
		expect(frames.stored(form('household@1', 7))).toBe(first)
		const changed = frames.stored(form('household@1', 9, { title: 'paused' }))
		expect(contentOf(changed)).toEqual({ kind: 'form', ref: 'household@1', body: { title: 'paused' } })
	})
	it('a document of one person is not kept', () => {
		const frames = new DocumentFrames()
		const sample = { kind: 'sample', ref: 'sample:demo:PK607-01:a', seq: 3, body: {} }
		expect(frames.stored(sample)).not.toBe(frames.stored(sample))
	})
	it('forms beyond the room are forgotten, the least recently used first', () => {
		const frames = new DocumentFrames(1000)
		// text that cannot be compressed
		const long = (seed: number) => Buffer.from(seededRandom(seed).bytes(400)).toString('base64')
		const kept = frames.stored(form('a', 1, long(1)))
		const forgotten = frames.stored(form('b', 2, long(2)))
		expect(frames.stored(form('a', 1, long(1)))).toBe(kept)
		frames.stored(form('c', 3, long(3)))
		expect(frames.stored(form('a', 1, long(1)))).toBe(kept)
		expect(frames.stored(form('b', 2, long(2)))).not.toBe(forgotten)
	})
})
