import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finishedStatuses } from '#shared/coverage/coverage'
import { planTables } from '#shared/export/table-plan'
import type { Answer } from '#shared/forms/answers'
import { isSealed, sealedPrefix } from '#shared/forms/sealed-answer-text'
import { seededRandom } from '#shared/kernel/seeded-random'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { formOf } from '#shared/testing/scenario'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { deleteColumnTables, findColumnTable } from '../storage/exports/column-tables.ts'
import { listRecordsByArrival } from '../storage/exports/data-records.ts'
import { tooSlow } from '../storage/records/records.ts'
import { publishForms } from '../sync/publish-form.ts'
import { recordProjections } from '../sync/record-projections.ts'
import { retrySlowRecords } from '../sync/reproject-records.ts'
import { type ColumnStore, createColumnStore } from './column-store.ts'
import { buildRows, type DataRow, dataTables } from './data-tables.ts'
import { valueAt } from './packed-column.ts'
import type { TableQuery } from './table-query.ts'
import { createTableViewCache } from './table-views.ts'
import { catchUp, decodeChunkPositions, idOf, usualSizes } from './write-columns.ts'

const questions = (more = '') => `
	type                name      label
	text                round     Round
	text                district  District
	integer             age       Age
	select_one yn       works     Works
	select_multiple yn  ticks     Ticks
	text                note      Note
	${more}
	begin_repeat        people    People
	integer             years     Years
	end_repeat          -         -
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
`
const form = formOf(questions())
/** Small enough that sixty records fill several parts, and a few changes count as many. */
const sizes = { partWidth: 16, recordBatchSize: 7, maxFresh: 3, fewFresh: 1, fewParts: 1 }

