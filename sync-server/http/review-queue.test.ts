import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nodesOf } from '#shared/forms/form-nodes'
import type { FlaggedList } from '#shared/quality/quality-api'
import { startRoundThresholds } from '#shared/quality/round-thresholds'
import { type BulkResult, maxBulkRecords, undoWindowMinutes } from '#shared/review/bulk-review'
import type { QueueFacets, RecordListItem, RecordNeighboursResponse } from '#shared/review/record-list'
import type { RecordDetail } from '#shared/review/record-response'
import { plantRound } from '#shared/testing/planted-round'
import type { Edit } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { runProjections } from '../../tests/helpers/run-projections.ts'
import { invite } from '../people/invitations.ts'
import { addPerson } from '../people/people.ts'
import { createQualityChecker } from '../quality/check-round.ts'
import { compareInterviews } from '../quality/compare-interviews.ts'
import { flagProjection } from '../quality/flag-projection.ts'
import { applyBulkReview } from '../review/bulk-review.ts'

const [round, district] = ['endline', 'PK607']
const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
const planted = plantRound({
	seed: 5,
	round,
	districts: [district],
	perDistrict: 40,
	pathOf,
	habitOf: (enumerator) => (enumerator === 0 ? 'copies' : 'plain'),
})
interface Listed {
	readonly records: RecordListItem[]
	readonly total: number
}

