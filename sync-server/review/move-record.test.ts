import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordDetail } from '#shared/revisions/record-detail'
import type { RecordMove } from '#shared/revisions/record-move'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/desk-for-tests.ts'
import { engines } from '../../tests/fresh-engines.ts'
import { enrolledPhone } from '../../tests/phone-for-tests.ts'
import { readStored } from '../sync/open-revision.ts'

const district = 'a_visit/line/district'
const age = 'd_about/about_1/age'

/** A move without what every one has. */
type Wanted = RecordMove extends infer Each
	? Each extends RecordMove
		? Omit<Each, 'seen' | 'why'> & { why?: string; seen?: string }
		: never
	: never

describe.each(engines)('what the desk does with a record on %s', (_, freshEngine) => {
	let server: ServerForTests
	let coordinator: Desk
	let manager: Desk
	let phone: TestPhone
	let post: Parameters<TestPhone['sync']>[0]
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		coordinator = await server.desk('coordinator', ['PK607'])
		manager = await server.desk('data-manager')
		const enrolled = await enrolledPhone(server)
		phone = enrolled.phone
		post = enrolled.post
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const detail = async (record: string) => (await manager.get(`/api/records/${record}`)).body as RecordDetail
	const move = async (desk: Desk, record: string, wanted: Wanted) =>
		desk.post(`/api/records/${record}/moves`, { why: '', seen: (await detail(record)).seen, ...wanted })
	const problemOf = ({ status, body }: { status: number; body: unknown }) =>
		status === 204 ? 'done' : (body as { problem: string }).problem

	async function finished(set: Edit['revision']['set'] = {}): Promise<Edit> {
		const first = phone.edit(phone.newRecord(), { [district]: 'PK607', [age]: 3, ...set })
		await phone.sync(post, [first])
		return first
	}

	test('returned with comments: the phone hears of it, and comment, correction and answer stand together', async () => {
		const first = await finished()
		const { record } = first.revision
		const notes = [
			{ about: '', text: 'Please look at this again' },
			{ about: age, text: 'Only three years old?' },
		]
		expect(problemOf(await move(coordinator, record, { kind: 'return', notes }))).toBe('done')
		const returned = await detail(record)
		expect(returned).toMatchObject({ status: 'returned', cases: [] })
		expect(returned.notes.map(({ about, text, isOpen }) => [about, text, isOpen])).toEqual([
			['', 'Please look at this again', true],
			[age, 'Only three years old?', true],
		])
		// no comment is an answer
		expect(returned.leftOver).toEqual({ [age]: 3 })
		expect(returned.history.at(-1)?.changes.map(({ path }) => path)).toEqual(['$status'])
		const { revisions } = await phone.sync(post)
		expect(revisions).toEqual([returned.history.at(-1)?.id])

		const back = await returnedEdit(first, revisions[0] as string, {
			$status: 'submitted',
			[age]: 30,
			[`@note/${age}/reply`]: 'A slip of the finger',
		})
		expect((await phone.sync(post, [back])).header.acks).toEqual([[back.id, 'stored']])
		const after = await detail(record)
		expect(after).toMatchObject({ status: 'submitted', cases: [], leftOver: { [age]: 30 } })
		expect(after.notes.map(({ text, isFromDesk, isOpen }) => [text, isFromDesk, isOpen])).toEqual([
			['Please look at this again', true, false],
			['Only three years old?', true, false],
			['A slip of the finger', false, false],
		])
		expect(after.history.at(-1)).toMatchObject({
			flags: [],
			changes: [{ path: '$status' }, { path: age, before: 3, after: 30 }],
		})
	})

	/** An edit on top of what the desk wrote, which a phone for tests has not opened. */
	async function returnedEdit(first: Edit, desk: string, set: Edit['revision']['set']): Promise<Edit> {
		const stored = (await server.store.revisionsById([desk]))[0]
		if (!stored) throw new Error('it is not stored')
		const revision = readStored(desk, stored.bytes)
		return phone.edit(first.revision.record, set, [first, { id: desk, revision, bytes: new Uint8Array() }])
	}

	test('nobody returns a record without a comment, or approves what they have not seen', async () => {
		const { revision } = await finished()
		const { record } = revision
		expect(problemOf(await move(coordinator, record, { kind: 'return', notes: [] }))).toBe('comment-missing')
		const { seen } = await detail(record)
		await phone.sync(post, [phone.edit(record, { [age]: 4 }, [await finishedOf(record)])])
		expect(problemOf(await move(coordinator, record, { kind: 'approve', seen }))).toBe('record-changed')
		expect(problemOf(await move(coordinator, record, { kind: 'approve' }))).toBe('done')
		expect(await detail(record)).toMatchObject({ status: 'approved' })
	})
	async function finishedOf(record: string): Promise<Edit> {
		const stored = (await server.store.revisionsOf(record))[0]
		if (!stored) throw new Error('it is not stored')
		return { id: stored.id, revision: readStored(stored.id, stored.bytes), bytes: new Uint8Array() }
	}

	test('only a data manager opens what was approved, and says why', async () => {
		const { revision } = await finished()
		const { record } = revision
		expect(problemOf(await move(coordinator, record, { kind: 'approve' }))).toBe('done')
		const notes = [{ about: age, text: 'Asked again by telephone' }]
		expect(problemOf(await move(coordinator, record, { kind: 'return', notes, why: 'x' }))).toBe(
			'not-allowed',
		)
		expect(problemOf(await move(manager, record, { kind: 'return', notes }))).toBe('reason-missing')
		const reopened = await move(manager, record, { kind: 'return', notes, why: 'The father called' })
		expect(problemOf(reopened)).toBe('done')
		const after = await detail(record)
		expect(after.status).toBe('returned')
		expect(after.history.at(-1)).toMatchObject({
			role: 'data-manager',
			why: 'The father called',
			changes: [{ path: '$status', before: 'approved', after: 'returned' }],
		})
	})
	test('a coordinator of other districts finds nothing', async () => {
		const { revision } = await finished()
		const other = await server.desk('coordinator', ['PK608'])
		expect(problemOf(await move(other, revision.record, { kind: 'approve' }))).toBe('not-found')
	})
})