describe.each(engines)('the column store, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let phone: TestPhone
	let post: Parameters<TestPhone['sync']>[0]
	let columnStore: ColumnStore
	const edits: Edit[] = []
	const random = seededRandom(3)
	const any = (): Record<string, Answer> => {
		const age = Math.floor(random.next() * 90)
		return {
			age,
			works: age % 3 === 0 ? 'yes' : 'no',
			ticks: age % 2 ? ['yes'] : ['yes', 'no'],
			...(age % 5 === 0 ? { 'people/@a': 0, 'people/@a/years': age, 'people/@b': 1 } : {}),
			note: age % 7 === 0 ? `${sealedPrefix}${'b'.repeat(300)}` : `زینب ${age}`,
		}
	}
	const write = (set: Record<string, Answer>, district = 'PK607') =>
		rewritten(phone.edit(phone.newRecord(), { round: 'endline', district, $status: 'submitted', ...set }), {
			form: { id: form.id, ver: 1 },
		})
	const send = async (some: readonly Edit[]) => {
		await phone.sync(post, some)
		edits.push(...some)
	}
	const editAgain = (at: number, set: Record<string, Answer>): Edit => {
		const before = edits[at]
		if (!before) throw new Error('the record was not sent')
		const next = rewritten(phone.edit(before.revision.record, set, [before]), {
			form: { id: form.id, ver: 1 },
		})
		return next
	}
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		await publishForms(server.store, server.forms, [form], new Date(0).toISOString())
		manager = await server.desk('data-manager')
		;({ phone, post } = await enrolledPhone(server))
		columnStore = createColumnStore(server.store, (what) => server.failures.push(what), sizes)
		await send(Array.from({ length: 60 }, (_, i) => write(any(), i % 4 === 0 ? 'PK609' : 'PK607')))
	})
	afterAll(async () => {
		await columnStore.close()
		await server.close()
		expect(server.failures).toEqual([])
	})

	const queriesFor = async (
		districts: TableQuery['filter']['districts'],
		inDistricts?: readonly string[],
	): Promise<TableQuery[]> => {
		const versions = await server.forms.versions(form.id)
		return ['codes', 'en'].flatMap((values) => {
			const plan = planTables(versions, { values, byteOrderMark: false })
			return dataTables(plan, 'en', values).map((table) => ({
				person: 'p',
				plan,
				table,
				versions: versions.map(({ version }) => version),
				spec: {
					form: form.id,
					round: 'endline',
					values,
					table: table.name,
					filter: '',
					search: '',
					sort: null,
				},
				filter: {
					form: form.id,
					round: 'endline',
					statuses: finishedStatuses,
					void: false,
					demonstration: false,
					districts,
					inDistricts,
					role: 'data-manager' as const,
				},
			}))
		})
	}
	type Line = readonly [seq: number, line: number, cells: DataRow]
	const recordsOf = ({ filter }: TableQuery) =>
		listRecordsByArrival(server.store.reading, filter, { after: null, limit: 1000 })
	/** Reads all rows from the records, without the cache. */
	const read = async (looking: TableQuery): Promise<Line[]> => {
		const { table, plan } = looking
		const rows = await recordsOf(looking)
		return rows.flatMap((row) =>
			buildRows(table, row, plan).map((line, i): Line => [Number(row.first_seq), i, line]),
		)
	}
	const readLines = async (looking: TableQuery, names: ReadonlySet<string> | null): Promise<Line[]> => {
		const lines: Line[] = []
		const options = { names, now: server.clock.now, ended: new AbortController().signal }
		for await (const { seqs, lines: which, isIn, columns } of columnStore.readChunks(looking, options))
			for (let line = 0; line < seqs.length; line++)
				if (isIn(line))
					lines.push([
						seqs[line] ?? 0,
						which[line] ?? 0,
						Object.fromEntries([...columns].map(([name, column]) => [name, valueAt(column, line)])),
					])
		return lines.sort((a, b) => a[0] - b[0] || a[1] - b[1])
	}
	/** Replaces encrypted texts by a placeholder, as the cache does. */
	const inGeneral = (lines: readonly Line[], names: ReadonlySet<string> | null) =>
		lines.map(([seq, line, cells]) => [
			seq,
			line,
			Object.fromEntries(
				Object.entries(cells)
					.filter(([name]) => names?.has(name) ?? true)
					.map(([name, value]) => [name, isSealed(value) ? 'sealed' : value]),
			),
		])
	const isSame = async () => {
		const scopes = [
			// first, so that a cache written for one district would show in all others
			['all', ['PK609']],
			['all'],
			[['PK609']],
			[['PK609'], ['PK607']],
			[[]],
		] as const
		for (const [districts, inDistricts] of scopes)
			for (const looking of await queriesFor(districts, inDistricts))
				for (const names of [null, new Set(['age', 'record_status', 'years'])]) {
					const held =
						names &&
						new Set([...names].filter((name) => looking.table.columns.some((each) => each.name === name)))
					expect(inGeneral(await readLines(looking, held), held)).toEqual(
						inGeneral(await read(looking), held),
					)
					const arrived = await columnStore.arrivals(looking, new AbortController().signal)
					expect([...arrived]).toEqual((await recordsOf(looking)).map(({ first_seq }) => Number(first_seq)))
				}
	}
	const countStoredRows = async () => {
		const { n } = await server.store.reading.db
			.selectFrom('column_part')
			.select((eb) => eb.fn.countAll().as('n'))
			.executeTakeFirstOrThrow()
		return Number(n)
	}

	test('equals reading every record completely, for each table, in codes and labels, with the rights of the user', async () => {
		await isSame()
		expect(await countStoredRows()).toBeGreaterThan(100)
		// the table is not written again without changes
		const { last } = await server.store.reading.db
			.selectFrom('projection')
			.select((eb) => eb.fn.max(eb.cast<number>('cursor', 'integer')).as('last'))
			.where('name', '=', 'table-columns')
			.executeTakeFirstOrThrow()
		await isSame()
		expect(Number(last)).toBe((await server.store.head()).seq)
	})
	test('few adjacent changes are written, few scattered ones are read from records; a view has them in order of arrival', async () => {
		const [looking] = await queriesFor('all')
		if (!looking) throw new Error('the table is missing')
		const rows = await recordsOf(looking)
		const change = (seq: number) =>
			editAgain(
				edits.findIndex(({ revision }) => revision.record === rows.find((row) => row.first_seq === seq)?.id),
				{ age: 33 },
			)
		const storedUntil = async () => {
			await readLines(looking, null)
			return Number((await findColumnTable(server.store.reading, idOf(looking)))?.seq)
		}
		const firsts = rows.map(({ first_seq }) => Number(first_seq)).slice(20, 52)
		const [first = 0, , ...others] = firsts.filter((seq) => seq % 16 < 14)
		const otherChunk = others.find((seq) => Math.floor(seq / 16) !== Math.floor(first / 16)) ?? 0
		await storedUntil()
		await send([change(first), change(first + 1)])
		const until = await storedUntil()
		expect(until).toBe((await server.store.head()).seq)
		await send([change(first), change(otherChunk)])
		expect(await storedUntil()).toBe(until)
		const views = createTableViewCache(server.store, columnStore)
		const filtered = { ...looking, spec: { ...looking.spec, filter: 'age ge 0' } }
		const { seqs } = await views.find(filtered, { skipsCache: true, now: server.clock.now })
		expect([...seqs]).toEqual(rows.map(({ first_seq }) => Number(first_seq)))
	})
	test('and after a few changes, and after many, with new records and such that left the round', async () => {
		await send([editAgain(3, { age: 31 }), write(any())])
		await isSame()
		await send([
			...[5, 6, 7, 8, 9, 10, 20, 40, 59].map((at) => editAgain(at, { ...any(), age: 32 })),
			...Array.from({ length: 9 }, () => write(any(), 'PK609')),
			editAgain(11, { round: 'baseline' }),
			editAgain(12, { district: 'PK609' }),
		])
		await isSame()
		await deskEdit(server, manager.person, edits[13]?.revision.record ?? '', { $void: 'made up' } as never)
		await deskEdit(server, manager.person, edits[14]?.revision.record ?? '', { $status: 'approved' } as never)
		await isSame()
	})
	test.each([
		[
			'what the previous one could not',
			'not-understood',
			({ store, forms }: ServerForTests) => publishForms(store, forms, [form], new Date(0).toISOString()),
		],
		[
			'what took too long before',
			tooSlow,
			({ store, forms }: ServerForTests) => retrySlowRecords(store, forms, { pauseMs: 0 }),
		],
		[
			'all records in another way',
			null,
			async ({ store, forms }: ServerForTests) => {
				const [rows] = recordProjections(forms)
				const batch = { part: '', version: 'next', cursor: '', save: async () => {} }
				let after: string | null = ''
				while (after !== null) after = (await rows?.apply(store, { ...batch, after })) ?? null
			},
		],
	])('and after a newer version evaluated %s', async (_what, projection_error, evaluate) => {
		const { store } = server
		const [record = '', another = ''] = [16, 18].map((at) => edits[at]?.revision.record)
		await store.write(async (session) => {
			const { answers } = await session.db
				.selectFrom('record')
				.select('answers')
				.where('id', '=', another)
				.executeTakeFirstOrThrow()
			// the answers from before the failed evaluation stay
			const row = { answers, projection_error, void: 1 as const }
			await session.db.updateTable('record').set(row).where('id', '=', record).execute()
			await deleteColumnTables(session)
		})
		// another process that opens the existing cache
		await columnStore.close()
		columnStore = createColumnStore(store, (what) => server.failures.push(what), sizes)
		await isSame()
		await evaluate(server)
		await isSame()
		const rows = await store.reading.db.selectFrom('record').select('void').where('id', '=', record).execute()
		expect(rows).toEqual([{ void: 0 }])
	})
	test('a new version of the form, with one more question', async () => {
		const at = new Date(server.clock.now).toISOString()
		await publishForms(server.store, server.forms, [formOf(questions('text  more  More'))], at)
		await send([rewritten(write({ ...any(), more: 'new' }), { form: { id: form.id, ver: 2 } })])
		await isSame()
	})
	test('of sealed answers only their presence is stored, and erased records are removed at once', async () => {
		const record = edits[15]?.revision.record ?? ''
		const reply = await manager.post(`/api/records/${record}/erase`, {
			code: withdrawalCodeOf(record),
			reason: 'wrong',
		})
		expect(reply.status).toBe(204)
		expect(await countStoredRows()).toBe(0)
		await isSame()
		expect(await countStoredRows()).toBeGreaterThan(100)
	})
	test('a record erased while a table is first written is in no column, even with a decision about it', async () => {
		const { store } = server
		const gone = edits[17]?.revision
		const [looking] = await queriesFor('all')
		if (!gone || !looking) throw new Error('the table is missing')
		await store.write(async (session) => {
			await session.appendDecisions([
				{
					revision: edits[17]?.id ?? '',
					device: gone.device,
					quarantineReason: 'forbidden-move',
					decision: 'let-in' as const,
					person: manager.person.id,
					why: 'known',
				},
			])
			await deleteColumnTables(session)
		})
		const first = (await listRecordsByArrival(store.reading, looking.filter, { after: null, limit: 99 }))
			.filter(({ id }) => id === gone.record)
			.map(({ first_seq }) => Number(first_seq))
		let isErased = false
		await catchUp(store, looking, {
			sizes: usualSizes,
			now: server.clock.now,
			async next() {
				if (isErased) return
				isErased = true
				const request = { code: withdrawalCodeOf(gone.record), reason: 'wrong' }
				expect((await manager.post(`/api/records/${gone.record}/erase`, request)).status).toBe(204)
			},
		})
		const parts = await store.reading.db
			.selectFrom('column_part')
			.selectAll()
			.where('name', '=', '')
			.execute()
		const held = parts.flatMap(({ bytes }) => [...(decodeChunkPositions(new Map([['', bytes]]))?.seqs ?? [])])
		expect(held.length).toBeGreaterThan(50)
		expect(held).not.toContain(first[0])
	})
	test('two simultaneous requests build it once, and a disconnected one is told so', async () => {
		await server.store.write((session) => session.db.deleteFrom('column_table').execute())
		const [looking] = await queriesFor('all')
		if (!looking) throw new Error('the table is missing')
		const both = await Promise.all([readLines(looking, null), readLines(looking, null)])
		expect(both[0]).toEqual(both[1])
		const gone = new AbortController()
		gone.abort()
		const stretches = columnStore.readChunks(looking, {
			names: null,
			now: server.clock.now,
			ended: gone.signal,
		})
		await expect(drained(stretches)).rejects.toMatchObject({
			code: 'server-busy',
		})
	})
	test('a request just after a new version does not get the columns of the previous one', async () => {
		const [before] = await queriesFor('all')
		const at = new Date(server.clock.now).toISOString()
		const next = formOf(questions('text  more  More\n\ttext  most  Most'))
		await publishForms(server.store, server.forms, [next], at)
		await send([rewritten(write({ ...any(), most: 'newest' }), { form: { id: form.id, ver: 3 } })])
		const [after] = await queriesFor('all')
		if (!before || !after) throw new Error('the table is missing')
		await server.store.write((session) => deleteColumnTables(session))
		for (let times = 0; times < 2; times++) {
			const [old, newest] = await Promise.all([readLines(before, null), readLines(after, null)])
			expect(inGeneral(old ?? [], null)).toEqual(inGeneral(await read(before), null))
			expect(inGeneral(newest ?? [], null)).toEqual(inGeneral(await read(after), null))
		}
	})
})

async function drained(stretches: AsyncIterable<unknown>): Promise<void> {
	for await (const _ of stretches);
}