describe.each(routeEngines)('the review queue on %s', (_, freshEngine) => {
	let server: ServerForTests
	let coordinator: Desk
	let owner: Awaited<ReturnType<typeof enrolledPhone>>
	const edits: Edit[] = []
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		coordinator = await server.desk('coordinator', [district])
		for (const [i, { interviews, code }] of planted.entries()) {
			const enrolled = await enrolledPhone(server, { districts: [district], code })
			const own = interviews.map(({ answers, finishedAt }) =>
				rewritten(enrolled.phone.edit(enrolled.phone.newRecord(), Object.fromEntries(answers)), {
					at: { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 },
				}),
			)
			if (i === 0) {
				owner = enrolled
				edits.push(...own)
			}
			await enrolled.phone.sync(enrolled.post, own)
		}
	})
	beforeEach(() => runChecks())
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	/** Runs the checks, as the server does some seconds after a sync. */
	async function runChecks() {
		const { store, study } = server
		await compareInterviews(store, { leastItems: startRoundThresholds.q09LeastItems })
		const checker = createQualityChecker({ store, study })
		await runProjections(store, [flagProjection({ checker, study })])
	}
	const list = async (query = '', by = coordinator) =>
		(await by.get(`/api/records?waiting=1${query}`)).body as Listed
	const ids = ({ records }: Listed) => records.map(({ id }) => id)
	const ask = async (kind: 'approve' | 'undo', records: readonly object[], by = coordinator) => {
		const { status, body } = await by.post('/api/review/bulk', { kind, records })
		expect(status).toBe(200)
		return body as BulkResult
	}
	const approve = (records: readonly RecordListItem[], by = coordinator) =>
		ask(
			'approve',
			records.map(({ id, lastSeq }) => ({ id, lastSeq })),
			by,
		)
	const undo = (of: readonly string[], by = coordinator) =>
		ask(
			'undo',
			of.map((id) => ({ id })),
			by,
		)
	const detail = async (id: string) => (await coordinator.get(`/api/records/${id}`)).body as RecordDetail
	/** Records that can be approved; each call returns others. */
	const clean = async (count: number) =>
		(await list('&flag=none&order=oldest')).records
			.filter(({ quickApprovalBlocker }) => quickApprovalBlocker === null)
			.slice(0, count)

	/** A record that can be approved and that its phone has not changed, with its first revision. */
	async function cleanOfPhone() {
		for (const mine of (await list('&flag=none')).records) {
			const root = edits.find(({ revision }) => revision.record === mine.id)
			if (root && (await detail(mine.id)).history.length === 1) return { mine, root }
		}
		throw new Error('no record is without flags')
	}

	test('records are filtered by open flags, and sorted: the oldest or the most flags first', async () => {
		const all = await list('&order=oldest')
		expect(all.total).toBe(40)
		const seqs = all.records.map(({ finishedSeq }) => finishedSeq ?? 0)
		expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
		const [any, none, nearDuplicates] = [
			await list('&flag=any'),
			await list('&flag=none'),
			await list('&flag=alike'),
		]
		expect(any.total + none.total).toBe(40)
		expect(nearDuplicates.total).toBeGreaterThan(2)
		expect(
			none.records.every(
				({ openFlags, quickApprovalBlocker }) => openFlags === 0 && quickApprovalBlocker === null,
			),
		).toBe(true)
		expect(new Set(any.records.map(({ quickApprovalBlocker }) => quickApprovalBlocker))).toEqual(
			new Set(['flags-open']),
		)
		const worst = (await list('&order=worst')).records.map(({ openFlags }) => openFlags ?? -1)
		expect(worst).toEqual([...worst].sort((a, b) => b - a))
		const flagged = (await coordinator.get(`/api/quality/flags?round=${round}&kind=alike`))
			.body as FlaggedList
		expect(new Set(ids(nearDuplicates))).toEqual(new Set(flagged.flagged.map(({ flag }) => flag.subject)))
	})
	test('further pages continue where the last one ended, in each order', async () => {
		for (const order of ['oldest', 'worst'] as const) {
			const { records } = await list(`&order=${order}`)
			const [seen, rest] = [records[16], records.slice(17)]
			const after = `&before=${seen?.finishedSeq}&beforeFlags=${seen?.openFlags}`
			expect(ids(await list(`&order=${order}${after}`))).toEqual(rest.map(({ id }) => id))
		}
	})
	test('each record has its position in the queue, and its neighbours', async () => {
		for (const order of ['oldest', 'worst'] as const) {
			const all = ids(await list(`&order=${order}&flag=any`))
			for (const at of [0, 1, all.length - 1]) {
				const { body } = await coordinator.get(
					`/api/records/${all[at]}/neighbours?waiting=1&flag=any&order=${order}`,
				)
				expect(body as RecordNeighboursResponse).toEqual({
					position: at + 1,
					total: all.length,
					isMore: false,
					previous: all[at - 1] ?? null,
					next: all[at + 1] ?? null,
				})
			}
		}
	})
	test('every value of a filter has its count', async () => {
		const numbers = (await coordinator.get('/api/review/facets?waiting=1')).body as QueueFacets
		expect(numbers?.form).toEqual({ household: 40 })
		for (const flag of ['any', 'none', 'alike'])
			expect(numbers?.flag[flag] ?? 0, flag).toBe((await list(`&flag=${flag}`)).total)
		const of = (await coordinator.get('/api/review/facets?waiting=1&flag=alike')).body as QueueFacets
		expect(of?.owner[owner.person]).toBe((await list(`&flag=alike&owner=${owner.person}`)).total)
		const far = await server.desk('coordinator', ['PK608'])
		expect((await far.get('/api/review/facets?waiting=1')).body).toEqual({ form: {}, owner: {}, flag: {} })
		expect((await far.get('/api/review/count')).body).toEqual({
			review: { total: 0, isMore: false },
			conflicts: null,
		})
		expect((await coordinator.get('/api/review/count')).body).toMatchObject({
			review: { total: 40, isMore: false },
		})
	})
	test('a search by name has no counts: every name would be read for them', async () => {
		expect((await coordinator.get('/api/review/facets?waiting=1&search=a')).body).toBe(null)
	})
	test('the filter by open flags applies to the review queue only', async () => {
		const all = (await coordinator.get('/api/records')).body as Listed
		const flagged = (await coordinator.get('/api/records?flag=alike')).body as Listed
		expect(flagged.total).toBe(all.total)
		expect((await list('&flag=alike')).total).toBeLessThan(all.total)
	})
	test('a resolved flag no longer counts, at once', async () => {
		const [flagged] = (await list('&flag=alike&order=worst')).records
		if (!flagged) throw new Error('there is no near duplicate')
		await coordinator.post('/api/quality/resolutions', {
			round,
			flags: [{ district, kind: 'alike', subject: flagged.id }],
			state: 'explained',
			why: 'asked',
		})
		expect(ids(await list('&flag=alike'))).not.toContain(flagged.id)
		const now = (await list()).records.find(({ id }) => id === flagged.id)
		expect(now?.openFlags).toBe((flagged.openFlags ?? 0) - 1)
	})
	test('several records are approved at once; those that need review are skipped, with the reason', async () => {
		const records = await clean(2)
		const [flagged] = (await list('&flag=any')).records
		if (!flagged) throw new Error('there is no flag')
		expect(await approve([...records, flagged])).toEqual({
			done: records.map(({ id }) => id),
			left: [{ id: flagged.id, why: 'flags-open' }],
		})
		for (const { id } of records) {
			const { status, history } = await detail(id)
			expect({ status, by: history.at(-1)?.author }).toEqual({
				status: 'approved',
				by: coordinator.person.name,
			})
		}
		const again = await approve(records)
		expect(again.left.map(({ why }) => why)).toEqual(['approved', 'approved'])
	})
	test('a record changed since the list was read, or not yet checked, is skipped', async () => {
		const { mine, root } = await cleanOfPhone()
		const age = pathOf('hh_size')
		await owner.phone.sync(owner.post, [owner.phone.edit(mine.id, { [age]: 7 }, [root])])
		expect((await approve([mine])).left).toEqual([{ id: mine.id, why: 'changed' }])
		const now = (await list()).records.find(({ id }) => id === mine.id)
		if (!now) throw new Error('the record is missing')
		expect(now.openFlags).toBe(null)
		expect((await approve([now])).left).toEqual([{ id: mine.id, why: 'not-checked' }])
		expect(ids(await list('&flag=unknown'))).toEqual([mine.id])
		await runChecks()
		expect((await list('&flag=unknown')).total).toBe(0)
	})
	test('a record arriving during the check of its district does not count as checked', async () => {
		const { mine, root } = await cleanOfPhone()
		const { store, study } = server
		const lookingOver = createQualityChecker({ store, study })
		const again = owner.phone.edit(mine.id, { [pathOf('hh_size')]: 6 }, [root])
		// A change in the district, without which the check does not run.
		await owner.phone.sync(owner.post, [owner.phone.edit(mine.id, { [pathOf('hh_size')]: 5 }, [root])])
		await compareInterviews(store, { leastItems: startRoundThresholds.q09LeastItems })
		const checkWithSync: typeof lookingOver.checkRound = async (...args) => {
			const found = await lookingOver.checkRound(...args)
			await owner.phone.sync(owner.post, [again])
			return found
		}
		const checker = { ...lookingOver, checkRound: checkWithSync }
		await runProjections(store, [flagProjection({ checker, study })])
		expect(ids(await list('&flag=unknown'))).toEqual([mine.id])
		await runChecks()
		expect((await list('&flag=unknown')).total).toBe(0)
	})
	test('checking one district gives the same as checking all, and touches no other', async () => {
		const { store, study } = server
		const lookingOver = createQualityChecker({
			store,
			study,
			patience: () => new Promise(() => {}),
		})
		const whole = (await study.current()).rounds.find(({ code }) => code === round)
		if (!whole) throw new Error('the round is missing')
		const all = await lookingOver.checkRound(whole, () => true)
		const one = await createQualityChecker({ store, study }).checkRound(whole, district)
		expect([...one.districts.keys()]).toEqual([district])
		expect(one.districts.get(district)).toEqual(all.districts.get(district))
		expect((await lookingOver.checkRound(whole, 'PK608')).districts.size).toBe(0)
	})
	test('an approval is undone by its author: the record waits again, and the history has both', async () => {
		const records = await clean(2)
		const order = ids(await list('&order=oldest'))
		const { done } = await approve(records)
		const before = await list()
		expect(await undo(done)).toEqual({ done, left: [] })
		// In their earlier positions.
		expect(ids(await list('&order=oldest'))).toEqual(order)
		expect((await list()).total).toBe(before.total + 2)
		for (const id of done) {
			const { status, conflicts, history } = await detail(id)
			expect({ status, conflicts }).toEqual({ status: 'submitted', conflicts: [] })
			expect(history.slice(-2).map(({ author, changes }) => [author, changes])).toEqual([
				[coordinator.person.name, [{ path: '$status', before: 'submitted', after: 'approved' }]],
				[coordinator.person.name, [{ path: '$status', before: 'approved', after: 'submitted' }]],
			])
		}
		expect((await undo(done)).left.map(({ why }) => why)).toEqual(['not-approved', 'not-approved'])
		const administrator = await server.desk('administrator')
		const log = await administrator.get(`/api/audit-log?id=${done[0]}&kind=approval-undone`)
		expect((log.body as { lines: object[] }).lines).toHaveLength(1)
	})
	test('not by another user, not later, and not when a revision has arrived since', async () => {
		const other = await server.desk('coordinator', [district])
		const manager = await server.desk('data-manager')
		const [first, second, third] = await clean(3)
		if (!first || !second || !third) throw new Error('too few records are without flags')
		await approve([first, second])
		const undoProblem = async (id: string, by = coordinator) => (await undo([id], by)).left[0]?.why
		expect(await undoProblem(first.id, other)).toBe('by-another')
		await deskEdit(server, manager.person, second.id, { [pathOf('hh_size')]: 9 })
		expect(await undoProblem(second.id)).toBe('changed')
		server.clock.now += (undoWindowMinutes + 1) * 60_000
		expect(await undoProblem(first.id)).toBe('too-late')
		expect((await detail(first.id)).status).toBe('approved')
	})
	test('a revision that had not seen the approval waits as late, or counts where the approval was undone before', async () => {
		const { mine, root } = await cleanOfPhone()
		await approve([mine])
		expect((await undo([mine.id])).done).toEqual([mine.id])
		await owner.phone.sync(owner.post, [owner.phone.edit(mine.id, { [pathOf('hh_size')]: 6 }, [root])])
		expect(await detail(mine.id)).toMatchObject({ status: 'submitted', conflicts: [] })
		await runChecks()
		const now = (await list()).records.find(({ id }) => id === mine.id)
		if (!now) throw new Error('the record is not waiting')
		expect((await approve([now])).done).toEqual([mine.id])
		await owner.phone.sync(owner.post, [owner.phone.edit(mine.id, { [pathOf('hh_size')]: 8 }, [root])])
		expect(await detail(mine.id)).toMatchObject({ status: 'approved', conflicts: [{ kind: 'late' }] })
		expect((await undo([mine.id])).left).toEqual([{ id: mine.id, why: 'changed' }])
	})
	test('bulk approval gives no further access than a single one, and a foreign record blocks no other', async () => {
		const far = await server.desk('coordinator', ['PK608'])
		const lead = await server.desk('safeguarding-lead')
		const report = rewritten(
			owner.phone.edit(owner.phone.newRecord(), {
				$status: 'submitted',
				'what/inc_type': `sealed.${'A'.repeat(200)}`,
			}),
			{ form: { id: 'incident', ver: 1 } },
		)
		await owner.phone.sync(owner.post, [report])
		const { record } = report.revision
		const [reported] = ((await lead.get('/api/records?waiting=1')).body as Listed).records
		const [one] = await clean(1)
		if (!one) throw new Error('no record is without flags')
		const each = [
			{ id: record, lastSeq: reported?.lastSeq ?? 0 },
			{ id: 'never-came', lastSeq: 1 },
			{ id: one.id, lastSeq: one.lastSeq },
		]
		const notApproved = (id: string, why = 'gone') => ({ id, why })
		const none = { done: [], left: each.map(({ id }) => notApproved(id)) }
		expect(await ask('approve', each, far)).toEqual(none)
		expect(await ask('approve', each, await demonstrationDesk())).toEqual(none)
		// Restricted records require reading before approval.
		expect(await ask('approve', each, lead)).toEqual({
			done: [],
			left: [notApproved(record, 'for-readers'), notApproved('never-came'), notApproved(one.id)],
		})
		expect(await ask('undo', each, far)).toEqual(none)
		expect((await detail(one.id)).status).toBe('submitted')
		expect(await ask('approve', each)).toEqual({
			done: [one.id],
			left: [notApproved(record), notApproved('never-came')],
		})
		const administrator = await server.desk('administrator')
		for (const id of [record, one.id]) {
			const log = await administrator.get(`/api/audit-log?id=${id}&kind=permission-denied`)
			expect((log.body as { lines: object[] }).lines.length, id).toBeGreaterThan(1)
		}
	})
	test('the start is shown by the same clock as the end', async () => {
		const hour = 3_600_000
		const [startedAt, finished] = [Date.UTC(2026, 0, 14, 9), Date.UTC(2026, 0, 14, 10)]
		// The phone's clock is an hour ahead, and the phone knows it.
		const ahead = (ms: number) => new Date(ms + hour).toISOString()
		const edit = rewritten(
			owner.phone.edit(owner.phone.newRecord(), {
				[pathOf('start')]: ahead(startedAt),
				$status: 'submitted',
			}),
			{ at: { wall: ahead(finished), tz: 300, off: -hour } },
		)
		await owner.phone.sync(owner.post, [edit])
		const manager = await server.desk('data-manager')
		const { body } = await manager.get(`/api/records/${edit.revision.record}`)
		const { started, history } = body as RecordDetail
		expect([started, history[0]?.written]).toEqual(
			[startedAt, finished].map((ms) => new Date(ms).toISOString()),
		)
	})
	test('when the server fails midway, the reply lists what is done and what was not reached', async () => {
		const [first, second, third] = await clean(3)
		if (!first || !second || !third) throw new Error('too few records are without flags')
		const failing = (at: string) => {
			const thrownErrors: unknown[] = []
			const moves = {
				kind: 'approve' as const,
				records: [first, second, third].map(({ id, lastSeq }) => ({ id, lastSeq })),
			}
			const moved = applyBulkReview(server, coordinator.person, moves, {
				async through(id) {
					if (id === at) throw new Error('the disk is full')
					return server.store
				},
				onStop: (thrown) => thrownErrors.push(thrown),
			})
			return { moved, thrownErrors }
		}
		await expect(failing(first.id).moved).rejects.toThrow('the disk is full')
		const { moved, thrownErrors } = failing(second.id)
		expect(await moved).toEqual({
			done: [first.id],
			left: [second, third].map(({ id }) => ({ id, why: 'not-reached' })),
		})
		expect(thrownErrors).toEqual([new Error('the disk is full')])
	})
	test('the number at once is limited', async () => {
		const many = Array.from({ length: maxBulkRecords + 1 }, () => ({ id: 'any', lastSeq: 1 }))
		const { status } = await coordinator.post('/api/review/bulk', { kind: 'approve', records: many })
		expect(status).toBe(422)
	})
	async function demonstrationDesk() {
		const { store, study, clock } = server
		const { id } = await addPerson(
			store,
			study,
			{
				name: 'Shows it',
				code: 'shows',
				role: 'coordinator',
				districts: 'all',
				language: 'en',
				demonstration: true,
			},
			clock.now,
		)
		return server.deskOf((await invite(store, id, clock.now)).code)
	}
})
