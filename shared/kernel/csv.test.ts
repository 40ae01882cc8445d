import { describe, expect, test } from 'vitest'
import { csvLine, guarded, readCsv, unguarded } from './csv.ts'
import { seededRandom } from './seeded-random.ts'

describe('formulas that no spreadsheet of any country may run', () => {
	test.each([
		['=1+1', "'=1+1"],
		['x;=cmd|1!A1', "x;'=cmd|1!A1"],
		['x\t=cmd|1!A1', "x\t'=cmd|1!A1"],
		['x\r=1', "x\r'=1"],
		['x\n@SUM(A1)', "x\n'@SUM(A1)"],
		['＝1+1', "'＝1+1"],
		['a;＋1', "a;'＋1"],
		['－2+3', "'－2+3"],
		['＠x', "'＠x"],
		['\t=1', "'\t'=1"],
		['-3', '-3'],
		['+923001234567', '+923001234567'],
		['-31.5 72.1 0 0;31.6 -72.2 0 0', '-31.5 72.1 0 0;31.6 -72.2 0 0'],
		['a;-3', "a;'-3"],
		['a;"=1', 'a;"\'=1'],
		['two\n- points', "two\n'- points"],
		['a=b', 'a=b'],
		['', ''],
	])('%j', (cell, expected) => {
		expect(guarded(cell)).toBe(expected)
		expect(unguarded(expected)).toBe(cell)
	})
	test('a row, split with any separator, has no cell beginning with a formula', () => {
		const random = seededRandom(11)
		const letters = [
			'=',
			'+',
			'-',
			'@',
			'＝',
			'＋',
			'－',
			'＠',
			';',
			'\t',
			'\r',
			'\n',
			',',
			'"',
			"'",
			'a',
			'1',
			' ',
		]
		const text = (): string => {
			const found = [...random.bytes(8)].map((byte) => letters[byte % letters.length]).join('')
			// numbers are not guarded
			return /[^\d+; -]/.test(found) ? found : text()
		}
		for (let i = 0; i < 20_000; i++) {
			const cells = [text(), text(), text()].map(guarded)
			const line = csvLine(cells)
			expect(readCsv(line)[0]).toEqual(cells)
			// a program that knows no quotes in the middle of a cell
			const split = line.replaceAll('""', '').split(/[;\t\r\n]/)
			expect(
				split.filter((cell) => /^"?[=+\-@＝＋－＠]/.test(cell)),
				JSON.stringify(line),
			).toEqual([])
		}
	})
	test('everything other than a number, a code or an id is quoted', () => {
		expect(
			csvLine(['a', 'PK607-09', '1.5e+3', '', 'a b', 'a;b', 'a\tb', 'ع', '2026-01-15T05:00:00.000Z']),
		).toBe('a,PK607-09,1.5e+3,,"a b","a;b","a\tb","ع",2026-01-15T05:00:00.000Z\r\n')
	})
})
