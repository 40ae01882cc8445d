import { expect, test } from 'vitest'
import { measure } from './variables.ts'

/** What a column of days and one of times become with these values. */
async function kindsOf(day: string, at: string): Promise<string[]> {
	const columns = (['day', 'moment'] as const).map((kind) => ({ header: kind, label: kind, kind, codes: [] }))
	const again = async function* () {
		for (const cells of [
			['day', 'moment'],
			['2026-01-10', '2026-01-10T05:30:00Z'],
			[day, at],
		])
			yield { ids: [], cells }
	}
	const { variables } = await measure({ name: 't.csv', columns, again })
	return variables.map(({ kind }) => kind)
}

test('a day before there was a calendar, which PSPP would not show, makes a text of its column', async () => {
	expect(await kindsOf('1582-10-15', '1582-10-15T00:00:00Z')).toEqual(['day', 'moment'])
	expect(await kindsOf('1582-10-14', '1582-10-14T23:59:00Z')).toEqual(['text', 'text'])
	expect(await kindsOf('0026-01-10', '0026-01-10T05:30:00+05:00')).toEqual(['text', 'text'])
})
