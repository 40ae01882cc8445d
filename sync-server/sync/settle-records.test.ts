import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { findRevisions } from '../review/record-history.ts'

describe.each(engines)('write permissions in records, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let mine: TestPhone
	let other: TestPhone
	let post: Parameters<TestPhone['sync']>[0]
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		const enrolled = await enrolledPhone(server)
		post = enrolled.post
		mine = enrolled.phone
		other = (await enrolledPhone(server)).phone
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const codesOf = async (phone: TestPhone, edits: readonly Edit[]) =>
		(await phone.sync(post, edits)).header.acks.map(([, code]) => code)
	const quarantined = async () =>
		server.store.reading.db.selectFrom('quarantine').select(['id', 'why', 'seq', 'chain']).execute()
	const viewOf = async (record: string) => {
		const found = await findRevisions(server.store, server.forms, record)
		return {
			fields: Object.fromEntries(found?.view.fields ?? []),
			conflicts: found?.view.conflicts,
			status: found?.view.status,
		}
	}
	const rowOf = (record: string) =>
		server.store.reading.db.selectFrom('record').selectAll().where('id', '=', record).executeTakeFirst()

	test('[M2] [M3] an approval by its own author is quarantined, whether it arrives after its parent or before', async () => {
		const results: unknown[] = []
		for (const isParentFirst of [true, false]) {
			const record = mine.newRecord()
			const root = mine.edit(record, { a: 1 })
			const approval = mine.edit(record, { $status: 'approved', a: 2 }, [root])
			const after = mine.edit(record, { b: 3 }, [root, approval])
			const order = isParentFirst ? [root, approval, after] : [after, approval, root]
			for (const edit of order) await codesOf(mine, [edit])
			expect((await quarantined()).find(({ id }) => id === approval.id)?.why).toBe('forbidden-move')
			// revisions on top of it wait, since the state that they saw is missing
			expect(await codesOf(mine, [approval, after])).toEqual(['quarantined', 'dup'])
			const { fields, conflicts, status } = await viewOf(record)
			const { name, open_conflicts, status: stored, answers } = (await rowOf(record)) ?? {}
			const kinds = conflicts?.map(({ kind }) => kind)
			results.push({ fields, kinds, status, row: { name, open_conflicts, stored, answers } })
		}
		expect(results[0]).toEqual(results[1])
		expect(results[0]).toMatchObject({ fields: { a: 1 }, kinds: ['waiting'], status: 'submitted' })
	})
	test('[M3] a revision quarantined later keeps its number, and other phones no longer receive it', async () => {
		const record = mine.newRecord()
		const root = mine.edit(record, { a: 1 })
		const approval = mine.edit(record, { $status: 'approved' }, [root])
		expect(await codesOf(mine, [approval])).toEqual(['waiting-parent'])
		const [stored] = await server.store.revisionsById([approval.id])
		const feed = async () =>
			(await server.store.feedAfter([`person:${mine.enrolled.person}`], { after: 0, limit: 1000 })).map(
				({ ref }) => ref,
			)
		expect(await feed()).toContain(approval.id)
		await codesOf(mine, [root])
		expect((await quarantined()).find(({ id }) => id === approval.id)).toMatchObject({ seq: stored?.seq })
		expect(await feed()).not.toContain(approval.id)
		expect(await feed()).toContain(root.id)
		expect((await rowOf(record))?.open_conflicts).toBe(0)
		expect(await server.store.write((session) => session.findOpenConflicts([record]))).toEqual([])
	})
	test('[M3] a state that its author saw differently is flagged, in any order of arrival', async () => {
		for (const isParentFirst of [true, false]) {
			const record = mine.newRecord()
			const root = mine.edit(record, { a: 1 })
			const child = mine.edit(record, { b: 2 }, [root])
			const wrong = rewritten(child, { sum: 'A'.repeat(16) })
			for (const edit of isParentFirst ? [root, wrong] : [wrong, root]) await codesOf(mine, [edit])
			expect((await server.store.revisionsById([wrong.id]))[0]).toMatchObject({
				flag: 'sum-mismatch',
				checked: 1,
			})
		}
	})
	test('[M1] nobody writes into a record of another author, in any order of arrival', async () => {
		for (const isRootFirst of [true, false]) {
			const record = mine.newRecord()
			const root = mine.edit(record, { a: 1 })
			const foreign = other.edit(record, { a: 2 }, [root])
			const detached = rewritten(other.edit(record, {}), { parents: [foreign.id], set: { a: 3 } })
			const steps: [TestPhone, Edit][] = [
				[mine, root],
				[other, foreign],
				[other, detached],
			]
			for (const [phone, edit] of isRootFirst ? steps : steps.reverse()) await codesOf(phone, [edit])
			const quarantinedIds = new Set((await quarantined()).map(({ id }) => id))
			// waiting revisions might wait for the reassignment: it has no effect until their ancestor arrives
			expect([
				quarantinedIds.has(root.id),
				quarantinedIds.has(foreign.id),
				quarantinedIds.has(detached.id),
			]).toEqual([false, true, false])
			expect(await viewOf(record)).toMatchObject({ fields: { a: 1 }, conflicts: [{ kind: 'waiting' }] })
			expect((await rowOf(record))?.owner).toBe(mine.enrolled.person)
		}
	})
	test('[M1] a second root under an existing id is quarantined', async () => {
		const record = mine.newRecord()
		expect(await codesOf(mine, [mine.edit(record, { a: 1 })])).toEqual(['stored'])
		expect(await codesOf(other, [other.edit(record, { a: 2 })])).toEqual(['quarantined'])
	})
	test('[M1] while the root is on its way, nobody else begins the record', async () => {
		const record = mine.newRecord()
		const root = mine.edit(record, { a: 1 })
		const later = mine.edit(record, { a: 2 }, [root])
		const foreign = other.edit(record, { a: 3 })
		expect(await codesOf(mine, [later])).toEqual(['waiting-parent'])
		expect(await codesOf(other, [foreign])).toEqual(['quarantined'])
		expect(await codesOf(mine, [root])).toEqual(['stored'])
		expect(await viewOf(record)).toMatchObject({ fields: { a: 2 }, conflicts: [] })
		expect((await rowOf(record))?.owner).toBe(mine.enrolled.person)
	})
	test('[M1] a released root of somebody else does not keep out the root that arrives later', async () => {
		const record = mine.newRecord()
		const root = mine.edit(record, { a: 1 })
		const later = mine.edit(record, { a: 2 }, [root])
		const foreign = other.edit(record, { b: 3 })
		await codesOf(mine, [later])
		await codesOf(other, [foreign])
		const decision = { ids: [foreign.id], decision: 'let-in', why: '' }
		const manager = await server.desk('data-manager')
		expect((await manager.post('/api/quarantine/decisions', decision)).status).toBe(204)
		expect(await codesOf(mine, [root])).toEqual(['stored'])
		expect((await rowOf(record))?.owner).toBe(mine.enrolled.person)
		expect(await codesOf(other, [other.edit(record, { b: 4 }, [foreign])])).toEqual(['quarantined'])
	})
	test('[M1] a released root does not let somebody else begin its record', async () => {
		const { phone, person } = await enrolledPhone(server)
		const coordinator = await server.desk('coordinator')
		const setActive = (isActive: boolean) =>
			coordinator.post(`/api/people/${person}/activation`, { isActive })
		const root = phone.edit(phone.newRecord(), { a: 1 })
		await setActive(false)
		expect(await codesOf(phone, [root])).toEqual(['quarantined'])
		await setActive(true)
		const decision = { ids: [root.id], decision: 'let-in', why: '' }
		expect((await coordinator.post('/api/quarantine/decisions', decision)).status).toBe(204)
		const foreign = other.edit(root.revision.record, { b: 3 })
		expect(await codesOf(other, [foreign])).toEqual(['quarantined'])
	})
	test('[M1] a record handed on before its root has arrived takes the root that the later work builds on', async () => {
		const record = mine.newRecord()
		const root = mine.edit(record, { a: 1 })
		const between = mine.edit(record, { a: 2 }, [root])
		const handedOn = other.edit(record, { b: 1 }, [root, between])
		expect(await codesOf(other, [handedOn])).toEqual(['waiting-parent'])
		expect(await codesOf(mine, [between])).toEqual(['waiting-parent'])
		expect(await codesOf(mine, [root])).toEqual(['stored'])
		expect((await rowOf(record))?.owner).toBe(mine.enrolled.person)
	})
	test('[M1] an enumerator cannot cancel a record', async () => {
		const record = mine.newRecord()
		const root = mine.edit(record, { a: 1 })
		const voiding = mine.edit(record, { $void: 'entered twice' }, [root])
		expect(await codesOf(mine, [voiding, root])).toEqual(['quarantined', 'stored'])
		expect((await rowOf(record))?.void).toBe(0)
	})
	test('[M4] an interview outside the enumerator’s districts counts and is flagged, in any order of arrival', async () => {
		for (const isParentFirst of [true, false]) {
			const record = mine.newRecord()
			const root = mine.edit(record, { 'a_visit/line/district': 'PK607', a: 1 })
			const moved = mine.edit(record, { 'a_visit/line/district': 'PK608' }, [root])
			const later = mine.edit(record, { a: 2 }, [root, moved])
			const wrong = rewritten(mine.edit(record, { 'x/district': 'PK609' }, [root, moved, later]), {
				sum: 'A'.repeat(16),
			})
			const edits = [root, moved, later, wrong]
			for (const edit of isParentFirst ? edits : edits.reverse()) await codesOf(mine, [edit])
			const flags = new Map(
				(await server.store.revisionsOf(record)).map(({ id, flag }) => [id, flag] as const),
			)
			expect([root, moved, later, wrong].map(({ id }) => flags.get(id))).toEqual([
				...[null, 'other-district', null],
				'sum-mismatch other-district',
			])
			expect((await rowOf(record))?.district).toBe('PK608')
		}
	})
	test('[M4] [F34] an enumerator reassigned to other districts while offline sends earlier work: it counts and is flagged', async () => {
		const { phone, person } = await enrolledPhone(server, { districts: ['PK607'] })
		const root = phone.edit(phone.newRecord(), { district: 'PK607', a: 1 })
		await codesOf(phone, [root])
		const correction = phone.edit(root.revision.record, { a: 2 }, [root])
		const offline = phone.edit(phone.newRecord(), { district: 'PK607' })
		await server.store.changing.db
			.updateTable('person')
			.set({ districts: JSON.stringify(['PK608']) })
			.where('id', '=', person)
			.execute()
		expect(await codesOf(phone, [correction, offline])).toEqual(['stored', 'stored'])
		expect((await server.store.revisionsById([offline.id]))[0]?.flag).toBe('other-district')
		expect(await viewOf(root.revision.record)).toMatchObject({ fields: { a: 2 }, conflicts: [] })
	})
	test('[M4] a national interview is in no district', async () => {
		const root = mine.edit(mine.newRecord(), { district: 'national' })
		await codesOf(mine, [root])
		expect((await server.store.revisionsById([root.id]))[0]?.flag).toBeNull()
	})
	test('[M5] [F35] a record begun after its form was paused counts and is flagged; one begun before is not', async () => {
		const before = mine.edit(mine.newRecord(), { a: 1 })
		const { form, at } = before.revision
		const since = new Date(Date.parse(at.wall) + 1000).toISOString()
		await server.forms.setState(form.id, 'paused', { by: 'somebody', now: since })
		const wall = new Date(Date.parse(at.wall) + 60_000).toISOString()
		const late = rewritten(mine.edit(mine.newRecord(), { a: 1 }), { at: { ...at, wall } })
		const correction = rewritten(mine.edit(before.revision.record, { a: 2 }, [before]), {
			at: { ...at, wall },
		})
		expect(await codesOf(mine, [before, late, correction])).toEqual(['stored', 'stored', 'stored'])
		await server.forms.setState(form.id, 'open', { by: 'somebody', now: since })
		const flags = (await server.store.revisionsById([before.id, late.id, correction.id])).map(
			({ id, flag }) => [id, flag] as const,
		)
		expect(new Map(flags)).toEqual(
			new Map([
				[before.id, null],
				[late.id, 'form-closed'],
				[correction.id, null],
			]),
		)
	})
	test('a chain of hundreds that arrives in reverse is processed when its root has arrived', async () => {
		const record = mine.newRecord()
		const chain = [mine.edit(record, { a: 0 })]
		for (let i = 1; i < 300; i++) {
			const parents = chain.slice(-1).map(({ id }) => id)
			chain.push(rewritten(mine.edit(record, {}), { parents, set: { a: i } }))
		}
		chain.reverse()
		for (let at = 0; at < chain.length; at += 50) await codesOf(mine, chain.slice(at, at + 50))
		expect(await viewOf(record)).toMatchObject({ fields: { a: 299 }, conflicts: [] })
		expect((await rowOf(record))?.open_conflicts).toBe(0)
	})
})
