import { describe, expect, test } from 'vitest'
import { joinBytes } from '#shared/kernel/bytes'
import { compoundFile } from '#shared/testing/compound-file'
import fc from '#shared/testing/fast-check'
import {
	begin,
	cellStyle,
	cells,
	end,
	numberFormat,
	oldWorkbook,
	record,
	sharedTexts,
} from '#shared/testing/old-workbook'
import { type UnreadableReason, UnreadableWorkbook } from '../unreadable-workbook.ts'
import { openCompoundFile } from './compound-file.ts'
import { readXls } from './read-xls.ts'

/** The first row of the only sheet. */
const firstRow = (records: readonly Uint8Array[], globals: readonly Uint8Array[] = []) =>
	readXls(oldWorkbook([{ name: 'survey', records }], { globals }))[0]?.header

function reasonOf(file: Uint8Array): UnreadableReason | 'readable' {
	try {
		readXls(file)
		return 'readable'
	} catch (thrown) {
		if (thrown instanceof UnreadableWorkbook) return thrown.reason
		throw thrown
	}
}

const form = oldWorkbook(
	[
		{
			name: 'Survey',
			records: [
				cells.shared(0, 0, 0),
				cells.shared(0, 1, 1),
				cells.shared(0, 2, 2),
				cells.shared(3, 0, 3),
				cells.text(3, 1, 'age'),
				cells.shared(3, 2, 4),
			],
		},
		{ name: 'Chart', kind: 2, records: [] },
		{ name: 'choices', records: [cells.text(0, 0, 'list_name'), cells.number(1, 0, 7)] },
	],
	{
		globals: [
			sharedTexts([
				{ text: 'type' },
				{ text: 'name' },
				{ text: 'label' },
				{ text: 'integer ', runs: 2 },
				{ text: 'عمر', phonetic: 10 },
			]),
		],
	},
)

/** A file outside of the pool of small sectors, with texts that records continue. */
const longForm = oldWorkbook(
	[{ name: 'survey', records: Array.from({ length: 200 }, (_, row) => cells.shared(row, 0, row % 9)) }],
	{
		globals: [
			sharedTexts(
				Array.from({ length: 9 }, (_, i) => ({ text: `${i} عمر ${'x'.repeat(90)}`, runs: i, phonetic: i })),
				100,
			),
		],
	},
)

