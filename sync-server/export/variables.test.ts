import { expect, test } from 'vitest'
import { measure, numberFor } from './variables.ts'

/** Returns the kinds of a day column and a time column with these values. */
async function kindsOf(day: string, at: string): Promise<string[]> {
	const columns = (['day', 'moment'] as const).map((kind) => ({ header: kind, label: kind, kind, codes: [] }))
	const readRows = async function* () {
		for (const cells of [
			['day', 'moment'],
			['2026-01-10', '2026-01-10T05:30:00Z'],
			[day, at],
		])
			yield { ids: [], cells }
	}
	const { variables } = await measure({ name: 't.csv', columns, reread: readRows })
	return variables.map(({ kind }) => kind)
}

test('a date before the calendar, which PSPP would not show, turns its column into text', async () => {
	expect(await kindsOf('1582-10-15', '1582-10-15T00:00:00Z')).toEqual(['day', 'moment'])
	expect(await kindsOf('1582-10-14', '1582-10-14T23:59:00Z')).toEqual(['text', 'text'])
	expect(await kindsOf('0026-01-10', '0026-01-10T05:30:00+05:00')).toEqual(['text', 'text'])
})
test('an impossible date turns its column into text, and is not taken for one of the next month', async () => {
	expect(await kindsOf('2028-02-29', '2028-02-29T23:59:00Z')).toEqual(['day', 'moment'])
	expect(await kindsOf('2026-02-29', '2026-02-29T23:59:00Z')).toEqual(['text', 'text'])
	expect(await kindsOf('2026-04-31', '2026-04-31T05:30:00+05:00')).toEqual(['text', 'text'])
})

/** Returns the kind of a calculation with these values. */
async function calculated(...values: string[]) {
	const columns = [{ header: 'c', label: 'c', kind: 'calculation' as const, codes: [] }]
	const readRows = async function* () {
		for (const value of ['c', ...values]) yield { ids: [], cells: [value] }
	}
	const [variable] = (await measure({ name: 't.csv', columns, reread: readRows })).variables
	if (!variable) throw new Error('the column is missing')
	return { kind: variable.kind, numbers: values.map((value) => numberFor(variable, value)) }
}

test('a calculation is numbers, times or dates where all of its values are such', async () => {
	expect(await calculated('7', '-2.5')).toEqual({ kind: 'number', numbers: [7, -2.5] })
	expect(await calculated('1970-01-02T05:00:00.250+05:00', '1970-01-01T00:01Z')).toEqual({
		kind: 'moment',
		numbers: [86_400_250, 60_000],
	})
	expect(await calculated('1970-01-02', '1969-12-31')).toEqual({ kind: 'day', numbers: [1, -1] })
	// Blanks are ignored.
	expect((await calculated('', '1970-01-02', '')).kind).toBe('day')
	expect((await calculated('', '')).kind).toBe('number')
})
test('with values of two types, or one of none, a calculation is text', async () => {
	for (const values of [
		...[
			['7', '2026-01-10'],
			['2026-01-10', '2026-01-10T05:30:00+05:00'],
			['7', '2026-01-10T05:30Z', '7'],
		],
		// A code; a time without offset; a time of day; a word.
		...[
			['7', '07'],
			['2026-01-10T05:30Z', '2026-01-10T05:30'],
			['05:30'],
			['2026-01-10', 'none', '2026-01-10'],
		],
	])
		expect((await calculated(...values)).kind, values.join(' ')).toBe('text')
})
