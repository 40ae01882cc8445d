import { describe, expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { fromBase64url, toBase64url } from './bytes.ts'
import { canonicalJson, type Json } from './canonical-json.ts'
import { csvLine, readCsv, readCsvTable } from './csv.ts'
import { normaliseCode, randomCode, randomId } from './ids.ts'
import { asProblem, Problem, problemCodes, readProblem } from './problem.ts'
import { seededRandom } from './seeded-random.ts'

describe('canonical JSON', () => {
	test('orders keys by UTF-16, whatever their original order', () => {
		expect(canonicalJson({ b: 1, a: { z: null, é: true }, ل: 'ض' })).toBe(
			'{"a":{"z":null,"é":true},"b":1,"ل":"ض"}',
		)
	})
	test('uses the number forms of RFC 8785, section 3.2.2.3', () => {
		expect(
			canonicalJson(
				JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001, -0]') as Json,
			),
		).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,0]')
		expect(() => canonicalJson(Number.NaN)).toThrow(RangeError)
	})
	test('parses to the same value', () => {
		fc.assert(
			fc.property(fc.jsonValue({ noUnicodeString: false } as never), (value) => {
				const plain = JSON.parse(JSON.stringify(value)) as Json
				expect(JSON.parse(canonicalJson(plain))).toEqual(plain)
			}),
		)
	})
})

describe('base64url', () => {
	test('equals the encoding of Node and decodes to the same bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
				expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
				expect([...fromBase64url(toBase64url(bytes))]).toEqual([...bytes])
			}),
		)
	})
	test('refuses other characters', () => {
		expect(() => fromBase64url('ab+c')).toThrow(RangeError)
	})
})

describe('CSV', () => {
	test('survives writing and reading, with any cell content', () => {
		const cell = fc.string({ maxLength: 12 }).map((text) => text.replace(/\r/g, ''))
		const row = fc.array(cell, { minLength: 2, maxLength: 5 })
		fc.assert(
			fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
				const [first = []] = rows
				const even = rows.map((cells) => first.map((_, i) => cells[i] ?? ''))
				// a lone byte order mark at the very start is not content
				fc.pre(!even[0]?.[0]?.startsWith('\ufeff'))
				expect(readCsv(even.map(csvLine).join(''))).toEqual(even)
			}),
		)
	})
	test('reads a file of Excel: byte order mark, CRLF, quotes inside quotes, a line break inside a cell', () => {
		expect(readCsvTable('\ufeffname,note\r\n"Amina ""A""","one\ntwo"\r\nBilal,\r\n')).toEqual([
			{ name: 'Amina "A"', note: 'one\ntwo' },
			{ name: 'Bilal', note: '' },
		])
	})
})

describe('codes and ids', () => {
	const random = seededRandom(3)
	test('a code is accepted in lower case, without dashes, with letters that look like digits', () => {
		const code = randomCode(random.bytes)
		expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
		expect(normaliseCode(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toBe(code.replaceAll('-', ''))
		expect(normaliseCode('oil0-1')).toBe('01101')
		// dashes as messengers and word processors change them
		expect(normaliseCode('7KQ2‑M4XN–8T3P')).toBe('7KQ2M4XN8T3P')
	})
	test('ids have 22 letters and do not repeat', () => {
		const ids = new Set(Array.from({ length: 1000 }, () => randomId(random.bytes)))
		expect(ids.size).toBe(1000)
		for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/)
	})
})

describe('problems', () => {
	test('survive serialization', () => {
		for (const code of problemCodes) {
			const problem = new Problem(code, { least: 10 })
			const back = readProblem(JSON.parse(JSON.stringify(problem)))
			expect(back).toMatchObject({
				code,
				details: { least: 10 },
				status: problem.status,
				recovery: problem.recovery,
			})
		}
	})
	test('other JSON is not a problem', () => {
		for (const body of [null, 'problem', {}, { problem: 'toString' }, { problem: 'made-up' }, { problem: 7 }])
			expect(readProblem(body)).toBeNull()
	})
	test('an unexpected error keeps its cause', () => {
		const cause = new Error('inner')
		expect(asProblem(cause)).toMatchObject({ code: 'unexpected', cause })
	})
})