describe('an XLS workbook is read like a newer one', () => {
	test('its sheets come without charts, with rows numbered as in a spreadsheet', () => {
		expect(readXls(form)).toEqual([
			{
				name: 'survey',
				header: ['type', 'name', 'label'],
				rows: [{ line: 4, cells: ['integer', 'age', 'عمر'] }],
			},
			{ name: 'choices', header: ['list_name'], rows: [{ line: 2, cells: ['7'] }] },
		])
	})
	test('numbers are as they would be typed, however they are packed', () => {
		const half = 0x3fe0_0000
		expect(
			firstRow([
				cells.number(0, 0, 1),
				cells.number(0, 1, 0.1),
				cells.packed(0, 2, half),
				cells.packed(0, 3, (-3 << 2) | 2),
				cells.packed(0, 4, (1234 << 2) | 3),
				cells.manyPacked(0, 5, [(1 << 2) | 2, half | 1]),
			]),
		).toEqual(['1', '0.1', '0.5', '-3', '12.34', '1', '0.005'])
	})
	test('TRUE and FALSE are words; #N/A is an empty cell', () => {
		expect(
			firstRow([
				cells.truth(0, 0, true),
				cells.truth(0, 1, false),
				cells.fault(0, 2),
				cells.text(0, 3, 'end'),
			]),
		).toEqual(['TRUE', 'FALSE', '', 'end'])
	})
	test('an error value is reported on request, and an empty text is no error', () => {
		const special = (kind: number) => [kind, 0, 42, 0, 0, 0, 0xff, 0xff]
		const records = [
			...[cells.fault(0, 0), cells.formula(0, 1, special(2)), cells.formula(0, 2, special(3))],
			cells.text(0, 3, 'end'),
		]
		const [sheet] = readXls(oldWorkbook([{ name: 'survey', records }]), '#N/A')
		expect(sheet?.header).toEqual(['#N/A', '#N/A', '', 'end'])
	})
	test('a formula gives its result; its text may follow a record that it shares with others', () => {
		const special = (kind: number, value = 0) => [kind, 0, value, 0, 0, 0, 0xff, 0xff]
		expect(
			firstRow([
				cells.formula(0, 0, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]),
				cells.formula(0, 1, special(0)),
				record(0x04bc, [0, 0]),
				cells.formulaText('yes, عمر'),
				cells.formula(0, 2, special(1, 1)),
				cells.formula(0, 3, special(2, 42)),
				cells.formula(0, 4, special(3)),
				cells.text(0, 5, 'end'),
			]),
		).toEqual(['1', 'yes, عمر', 'TRUE', '', '', 'end'])
	})
	test('dates and times are as in records, by the format of Excel or of the author', () => {
		const styles = [
			[14, undefined],
			[22, undefined],
			[164, '[$-420]dd\\/mmm\\/yyyy;@'],
			[165, '#,##0.00 "days"'],
			[166, '[Red]0.00'],
			[167, '[h]:mm:ss'],
			[0, undefined],
		] as const
		const globals = [
			...styles.flatMap(([id, format]) => (format === undefined ? [] : [numberFormat(id, format)])),
			...styles.map(([id]) => cellStyle(id)),
		]
		const row = styles.map((_, style) => cells.number(0, style, 46_053.4, style))
		expect(firstRow([cells.packed(0, 0, (46_053 << 2) | 2), ...row.slice(1)], globals)).toEqual([
			'2026-01-31',
			'2026-01-31T09:36:00.000',
			'2026-01-31T09:36:00.000',
			'46053.4',
			'46053.4',
			'2026-01-31T09:36:00.000',
			'46053.4',
		])
		const since1904 = record(0x0022, [1, 0])
		expect(firstRow([cells.number(0, 0, 44_591)], [since1904, cellStyle(15)])).toEqual(['2026-01-31'])
		// a value that a spreadsheet shows as ##### stays the number that it is
		expect(firstRow([cells.number(0, 0, -1), cells.number(0, 1, 1e9)], [cellStyle(14)])).toEqual([
			'-1',
			'1000000000',
		])
	})
	test('the content of a chart inside a sheet does not belong to the sheet', () => {
		expect(
			firstRow([cells.text(0, 0, 'a'), begin(), cells.text(0, 0, 'chart'), end, cells.text(0, 1, 'b')]),
		).toEqual(['a', 'b'])
	})
	test('any texts survive, wherever a record ends and continues', () => {
		const text = fc.string({ unit: fc.constantFrom('a', 'é', 'ع', '\u{1f600}'), maxLength: 60 })
		const shared = fc.record({
			text: text.map((each) => `<${each}>`),
			runs: fc.nat(5),
			phonetic: fc.nat(40),
		})
		fc.assert(
			fc.property(
				fc.array(shared, { minLength: 1, maxLength: 30 }),
				fc.integer({ min: 16, max: 200 }),
				(texts, partLength) => {
					const records = texts.map((_, i) => cells.shared(0, i, i))
					expect(firstRow(records, [sharedTexts(texts, partLength)])).toEqual(texts.map((each) => each.text))
				},
			),
		)
	})
})

describe('the container file', () => {
	const stream = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7) & 255)

	test.each([
		['in the pool of small sectors', 100, 512],
		['in sectors of its own', 5_000, 512],
		['in large sectors', 9_000, 4_096],
		['so long that the header does not name the whole table', 7_300_000, 512],
	] as const)('a stream %s is read back', (_, length, sectorSize) => {
		const file = compoundFile(
			[
				{ name: 'Other', bytes: stream(50) },
				{ name: 'Workbook', bytes: stream(length) },
			],
			sectorSize,
		)
		expect(Buffer.compare(openCompoundFile(file)('workbook') ?? new Uint8Array(), stream(length))).toBe(0)
	})
	test('an embedded workbook is not taken for the one around it', () => {
		const file = compoundFile([
			{ name: 'Workbook', bytes: stream(10), isEmbedded: true },
			{ name: 'Workbook', bytes: stream(20) },
		])
		expect(openCompoundFile(file)('workbook')).toEqual(stream(20))
		expect(
			openCompoundFile(compoundFile([{ name: 'Workbook', bytes: stream(10), isEmbedded: true }]))('workbook'),
		).toBe(null)
	})
})

