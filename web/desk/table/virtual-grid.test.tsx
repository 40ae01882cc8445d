import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { TableSpec } from '#shared/table/table-view'
import { dataColumn, linesFound, roof, rooms } from '../../testing/live-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import type { TableTexts } from './table-texts.ts'
import type { TableRows, TableRowValues } from './use-table-rows.ts'
import { Grid } from './virtual-grid.tsx'

/** Height of a row in table.css, at 16 pixels. */
const lineHeight = 36
/** Height of a window with ten rows below the head. */
const windowHeight = 10 * lineHeight

beforeEach(() => {
	// this DOM has no layout
	vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(windowHeight)
})

const secret = dataColumn('secret', { sealedTo: 'data-manager' })
const columns = [dataColumn('house'), roof, rooms, secret]
const lineAt = (place: number): TableRowValues => ({
	record: `record-${place}`,
	cells: [`House ${place}`, 'tin', place, null],
})

interface Given {
	readonly total?: number
	readonly line?: TableRows['line']
	readonly sort?: TableSpec['sort']
	readonly top?: number
	readonly texts?: TableTexts
	readonly openRecord?: string | null
	/** There is room for a record beside the table. */
	readonly hasRoom?: boolean
}

async function render({
	total = 3,
	line = lineAt,
	sort = null,
	top = 0,
	texts = 'codes',
	openRecord = null,
	hasRoom = true,
}: Given = {}) {
	const [onSort, onColumn, onRecord] = [vi.fn(), vi.fn(), vi.fn()]
	const show = vi.fn<TableRows['show']>()
	const { lines: _, ...about } = linesFound([], { total })
	const scrollOffset = { current: top }
	const desk = await renderDesk(
		<Grid
			label="Houses"
			lines={{ about, line, problem: null, isLoading: false, show, refresh: () => {} }}
			columns={columns}
			texts={texts}
			sort={sort}
			onSort={onSort}
			onColumn={onColumn}
			openRecord={openRecord}
			onRecord={hasRoom ? onRecord : null}
			top={scrollOffset}
		/>,
	)
	return { ...desk, onSort, onColumn, onRecord, show, scrollOffset }
}
const box = () => screen.getByRole('region', { name: 'Houses' })
const scrollTo = (top: number) => fireEvent.scroll(box(), { target: { scrollTop: top } })
/** Numbers of the rendered rows. */
const drawn = () => screen.getAllByRole('rowheader').map((each) => each.textContent)

test('each row has its number, which links to the record, and its cells in the order of the columns', async () => {
	await render()
	expect(screen.getByRole('link', { name: '2' })).toHaveAttribute('href', '/desk/records/record-1')
	const [, , row] = screen.getAllByRole('row')
	expect(row).toHaveAttribute('aria-rowindex', '3')
	expect([...(row?.querySelectorAll('td') ?? [])].map(({ textContent }) => textContent)).toEqual([
		'House 1',
		'tin Tin sheets',
		'1',
		'',
	])
	expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '4')
	expect(screen.getByRole('table')).toHaveAttribute('aria-colcount', '5')
})

test('heads and cells are labels, with names and codes under the pointer', async () => {
	await render({ texts: 'labels' })
	const head = screen.getByRole('button', { name: roof.label })
	expect(head).toHaveAttribute('title', 'roof')
	expect(screen.getAllByRole('cell', { name: 'Tin sheets' })[0]).toHaveAttribute('title', 'tin')
	expect(screen.getByText(secret.label).closest('.sort')).toHaveAttribute(
		'title',
		text('table.encryptedHelp'),
	)
	expect(screen.getByRole('button', { name: text('table.statistics', { column: roof.label }) })).toBeVisible()
})

test('a row shows its record beside the table if there is room, else its page', async () => {
	const { user, onRecord, unmount } = await render({ openRecord: 'record-2' })
	await user.click(screen.getByRole('link', { name: '2' }))
	expect(onRecord).toHaveBeenCalledWith('record-1')
	expect(location.pathname).not.toBe('/desk/records/record-1')
	expect(screen.getByRole('link', { name: '3' }).closest('tr')).toHaveClass('chosen')
	expect(screen.getByRole('link', { name: '3' })).toHaveAttribute('aria-current', 'true')
	unmount()
	await render({ hasRoom: false })
	await user.click(screen.getByRole('link', { name: '2' }))
	expect(location.pathname).toBe('/desk/records/record-1')
})

test('a row that is loading is a placeholder without a link', async () => {
	await render({ line: (place) => (place === 0 ? undefined : lineAt(place)) })
	expect(screen.queryByRole('link', { name: '1' })).toBeNull()
	expect(screen.getAllByText('…')).toHaveLength(columns.length)
})

test('a deleted record says so once', async () => {
	await render({ total: 1, line: () => null })
	expect(screen.getAllByText(text('table.unavailable'))).toHaveLength(1)
	expect(screen.queryByRole('link')).toBeNull()
})

