import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { SealedCell } from '#shared/table/table-view'
import { dataColumn, roof } from '../../testing/live-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { type SealedFor, sealFor } from '../../testing/seal-for.ts'
import { text } from '../../testing/text.ts'
import { clearUnlockedKeys, openRoleKeys } from '../account/role-key.ts'
import { RowCell } from './row-cell.tsx'
import type { TableTexts } from './table-texts.ts'
import type { TableRowValues } from './use-table-rows.ts'

const form = `
	type  name  label  bind::zila:sealed_to
	text  told  Told   data-manager
	text  more  More   data-manager
`
let sealed: SealedFor
beforeAll(async () => {
	sealed = await sealFor('data-manager', form, 'record-1', { told: 'tin', more: 'She was ill' })
})
afterEach(clearUnlockedKeys)

type Cell = NonNullable<TableRowValues>['cells'][number]
const sealedCell = (path: string): SealedCell => ({ path, text: String(sealed.answers[path]) })

const render = (cell: Cell, column = roof, texts: TableTexts = 'codes') =>
	renderDesk(
		<table>
			<tbody>
				<tr>
					<RowCell column={column} texts={texts} line={{ record: 'record-1', cells: [cell] }} at={0} />
				</tr>
			</tbody>
		</table>,
	)
const cell = () => screen.getByRole('cell')
const openKey = () => act(async () => void (await openRoleKeys(sealed.words, [sealed.key])))

test.each<[string, Cell, string, string | null]>([
	['a code is shown with its label', 'mud', 'mud Mud', 'Mud'],
	['a select_multiple shows all labels', 'tin mud', 'tin mud Tin sheets · Mud', 'Tin sheets · Mud'],
	['a text that only starts like a code has no label', 'tin roof', 'tin roof', 'tin roof'],
	['a number is unchanged', 7, '7', '7'],
	['a missing value is an empty cell', null, '', null],
])('%s', async (_, value, shown, title) => {
	await render(value)
	expect(cell().textContent).toBe(shown)
	expect(cell().getAttribute('title')).toBe(title)
})

test.each<[string, Cell, string, string]>([
	['a code is shown as its label', 'mud', 'Mud', 'mud'],
	['a select_multiple is shown as all labels', 'tin mud', 'Tin sheets · Mud', 'tin mud'],
	[
		'a time is shown in the language',
		'2026-01-12T01:23:04.395+05:00',
		'12 Jan, 01:23',
		'2026-01-12T01:23:04.395+05:00',
	],
	[
		'a time with a short offset is shown in the language',
		'2026-01-12T10:30:00+0500',
		'12 Jan, 10:30',
		'2026-01-12T10:30:00+0500',
	],
	['a day is shown in the language', '2026-01-12', '12 Jan 2026', '2026-01-12'],
	['a number is unchanged', 2026, '2026', '2026'],
	['a text like a day that no calendar has is unchanged', '2026-13-01', '2026-13-01', '2026-13-01'],
	['a text like 31 February is unchanged', '2026-02-31', '2026-02-31', '2026-02-31'],
	[
		'a text after a time is unchanged',
		'2026-01-12T10:30 nobody home',
		'2026-01-12T10:30 nobody home',
		'2026-01-12T10:30 nobody home',
	],
])('with labels, %s', async (_, value, shown, title) => {
	await render(value, roof, 'labels')
	expect(cell().textContent).toBe(shown)
	expect(cell().getAttribute('title')).toBe(title)
})

test('an encrypted answer says so', async () => {
	await render({ path: 'told', text: null })
	expect(cell()).toHaveTextContent(text('record.encryptedAnswer'))
})

test('with its key unlocked it is decrypted, with the label of a code; and hidden with the key', async () => {
	await render(sealedCell('told'))
	expect(cell()).toHaveTextContent(text('record.encryptedAnswer'))
	await openKey()
	await waitFor(() => expect(cell().textContent).toBe('tin Tin sheets'))
	act(clearUnlockedKeys)
	await waitFor(() => expect(cell()).toHaveTextContent(text('record.encryptedAnswer')))
})

test('an encrypted text has no label', async () => {
	await openKey()
	await render(sealedCell('more'), dataColumn('more'))
	await waitFor(() => expect(cell().textContent).toBe('She was ill'))
})

test('an answer that cannot be decrypted says so', async () => {
	await openKey()
	await render({ path: 'more', text: sealedCell('told').text })
	expect(await screen.findByText(text('table.decryptFailed'))).toBeVisible()
})
