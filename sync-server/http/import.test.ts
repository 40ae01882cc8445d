import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BulkEditListItem } from '#shared/cleaning/bulk-edit'
import { guessMapping } from '#shared/import/guess-mapping'
import type { ImportBatch, ImportPreview, ImportRequest } from '#shared/import/import-api'
import type { Mapping } from '#shared/import/mapping'
import { readCsv } from '#shared/kernel/csv'
import type { AuditPage } from '#shared/people/audit-log'
import type { BulkResult } from '#shared/review/bulk-review'
import type { RecordDetail } from '#shared/review/record-response'
import { formOf } from '#shared/testing/scenario'
import type { Sheet } from '#shared/xlsform/sheets'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { addPerson } from '../people/people.ts'
import { publishForms } from '../sync/publish-form.ts'

const list = (name: string, rows: readonly (readonly string[])[]): Sheet => ({
	name,
	header: ['name', 'label'],
	rows: rows.map((cells, i) => ({ line: i + 2, cells })),
})
const form = formOf(
	`
	type                                   name      label                bind::zila:preset  required  constraint               calculation    bind::zila:consent  bind::zila:personal  relevant  bind::zila:sealed_to
	start                                  start
	select_one_from_file rounds.csv        round     Round                round
	select_one_from_file districts.csv     district  District             district
	text                                   enumer    Interviewer          person
	begin_group                            home      Home
	integer                                size      How many live here?  -                  yes       . > 0 and . < 40
	text                                   phone     Telephone            -                  -         -                        -              -                   yes
	text                                   hurt      What happened?       -                  -         -                        -              -                   -                    -         safeguarding-lead
	select_one yn                          well      Is there a well?
	text                                   depth     How deep?            -                  -         -                        -              -                   -                    \${well} = 'yes'
	select_multiple water                  water     Where from?
	date                                   moved     Since when?
	geopoint                               gps       Where is it?
	calculate                              twice     -                    -                  -         -                        \${size} * 2
	end_group
	choices
	list_name  name   label
	yn         yes    Yes
	yn         no     No
	water      river  River
	water      rain   Rain water
	water      tap    Tap
`,
	[
		list('districts.csv', [
			['PK607', 'Dera Ghazi Khan'],
			['PK608', 'Faisalabad'],
			['PK620', 'Multan'],
		]),
		list('rounds.csv', [
			['baseline', 'Baseline'],
			['endline', 'Endline'],
			['demo', 'Demo'],
		]),
	],
)
const at = (name: string) => (['start', 'round', 'district', 'enumer'].includes(name) ? name : `home/${name}`)

const file = `start,district,_uuid,enumer,home/size,home/well,home/depth,home/water,moved,_gps_latitude,_gps_longitude,home/phone
2023-01-15T10:11:12.000+05:00,PK607,u1,ali,5,Yes,20 feet,river rain,2001-03-04,30.1,70.5,03001234567
2023-01-16T09:00:00.000+05:00,Dera Ghazi Khan,u2,ali,7,no,,tap,,,,
2023-01-16T11:00:00.000+05:00,PK608,u3,nobody,3,YES,"=HYPERLINK(""x"")",Rain water,05/03/2002,,,
`
const rows = file.trim().split('\n')

