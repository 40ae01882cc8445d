import { describe, expect, test } from 'vitest'
import { joinBytes, utf8 } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { endOfBundle, frameTypes, readBundle, writeBundle } from './bundle.ts'
import { asText, fromText } from './bundle-text.ts'
import { bundlesIn } from './offline-bundle.ts'
import { limits } from './protocol.ts'

const random = seededRandom(7)
const frame = (length: number) => ({ type: frameTypes.sealedRevision, bytes: random.bytes(length) })
const bundles = [
	writeBundle([frame(10), frame(70_000)]),
	writeBundle([frame(0)]),
	writeBundle(Array.from({ length: 30 }, () => frame(2_000))),
]
const whole = joinBytes(bundles)
const fileOf = (bytes: Uint8Array) => new Blob([bytes.slice()])
async function read(bytes: Uint8Array) {
	const found: Uint8Array[] = []
	for await (const { bundle } of bundlesIn(fileOf(bytes))) found.push(bundle)
	return found
}
const isSame = (a: Uint8Array, b: Uint8Array | undefined) => b !== undefined && Buffer.compare(a, b) === 0
const framesOf = (found: readonly Uint8Array[]) => found.flatMap((each) => readBundle(each)?.frames ?? [])

describe('an offline transfer file', () => {
	test('is the written bundles, one after the other', async () => {
		expect(await read(whole)).toEqual(bundles)
		expect(bundles.map((each) => endOfBundle(each))).toEqual(bundles.map(({ length }) => length))
	})
	test('cut off anywhere, gives all frames before the cut', async () => {
		const all = framesOf(bundles)
		let before = 0
		for (let cut = 0; cut <= whole.length; cut += cut < whole.length - 997 ? 997 : 1) {
			const found = framesOf(await read(whole.subarray(0, cut)))
			expect(found.every(({ bytes }, i) => isSame(bytes, all[i]?.bytes))).toBe(true)
			expect(found.length).toBeGreaterThanOrEqual(before)
			before = found.length
		}
		expect(before).toBe(all.length)
	})
	test('with a piece missing or added, gives the bundles around it', async () => {
		const [first, , third] = bundles
		const hole = joinBytes([whole.subarray(0, 40), whole.subarray(5000)])
		expect(await read(hole)).toContainEqual(third)
		expect(
			await read(joinBytes([utf8('BEGIN\n'), first ?? whole, utf8('ZILA what?'), third ?? whole])),
		).toEqual(expect.arrayContaining([first, third]))
	})
	test('larger than one read is read whole, and foreign content is not taken for it', async () => {
		const large = Array.from({ length: 3 }, () =>
			writeBundle([{ ...frame(0), bytes: new Uint8Array(limits.body - 100_000) }]),
		)
		const found = await read(joinBytes(large))
		expect(found.map((each, i) => isSame(each, large[i]))).toEqual([true, true, true])
		expect(framesOf(await read(random.bytes(300_000)))).toEqual([])
		expect(await read(new Uint8Array(0))).toEqual([])
		expect(framesOf(await read(utf8('ZIL')))).toEqual([])
	})
	test('with wrong lengths throughout, ends', async () => {
		for (let at = 6; at < 200; at += 5) {
			const wrong = whole.slice()
			wrong.set([255, 255, 255, 255], at)
			expect((await read(wrong)).length).toBeGreaterThan(0)
		}
	})
})

describe('as text', () => {
	const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer())
	test('is restored whatever happened to its line ends', async () => {
		const text = await asText(fileOf(whole))
		expect(await bytesOf(await fromText(text))).toEqual(whole)
		const letters = await text.text()
		for (const changed of [
			letters.replaceAll('\n', '\r\n'),
			letters.replaceAll('\n', ''),
			`\uFEFF ${letters}\n\n`,
		])
			expect(await bytesOf(await fromText(new Blob([changed])))).toEqual(whole)
	})
	test('cut off, is the beginning of the original', async () => {
		const letters = await (await asText(fileOf(whole))).text()
		for (const at of [9, 10, 11, 12, 5000, letters.length - 1]) {
			const cut = await bytesOf(await fromText(new Blob([letters.slice(0, at)])))
			expect(cut).toEqual(whole.subarray(0, cut.length))
			expect(cut.length).toBeGreaterThan((at * 57) / 77 - 80)
		}
	})
	test('foreign text is unchanged', async () => {
		for (const bytes of [whole, utf8('hello'), new Uint8Array(0), random.bytes(100)])
			expect(await bytesOf(await fromText(fileOf(bytes)))).toEqual(bytes)
	})
})
