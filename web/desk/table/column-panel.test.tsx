import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { DataColumn } from '#shared/integrations/odata-tables'
import { Problem } from '#shared/kernel/problem'
import type { ColumnSummaryResponse } from '#shared/table/table-view'
import { roof, tableSpec } from '../../testing/live-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { setScreenWidth } from '../../testing/screen-width.ts'
import { text } from '../../testing/text.ts'
import { ColumnPanel } from './column-panel.tsx'

const found = (over: Partial<ColumnSummaryResponse> = {}): ColumnSummaryResponse => ({
	lines: 1200,
	missing: 100,
	sealed: 0,
	values: [],
	others: 0,
	numbers: null,
	wordings: [],
	choices: [],
	...over,
})
const route = 'POST /api/table/column-summary'

async function render(reply: unknown, column: Partial<DataColumn> = {}, options: DeskOptions = {}) {
	const [onValue, onClose] = [vi.fn(), vi.fn()]
	const desk = await renderDesk(
		<ColumnPanel
			spec={tableSpec({ filter: 'rooms gt 3' })}
			at="now"
			column={{ ...roof, ...column }}
			texts="codes"
			onValue={onValue}
			onClose={onClose}
		/>,
		{ ...options, replies: { [route]: reply } },
	)
	return { ...desk, onValue, onClose }
}
const rows = async () =>
	(await screen.findAllByRole('row')).map((row) => row.textContent?.replace(/[\u2066-\u2069]/g, ''))

test('the values of the filtered rows are counted, and a value becomes a filter', async () => {
	const { user, server, onValue } = await render(
		found({
			values: [
				{ value: 'tin', label: 'Tin sheets', many: 900 },
				{ value: 7, label: '', many: 1 },
			],
			others: 199,
		}),
	)
	expect(screen.getByText(text('table.calculating'))).toBeVisible()
	expect(await rows()).toEqual([
		`${text('table.rows')}1,200100 %`,
		`${text('table.operator.missing')}1008.3 %`,
		'tin Tin sheets90075 %',
		'7 10.1 %',
		`${text('table.otherValues')}19916.6 %`,
	])
	expect(screen.queryByText(text('table.calculating'))).toBeNull()
	expect(server.bodiesOf(route)).toEqual([{ ...tableSpec({ filter: 'rooms gt 3' }), column: 'roof' }])
	await user.click(screen.getByRole('button', { name: '7' }))
	expect(onValue).toHaveBeenCalledWith('7')
})

test('without rows the shares are empty', async () => {
	await render(found({ lines: 0, missing: 0 }))
	expect(await rows()).toEqual([`${text('table.rows')}00 %`, `${text('table.operator.missing')}00 %`])
})

test('numbers have a minimum, a maximum and a mean', async () => {
	await render(found({ numbers: { lowest: -2, highest: 3000, mean: 12.3456 } }))
	expect(
		await screen.findByText(text('table.distribution', { lowest: '-2', highest: '3,000', mean: '12.35' })),
	).toBeVisible()
})

test('an encrypted column shows only how many answers there are, and why', async () => {
	await render(found({ sealed: 12 }), { sealedTo: 'data-manager' })
	expect(screen.getByText(text('table.encryptedHelp'))).toBeVisible()
	expect(await rows()).toContain(`${text('record.encryptedAnswer')}121 %`)
})

test('each wording of the question is shown, with its versions and choices', async () => {
	await render(
		found({
			wordings: [
				{
					versions: [1, 2],
					type: 'select_one',
					label: { en: 'Which roof?', ur: 'چھت؟' },
					hint: {},
					relevant: '${rooms} > 0',
					constraint: '. != "x"',
					isRequired: true,
				},
				{
					versions: [3],
					type: 'text',
					label: { en: 'The roof' },
					hint: {},
					relevant: '',
					constraint: '',
					isRequired: false,
				},
			],
			choices: [{ code: 'tin', label: { en: 'Tin sheets', ur: 'ٹین' }, versions: [2] }],
		}),
	)
	const section = await screen.findByRole('region', { name: text('table.question') })
	expect(section).toHaveTextContent(
		`${text('table.versions', { versions: '1 · 2' })} · select_one · ${text('table.required')}`,
	)
	expect(screen.getByText('چھت؟')).toHaveAttribute('lang', 'ur')
	expect(screen.getAllByText(text('table.required'), { exact: false })).toHaveLength(1)
	expect(screen.getByText('${rooms} > 0')).toBeVisible()
	expect(screen.getByText('. != "x"')).toBeVisible()
	expect(screen.getByRole('listitem')).toHaveTextContent(
		`tin Tin sheets / ٹین ${text('table.versions', { versions: '2' })}`,
	)
})

test('a column without a question shows no wording', async () => {
	await render(found())
	await rows()
	expect(screen.queryByRole('region')).toBeNull()
})

test('a refusal replaces the statistics', async () => {
	await render(new Problem('server-busy'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(screen.queryByText(text('table.calculating'))).toBeNull()
})

test('it can be closed', async () => {
	const { user, onClose } = await render(found())
	await user.click(screen.getByRole('button', { name: text('table.close') }))
	expect(onClose).toHaveBeenCalledOnce()
})

test('on a narrow screen, where it is below the rows, it is scrolled into view', async () => {
	const intoView = vi.spyOn(Element.prototype, 'scrollIntoView')
	const { unmount } = await render(found())
	await rows()
	expect(intoView).not.toHaveBeenCalled()
	unmount()
	setScreenWidth()
	await render(found())
	await waitFor(() => expect(intoView).toHaveBeenCalled())
})