describe('unreadable files are reported by reason', () => {
	test.each<[string, UnreadableReason, Uint8Array]>([
		['nothing', 'no-workbook', new Uint8Array()],
		['a letter', 'no-workbook', compoundFile([{ name: 'WordDocument', bytes: new Uint8Array(20) }])],
		['no sheets', 'no-workbook', oldWorkbook([])],
		['Excel 95', 'older', oldWorkbook([{ name: 'survey', records: [] }], { version: 0x0500 })],
		[
			'a password',
			'encrypted',
			oldWorkbook([{ name: 'survey', records: [] }], { globals: [record(0x002f, [1, 0])] }),
		],
		[
			'a newer workbook with a password',
			'encrypted',
			compoundFile([{ name: 'EncryptedPackage', bytes: new Uint8Array(20) }]),
		],
		['a text that is not there', 'damaged', oldWorkbook([{ name: 's', records: [cells.shared(0, 0, 5)] }])],
		[
			'a number cut short',
			'damaged',
			oldWorkbook([{ name: 's', records: [record(0x0203, [0, 0, 0, 0, 0, 0, 1])] }]),
		],
		['a column behind the last', 'damaged', oldWorkbook([{ name: 's', records: [cells.text(0, 256, 'a')] }])],
		['the end missing', 'damaged', form.subarray(0, 700)],
	])('%s', (_, reason, file) => {
		expect(reasonOf(file)).toBe(reason)
	})
	test('a small file that would fill the memory: one long text referenced again and again, or nothing but the last column', () => {
		const long = sharedTexts([{ text: 'x'.repeat(30_000) }])
		const records = Array.from({ length: 1_000 }, (_, row) => cells.shared(row, 0, 0))
		expect(reasonOf(oldWorkbook([{ name: 'survey', records }], { globals: [long] }))).toBe('too-large')
		const wide = Array.from({ length: 20_000 }, (_, row) => cells.text(row, 255, 'x'))
		const sheets = Array.from({ length: 4 }, () => ({ name: 'survey', records: wide }))
		expect(reasonOf(oldWorkbook(sheets))).toBe('too-large')
	})
	test('a cycle in the sector table, or in the tree of names', () => {
		const stream = compoundFile([{ name: 'Workbook', bytes: new Uint8Array(5_000) }])
		// the third sector is followed by the first
		stream.set([0, 0, 0, 0], 512 * (1 + (stream[76] ?? 0)) + 8)
		expect(() => openCompoundFile(stream)('workbook')).toThrow(UnreadableWorkbook)
		const names = Uint8Array.from(form)
		// the workbook has itself to its left
		names.set([2, 0, 0, 0], 512 * (1 + (form[48] ?? 0)) + 2 * 128 + 68)
		expect(readXls(names)).toEqual(readXls(form))
	})
	test('random bytes, and workbooks that were cut or changed, throw nothing else and end soon', () => {
		const rubbish = fc.uint8Array({ maxLength: 3_000 })
		const headed = rubbish.map((bytes) => joinBytes([form.subarray(0, 512), bytes]))
		const whole = fc.constantFrom(form, longForm)
		const cut = fc.tuple(whole, fc.nat()).map(([file, length]) => file.subarray(0, length % file.length))
		const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }))
		const changed = fc
			.tuple(whole, fc.array(change, { minLength: 1, maxLength: 8 }))
			.map(([file, changes]) => {
				const copy = Uint8Array.from(file)
				for (const [at, bits] of changes) copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ bits
				return copy
			})
		fc.assert(
			fc.property(fc.oneof(rubbish, headed, cut, changed), (file) => {
				reasonOf(file)
			}),
			{ numRuns: 5_000 },
		)
	})
})
