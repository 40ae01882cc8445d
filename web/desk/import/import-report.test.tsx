import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { watchDownloads } from '../../testing/downloads.ts'
import { visit } from '../../testing/import-fixtures.tsx'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { formReading } from '../kit/form-labels.ts'
import { ImportReport } from './import-report.tsx'
import type { RowError } from './row-batches.ts'
import { type ImportProgress, noImportProgress } from './run-import.ts'

function Report({ gone, isDone }: { readonly gone: Partial<ImportProgress>; readonly isDone: boolean }) {
	const { t, language } = useTranslations()
	const reading = formReading(visit, { t, language }, new Map())
	return <ImportReport gone={{ ...noImportProgress, ...gone }} reading={reading} isDone={isDone} />
}
const render = (gone: Partial<ImportProgress>, { isDone = false } = {}) =>
	renderDesk(<Report gone={gone} isDone={isDone} />)
const listed = () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent)
const outcome = (key: keyof ImportProgress['counts'] | 'done', count: number, lines = String(count)) =>
	text(`import.outcome.${key}`, { count, lines })
const fault = (at: number, over: Partial<RowError> = {}): RowError => ({
	at,
	column: 'age',
	question: 'age',
	why: 'not-read',
	...over,
})
const at = (lines: string, count: number) =>
	text('cleaning.file.cellCount', { count, cells: String(count), lines })

test('each outcome that occurs is shown with its number of rows', async () => {
	await render({
		counts: { new: 1200, reimported: 2, existing: 3, differs: 1, skipped: 4, void: 5, erased: 0 },
	})
	expect(listed()).toEqual([
		outcome('new', 1200, '1,200'),
		outcome('reimported', 2),
		outcome('existing', 3),
		outcome('differs', 1),
		outcome('skipped', 4),
		outcome('void', 5),
	])
})

test('after the import, new and repeated rows are called records', async () => {
	await render(
		{ counts: { ...noImportProgress.counts, new: 3, reimported: 2, existing: 1 } },
		{ isDone: true },
	)
	expect(listed()).toEqual([outcome('done', 5), outcome('existing', 1)])
})

test('enumerators without an account and unmatched rows are reported, if any', async () => {
	const { unmount } = await render({ ownerUnknown: 2, orphanRows: 1500 })
	expect(screen.getByText(text('import.ownerUnknown', { count: 2, lines: '2' }))).toBeVisible()
	expect(screen.getByText(text('import.unmatchedRows', { count: 1500, rows: '1,500' }))).toBeVisible()
	unmount()
	await render({})
	expect(screen.queryByText(text('import.ownerUnknown', { count: 0, lines: '0' }))).toBeNull()
	expect(screen.queryByText(text('import.unmatchedRows', { count: 0, rows: '0' }))).toBeNull()
})

test('invalid values of one kind are grouped, with their first rows', async () => {
	await render({
		faults: [
			fault(2),
			fault(3, { column: 'tea', question: 'tea', why: 'not-a-choice' }),
			...[4, 5, 6, 7, 8].map((line) => fault(line)),
			fault(9, { why: 'constraint' }),
		],
	})
	const [, ...rows] = within(screen.getByRole('table', { name: text('import.invalidValues') })).getAllByRole(
		'row',
	)
	expect(rows.map((row) => [...row.children].map(({ textContent }) => textContent))).toEqual([
		['age Age', text('import.faultReason.not-read'), at('2, 4, 5, 6, 7 …', 6)],
		['tea Tea?', text('import.faultReason.not-a-choice'), at('3', 1)],
		['age Age', text('import.faultReason.constraint'), at('9', 1)],
	])
})

test('an error of a whole row names its column only', async () => {
	await render({ faults: [fault(2, { column: 'KEY', question: '', why: 'twice' })] })
	expect(screen.getByRole('rowheader')).toHaveTextContent(/^KEY$/)
})

test('all invalid values are exported, one per row, with formulas neutralised', async () => {
	const downloads = watchDownloads()
	const { user } = await render({
		faults: [fault(2), fault(40, { column: '=1+1', question: '', why: 'twice' })],
	})
	await user.click(screen.getByRole('button', { name: text('import.exportInvalid') }))
	expect(downloads.map(({ name }) => name)).toEqual(['not-imported.csv'])
	const lines = ((await downloads[0]?.text()) ?? '').split(/\r?\n/)
	expect(lines[0]).toBe('line,column,question,reason')
	expect(lines[1]).toContain('2,age,Age,')
	expect(lines[1]).toContain(text('import.faultReason.not-read').slice(0, 20))
	expect(lines[2]).toMatch(/^40,"'=1\+1",,/)
})

test('without invalid values there is nothing to export', async () => {
	await render({ counts: { ...noImportProgress.counts, new: 3 } })
	expect(screen.queryByRole('table')).toBeNull()
	expect(screen.queryByRole('button', { name: text('import.exportInvalid') })).toBeNull()
})
