import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { DataForm } from '#shared/integrations/odata-tables'
import { chooseScope } from '../../testing/choose-scope.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { Addresses } from './data-addresses.tsx'

const column = (name: string, over: Partial<DataForm['tables'][number]['columns'][number]> = {}) => ({
	name,
	header: name,
	label: `Label of ${name}`,
	type: 'Edm.String' as const,
	codes: [],
	own: false,
	sealedTo: null,
	...over,
})
const form = (id: string, over: Partial<DataForm> = {}): DataForm => ({
	form: id,
	title: { en: `Form ${id}` },
	rounds: ['endline'],
	tables: [],
	...over,
})
const address = (label: string) => screen.getByRole('textbox', { name: label })

test('addresses are for the household survey of the open round at first, and then for the selection', async () => {
	const { user } = await renderDesk(<Addresses forms={[form('a/b'), form('household')]} />)
	expect(address(text('integrations.odataTables'))).toHaveValue(
		`${location.origin}/api/odata/endline/household/codes`,
	)
	expect(address(text('integrations.changeFeed'))).toHaveValue(
		`${location.origin}/api/live/endline/household`,
	)
	expect(address(text('integrations.specification'))).toHaveValue(`${location.origin}/api/live/openapi.json`)
	await user.selectOptions(screen.getByRole('combobox', { name: text('review.form') }), 'a/b')
	chooseScope({ round: 'baseline' })
	expect(address(text('integrations.changeFeed'))).toHaveValue(`${location.origin}/api/live/baseline/a%2Fb`)
	expect(address(text('integrations.odataTables'))).toHaveValue(
		`${location.origin}/api/odata/baseline/a%2Fb/codes`,
	)
})

test('each table is shown with its columns, their types and the meaning of codes', async () => {
	await renderDesk(
		<Addresses
			forms={[
				form('household', {
					tables: [
						{
							name: 'records',
							key: 'record_id',
							columns: [
								column('age', { type: 'Edm.Int64' }),
								column('weight', { type: 'Edm.Double' }),
								column('born', { type: 'Edm.Date' }),
								column('started', { type: 'Edm.DateTimeOffset' }),
								column('tea', {
									codes: [
										{ code: 'yes', label: 'Yes' },
										{ code: 'no', label: 'No' },
									],
								}),
							],
						},
					],
				}),
			]}
		/>,
	)
	const table = screen
		.getByText(text('integrations.columns', { table: 'records' }))
		.closest('details') as HTMLElement
	const rows = within(table).getAllByRole('row').slice(1)
	expect(rows.map((row) => within(row).getAllByRole('cell')[1]?.textContent)).toEqual([
		text('integrations.types.whole'),
		text('integrations.types.number'),
		text('integrations.types.day'),
		text('integrations.types.time'),
		text('integrations.types.text'),
	])
	expect(rows[4]).toHaveTextContent(
		'teatextLabel of teayes Yes · no No'.replace('text', text('integrations.types.text')),
	)
})

test('a user who may read no form gets no addresses', async () => {
	const { container } = await renderDesk(<Addresses forms={[]} />)
	expect(container).toBeEmptyDOMElement()
})
