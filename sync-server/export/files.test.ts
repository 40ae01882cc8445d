import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealedPrefix } from '#shared/forms/sealed-answer-text'
import { readCsvTable } from '#shared/kernel/csv'
import type { RecordDetail } from '#shared/review/record-response'
import { formOf } from '#shared/testing/scenario'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { publishForms } from '../sync/publish-form.ts'

const older = formOf(`
	type     name      label       bind::zila:personal
	text     round     Round
	text     nickname  Nickname    yes
	integer  height    Height
	integer  age       Age
	text     remark    Remark
`)
const newer = formOf(`
	type     name      label       relevant
	audit    audit     -           -
	text     round     Round       -
	text     nickname  Nickname    -
	integer  age       Age         -
	text     remark    Remark      \${age} > 40
`)

describe.each(engines)('contents of the exports on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let phone: TestPhone
	let post: Parameters<TestPhone['sync']>[0]
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		await publishForms(server.store, server.forms, [older, newer], '2026-01-15T00:00:00.000Z')
		manager = await server.desk('data-manager')
		const enrolled = await enrolledPhone(server, { code: 'amina' })
		phone = enrolled.phone
		post = enrolled.post
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const edit = (record: string, set: Edit['revision']['set'], seen: Edit[] = [], ver = 2) =>
		rewritten(phone.edit(record, set, seen), { form: { id: 'scenario', ver } })
	const startRecord = (set: Edit['revision']['set'] = {}, ver = 2) =>
		edit(phone.newRecord(), { $status: 'submitted', round: 'endline', age: 30, ...set }, [], ver)
	async function tables(): Promise<Map<string, Record<string, string>[]>> {
		const { raw } = await manager.get('/api/export?form=scenario&values=codes&round=endline&mark=0')
		return new Map([...unzip(raw)].map(([name, bytes]) => [name, readCsvTable(bytes.toString('utf8'))]))
	}
	const conflictRowsOf = async (record: string) =>
		((await tables()).get('disagreements.csv') ?? [])
			.filter((row) => row.record_id === record)
			.map(({ kind, question, state, said }) => `${kind} ${question} ${state} ${said}`)
	const detail = async (record: string) => (await manager.get(`/api/records/${record}`)).body as RecordDetail
	const decide = async (record: string, value: unknown) => {
		const [open] = (await detail(record)).conflicts
		return manager.post(`/api/records/${record}/conflicts`, { conflict: open?.id, value, why: 'asked again' })
	}

	test('a text with an identity card or telephone number is flagged, before the export too', async () => {
		const count = async () => (await manager.get('/api/export/identifying?form=scenario&round=endline')).body
		expect(await count()).toEqual({ texts: 0 })
		const identifying = startRecord({ age: 50, remark: 'Her brother: 0300 1234567' })
		const card = startRecord({ age: 50, remark: 'کارڈ ۳۷۴۰۵-۱۲۳۴۵۶۷-۸' })
		// No file contains nicknames or irrelevant answers.
		const hidden = startRecord({ remark: '03001234567', nickname: '03001234567' })
		await phone.sync(post, [identifying, card, hidden])
		expect(await count()).toEqual({ texts: 2 })
		expect((await tables()).get('identifying.csv')).toEqual(
			[identifying, card].map(({ revision: { record } }, i) => ({
				record_id: record,
				row_id: '',
				question: 'remark',
				where: 'answer',
				what: i === 0 ? 'telephone' : 'id-card',
			})),
		)
		// Answers of conflict sides and reasons are in a file too.
		const { record } = hidden.revision
		const sides = ['0300 7654321', 'nothing'].map((remark) => edit(record, { age: 50, remark }, [hidden]))
		await phone.sync(post, sides)
		expect(await count()).toEqual({ texts: expect.any(Number) })
		const [open] = (await detail(record)).conflicts
		const reply = await manager.post(`/api/records/${record}/conflicts`, {
			conflict: open?.id,
			value: 'nothing',
			why: 'she called from 0300 7654321',
		})
		expect(reply.status).toBe(204)
		const named = ((await tables()).get('identifying.csv') ?? []).filter((row) => row.record_id === record)
		expect(named.map(({ where }) => where)).toEqual(expect.arrayContaining(['disagreement', 'reason']))
		expect(named.map(({ where }) => where)).not.toContain('answer')
	})
	test('an answer of an older version has its column, a hidden answer is an empty cell', async () => {
		const old = startRecord({ height: 170, remark: 'old' }, 1)
		const now = startRecord({ height: 171, remark: 'hidden, since the age is 30' })
		await phone.sync(post, [old, now])
		const rows = (await tables()).get('scenario.csv') ?? []
		const rowOf = (record: string) => rows.find(({ record_id }) => record_id === record)
		expect(rowOf(old.revision.record)).toMatchObject({ form_version: '1', height: '170', remark: 'old' })
		expect(rowOf(now.revision.record)).toMatchObject({ form_version: '2', height: '171', remark: '' })
		expect(Object.keys(rows[0] ?? {})).not.toContain('is_void')
		expect(Object.keys(rows[0] ?? {})).not.toContain('nickname')
	})
	test('a superseded conflict was not resolved and has no row', async () => {
		const root = startRecord()
		const { record } = root.revision
		await phone.sync(post, [root, edit(record, { age: 31 }, [root]), edit(record, { age: 32 }, [root])])
		expect(await conflictRowsOf(record)).toHaveLength(2)
		await phone.sync(post, [edit(record, { age: 33 }, [root])])
		expect((await conflictRowsOf(record)).sort()).toEqual([31, 32, 33].map((age) => `field age open ${age}`))
		expect((await decide(record, 32)).status).toBe(204)
		expect((await conflictRowsOf(record)).sort()).toEqual([
			'field age decided 31',
			'field age decided 32',
			'field age decided 33',
			'field age decision 32',
		])
	})
	test('a record waiting for its first revision has a row until that arrives', async () => {
		const root = startRecord()
		const { record } = root.revision
		await phone.sync(post, [edit(record, { $status: 'submitted', round: 'endline', age: 31 }, [root])])
		expect((await detail(record)).conflicts.map(({ kind }) => kind)).toEqual(['waiting'])
		const rows = await server.store.reading.db
			.selectFrom('conflict')
			.select(['kind', 'closed_by'])
			.where('record', '=', record)
			.execute()
		expect(rows).toEqual([{ kind: 'waiting', closed_by: null }])
		await phone.sync(post, [root])
		expect(await conflictRowsOf(record)).toEqual([])
	})
	test('late changes are listed answer by answer, and so is their resolution', async () => {
		const root = startRecord()
		const { record } = root.revision
		await phone.sync(post, [root])
		await deskEdit(server, manager.person, record, { $status: 'approved' })
		const first = edit(record, { age: 50, remark: 'late' }, [root])
		await phone.sync(post, [first, edit(record, { age: 51 }, [root, first])])
		const sides = ['age 50', 'age 51', 'remark late']
		const lines = (state: string, answers = sides) =>
			answers.map((each) => `late ${each.replace(' ', ` ${state} `)}`)
		expect((await conflictRowsOf(record)).sort()).toEqual(lines('open'))
		await decide(record, true)
		expect((await conflictRowsOf(record)).sort()).toEqual(
			[...lines('decided'), ...lines('decision', ['age 51', 'remark late'])].sort(),
		)
	})
	test('form audits are a file of their own, give no conflict, and add up both phones', async () => {
		const root = startRecord({ audit: 'audit1 5000 0\nage 5000 1 1' })
		const { record } = root.revision
		const sides = [
			edit(record, { remark: 'here', audit: 'audit1 9000 1\nage 9000 1 2' }, [root]),
			edit(record, { age: 31, audit: 'audit1 6500 0\nage 6500 2 2' }, [root]),
		] as const
		await phone.sync(post, [root, ...sides])
		expect(await conflictRowsOf(record)).toEqual([])
		const auditRows = (await tables())
			.get('scenario-audit.csv')
			?.filter(({ record_id }) => record_id === record)
		expect(auditRows?.map(({ question, seconds, pauses }) => [question, seconds, pauses])).toEqual([
			['', '10.5', '1'],
			['age', '10.5', ''],
		])
		// Nor is it disclosed in a late revision.
		await deskEdit(server, manager.person, record, { $status: 'approved' })
		await phone.sync(post, [edit(record, { age: 32, audit: 'audit1 20000 1\nage 20000 3 3' }, [...sides])])
		expect(await conflictRowsOf(record)).toEqual(['late age open 32'])
	})
	test('an answer that identifies a person in any version is excluded, and so is an unknown one', async () => {
		const root = startRecord({ nickname: 'Gul Bano', unheard: 'of' })
		const { record } = root.revision
		const sides = [
			edit(record, { nickname: 'Gul Ab', unheard: 'x' }, [root]),
			edit(record, { nickname: 'Gul Shan', unheard: 'y' }, [root]),
		]
		await phone.sync(post, [root, ...sides])
		expect((await conflictRowsOf(record)).sort()).toEqual([
			'field nickname open ',
			'field nickname open ',
			'field unheard open ',
			'field unheard open ',
		])
		// with a space, so that no random id contains it
		const everything = [...(await tables()).values()].flat().flatMap((row) => Object.values(row))
		expect(everything.filter((cell) => cell.includes('Gul '))).toEqual([])
	})
	test('hundreds of conflicts, and one with hundreds of sides, are complete and in order', async () => {
		const root = startRecord(Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`q${i}`, 0])))
		const { record } = root.revision
		const set = (value: number) => Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`q${i}`, value]))
		await phone.sync(post, [root, edit(record, set(1), [root]), edit(record, set(2), [root])])
		const wide = startRecord()
		const sides = Array.from({ length: 450 }, (_, i) => edit(wide.revision.record, { age: 100 + i }, [wide]))
		await phone.sync(post, [wide])
		for (let at = 0; at < sides.length; at += 150) await phone.sync(post, sides.slice(at, at + 150))
		expect(await conflictRowsOf(record)).toHaveLength(500)
		expect(new Set(await conflictRowsOf(wide.revision.record)).size).toBe(450)
	})
	test('the announced number of records equals that of the file: no drafts, no cancelled ones', async () => {
		const counted = async () =>
			(await manager.get('/api/export/count?form=scenario&round=endline')).body as {
				records: number
				disputed: number
			}
		const before = await counted()
		const roots = [startRecord(), startRecord({ $status: 'draft' }), startRecord()] as const
		const sides = roots.flatMap((root) => [31, 32].map((age) => edit(root.revision.record, { age }, [root])))
		await phone.sync(post, [...roots, ...sides])
		await deskEdit(server, manager.person, roots[2].revision.record, { $void: 'twice' })
		expect(await counted()).toMatchObject({ records: before.records + 1, disputed: before.disputed + 1 })
		const rows = (await tables()).get('scenario.csv') ?? []
		expect(rows).toHaveLength(before.records + 1)
		expect(rows.filter(({ open_cases }) => open_cases !== '0')).toHaveLength(before.disputed + 1)
		expect((await manager.get('/api/export/count?form=focus_group&round=pilot')).body).toEqual({
			records: 0,
			disputed: 0,
			traits: null,
			places: 'excluded',
		})
	})
	test('two exports of one state are identical to the byte, whenever they are created', async () => {
		const url = '/api/export?form=scenario&values=codes&round=endline'
		const once = await manager.get(url)
		server.clock.now += 50 * 60_000
		expect((await manager.get(url)).raw.equals(once.raw)).toBe(true)
	})
	test('a flag has a column and a dictionary row, with the value from the phone, next to the sealed answer', async () => {
		const flagged = formOf(`
			type       name     label    bind::zila:sealed_to  calculation                                       bind::zila:flag
			text       round    Round
			text       contact  Contact  data-manager
			calculate  short    -        -                     if(string-length(\${contact}) < 7, 'short', 'ok')  yes
		`)
		await publishForms(
			server.store,
			server.forms,
			[{ ...flagged, id: 'flagged' }],
			'2026-01-15T00:00:00.000Z',
		)
		const contact = sealedPrefix + 'c'.repeat(240)
		const set = { $status: 'submitted', round: 'endline', contact, short: 'ok' }
		const root = rewritten(phone.edit(phone.newRecord(), set), { form: { id: 'flagged', ver: 1 } })
		await phone.sync(post, [root])
		const { raw } = await manager.get('/api/export?form=flagged&values=codes&round=endline&mark=0')
		const files = new Map(
			[...unzip(raw)].map(([name, bytes]) => [name, readCsvTable(bytes.toString('utf8'))]),
		)
		expect(files.get('flagged.csv')).toMatchObject([{ contact, short: 'ok' }])
		expect(JSON.stringify(files.get('dictionary.csv'))).toContain('"short"')
	})
})
