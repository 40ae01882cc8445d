import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealedPrefix } from '#shared/forms/sealed-answer-text'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { ColumnSummaryResponse, SavedView, TableRowsResponse } from '#shared/table/table-view'
import { formOf } from '#shared/testing/scenario'
import type { Desk, ServerForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { recordsOf } from '../../tests/helpers/one-form.ts'
import { insertSavedView } from '../storage/exports/saved-views.ts'
import { publishForms } from '../sync/publish-form.ts'

const rows = (label: string) => `
	type            name    label     constraint
	text            round   Round     -
	text            district  District  -
	integer         age     ${label}  . < 120
	select_one yn   works   Works     -
	text            note    Note      -
	begin_repeat    people  People    -
	integer         years   Years     -
	end_repeat      -       -         -
	choices
	list_name  name  label
	yn         yes  Yes
	yn         no    Certainly not
`
const form = formOf(rows('Age'))
const random = seededRandom(4)
const records = Array.from({ length: 250 }, (_, i) => ({
	$status: 'submitted',
	district: i < 100 ? 'PK607' : 'PK608',
	...(i % 10 === 9 ? {} : { age: Math.floor(random.next() * 90) }),
	works: i % 3 === 0 ? 'yes' : 'no',
	note: i === 7 ? `${sealedPrefix}${'a'.repeat(300)}` : `Note ${i}`,
	...(i % 50 === 0 ? { 'people/@a': 0, 'people/@a/years': i, 'people/@b': 1, 'people/@b/years': 1 } : {}),
}))

describe.each(routeEngines)('the table of a form, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		;({ server, manager } = await recordsOf(await freshEngine(), form, records))
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const spec = (change = {}) => ({
		form: form.id,
		round: 'endline',
		district: '',
		values: 'codes',
		table: form.id,
		filter: '',
		search: '',
		sort: null,
		...change,
	})
	const readRows = async (change = {}, page = {}) => {
		const { body } = await manager.post('/api/table/rows', {
			...spec(change),
			columns: ['age', 'works', 'note'],
			from: 0,
			many: 200,
			isAnew: false,
			opens: false,
			...page,
		})
		return body as TableRowsResponse
	}
	const ages = ({ lines }: TableRowsResponse) => lines.map((line) => line?.cells[0] ?? null)
	const column = async (name: string, change = {}) =>
		(await manager.post('/api/table/column-summary', { ...spec(change), column: name }))
			.body as ColumnSummaryResponse

	test('shows any range of it, in order of arrival', async () => {
		const { total, lines } = await readRows({}, { from: 240, many: 50 })
		expect([total, lines.length]).toEqual([250, 10])
		expect(lines.map((line) => line?.cells[2])).toEqual(
			Array.from({ length: 10 }, (_, i) => `Note ${240 + i}`),
		)
	})
	test('has the rows of one district, also in a summary, and none of a district that does not exist', async () => {
		expect((await readRows({ district: 'PK607' })).total).toBe(100)
		expect((await readRows({ district: 'PK608', filter: 'age ge 0' })).total).toBe(
			records.filter(({ age, district }) => age !== undefined && district === 'PK608').length,
		)
		expect((await column('works', { district: 'PK607' })).lines).toBe(100)
		expect((await readRows({ district: 'PK999' })).total).toBe(0)
		const coordinator = await server.desk('data-manager', ['PK608'])
		const { body } = await coordinator.post('/api/table/column-summary', {
			...spec({ district: 'PK607' }),
			column: 'works',
		})
		expect((body as ColumnSummaryResponse).lines).toBe(0)
	})
	test('is sorted numerically, with missing values last either way', async () => {
		const sorted = records.flatMap(({ age }) => age ?? []).sort((a, b) => a - b)
		const up = await readRows({ sort: { column: 'age', isDescending: false } })
		expect(ages(up)).toEqual(sorted.slice(0, 200))
		const down = await readRows({ sort: { column: 'age', isDescending: true } }, { from: 220, many: 30 })
		expect(ages(down)).toEqual([...sorted.reverse().slice(220), ...Array(25).fill(null)])
		const texts = await readRows({ sort: { column: 'note', isDescending: false }, search: 'note 2' })
		expect(texts.lines.map((line) => line?.cells[2]).slice(0, 4)).toEqual([
			'Note 2',
			'Note 20',
			'Note 21',
			'Note 22',
		])
	})
	test('is filtered by values of columns, and by a part of any cell except sealed ones', async () => {
		const old = await readRows({ filter: "age gt 60 and works eq 'yes'" })
		expect(old.total).toBe(records.filter(({ age = 0, works }) => age > 60 && works === 'yes').length)
		expect(old.lines.every((line) => line?.cells[1] === 'yes')).toBe(true)
		expect((await readRows({ search: 'NOTE 249' })).total).toBe(1)
		expect((await readRows({ search: 'aaaaaaaaaa' })).total).toBe(0)
		// The label that the screen shows next to a code is searched too.
		expect((await readRows({ search: 'certainly n' })).total).toBe(
			records.filter(({ works }) => works === 'no').length,
		)
		// Filters on the record's own columns, alone and with others.
		const totals: number[] = []
		for (const state of ['submitted', 'approved', 'no state at all'])
			for (const more of [
				'',
				' and form_version eq 1',
				' and age gt 60',
				" and record_status eq 'submitted'",
			])
				totals.push((await readRows({ filter: `record_status eq '${state}'${more}` })).total)
		const aged = records.filter(({ age = 0 }) => age > 60).length
		expect(totals).toEqual([250, 250, aged, 250, ...Array(8).fill(0)])
		expect((await readRows({ filter: "record_status ne 'submitted'" })).total).toBe(0)
		const wrong = await manager.post('/api/table/column-summary', {
			...spec({ filter: 'nothing gt 1' }),
			column: 'age',
		})
		expect(wrong).toMatchObject({ status: 422, body: { problem: 'input-invalid' } })
	})
	test('text that a column cannot contain is searched in all of them, though nothing else is shown', async () => {
		expect((await readRows({ filter: 'misfits ne null' })).total).toBe(0)
		expect((await column('misfits')).missing).toBe(250)
	})
	test('has the rows of a repeat too, each with its own', async () => {
		const table = `${form.id}_people`
		const years = { columns: ['row_number', 'years'] }
		const all = await readRows({ table }, years)
		expect(all.total).toBe(10)
		const sorted = await readRows({ table, sort: { column: 'years', isDescending: true } }, years)
		expect(sorted.lines.map((line) => line?.cells)).toEqual([
			...[200, 150, 100, 50].map((year) => [1, year]),
			...Array(5).fill([2, 1]),
			[1, 0],
		])
	})
	test('summarises a column of the filtered records', async () => {
		const works = await column('works')
		expect(works).toMatchObject({ lines: 250, missing: 0, sealed: 0, others: 0, numbers: null })
		expect(works.values).toEqual([
			{ value: 'no', many: 166, label: 'Certainly not' },
			{ value: 'yes', many: 84, label: 'Yes' },
		])
		const age = await column('age', { filter: "works eq 'yes'" })
		const known = records.flatMap(({ age, works }) => (works === 'yes' && age !== undefined ? [age] : []))
		expect(age.lines - age.missing).toBe(known.length)
		expect(age.numbers).toEqual({
			lowest: Math.min(...known),
			highest: Math.max(...known),
			mean: known.reduce((a, b) => a + b, 0) / known.length,
		})
		const note = await column('note')
		expect([note.sealed, note.values.length, note.others]).toEqual([1, 100, 149])
	})
	test('new records are announced, and shown on refresh', async () => {
		const before = await readRows()
		expect(before.isOld).toBe(false)
		const { body } = await manager.post('/api/bulk-edits', {
			kind: 'edit',
			bulkEditId: 'c',
			why: 'asked',
			records: [
				{
					id: before.lines[0]?.record,
					changes: [{ path: 'works', before: 'yes', after: 'no' }],
					hides: ['*'],
				},
			],
		})
		expect((body as { done: string[] }).done).toHaveLength(1)
		const after = await readRows()
		expect([after.isOld, after.lines[0]?.cells[1]]).toEqual([true, 'no'])
		expect((await readRows({}, { isAnew: true })).isOld).toBe(false)
	})
	test('lists each wording of a question across versions', async () => {
		const at = new Date(server.clock.now).toISOString()
		await publishForms(server.store, server.forms, [formOf(rows('Years'))], at)
		const { wordings, choices } = await column('age')
		expect(
			wordings.map(({ versions, label, constraint }) => [versions, Object.values(label)[0], constraint]),
		).toEqual([
			[[1], 'Age', '. < 120'],
			[[2], 'Years', '. < 120'],
		])
		expect(choices).toEqual([])
		expect((await column('works')).choices).toMatchObject([
			{ code: 'yes', versions: [1, 2] },
			{ code: 'no', versions: [1, 2] },
		])
		expect((await column('started')).wordings).toEqual([])
	})
	test('a saved view is visible to all and deleted by its author', async () => {
		const view = { ...spec({ filter: 'age gt 60' }), columns: ['age'] }
		const { body } = await manager.post('/api/table/views', {
			...view,
			name: ' The old ',
			// Search texts may be answers: they would remain after the erasure of a record.
			filter: "contains(note,'Note 17') and age gt 60",
			search: 'Note 17',
		})
		const other = await server.desk('data-manager')
		const [seen] = (await other.get('/api/table/views')).body as SavedView[]
		expect(seen).toEqual({
			...view,
			id: (body as { id: string }).id,
			name: 'The old',
			by: manager.person.name,
			isOwn: false,
		})
		expect((await other.delete(`/api/table/views/${seen?.id}`)).status).toBe(404)
		expect((await manager.delete(`/api/table/views/${seen?.id}`)).status).toBe(204)
		expect((await manager.get('/api/table/views')).body).toEqual([])
	})
	test('a view saved before there were districts is one of all districts', async () => {
		const { district: _, ...before } = { ...spec(), columns: ['age'] }
		const { project } = server.store
		const row = {
			id: 'before',
			project,
			name: 'Before',
			view: JSON.stringify(before),
			person: manager.person.id,
		}
		await server.store.write((session) => insertSavedView(session, { ...row, at: session.at }))
		expect((await manager.get('/api/table/views')).body).toMatchObject([{ name: 'Before', district: '' }])
	})
})
