import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { foundRecord } from '../../testing/cleaning-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { FileReport } from './edit-file-report.tsx'
import type { EditFilePreviewResult } from './preview-edit-files.ts'

const form = `
	type          name     label
	integer       rooms    Rooms
	begin_repeat  members  Members
	integer       age      Age
	end_repeat    -        -
`
const table = (
	over: Partial<EditFilePreviewResult['tables'][number]> = {},
): EditFilePreviewResult['tables'][number] => ({
	name: 'household.csv',
	lines: 1200,
	records: 300,
	unknown: [],
	sealed: [],
	...over,
})
const remark = (
	over: Partial<EditFilePreviewResult['remarks'][number]>,
): EditFilePreviewResult['remarks'][number] => ({
	table: 'household.csv',
	why: 'not-read',
	column: 'rooms',
	count: 1,
	at: [],
	...over,
})
const record = (
	over: Partial<EditFilePreviewResult['records'][number]> = {},
): EditFilePreviewResult['records'][number] => ({
	...foundRecord(1),
	seq: 7,
	stale: [],
	...over,
})

const render = (over: Partial<EditFilePreviewResult>) =>
	renderDesk(
		<WithReading lines={form}>
			{(reading) => (
				<FileReport found={{ tables: [table()], records: [], remarks: [], ...over }} reading={reading} />
			)}
		</WithReading>,
	)
const items = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent)

test('each table shows how many rows were read, and that nothing is deleted', async () => {
	await render({ tables: [table(), table({ name: 'members.csv', lines: 1 })] })
	expect(items()).toEqual([
		`household.csv: ${text('cleaning.file.rowCount', { count: 1200, lines: '1,200' })}`,
		`members.csv: ${text('cleaning.file.rowCount', { count: 1, lines: '1' })}`,
	])
	expect(screen.getByText(text('cleaning.file.missingUnchanged'))).toBeVisible()
	expect(screen.queryByRole('table')).toBeNull()
})

test('ignored columns are named, the first ones if there are many', async () => {
	const many = Array.from({ length: 31 }, (_, i) => `u${i}`)
	await render({
		tables: [table({ unknown: many, sealed: ['told'] }), table({ name: 'members.csv', sealed: ['phone'] })],
	})
	expect(screen.getByText(text('cleaning.file.unknownColumns'), { exact: false })).toHaveTextContent(
		`${many.slice(0, 30).join(', ')} …`,
	)
	expect(screen.getByText(text('cleaning.file.encryptedColumns'), { exact: false })).toHaveTextContent(
		/told, phone$/,
	)
})

test('changes are counted by question, with the rows of a repeat together', async () => {
	await render({
		records: [
			record({
				changes: [
					{ path: 'members/@a/age', before: 2, after: 3 },
					{ path: 'members/@b/age', before: 2, after: null },
					{ path: 'rooms', before: 2, after: 3 },
				],
				stale: ['rooms'],
			}),
		],
	})
	expect(
		screen
			.getAllByRole('row')
			.slice(1)
			.map(({ textContent }) => textContent),
	).toEqual(['Age2', 'Rooms1'])
	expect(screen.getByText(text('cleaning.file.staleCount', { count: 1 }))).toBeVisible()
	expect(screen.getByText(text('cleaning.file.clearedCount', { count: 1 }))).toBeVisible()
})

test('rows without effect show the reason and the first cell; changes made by the spreadsheet program are listed separately', async () => {
	await render({
		remarks: [
			remark({ count: 1200, at: [4, 7] }),
			remark({ why: 'cut-off', column: '', count: 1, at: [9] }),
			remark({ why: 'day', column: 'born', count: 2 }),
		],
	})
	const at = (count: number, cells: string, lines: string) =>
		text('cleaning.file.cellCount', { count, cells, lines })
	expect(items().slice(1)).toEqual([
		`rooms: ${text('cleaning.file.reason.not-read')} ${at(1200, '1,200', '4, 7 …')}`,
		`household.csv: ${text('cleaning.file.reason.cut-off')} ${at(1, '1', '9')}`,
		`born: ${text('cleaning.file.reason.day')} `,
	])
	expect(screen.getByText(text('cleaning.file.notApplied')).parentElement).not.toHaveTextContent('born')
	expect(screen.getByText(text('cleaning.file.changedBySpreadsheet')).parentElement).toHaveTextContent('born')
})
