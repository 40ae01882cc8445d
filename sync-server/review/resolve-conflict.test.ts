import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { sealedPrefix } from '#shared/forms/sealed-answer-text'
import type { RecordDetail } from '#shared/review/record-response'
import { readRevision } from '#shared/revisions/revision'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'

const age = 'd_about/about_1/age'
const marital = 'd_about/about_1/marital'
const row = 'b_household/roster/members/@one'
/** Answers that make the questions below relevant. */
const base = {
	'a_visit/line/district': 'PK607',
	'a_visit/line/round': 'endline',
	'a_visit/line/hh_no': 12,
	'a_visit/line/cluster_id': 'PK607-01',
	'a_visit/door/contact': 'contacted',
	'b_household/roster/n_adults': 2,
	'b_household/roster/members/@other': 2,
	'b_household/choice/sel_avail': 'now',
	'c_consent/privacy_first/privacy': 'alone',
	'c_consent/agree/consent': 'yes',
	[age]: 30,
}

describe.each(engines)('resolving conflicts on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let phone: TestPhone
	let post: Parameters<TestPhone['sync']>[0]
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		const enrolled = await enrolledPhone(server)
		phone = enrolled.phone
		post = enrolled.post
	})
	afterAll(() => server.close())

	/** Creates a record with two concurrent changes. */
	async function recordWithConflict(
		root: Record<string, Answer | null>,
		here: Record<string, Answer | null>,
		there: Record<string, Answer | null>,
	): Promise<{ record: string; edits: Edit[] }> {
		const record = phone.newRecord()
		const first = phone.edit(record, { $status: 'submitted', ...base, ...root })
		const edits = [first, phone.edit(record, here, [first]), phone.edit(record, there, [first])]
		await phone.sync(post, edits)
		return { record, edits }
	}
	const detail = async (record: string) => (await manager.get(`/api/records/${record}`)).body as RecordDetail
	const decide = (record: string, value: unknown, conflictId: string, why = 'checked by telephone') =>
		manager.post(`/api/records/${record}/conflicts`, { conflict: conflictId, value, why })

	test('one answer, picked: the conflict is gone, the reason is in the history', async () => {
		const { record } = await recordWithConflict({}, { [age]: 31 }, { [age]: 32 })
		const [open] = (await detail(record)).conflicts
		expect(open).toMatchObject({ kind: 'field', path: age, base: 30 })
		expect(open?.sides.map(({ value }) => value).sort()).toEqual([31, 32])
		expect((await decide(record, 32, open?.id ?? '')).status).toBe(204)
		const after = await detail(record)
		expect(after.conflicts).toEqual([])
		expect(after.answers[age]).toBe(32)
		expect(after.history.at(-1)).toMatchObject({
			role: 'data-manager',
			phone: '',
			why: 'checked by telephone',
			changes: [{ path: age, after: 32 }],
		})
	})
	test('one answer, typed: an invalid value is refused, and nothing is written', async () => {
		const { record } = await recordWithConflict(
			{ [marital]: 'single' },
			{ [marital]: 'married' },
			{ [marital]: 'widowed' },
		)
		const [open] = (await detail(record)).conflicts
		const id = open?.id ?? ''
		expect((await decide(record, 'engaged', id)).body).toMatchObject({ problem: 'value-not-allowed' })
		expect((await decide(record, true, id)).body).toMatchObject({ problem: 'value-not-allowed' })
		expect((await decide(record, 'divorced', id, ' ')).body).toMatchObject({ problem: 'reason-missing' })
		expect((await detail(record)).history).toHaveLength(3)
		expect((await decide(record, 'divorced', id)).status).toBe(204)
		expect((await detail(record)).answers[marital]).toBe('divorced')
	})
	test('one answer, typed: it must meet the constraint, evaluated in the current record', async () => {
		const adults = 'b_household/roster/n_adults'
		const { record } = await recordWithConflict(
			{ 'b_household/roster/hh_size': 6 },
			{ [adults]: 3 },
			{ [adults]: 4 },
		)
		const [open] = (await detail(record)).conflicts
		// at most as many adults as people, in this household
		const { body } = await decide(record, 7, open?.id ?? '')
		expect(body).toMatchObject({ problem: 'value-not-allowed' })
		expect((await decide(record, 5, open?.id ?? '')).status).toBe(204)
	})
	test('one sealed answer: one side of it, since a value typed at the desk would be readable there', async () => {
		const cells = (...texts: string[]) => ({ line: 2, cells: texts })
		const published = await manager.post('/api/forms', {
			name: 'visit',
			sheets: [
				{
					name: 'survey',
					header: ['type', 'name', 'label', 'bind::zila:sealed_to', 'constraint'],
					rows: [cells('text', 'what', 'What', 'data-manager', 'string-length(.) < 9')],
				},
				{ name: 'settings', header: ['form_id'], rows: [cells('visit')] },
			],
		})
		expect(published.status).toBe(200)
		const record = phone.newRecord()
		const form = { id: 'visit', ver: 1 }
		const sealed = (name: string) => sealedPrefix + name.repeat(240)
		const edit = (name: string, parents: readonly Edit[] = []) =>
			rewritten(phone.edit(record, { $status: 'submitted', what: sealed(name) }, parents), { form })
		const first = edit('a')
		await phone.sync(post, [first, edit('b', [first]), edit('c', [first])])
		const [open] = (await detail(record)).conflicts
		expect(open?.sides.map(({ value }) => value).sort()).toEqual([sealed('b'), sealed('c')])
		const id = open?.id ?? ''
		expect((await decide(record, 'openly', id)).body).toMatchObject({ problem: 'value-not-allowed' })
		expect((await decide(record, sealed('b'), id)).status).toBe(204)
		expect((await detail(record)).answers.what).toBe(sealed('b'))
	})
	test('flags of two phones about sealed answers: one side of it, since nobody at the desk could calculate another', async () => {
		const cells = (...texts: string[]) => ({ line: 2, cells: texts })
		const published = await manager.post('/api/forms', {
			name: 'told',
			sheets: [
				{
					name: 'survey',
					header: ['type', 'name', 'label', 'bind::zila:sealed_to', 'calculation', 'bind::zila:flag'],
					rows: [
						cells('text', 'what', 'What', 'data-manager'),
						cells('calculate', 'length', '', '', 'string-length(${what})', 'yes'),
						cells('calculate', 'twice', '', '', '${length} * 2'),
					],
				},
				{ name: 'settings', header: ['form_id'], rows: [cells('told')] },
			],
		})
		expect(published.status).toBe(200)
		const record = phone.newRecord()
		const form = { id: 'told', ver: 1 }
		const edit = (name: string, length: number, parents: readonly Edit[] = []) => {
			const what = sealedPrefix + name.repeat(240)
			return rewritten(phone.edit(record, { $status: 'submitted', what, length }, parents), { form })
		}
		const first = edit('a', 4)
		await phone.sync(post, [first, edit('b', 8, [first]), edit('c', 9, [first])])
		const before = await detail(record)
		expect(before.conflicts.map(({ path }) => path).sort()).toEqual(['length', 'what'])
		expect(before.answers.twice).toBe(Number(before.answers.length) * 2)
		const id = before.conflicts.find(({ path }) => path === 'length')?.id ?? ''
		expect((await decide(record, 10, id)).body).toMatchObject({ problem: 'value-not-allowed' })
		expect((await decide(record, 9, id)).status).toBe(204)
		expect((await detail(record)).answers).toMatchObject({ length: 9, twice: 18 })
		expect((await detail(record)).conflicts.map(({ path }) => path)).toEqual(['what'])
	})
	test('of cancelled here and edited there, as decided; the reason must be one of the sides', async () => {
		for (const value of ['entered twice', null]) {
			const record = phone.newRecord()
			const first = phone.edit(record, { $status: 'submitted', ...base })
			await phone.sync(post, [first])
			await deskEdit(server, manager.person, record, { $void: 'entered twice' })
			await phone.sync(post, [phone.edit(record, { [age]: 41 }, [first])])
			const before = await detail(record)
			expect(before.conflicts.map(({ kind }) => kind)).toEqual(['void'])
			expect(before.void).toBeNull()
			const id = before.conflicts[0]?.id ?? ''
			expect((await decide(record, ' ', id)).body).toMatchObject({ problem: 'value-not-allowed' })
			expect((await decide(record, value, id)).status).toBe(204)
			expect(await detail(record)).toMatchObject({ void: value, conflicts: [] })
		}
	})
	test('of complete here and still a draft there, as decided; no third status', async () => {
		for (const value of ['draft', 'submitted']) {
			const record = phone.newRecord()
			const first = phone.edit(record, { $status: 'draft', ...base })
			const finish = phone.edit(record, { $status: 'submitted' }, [first])
			await phone.sync(post, [first, finish, phone.edit(record, { $status: 'draft', [age]: 41 }, [first])])
			const before = await detail(record)
			expect(before.conflicts.map(({ kind }) => kind)).toEqual(['status'])
			const id = before.conflicts[0]?.id ?? ''
			expect((await decide(record, 'returned', id)).body).toMatchObject({ problem: 'value-not-allowed' })
			expect((await decide(record, value, id)).status).toBe(204)
			expect(await detail(record)).toMatchObject({ status: value, conflicts: [] })
		}
	})
	test('a record with as many heads as phones can give it can be resolved', async () => {
		const record = phone.newRecord()
		const first = phone.edit(record, { $status: 'submitted', ...base })
		const sides = Array.from({ length: 498 }, (_, i) => phone.edit(record, { [age]: 20 + (i % 60) }, [first]))
		await phone.sync(post, [first])
		for (let at = 0; at < sides.length; at += 50) await phone.sync(post, sides.slice(at, at + 50))
		const [open] = (await detail(record)).conflicts
		expect(open?.sides).toHaveLength(498)
		expect((await decide(record, 50, open?.id ?? '')).status).toBe(204)
		const after = await detail(record)
		expect(after.conflicts).toEqual([])
		expect(after.answers[age]).toBe(50)
		// every phone can read what the desk wrote
		for (;;) {
			const { revisions, header } = await phone.sync(post)
			expect(revisions.length).toBeLessThan(400)
			if (!header.more) break
		}
		const written = (await server.store.revisionsOf(record)).slice(499)
		expect(written.length).toBeGreaterThan(0)
		for (const { bytes } of written) expect(readRevision(inflateRawSync(bytes))).not.toBeNull()
	}, 120_000)
	test('resolved twice: the second gets the reply that it is done', async () => {
		const { record } = await recordWithConflict({}, { [age]: 31 }, { [age]: 32 })
		const id = (await detail(record)).conflicts[0]?.id ?? ''
		const both = await Promise.all([decide(record, 31, id), decide(record, 32, id)])
		expect(both.map(({ status }) => status).sort()).toEqual([204, 409])
	})
	test('a row deleted here and edited there: kept or deleted, as decided', async () => {
		for (const isRowKept of [true, false]) {
			const { record } = await recordWithConflict(
				{ [row]: 1, [`${row}/m_age`]: 40 },
				{ [row]: null },
				{ [`${row}/m_age`]: 41 },
			)
			const [open] = (await detail(record)).conflicts
			expect(open?.kind).toBe('row')
			expect((await decide(record, isRowKept, open?.id ?? '')).status).toBe(204)
			const after = await detail(record)
			expect(after.conflicts).toEqual([])
			expect(after.answers[`${row}/m_age`]).toBe(isRowKept ? 41 : undefined)
		}
	})
	test('an answer after the approval: accepted or not, it never counts by itself', async () => {
		for (const isAccepted of [true, false]) {
			const record = phone.newRecord()
			const first = phone.edit(record, { $status: 'submitted', ...base })
			await phone.sync(post, [first])
			await deskEdit(server, manager.person, record, { $status: 'approved' })
			const late = phone.edit(record, { [age]: 77 }, [first])
			await phone.sync(post, [late])
			const before = await detail(record)
			expect(before.answers[age]).toBe(30)
			expect(before.conflicts.map(({ kind }) => kind)).toEqual(['late'])
			expect((await decide(record, isAccepted, before.conflicts[0]?.id ?? '')).status).toBe(204)
			const after = await detail(record)
			expect(after).toMatchObject({ status: 'approved', conflicts: [] })
			expect(after.answers[age]).toBe(isAccepted ? 77 : 30)
		}
	})
	test('the phone is told the decision', async () => {
		const { record } = await recordWithConflict({}, { [age]: 31 }, { [age]: 32 })
		await phone.sync(post)
		await decide(record, 32, (await detail(record)).conflicts[0]?.id ?? '')
		const reply = await phone.sync(post)
		expect(reply.revisions).toHaveLength(1)
		expect(Object.values(reply.authors)).toMatchObject([{ role: 'data-manager' }])
	})
	test('coordinators and administrators cannot resolve a conflict; another district is not found', async () => {
		const { record } = await recordWithConflict({}, { [age]: 31 }, { [age]: 32 })
		const id = (await detail(record)).conflicts[0]?.id ?? ''
		const decision = { conflict: id, value: 31, why: 'because' }
		const coordinator = await server.desk('coordinator', ['PK607'])
		const elsewhere = await server.desk('data-manager', ['PK608'])
		expect((await coordinator.get(`/api/records/${record}`)).status).toBe(200)
		expect((await coordinator.post(`/api/records/${record}/conflicts`, decision)).status).toBe(403)
		expect((await elsewhere.get(`/api/records/${record}`)).status).toBe(404)
		expect((await elsewhere.post(`/api/records/${record}/conflicts`, decision)).status).toBe(404)
	})
})
