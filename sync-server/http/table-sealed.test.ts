import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealedPrefix } from '#shared/forms/sealed-answer-text'
import type { DataForm } from '#shared/integrations/odata-tables'
import type { AuditPage } from '#shared/people/audit-log'
import type { TableRowsResponse } from '#shared/table/table-view'
import { formOf } from '#shared/testing/scenario'
import type { Desk, ServerForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { recordsOf } from '../../tests/helpers/one-form.ts'

const form = formOf(`
	type          name    label   bind::zila:sealed_to
	text          round   Round   -
	text          told    Told    data-manager
	text          lead    Lead    safeguarding-lead
	begin_repeat  people  People  -
	text          who     Who     data-manager
	end_repeat    -       -       -
`)
const sealed = (letter: string) => `${sealedPrefix}${letter.repeat(300)}`
const records = [
	{ told: sealed('a'), lead: sealed('b'), 'people/@x': 0, 'people/@x/who': sealed('c') },
	{},
	{ told: sealed('d') },
].map((answers) => ({ $status: 'submitted', ...answers }))

describe.each(routeEngines)('sealed answers in the table, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let administrator: Desk
	beforeAll(async () => {
		;({ server, manager } = await recordsOf(await freshEngine(), form, records))
		administrator = await server.desk('administrator')
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const ask = (change = {}, desk = manager) =>
		desk.post('/api/table/rows', {
			form: form.id,
			round: 'endline',
			values: 'codes',
			table: form.id,
			filter: '',
			search: '',
			sort: null,
			columns: ['told', 'lead'],
			from: 0,
			many: 20,
			isAnew: false,
			opens: false,
			...change,
		})
	const cells = async (change = {}) =>
		((await ask(change)).body as TableRowsResponse).lines.map((line) => line?.cells)
	const loggedOpenings = async () => {
		const { body } = await administrator.get('/api/audit-log?kind=sealed-answer-opened')
		return (body as AuditPage).lines.map(({ of, question, by }) => [of, question, by?.id])
	}

	test('show only that they are sealed, and are not logged, until opening is requested', async () => {
		expect(await cells()).toEqual([
			[
				{ path: 'told', text: null },
				{ path: 'lead', text: null },
			],
			[null, null],
			[{ path: 'told', text: null }, null],
		])
		expect(await loggedOpenings()).toEqual([])
	})
	test('are sent for opening to the role with their key, each with a log entry naming its record and question', async () => {
		expect(await cells({ opens: true })).toEqual([
			[
				{ path: 'told', text: sealed('a') },
				{ path: 'lead', text: null },
			],
			[null, null],
			[{ path: 'told', text: sealed('d') }, null],
		])
		const rows = { table: `${form.id}_people`, columns: ['who'], opens: true }
		expect(await cells(rows)).toEqual([[{ path: 'people/@x/who', text: sealed('c') }]])
		const ids = ((await ask()).body as TableRowsResponse).lines.map((line) => line?.record)
		expect(await loggedOpenings()).toEqual(
			[
				[ids[0], 'people/@x/who'],
				[ids[2], 'told'],
				[ids[0], 'told'],
			].map((line) => [...line, manager.person.id]),
		)
		// Each disclosure is logged.
		await ask({ opens: true })
		expect(await loggedOpenings()).toHaveLength(5)
	})
	test('can be filtered only by whether there are any', async () => {
		for (const filter of ["contains(told,'a')", "told eq 'a'", "told ne null or told eq 'a'"])
			expect((await ask({ filter })).body, filter).toEqual({
				problem: 'input-invalid',
				details: { field: 'filter' },
			})
		expect(await cells({ filter: 'told ne null', isAnew: true })).toHaveLength(2)
	})
	test('cannot be sorted, and their columns name the recipient', async () => {
		const { status, body } = await ask({ sort: { column: 'told', isDescending: false } })
		expect([status, body]).toMatchObject([422, { problem: 'input-invalid' }])
		const listed = ((await manager.get('/api/live')).body as DataForm[]).find(
			({ form: id }) => id === form.id,
		)
		const to = (name: string) => listed?.tables[0]?.columns.find((each) => each.name === name)?.sealedTo
		expect([to('told'), to('lead'), to('record_id')]).toEqual(['data-manager', 'safeguarding-lead', null])
	})
})