test('a column is sorted by its header, but not an encrypted one', async () => {
	const { user, onSort, onColumn } = await render({ sort: { column: 'rooms', isDescending: true } })
	await user.click(screen.getByRole('button', { name: 'roof' }))
	expect(onSort).toHaveBeenCalledWith('roof')
	expect(screen.queryByRole('button', { name: 'secret' })).toBeNull()
	expect(screen.getByText('secret').closest('.sort')).toHaveAttribute('title', text('table.encryptedHelp'))
	await user.click(screen.getByRole('button', { name: text('table.statistics', { column: 'secret' }) }))
	expect(onColumn).toHaveBeenCalledWith('secret')
	const sorted = screen.getAllByRole('columnheader').filter((each) => each.hasAttribute('aria-sort'))
	expect(sorted.map((each) => each.getAttribute('aria-sort'))).toEqual(['descending'])
	expect(sorted[0]).toHaveTextContent('rooms')
})

test('ascending order is announced as well', async () => {
	await render({ sort: { column: 'roof', isDescending: false } })
	expect(screen.getByRole('columnheader', { name: /^roof/ })).toHaveAttribute('aria-sort', 'ascending')
})

test('of a long table only the visible rows and a margin are drawn and requested', async () => {
	const { show } = await render({ total: 1000 })
	expect(drawn()).toHaveLength(9 + 1 + 8)
	expect(show).toHaveBeenLastCalledWith(0, 18)
	scrollTo(100 * lineHeight)
	await waitFor(() => expect(drawn()[0]).toBe('93'))
	expect(drawn().at(-1)).toBe('118')
	expect(show).toHaveBeenLastCalledWith(92, 118)
	// at the offset that they have if all rows are rendered
	expect(screen.getByRole('table').style.marginBlockStart).toBe(`${92 * lineHeight}px`)
	scrollTo(1000 * lineHeight)
	await waitFor(() => expect(drawn().at(-1)).toBe('1,000'))
})

test('an empty table requests nothing and draws no row', async () => {
	const { show } = await render({ total: 0 })
	expect(screen.queryByRole('rowheader')).toBeNull()
	expect(show).not.toHaveBeenCalled()
})

test('the scroll position is saved and restored', async () => {
	const { scrollOffset } = await render({ total: 1000, top: 50 * lineHeight })
	expect(box().scrollTop).toBe(50 * lineHeight)
	scrollTo(70 * lineHeight)
	expect(scrollOffset.current).toBe(70 * lineHeight)
})

const million = 1_000_000
const tallest = 6_000_000
/** Maximum scroll offset of a table that is rendered smaller than its rows. */
const end = tallest + 48 - windowHeight

test('in a table too tall for browsers, the scrollbar still covers the first to the last row', async () => {
	await render({ total: million })
	expect(drawn()[0]).toBe('1')
	scrollTo(end)
	await waitFor(() => expect(drawn().at(-1)).toBe('1,000,000'))
	scrollTo(end / 2)
	await waitFor(() => expect(drawn()).toContain('500,000'))
})

test('in such a table the wheel and the keys move row by row', async () => {
	await render({ total: million })
	const by = vi.spyOn(box(), 'scrollBy')
	const pixels = (lines: number) => expect.closeTo((lines * end) / (million - 9), 5)
	fireEvent.keyDown(box(), { key: 'ArrowDown' })
	expect(by).toHaveBeenLastCalledWith({ top: pixels(1) })
	fireEvent.keyDown(box(), { key: 'PageUp' })
	expect(by).toHaveBeenLastCalledWith({ top: pixels(-9) })
	fireEvent.wheel(box(), { deltaY: 3 * lineHeight })
	expect(by).toHaveBeenLastCalledWith({ top: pixels(3) })
	fireEvent.wheel(box(), { deltaY: 2, deltaMode: WheelEvent.DOM_DELTA_LINE })
	expect(by).toHaveBeenLastCalledWith({ top: pixels(2) })
	expect(by).toHaveBeenCalledTimes(4)
})

test('other keys, a zooming wheel, and keys in a cell are left to the browser', async () => {
	await render({ total: million })
	const by = vi.spyOn(box(), 'scrollBy')
	fireEvent.keyDown(box(), { key: 'Home' })
	// this DOM drops the modifier keys of wheel events
	const enlarging = Object.assign(new WheelEvent('wheel', { deltaY: 36 }), { ctrlKey: true })
	fireEvent(box(), enlarging)
	fireEvent.keyDown(screen.getByRole('link', { name: '1' }), { key: 'ArrowDown' })
	expect(by).not.toHaveBeenCalled()
})

test('a table that is drawn whole is scrolled by the browser', async () => {
	await render({ total: 1000 })
	const by = vi.spyOn(box(), 'scrollBy')
	const wheel = new WheelEvent('wheel', { deltaY: 36, cancelable: true, bubbles: true })
	box().dispatchEvent(wheel)
	expect(wheel.defaultPrevented).toBe(false)
	expect(by).not.toHaveBeenCalled()
})
