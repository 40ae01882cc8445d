import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordDetail } from '#shared/review/record-response'
import { readRevision } from '#shared/revisions/revision'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'

describe.each(engines)('revisions after the approval on %s', (_, freshEngine) => {
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
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const detail = async (record: string) => (await manager.get(`/api/records/${record}`)).body as RecordDetail
	const kindsOf = ({ conflicts }: RecordDetail) => conflicts.map(({ kind, path }) => `${kind} ${path}`)
	const decide = (record: string, value: unknown, conflictId = '') =>
		manager.post(`/api/records/${record}/conflicts`, { conflict: conflictId, value, why: 'asked again' })

	/**
	 * Creates an approved record with changes whose author had not seen the approval. `afterApproval`: changes
	 * by the desk, on top of it.
	 */
	async function approvedWithLateChanges(
		root: Edit['revision']['set'],
		changes: (root: Edit) => Edit[],
		afterApproval?: Edit['revision']['set'],
	): Promise<RecordDetail> {
		const record = phone.newRecord()
		const first = phone.edit(record, { district: 'PK607', ...root })
		await phone.sync(post, [first])
		await deskEdit(server, manager.person, record, { $status: 'approved' })
		if (afterApproval) await deskEdit(server, manager.person, record, afterApproval)
		await phone.sync(post, changes(first))
		const found = await detail(record)
		expect(kindsOf(found)).toEqual(['late *'])
		return found
	}
	/** Accepts the late changes and returns the record. */
	async function acceptLate(found: RecordDetail): Promise<RecordDetail> {
		expect((await decide(found.id, true, found.conflicts[0]?.id)).status).toBe(204)
		return detail(found.id)
	}

	test('in a chain of two the later one counts, whatever their ids', async () => {
		// enough of them that an order by hash would be wrong in some
		for (let i = 0; i < 8; i++) {
			const found = await approvedWithLateChanges({ a: 1 }, (root) => {
				const second = phone.edit(root.revision.record, { a: 2, b: 'x' }, [root])
				return [second, phone.edit(root.revision.record, { a: 3 }, [root, second])]
			})
			const after = await acceptLate(found)
			expect(after).toMatchObject({ status: 'approved', leftOver: { a: 3, b: 'x' }, conflicts: [] })
		}
	})
	test('of two concurrent ones, agreements are accepted, and differences become conflicts', async () => {
		const found = await approvedWithLateChanges({ a: 1 }, (root) => [
			phone.edit(root.revision.record, { a: 2, b: 'same', c: 'only here' }, [root]),
			phone.edit(root.revision.record, { a: 3, b: 'same' }, [root]),
		])
		const after = await acceptLate(found)
		expect(kindsOf(after)).toEqual(['field a'])
		expect(after.leftOver).toMatchObject({ b: 'same', c: 'only here' })
		expect((await decide(found.id, 3, after.conflicts[0]?.id)).status).toBe(204)
		expect(await detail(found.id)).toMatchObject({ status: 'approved', leftOver: { a: 3 }, conflicts: [] })
	})
	test('accepted, they replace edits made by the desk after the approval', async () => {
		const found = await approvedWithLateChanges(
			{ a: 1 },
			(root) => [phone.edit(root.revision.record, { a: 3 }, [root])],
			{
				a: 2,
			},
		)
		expect(found.leftOver.a).toBe(2)
		expect(await acceptLate(found)).toMatchObject({ leftOver: { a: 3 }, conflicts: [] })
	})
	test('rejected, every answer that they changed is restored, including added ones', async () => {
		const found = await approvedWithLateChanges({ a: 1 }, (root) => [
			phone.edit(root.revision.record, { a: 2, b: 'x', 'm/@row': 1, 'm/@row/n': 4 }, [root]),
			phone.edit(root.revision.record, { a: 3 }, [root]),
		])
		expect((await decide(found.id, false, found.conflicts[0]?.id)).status).toBe(204)
		const after = await detail(found.id)
		expect(after).toMatchObject({ status: 'approved', conflicts: [] })
		expect(after.leftOver).toEqual({ a: 1, district: 'PK607' })
	})
	test('either decision can be reversed with a reason, repeatedly', async () => {
		for (const isAccepted of [true, false]) {
			const found = await approvedWithLateChanges({ a: 1 }, (root) => [
				phone.edit(root.revision.record, { a: 2, b: 'x', $status: 'submitted' }, [root]),
			])
			const states = { true: { a: 2, b: 'x' }, false: { a: 1 } }
			expect((await decide(found.id, isAccepted, found.conflicts[0]?.id)).status).toBe(204)
			for (const wanted of [!isAccepted, isAccepted]) {
				const { seen, lateDecisions } = await detail(found.id)
				expect(lateDecisions.map((each) => each.isAccepted)).toEqual([!wanted])
				const decision = lateDecisions[0]?.revision
				const move = {
					kind: 'reverse-late-decision',
					seen,
					decision,
					isAccepted: wanted,
					why: 'thought better of it',
				}
				expect(
					(await manager.post(`/api/records/${found.id}/review`, { ...move, why: ' ' })).body,
				).toMatchObject({
					problem: 'reason-missing',
				})
				expect((await manager.post(`/api/records/${found.id}/review`, move)).status).toBe(204)
				const after = await detail(found.id)
				const { district: _, ...answers } = after.leftOver
				expect([after.status, after.conflicts, answers]).toEqual(['approved', [], states[`${wanted}`]])
				expect(after.history.at(-1)?.why).toBe('thought better of it')
			}
		}
	})
	test('comments remain whatever is decided, and are no answer in any export', async () => {
		for (const isAccepted of [true, false]) {
			const found = await approvedWithLateChanges({ a: 1 }, (root) => [
				phone.edit(root.revision.record, { a: 2, '@note/a/reply': 'Two, I asked' }, [root]),
			])
			expect((await decide(found.id, isAccepted, found.conflicts[0]?.id)).status).toBe(204)
			const after = await detail(found.id)
			expect(after.notes.map(({ text }) => text)).toEqual(['Two, I asked'])
			const decision = (await server.store.revisionsOf(found.id)).at(-1)
			const { set } = readRevision(inflateRawSync(decision?.bytes ?? '')) ?? { set: {} }
			expect(Object.keys(set).sort()).toEqual(['$status', 'a'])
		}
	})
	test('answers written since are left alone', async () => {
		const found = await approvedWithLateChanges({ a: 1 }, (root) => [
			phone.edit(root.revision.record, { a: 2 }, [root]),
		])
		expect((await decide(found.id, true, found.conflicts[0]?.id)).status).toBe(204)
		const { seen, lateDecisions } = await detail(found.id)
		await deskEdit(server, manager.person, found.id, { a: 9 })
		const after = await detail(found.id)
		expect(after.lateDecisions).toEqual([])
		const move = {
			kind: 'reverse-late-decision',
			decision: lateDecisions[0]?.revision,
			isAccepted: false,
			why: 'w',
		}
		const post = (now: string) => manager.post(`/api/records/${found.id}/review`, { ...move, seen: now })
		expect((await post(seen)).body).toMatchObject({ problem: 'record-changed' })
		expect((await post(after.seen)).body).toMatchObject({ problem: 'nothing-to-reverse' })
	})
	test('a row that one late revision deletes and another edits is a conflict', async () => {
		const found = await approvedWithLateChanges({ 'm/@row': 1, 'm/@row/n': 1 }, (root) => [
			phone.edit(root.revision.record, { 'm/@row': null }, [root]),
			phone.edit(root.revision.record, { 'm/@row/n': 2 }, [root]),
		])
		expect(kindsOf(await acceptLate(found))).toEqual(['row m/@row'])
	})
	test('more late answers than one revision can hold are accepted in several', async () => {
		const answersOf = (value: number) =>
			Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`q${i}`, value]))
		const found = await approvedWithLateChanges({}, (root) => {
			const first = phone.edit(root.revision.record, answersOf(1), [root])
			const more = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`r${i}`, 1]))
			return [first, phone.edit(root.revision.record, more, [root, first])]
		})
		const after = await acceptLate(found)
		expect(after.conflicts).toEqual([])
		expect(Object.keys(after.leftOver)).toHaveLength(3001)
		// every phone can read what the desk wrote
		for (const { bytes } of await server.store.revisionsOf(found.id))
			expect(readRevision(inflateRawSync(bytes))).not.toBeNull()
	})
})
