import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomId } from '#shared/kernel/ids'
import type { RecordDetail } from '#shared/review/record-response'
import type { ReviewAction } from '#shared/review/review-action'
import { revisionToSign, signatureFrame } from '#shared/sync/revision-frame'
import { type Edit, readReply, type TestPhone } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { allocateDeskCounters } from '../storage/people/devices.ts'
import { readStored } from '../sync/decode-revision.ts'

const district = 'a_visit/line/district'
const age = 'd_about/about_1/age'

/** A review action without the fields that all have in common. */
type ActionWithoutCommon = ReviewAction extends infer Each
	? Each extends ReviewAction
		? Omit<Each, 'seen' | 'why'> & { why?: string; seen?: string }
		: never
	: never

describe.each(engines)('review actions on %s', (_, freshEngine) => {
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
	const review = async (desk: Desk, record: string, action: ActionWithoutCommon) =>
		desk.post(`/api/records/${record}/review`, { why: '', seen: (await detail(record)).seen, ...action })
	const problemOf = ({ status, body }: { status: number; body: unknown }) =>
		status === 204 ? 'done' : (body as { problem: string }).problem

	async function finished(set: Edit['revision']['set'] = {}): Promise<Edit> {
		const first = phone.edit(phone.newRecord(), { [district]: 'PK607', [age]: 3, ...set })
		await phone.sync(post, [first])
		return first
	}

	test('returned with comments: the phone is told, and comment, correction and reply are listed together', async () => {
		const first = await finished()
		const { record } = first.revision
		const notes = [
			{ about: '', text: 'Please look at this again' },
			{ about: age, text: 'Only three years old?' },
		]
		expect(problemOf(await review(coordinator, record, { kind: 'return', notes }))).toBe('done')
		const returned = await detail(record)
		expect(returned).toMatchObject({ status: 'returned', conflicts: [] })
		expect(returned.notes.map(({ about, text, isOpen }) => [about, text, isOpen])).toEqual([
			['', 'Please look at this again', true],
			[age, 'Only three years old?', true],
		])
		// comments are not answers
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
		expect(after).toMatchObject({ status: 'submitted', conflicts: [], leftOver: { [age]: 30 } })
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

	test('a record with an open conflict or quality flag, or one that could not be read, is approved only with a reason', async () => {
		const conflict = await finished()
		const { record } = conflict.revision
		const side = (value: number) => phone.edit(record, { [age]: value }, [conflict])
		await phone.sync(post, [side(4), side(5)])
		expect((await detail(record)).conflicts).toHaveLength(1)
		const flagged = (await finished()).revision.record
		const unread = (await finished()).revision.record
		const update = (id: string, set: { open_flags?: number; projection_error?: string }) =>
			server.store.changing.db.updateTable('record').set(set).where('id', '=', id).execute()
		await update(flagged, { open_flags: 2 })
		await update(unread, { projection_error: 'TooSlow' })
		for (const id of [record, flagged, unread]) {
			expect(problemOf(await review(manager, id, { kind: 'approve' }))).toBe('reason-missing')
			expect(problemOf(await review(manager, id, { kind: 'approve', why: '  ' }))).toBe('reason-missing')
			expect((await detail(id)).status).toBe('submitted')
			const explained = await review(manager, id, { kind: 'approve', why: 'called the household' })
			expect(problemOf(explained)).toBe('done')
			const approved = await detail(id)
			expect([approved.status, approved.history.at(-1)?.why]).toEqual(['approved', 'called the household'])
		}
	})

	/** Builds an edit on top of a desk revision, which the test phone has not read. */
	async function returnedEdit(first: Edit, desk: string, set: Edit['revision']['set']): Promise<Edit> {
		const stored = (await server.store.revisionsById([desk]))[0]
		if (!stored) throw new Error('the revision is not stored')
		const revision = readStored(desk, stored.bytes)
		return phone.edit(first.revision.record, set, [first, { id: desk, revision, bytes: new Uint8Array() }])
	}

	test('returning needs a comment, and approving needs the latest state on the screen', async () => {
		const { revision } = await finished()
		const { record } = revision
		expect(problemOf(await review(coordinator, record, { kind: 'return', notes: [] }))).toBe(
			'comment-missing',
		)
		const { seen } = await detail(record)
		await phone.sync(post, [phone.edit(record, { [age]: 4 }, [await finishedOf(record)])])
		expect(problemOf(await review(coordinator, record, { kind: 'approve', seen }))).toBe('record-changed')
		expect(problemOf(await review(coordinator, record, { kind: 'approve' }))).toBe('done')
		expect(await detail(record)).toMatchObject({ status: 'approved' })
	})
	async function finishedOf(record: string): Promise<Edit> {
		const stored = (await server.store.revisionsOf(record))[0]
		if (!stored) throw new Error('the revision is not stored')
		return { id: stored.id, revision: readStored(stored.id, stored.bytes), bytes: new Uint8Array() }
	}

	test('only a data manager reopens an approved record, with a reason', async () => {
		const { revision } = await finished()
		const { record } = revision
		expect(problemOf(await review(coordinator, record, { kind: 'approve' }))).toBe('done')
		const notes = [{ about: age, text: 'Asked again by telephone' }]
		expect(problemOf(await review(coordinator, record, { kind: 'return', notes, why: 'x' }))).toBe(
			'not-allowed',
		)
		expect(problemOf(await review(manager, record, { kind: 'return', notes }))).toBe('reason-missing')
		const reopened = await review(manager, record, { kind: 'return', notes, why: 'The father called' })
		expect(problemOf(reopened)).toBe('done')
		const after = await detail(record)
		expect(after.status).toBe('returned')
		expect(after.history.at(-1)).toMatchObject({
			role: 'data-manager',
			why: 'The father called',
			changes: [{ path: '$status', before: 'approved', after: 'returned' }],
		})
	})
	test('[F34] reassigned to another enumerator, it is sent to her complete, and what the first still sends counts and is flagged', async () => {
		const first = await finished()
		const { record } = first.revision
		const hers = await enrolledPhone(server, { districts: ['PK607'] })
		const elsewhere = await enrolledPhone(server, { districts: ['PK608'] })
		// her phone has received everything up to now
		await hers.phone.sync(hers.post)
		const notes = [{ about: age, text: 'Please go there again' }]
		const to = hers.person
		expect(
			problemOf(await review(coordinator, record, { kind: 'reassign', to: elsewhere.person, notes })),
		).toBe('reassignment-not-possible')
		expect(problemOf(await review(coordinator, record, { kind: 'reassign', to, notes }))).toBe('done')
		const handed = await detail(record)
		expect(handed).toMatchObject({ status: 'returned', owner: { id: to } })
		const given = handed.history.at(-1)
		expect(given?.reassignedTo).toBe(handed.owner.name)

		// both phones receive it; hers requests the ancestors
		expect((await phone.sync(post)).revisions).toEqual([given?.id])
		const reply = await hers.phone.sync(hers.post)
		expect(reply.revisions).toEqual([given?.id])
		const wants = readStored(given?.id ?? '', await bytesOf(given?.id ?? '')).parents
		const request = await hers.phone.request([], { wants })
		expect((await readReply(await hers.post(request.body))).revisions).toEqual([first.id])
		// a record that was reassigned to her is no longer sent to the first phone
		const again = await phone.request([], { wants })
		expect((await readReply(await post(again.body))).revisions).toEqual([])

		const seen = [first, await asEdit(given?.id ?? '')]
		const corrected = hers.phone.edit(record, { $status: 'submitted', [age]: 31 }, seen)
		expect((await hers.phone.sync(hers.post, [corrected])).header.acks).toEqual([[corrected.id, 'stored']])
		expect(await detail(record)).toMatchObject({
			status: 'submitted',
			leftOver: { [age]: 31 },
			conflicts: [],
		})
		// the first was offline meanwhile
		const late = phone.edit(record, { [district]: 'PK607', other: 5 }, [first])
		expect((await phone.sync(post, [late])).header.acks).toEqual([[late.id, 'stored']])
		const after = await detail(record)
		expect(after.history.at(-1)).toMatchObject({ id: late.id, flags: ['handed-on'] })
		expect(after.leftOver).toMatchObject({ other: 5 })
		expect((await hers.phone.sync(hers.post)).revisions).toEqual([late.id])
		// no other user may write in it, and no phone may reassign it
		const stranger = elsewhere.phone.edit(record, { [age]: 9 }, seen)
		expect((await elsewhere.phone.sync(elsewhere.post, [stranger])).header.acks).toEqual([
			[stranger.id, 'quarantined'],
		])
		const taken = phone.edit(record, { '@record/owner': elsewhere.person }, [first])
		expect((await phone.sync(post, [taken])).header.acks).toEqual([[taken.id, 'quarantined']])
		expect((await detail(record)).owner.id).toBe(to)
	})
	const bytesOf = async (id: string) => (await server.store.revisionsById([id]))[0]?.bytes ?? new Uint8Array()
	async function asEdit(id: string): Promise<Edit> {
		return { id, revision: readStored(id, await bytesOf(id)), bytes: new Uint8Array() }
	}
	/** Builds a desk revision as it would be from before the restore of the server. */
	async function asWrittenBefore(edit: Edit): Promise<Edit> {
		const desk = await server.desk('data-manager')
		const device = randomId(randomBytes)
		await server.store.write(async (session) => {
			await allocateDeskCounters(session, {
				person: desk.person.id,
				newId: device,
				count: 1,
				at: session.at,
			})
		})
		return rewritten(edit, { author: desk.person.id, device })
	}
	/** Returns a desk revision to the server through a phone. */
	async function returnThroughPhone(by: Awaited<ReturnType<typeof enrolledPhone>>, edit: Edit) {
		const signature = server.signer.sign(revisionToSign(edit.id))
		const frames = [...(await by.phone.frames([edit])), signatureFrame(edit.id, signature)]
		return readReply(await by.post((await by.phone.request(frames)).body))
	}

	test('a decision of the desk may be sent back to a server before its record: the author of the record is told of it', async () => {
		const first = phone.edit(phone.newRecord(), { [district]: 'PK607', [age]: 3 })
		const { record } = first.revision
		const returned = await asWrittenBefore(phone.edit(record, { $status: 'returned' }, [first]))
		const before = await enrolledPhone(server, { districts: ['PK607'] })
		expect((await returnThroughPhone(before, returned)).header.acks).toEqual([
			[returned.id, 'waiting-parent'],
		])
		await phone.sync(post)
		expect((await phone.sync(post, [first])).revisions).toEqual([returned.id])
		expect(await detail(record)).toMatchObject({ status: 'returned', owner: { id: phone.enrolled.person } })
		expect((await phone.sync(post)).revisions).toEqual([])
	})
	test('a correction may reach a restored server before the assignment is sent to its author again', async () => {
		const first = await finished()
		const { record } = first.revision
		const hers = await enrolledPhone(server, { districts: ['PK607'] })
		const handing = await asWrittenBefore(
			phone.edit(record, { $status: 'returned', '@record/owner': hers.person }, [first]),
		)
		const corrected = hers.phone.edit(record, { $status: 'submitted', [age]: 31 }, [first, handing])
		const onTop = rewritten(corrected, { parents: [handing.id] })
		expect((await hers.phone.sync(hers.post, [onTop])).header.acks).toEqual([[onTop.id, 'waiting-parent']])
		expect((await returnThroughPhone(hers, handing)).header.acks).toEqual([[handing.id, 'stored']])
		expect(await detail(record)).toMatchObject({
			status: 'submitted',
			owner: { id: hers.person },
			leftOver: { [age]: 31 },
			conflicts: [],
		})
	})
	test('[F33] a record waiting for a part that only a dead phone had is taken over; if that arrives after all, it is merged or a conflict', async () => {
		const first = await finished()
		const { record } = first.revision
		const lost = phone.edit(record, { 'm/@one': 1, [age]: 5 }, [first])
		const child = phone.edit(record, { 'm/@one/n': 7, b: 'x' }, [first, lost])
		expect((await phone.sync(post, [child])).header.acks).toEqual([[child.id, 'waiting-parent']])
		expect((await detail(record)).conflicts.map(({ kind }) => kind)).toEqual(['waiting'])
		const taking = { kind: 'adopt', why: 'Her phone fell into the canal' } as const
		expect(problemOf(await review(coordinator, record, taking))).toBe('not-allowed')
		expect(problemOf(await review(manager, record, { kind: 'adopt' }))).toBe('reason-missing')
		expect(problemOf(await review(manager, record, taking))).toBe('done')
		const after = await detail(record)
		expect(after).toMatchObject({
			status: 'submitted',
			conflicts: [],
			leftOver: { 'm/@one/n': 7, b: 'x', [age]: 3 },
		})
		expect(after.leftOver['m/@one']).toBeDefined()
		expect(after.history.at(-1)).toMatchObject({ role: 'data-manager', why: 'Her phone fell into the canal' })
		expect(problemOf(await review(manager, record, taking))).toBe('record-changed')

		// the adopted revision arrives after all; meanwhile the desk has set another value there
		expect((await phone.sync(post, [lost])).header.acks).toEqual([[lost.id, 'stored']])
		const found = await detail(record)
		expect(found.leftOver).toMatchObject({ 'm/@one/n': 7, b: 'x', [age]: 5 })
		expect(found.conflicts.map(({ kind, path }) => `${kind} ${path}`)).toEqual(['field m/@one'])
	})
	test('[F33] without its root, the existing revisions become the record, and belong to their author', async () => {
		const root = phone.edit(phone.newRecord(), { [district]: 'PK607', [age]: 3 })
		const { record } = root.revision
		const child = phone.edit(record, { [district]: 'PK607', [age]: 4 }, [root])
		await phone.sync(post, [child])
		expect(problemOf(await review(manager, record, { kind: 'adopt', why: 'gone' }))).toBe('done')
		const after = await detail(record)
		expect(after).toMatchObject({ status: 'submitted', conflicts: [], leftOver: { [age]: 4 } })
		expect(after.owner.id).toBe(child.revision.author)
		// the adopter may write in it, and so may the author of the root
		const more = phone.edit(record, { b: 1 }, [await asEdit(after.history.at(-1)?.id ?? '')])
		expect((await phone.sync(post, [more, root])).header.acks.map(([, code]) => code)).toEqual([
			'stored',
			'stored',
		])
	})
	test('a coordinator of other districts finds nothing', async () => {
		const { revision } = await finished()
		const other = await server.desk('coordinator', ['PK608'])
		expect(problemOf(await review(other, revision.record, { kind: 'approve' }))).toBe('not-found')
	})
})