describe.each(routeEngines)('importing data on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let mapping: Mapping
	const header = rows[0]?.split(',') ?? []
	beforeAll(async () => {
		server = await serverForTests(await freshEngine(), { demonstration: true })
		await publishForms(server.store, server.forms, [form], new Date(0).toISOString())
		manager = await server.desk('data-manager')
		await addPerson(
			server.store,
			server.study,
			{ name: 'Ali', code: 'ali', role: 'enumerator', districts: ['PK607'], language: 'ur' },
			server.clock.now,
		)
		mapping = guessMapping({ version: 1, definition: form }, header)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const lines = (texts: readonly string[]) => {
		const [, ...cells] = readCsv([rows[0], ...texts].join('\n'))
		return cells.map((each, i) => ({ at: i + 2, cells: each }))
	}
	const partOf = (texts: readonly string[], more: Partial<ImportBatch> = {}): ImportBatch => ({
		mapping,
		round: 'baseline',
		header,
		lines: lines(texts),
		withoutFaults: false,
		...more,
	})
	const dryRun = async (texts: readonly string[], more: Partial<ImportBatch> = {}, by = manager) =>
		((await by.post('/api/import/dry-run', partOf(texts, more))).body as ImportPreview).lines
	const importRows = async (
		id: string,
		texts: readonly string[],
		more: Partial<ImportRequest> = {},
		by = manager,
	) =>
		(
			(
				await by.post('/api/import', {
					...partOf(texts),
					id,
					file: 'baseline.csv',
					status: 'approved',
					...more,
				})
			).body as ImportPreview
		).lines
	const detail = async (id: string) => (await manager.get(`/api/records/${id}`)).body as RecordDetail
	const outcomes = (found: ImportPreview['lines']) => found.map(({ outcome }) => outcome)

	test('a dry run says what each row would become, and writes nothing', async () => {
		const found = await dryRun(rows.slice(1))
		expect(found.map(({ outcome, faults }) => [outcome, faults])).toEqual([
			['new', []],
			['new', []],
			['new', []],
		])
		expect(await dryRun(rows.slice(1))).toEqual(found)
		expect((await manager.get('/api/records?round=baseline')).body).toMatchObject({ records: [] })
	})

	test('each row becomes a record of its date, with the calculations of the form', async () => {
		const [first] = await importRows('one', rows.slice(1, 2))
		const record = await detail(first?.record ?? '')
		expect(record).toMatchObject({
			status: 'approved',
			district: 'PK607',
			started: '2023-01-15T05:11:12.000Z',
		})
		expect(record.answers).toEqual({
			start: '2023-01-15T10:11:12.000+05:00',
			round: 'baseline',
			district: 'PK607',
			enumer: 'ali',
			[at('size')]: 5,
			[at('well')]: 'yes',
			[at('depth')]: '20 feet',
			[at('water')]: ['river', 'rain'],
			[at('moved')]: '2001-03-04',
			[at('gps')]: '30.1 70.5',
			[at('twice')]: 10,
		})
	})
	test('the same rows again are the same records; differences are reported, and existing answers stay', async () => {
		const before = outcomes(await importRows('two', rows.slice(1)))
		expect(before).toEqual(['existing', 'new', 'new'])
		expect(outcomes(await importRows('three', rows.slice(1)))).toEqual(['existing', 'existing', 'existing'])
		const [changed] = await importRows('four', [rows[1]?.replace(',5,Yes', ',6,Yes') ?? ''])
		expect(changed?.outcome).toBe('differs')
		expect((await detail(changed?.record ?? '')).answers[at('size')]).toBe(5)
	})

	test('a part sent again after a lost reply is written once', async () => {
		const text = '2023-02-01,PK607,again,,4,no,,,,,,'
		const [first] = await importRows('five', [text])
		const [second] = await importRows('five', [text])
		expect([first?.outcome, second?.outcome]).toEqual(['new', 'new'])
		expect((await detail(first?.record ?? '')).history).toHaveLength(1)
	})

	test('rows stored before the server stopped are not imported again', async () => {
		const texts = Array.from({ length: 145 }, (_, i) => `2023-02-08,PK607,part${i},,${1 + (i % 9)},no,,,,,,`)
		await importRows('part', texts.slice(0, 125))
		const found = await importRows('part', texts)
		expect(new Set(outcomes(found))).toEqual(new Set(['new']))
		const histories = await Promise.all(
			[0, 124, 125, 144].map(async (i) => (await detail(found[i]?.record ?? '')).history.length),
		)
		expect(histories).toEqual([1, 1, 1, 1])
		const { body } = await manager.get('/api/bulk-edits?round=baseline&isImport=1')
		const { bulkEdits } = body as { bulkEdits: BulkEditListItem[] }
		expect(bulkEdits.find(({ id }) => id === 'part')).toMatchObject({ records: 145 })
	})

	test('an invalid cell excludes its row, unless it may be imported without it', async () => {
		const texts = [
			'2023-02-02,PK607,f1,,fifty,maybe,,river sea,31/02/2001,,,',
			'2023-02-02,PK607,f2,,50,no,deep,,,,,',
			'2023-02-02,PK607,f3,,,no,,,,30.1,,',
		]
		const outcomesOf = (found: ImportPreview['lines']) =>
			found.map(({ outcome, faults }) => [outcome, faults.map(({ column, why }) => `${column} ${why}`)])
		const faults = [
			['home/size not-read', 'home/well not-a-choice', 'home/water not-a-choice', 'moved day-not-read'],
			['home/size constraint', 'home/depth not-asked'],
			['_gps_latitude not-read', 'home/size required'],
		]
		expect(outcomesOf(await importRows('six', texts))).toEqual(faults.map((each) => ['skipped', each]))
		expect(outcomesOf(await dryRun(texts, { withoutFaults: true }))).toEqual(
			faults.map((each) => ['new', each]),
		)
		const [, second] = await importRows('six', texts, { withoutFaults: true })
		expect((await detail(second?.record ?? '')).answers).toMatchObject({ [at('well')]: 'no' })
		expect((await detail(second?.record ?? '')).answers).not.toHaveProperty(at('depth'))
	})

	test('a row without id, day or district is never imported, nor one in the future, nor a duplicate', async () => {
		const texts = [
			'2023-02-03,PK607,,,4,no,,,,,,',
			'never,PK607,g2,,4,no,,,,,,',
			'2023-02-03,Atlantis,g3,,4,no,,,,,,',
			'2036-02-03,PK607,g4,,4,no,,,,,,',
			'2023-02-03,PK607,g5,,4,no,,,,,,',
			'2023-02-03,PK607,g5,,5,no,,,,,,',
		]
		const found = await dryRun(texts, { withoutFaults: true })
		expect(found.map(({ outcome, faults: [fault] }) => [outcome, fault?.why])).toEqual([
			...[
				['skipped', 'id-missing'],
				['skipped', 'time-not-read'],
				['skipped', 'district-unknown'],
				['skipped', 'time-ahead'],
			],
			...[
				['new', undefined],
				['skipped', 'twice'],
			],
		])
	})

	test('names of choices, codes for blanks and date formats are part of the mapping', async () => {
		const { questions } = mapping
		const custom: Mapping = {
			...mapping,
			blanks: ['-99'],
			days: 'month-first',
			questions: {
				...questions,
				[at('well')]: { ...questions[at('well')], columns: ['home/well'], values: { Oui: 'yes', '?': null } },
				[at('depth')]: { columns: [], always: 'as told' },
			},
		}
		const [one, two] = await importRows(
			'seven',
			['2023-02-04,PK607,h1,,4,Oui,,-99,05/03/2002,,,', '2023-02-04,PK607,h2,,4,?,,,,,,'],
			{
				mapping: custom,
				withoutFaults: true,
			},
		)
		expect((await detail(one?.record ?? '')).answers).toMatchObject({
			[at('well')]: 'yes',
			[at('depth')]: 'as told',
			[at('moved')]: '2002-05-03',
		})
		expect((await detail(two?.record ?? '')).answers).not.toHaveProperty(at('well'))
	})

	test('a column for a sealed or identifying question is refused', async () => {
		for (const name of ['phone', 'hurt', 'twice', 'nothing']) {
			const questions = { ...mapping.questions, [at(name)]: { columns: ['home/phone'] } }
			const reply = await manager.post(
				'/api/import/dry-run',
				partOf(rows.slice(1), { mapping: { ...mapping, questions } }),
			)
			expect(reply.status, name).toBe(422)
		}
		expect(mapping.questions).not.toHaveProperty(at('phone'))
	})

	test('a data manager with one district imports its rows only, no other role any, and nothing enters the demonstration', async () => {
		const own = await server.desk('data-manager', ['PK608'])
		const texts = ['2023-02-05,PK607,k1,,4,no,,,,,,', '2023-02-05,PK608,k2,,4,no,,,,,,']
		const found = await importRows('eight', texts, { withoutFaults: true }, own)
		expect(found.map(({ outcome, faults: [fault] }) => [outcome, fault?.why])).toEqual([
			['skipped', 'district-not-yours'],
			['new', undefined],
		])
		const coordinator = await server.desk('coordinator')
		expect((await coordinator.post('/api/import/dry-run', partOf(texts))).status).toBe(403)
		expect((await manager.post('/api/import/dry-run', partOf(texts, { round: 'demo' }))).status).toBe(404)
		expect((await manager.post('/api/import/dry-run', partOf(texts, { round: 'nowhere' }))).status).toBe(404)
	})

	test('imported records count in coverage, are text in exports, and raise no quality flags', async () => {
		const { raw } = await manager.get('/api/export?form=scenario&round=baseline&values=codes')
		const table = String(unzip(raw).get('scenario.csv'))
		expect(table).toContain(`"'=HYPERLINK(""x"")"`)
		expect(table).toContain('20 feet')
		expect((await manager.get('/api/records?round=baseline&waiting=1')).body).toMatchObject({ records: [] })
		const [waiting] = await importRows('nine', ['2023-02-06,PK607,m1,,4,no,,,,,,'], { status: 'submitted' })
		expect((await manager.get('/api/records?round=baseline&waiting=1')).body).toMatchObject({
			records: [{ id: waiting?.record }],
		})
	})

	test('records waiting for review belong to the enumerator of their district, all others to the importing user', async () => {
		const texts = ['ali', 'ali', 'nobody'].map(
			(who, i) => `2023-02-09,${i === 1 ? 'PK608' : 'PK607'},own${i},${who},4,no,,,,,,`,
		)
		const namesOf = async (found: ImportPreview['lines']) =>
			Promise.all(found.map(async ({ record }) => (await detail(record)).owner.name))
		const submitted = await importRows('own', texts, { status: 'submitted' })
		expect(submitted.map(({ isOwnerUnknown }) => isOwnerUnknown)).toEqual([false, true, true])
		const own = manager.person.name
		expect(await namesOf(submitted)).toEqual(['Ali', own, own])
		expect(await namesOf(await dryRun(rows.slice(1)))).toEqual([own, own, own])
	})

	test('all records of one file are undone as one, and may be imported once more', async () => {
		const texts = ['2023-02-07,PK607,n1,,4,no,,,,,,', '2023-02-07,PK607,n2,,5,no,,,,,,']
		const found = await importRows('ten', texts)
		const listed = async () =>
			(
				(await manager.get('/api/bulk-edits?round=baseline&isImport=1')).body as {
					bulkEdits: BulkEditListItem[]
				}
			).bulkEdits
		expect((await listed())[0]).toMatchObject({
			at: new Date(server.clock.now).toISOString(),
			id: 'ten',
			why: 'baseline.csv',
			records: 2,
			undoneRecords: 0,
		})
		expect((await manager.get('/api/bulk-edits?round=baseline')).body).toMatchObject({ bulkEdits: [] })
		const back = (await manager.post('/api/bulk-edits', {
			kind: 'undo',
			bulkEditId: 'ten-back',
			undoes: 'ten',
			why: 'wrong columns',
			records: found.map(({ record }) => ({ id: record })),
		})) as { body: BulkResult }
		expect(back.body).toEqual({ done: found.map(({ record }) => record), left: [] })
		expect(await detail(found[0]?.record ?? '')).toMatchObject({ void: 'wrong columns', status: 'approved' })
		expect((await listed()).find(({ id }) => id === 'ten')).toMatchObject({ undoneRecords: 2 })
		expect(outcomes(await dryRun(texts))).toEqual(['reimported', 'reimported'])
		const [again] = await importRows('eleven', [texts[0]?.replace(',4,', ',6,') ?? ''])
		expect(again?.outcome).toBe('reimported')
		expect(await detail(again?.record ?? '')).toMatchObject({ void: null, answers: { [at('size')]: 6 } })
	})

	const undo = async (id: string, records: readonly string[]) =>
		(
			await manager.post('/api/bulk-edits', {
				kind: 'undo',
				bulkEditId: `${id}-back-${records.length}`,
				undoes: id,
				why: 'wrong',
				records: records.map((record) => ({ id: record })),
			})
		).body as BulkResult

	test('a record of another district is neither disclosed nor imported again', async () => {
		const text = '2023-02-10,PK607,far,,4,no,,,,,,'
		const [{ record = '' } = {}] = await importRows('far', [text])
		await undo('far', [record])
		const own = await server.desk('data-manager', ['PK608'])
		for (const key of ['far', record]) {
			const moved = [text.replace('PK607', 'PK608').replace('far', key)]
			for (const found of [await dryRun(moved, {}, own), await importRows('near', moved, {}, own)])
				expect(found.map(({ outcome, faults }) => [outcome, faults.map(({ why }) => why)])).toEqual([
					['skipped', ['district-not-yours']],
				])
		}
		expect(await detail(record)).toMatchObject({ void: 'wrong', district: 'PK607' })
	})

	test('decisions made about a record after the undo are not overruled by a file', async () => {
		const text = '2023-02-11,PK607,back,,4,no,,,,,,'
		const [{ record = '' } = {}] = await importRows('back', [text])
		await undo('back', [record])
		expect(outcomes(await dryRun([text]))).toEqual(['reimported'])
		await deskEdit(server, manager.person, record, { [at('size')]: 9 })
		expect(outcomes(await dryRun([text]))).toEqual(['differs'])
		await deskEdit(server, manager.person, record, { $void: null })
		expect(outcomes(await importRows('back-again', [text]))).toEqual(['differs'])
		expect((await detail(record)).answers[at('size')]).toBe(9)
	})

	test('records imported again with another file are not undone with the first', async () => {
		const text = '2023-02-12,PK607,twofold,,4,no,,,,,,'
		const [{ record = '' } = {}] = await importRows('first', [text])
		await undo('first', [record])
		await importRows('second', [text])
		const again = await manager.post('/api/bulk-edits', {
			kind: 'undo',
			bulkEditId: 'first-once-more',
			undoes: 'first',
			why: 'wrong',
			records: [{ id: record }],
		})
		expect(again.body).toEqual({ done: [], left: [{ id: record, why: 'changed' }] })
		expect((await detail(record)).void).toBe(null)
		expect(await undo('second', [record])).toMatchObject({ done: [record] })
	})

	test('a row exported from this round is the existing record, and no second one', async () => {
		const text = '2023-02-13,PK607,here,,4,no,,,,,,'
		const [{ record = '' } = {}] = await importRows('here', [text])
		const taken = text.replace('here', record)
		expect(outcomes(await importRows('taken', [taken]))).toEqual(['existing'])
		expect(outcomes(await importRows('taken', [taken.replace(',4,', ',5,')]))).toEqual(['differs'])
		expect(outcomes(await dryRun([taken], { round: 'endline' }))).toEqual(['new'])
	})

	test('the log has the number of imported records, and the record its origin', async () => {
		const [first] = await dryRun(rows.slice(1))
		const { history } = await detail(first?.record ?? '')
		expect(history).toMatchObject([{ why: 'baseline.csv', importId: 'one', author: manager.person.name }])
		const admin = await server.desk('administrator')
		const { body } = await admin.get('/api/audit-log')
		const { lines: entries } = body as AuditPage
		const came = entries.filter(({ kind }) => kind === 'records-imported')
		// Entries for the part of 145 rows, step by step: before the server stopped, and after.
		expect(
			came
				.map(({ many }) => many)
				.reverse()
				.slice(3, 6),
		).toEqual([100, 25, 20])
	})
})
