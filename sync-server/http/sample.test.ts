import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Overview } from '#shared/coverage/overview'
import type { SampleResponse } from '#shared/sample/sample-api'
import { dayAfter, dayOf } from '#shared/study/study-day'
import type { TestPhone } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { erasePlaces } from '../sample/erase-places.ts'
import { listReassignedPeriods } from '../storage/sample/sample.ts'

const round = 'endline'
const openRound = { code: round, name: { en: 'Post-campaign', ur: 'مہم کے بعد' }, demonstration: false }
const dayMs = 86_400_000
const cluster = 'PK607-03'
const lines = [
	{ household: 10, line: 1, selection: 0.125 },
	{ household: 20, line: 2, selection: 0.25 },
	{ household: 30, line: null, selection: 0.5 },
]

describe.each(routeEngines)('the sample on %s', (_, freshEngine) => {
	let server: ServerForTests
	let chief: Desk
	let coordinator: Desk
	let phone: TestPhone
	let post: Awaited<ReturnType<typeof enrolledPhone>>['post']
	let person: string
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		chief = await server.desk('data-manager')
		coordinator = await server.desk('coordinator', ['PK607'])
		;({ phone, post, person } = await enrolledPhone(server, { districts: ['PK607'] }))
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const importCluster = (more: object = {}) =>
		chief.post('/api/sample', { round, clusters: [{ cluster, area: 'urban', lines, ...more }] })
	const assign = (households: number[], to: string | null, by = coordinator) =>
		by.post('/api/sample/assignments', { round, assignments: [{ cluster, households, person: to }] })
	const listed = async () =>
		(await coordinator.get(`/api/sample?round=${round}&district=PK607`)).body as SampleResponse
	const states = async () =>
		(await listed()).clusters[0]?.lines.map(({ household, state }) => `${household} ${state}`)
	const receivedSamples = async (which = phone, by = post) => {
		const { documents } = await which.sync(by)
		return documents.filter(({ kind }) => kind === 'sample').map(({ body }) => body)
	}
	const interview = (household: number, more: Record<string, string | number>) =>
		phone.edit(phone.newRecord(), {
			'a_visit/line/round': round,
			'a_visit/line/district': 'PK607',
			'a_visit/line/cluster_id': cluster,
			'a_visit/line/hh_no': household,
			$status: 'submitted',
			...more,
		})

	test('is imported once: a second import changes nothing, and another sample with its name is refused', async () => {
		expect((await importCluster()).status).toBe(204)
		expect((await importCluster()).status).toBe(204)
		expect(await importCluster({ lines: lines.slice(1) })).toMatchObject({
			status: 409,
			body: { problem: 'sample-conflicts-with-stored', details: { cluster } },
		})
		expect(await states()).toEqual(['10 to-visit', '20 to-visit', '30 closed'])
	})
	test('a line of the district is in one cluster only', async () => {
		const another = { cluster: 'PK607-04', lines: [{ household: 1, line: 2, selection: 0.5 }] }
		expect((await importCluster(another)).status).toBe(409)
	})
	test('the centre of a cluster is sent to the phone, and imported once like the rest', async () => {
		const known = { cluster: 'PK607-05', lines: [{ household: 1, line: null, selection: 0.5 }] }
		const centre = '30.05 70.63'
		expect((await importCluster({ ...known, centre })).status).toBe(204)
		expect((await importCluster({ ...known, centre })).status).toBe(204)
		expect((await importCluster({ ...known, centre: '30.06 70.63' })).status).toBe(409)
		expect((await importCluster({ ...known, centre: 'Taunsa' })).status).toBe(422)
		const assignOne = (to: string | null) =>
			coordinator.post('/api/sample/assignments', {
				round,
				assignments: [{ cluster: known.cluster, households: [1], person: to }],
			})
		await assignOne(person)
		expect(await receivedSamples()).toEqual([{ round, ...known, area: 'urban', centre }])
		await assignOne(null)
		await receivedSamples()
	})
	test('a cluster without a centre gets it later, once, and its phones are notified', async () => {
		const known = { cluster: 'PK607-06', lines: [{ household: 1, line: null, selection: 0.5 }] }
		const centre = '30.05 70.63'
		expect((await importCluster(known)).status).toBe(204)
		const assignOne = (to: string | null) =>
			coordinator.post('/api/sample/assignments', {
				round,
				assignments: [{ cluster: known.cluster, households: [1], person: to }],
			})
		await assignOne(person)
		await receivedSamples()
		const another = [{ household: 2, line: null, selection: 0.5 }]
		expect((await importCluster({ ...known, centre, lines: another })).status).toBe(409)
		expect((await importCluster({ ...known, centre })).status).toBe(204)
		expect(await receivedSamples()).toEqual([{ round, ...known, area: 'urban', centre }])
		expect((await importCluster({ ...known, centre })).status).toBe(204)
		expect(await receivedSamples()).toEqual([])
		expect((await importCluster({ ...known, centre: '30.06 70.63' })).status).toBe(409)
		await assignOne(null)
		await receivedSamples()
	})
	test('structure and location of a household reach its phone, also later, and are erased 90 days after the round', async () => {
		const name = { cluster: 'PK607-08' }
		const line = { household: 1, line: null, selection: 0.5 }
		const place = { structure: '12/2', point: '30.05123 70.63' }
		const importPlaces = (more: object) => importCluster({ ...name, lines: [{ ...line, ...more }] })
		expect((await importPlaces({})).status).toBe(204)
		await coordinator.post('/api/sample/assignments', {
			round,
			assignments: [{ ...name, households: [1], person }],
		})
		await receivedSamples()
		expect((await importPlaces(place)).status).toBe(204)
		expect(await receivedSamples()).toEqual([
			{ round, ...name, area: 'urban', lines: [{ ...line, ...place }] },
		])
		// a file without them changes nothing, another place is another sample
		expect((await importPlaces({})).status).toBe(204)
		expect((await importPlaces({ ...place, structure: '13' })).status).toBe(409)
		expect(await receivedSamples()).toEqual([])
		const closed = Date.UTC(2026, 0, 15)
		const study = {
			current: async () => ({
				...(await server.study.current()),
				rounds: [{ ...openRound, state: 'closed' as const, closed: '2026-01-15' }],
			}),
		}
		await erasePlaces(server.store, study, closed + 90 * dayMs)
		expect(await receivedSamples()).toEqual([])
		await erasePlaces(server.store, study, closed + 91 * dayMs)
		expect(await receivedSamples()).toEqual([{ round, ...name, area: 'urban', lines: [line] }])
		await coordinator.post('/api/sample/assignments', {
			round,
			assignments: [{ ...name, households: [1], person: null }],
		})
		await receivedSamples()
	})
	test('an unknown round or district is not found', async () => {
		expect((await chief.get('/api/sample?round=nowhere&district=PK607')).status).toBe(404)
		expect((await chief.get(`/api/sample?round=${round}&district=PK999`)).status).toBe(404)
	})
	test('a phone gets the assignments of its user, and no other phone does', async () => {
		expect((await assign([10, 30], person)).status).toBe(204)
		expect(await receivedSamples()).toEqual([{ round, cluster, area: 'urban', lines: [lines[0], lines[2]] }])
		const other = await enrolledPhone(server, { districts: ['PK607'] })
		expect(await receivedSamples(other.phone, other.post)).toEqual([])
	})
	test('only enumerators working there get a household, and only one of the sample', async () => {
		const { person: far } = await enrolledPhone(server, { districts: ['PK608'] })
		expect((await assign([10], far)).status).toBe(404)
		expect((await assign([10], coordinator.person.id)).status).toBe(404)
		expect((await assign([11], person)).status).toBe(404)
		expect((await listed()).people.map(({ id }) => id)).not.toContain(far)
	})
	test('a received record is shown at its household; a draft is not final', async () => {
		await phone.sync(post, [
			interview(10, { $status: 'draft', 'n_result/result': 'refused', 'a_visit/door/contact': 'nobody' }),
		])
		expect(await states()).toEqual(['10 come-back', '20 to-visit', '30 closed'])
		await phone.sync(post, [
			interview(10, { 'n_result/result': 'refused', 'a_visit/door/contact': 'refused' }),
		])
		expect(await states()).toEqual(['10 ended', '20 to-visit', '30 to-visit'])
	})
	test('on reassignment, its past is sent along, and the earlier phone no longer has it', async () => {
		const next = await enrolledPhone(server, { districts: ['PK607'] })
		await assign([10, 30], next.person)
		expect(await receivedSamples()).toEqual([{ round, cluster, area: 'urban', lines: [] }])
		expect(await receivedSamples(next.phone, next.post)).toEqual([
			{
				round,
				cluster,
				area: 'urban',
				lines: [{ ...lines[0], over: { state: 'ended', isReplaced: false } }, lines[2]],
			},
		])
	})
	test('a household returned to the office waits until it is assigned again', async () => {
		await assign([20], person)
		await phone.sync(post, [
			interview(20, { 'n_result/result': 'handed_back', 'a_visit/door/contact': 'known' }),
		])
		expect((await states())?.[1]).toBe('20 handed-back')
		const next = await enrolledPhone(server, { districts: ['PK607'] })
		await assign([20], next.person)
		expect((await states())?.[1]).toBe('20 to-visit')
	})
	test('a started replacement stays with its original household whoever gets it, and no other replaces that', async () => {
		const third = await enrolledPhone(server, { districts: ['PK607'] })
		await assign([10, 30], person)
		await receivedSamples()
		const stand = { 'a_visit/line/replaced_hh_no': 10, 'a_visit/line/is_reserve': 'yes' }
		await phone.sync(post, [
			interview(30, { ...stand, 'n_result/result': 'handed_back', 'a_visit/door/contact': 'known' }),
		])
		expect((await states())?.[2]).toBe('30 handed-back')
		await assign([30], third.person)
		expect(await receivedSamples(third.phone, third.post)).toEqual([
			{ round, cluster, area: 'urban', lines: [{ ...lines[2], stands: { replaces: 10, line: 1 } }] },
		])
		expect(await receivedSamples()).toEqual([
			{
				round,
				cluster,
				area: 'urban',
				lines: [{ ...lines[0], over: { state: 'ended', isReplaced: true } }],
			},
		])
		expect((await states())?.[2]).toBe('30 to-visit')
	})
	test('a completed interview stays, whatever arrives after it', async () => {
		await phone.sync(post, [interview(20, { 'n_result/result': 'complete' })])
		await phone.sync(post, [interview(20, { 'n_result/result': 'refused' })])
		expect((await states())?.[1]).toBe('20 done')
	})
	test('demonstration and cancelled records do not count for a household', async () => {
		const gone = interview(10, { 'n_result/result': 'complete' })
		await phone.sync(post, [gone])
		expect((await states())?.[0]).toBe('10 done')
		await server.store.write((session) =>
			session.db
				.updateTable('record')
				.set({ demonstration: 1 })
				.where('id', '=', gone.revision.record)
				.execute(),
		)
		expect((await states())?.[0]).toBe('10 ended')
		await server.store.write((session) =>
			session.db
				.updateTable('record')
				.set({ demonstration: 0, void: 1 })
				.where('id', '=', gone.revision.record)
				.execute(),
		)
		expect((await states())?.[0]).toBe('10 ended')
	})
	test('an assignment lasts fourteen days from its start, or from the last sync', async () => {
		const leases = async () =>
			(await listed()).clusters[0]?.lines.map(({ household, leaseEnds }) => `${household} ${leaseEnds}`)
		server.clock.now -= 20 * 86_400_000
		const given = dayOf(server.clock.now)
		const inDays = (days: number) => dayAfter(given, days)
		const { person: silent } = await enrolledPhone(server, { districts: ['PK607'] })
		const { person: next } = await enrolledPhone(server, { districts: ['PK607'] })
		await assign([30], silent)
		// Households 10 and 20 are finished.
		expect(await leases()).toEqual(['10 null', '20 null', `30 ${inDays(14)}`])
		server.clock.now += 20 * 86_400_000
		expect([(await leases())?.[2], (await listed()).today]).toEqual([`30 ${inDays(14)}`, inDays(20)])
		await assign([30], next)
		expect((await leases())?.[2]).toBe(`30 ${inDays(34)}`)
		const held = await server.store.reading.db
			.selectFrom('assignment')
			.select(['person', 'until'])
			.where('person', 'in', [silent, next])
			.orderBy('since')
			.execute()
		expect(held).toEqual([
			{ person: silent, until: new Date(server.clock.now).toISOString() },
			{ person: next, until: null },
		])
		// The quality checks know the earlier and the current assignee.
		const { reading } = server.store
		const holdings = await listReassignedPeriods(reading, round, 'PK607')
		expect(holdings.filter(({ household }) => household === 30).map((each) => each.person)).toEqual(
			expect.arrayContaining([silent, next]),
		)
		expect(await listReassignedPeriods(reading, round, 'PK60')).toEqual([])
	})
	test('households can be unassigned', async () => {
		expect((await assign([10, 20, 30], null)).status).toBe(204)
		expect(await receivedSamples()).toEqual([{ round, cluster, area: 'urban', lines: [] }])
		expect((await listed()).clusters[0]?.lines.every((line) => line.person === null)).toBe(true)
	})
	test('nothing is imported for a closed round', async () => {
		const late = { cluster: 'PK607-09', area: 'urban', lines: [{ household: 1, line: 90, selection: 0.5 }] }
		expect(await chief.post('/api/sample', { round: 'baseline', clusters: [late] })).toMatchObject({
			status: 409,
			body: { problem: 'round-closed' },
		})
	})
	test('a cluster listed and drawn on a phone is added to the sample, with lines after the last of the district', async () => {
		const list = rewritten(
			phone.edit(phone.newRecord(), {
				'list/cluster/round': round,
				'list/cluster/district': 'PK607',
				'list/cluster/cluster_id': 'PK607-07',
				'list/cluster/start_gps': '30.0501234 70.6304321 0 12',
				$status: 'submitted',
				...Object.fromEntries(
					Array.from({ length: 30 }, (_, i): [string, string | number][] => [
						[`list/structures/@s${i}`, i],
						[`list/structures/@s${i}/s_no`, i + 1],
						[`list/structures/@s${i}/s_type`, 'single'],
					]).flat(),
				),
				'list/complete/list_complete': 'yes',
			}),
			{ form: { id: 'listing', ver: 1 } },
		)
		await phone.sync(post, [list])
		const [drawn] = (await listed()).drawn
		expect(drawn).toMatchObject({ cluster: 'PK607-07', listed: 30, chosen: 15, reserve: 5 })
		const drawSample = () =>
			chief.post('/api/sample/listing-draws', { round, record: drawn?.record, area: 'rural' })
		expect((await drawSample()).status).toBe(204)
		// It is in the sample now.
		expect((await drawSample()).status).toBe(404)
		const { clusters, drawn: left } = await listed()
		expect(left).toEqual([])
		const storedCentres = server.store.reading.db.selectFrom('sample_line').select('centre')
		expect(await storedCentres.where('cluster', '=', 'PK607-07').distinct().execute()).toEqual([
			{ centre: '30.05 70.63' },
		])
		const taken = clusters.find((each) => each.cluster === 'PK607-07')?.lines ?? []
		expect(taken.flatMap(({ line }) => line ?? [])).toEqual(Array.from({ length: 15 }, (_, i) => 3 + i))
		expect(taken.filter(({ isReserve }) => isReserve)).toHaveLength(5)
		expect(new Set(taken.map(({ household }) => household)).size).toBe(20)
		// each household is looked for at its structure, here one household in each
		const structures = await server.store.reading.db
			.selectFrom('sample_line')
			.select(['household', 'structure'])
			.where('cluster', '=', 'PK607-07')
			.execute()
		expect(structures.every(({ household, structure }) => structure === String(household))).toBe(true)
	})

	describe('an inaccessible cluster', () => {
		const [shut, spare] = ['PK607-11', 'PK607-12']
		const move = (which: string, isUnreachable: boolean, why = 'snow on the pass', by = coordinator) =>
			by.post('/api/sample/cluster-access', { round, cluster: which, isUnreachable, why })
		const states = async () =>
			(await listed()).clusters
				.filter(({ cluster: each }) => each === shut || each === spare)
				.map(({ cluster: each, state, opened }) => `${each} ${state} ${opened ?? '-'}`)
		/** Returns what the overview lists: inaccessible clusters in whose place nobody works. */
		const unreplaced = async ({ get }: Desk = coordinator) =>
			((await get(`/api/overview?round=${round}`)).body as Overview).unreplacedClusters?.map(
				({ cluster: each, district, replacement }) => `${each} ${district} ${replacement ?? '-'}`,
			)
		const assignFirst = (which: string, to: string | null) =>
			coordinator.post('/api/sample/assignments', {
				round,
				assignments: [{ cluster: which, households: [1], person: to }],
			})
		beforeAll(async () => {
			const clusterOf = (which: string, line: number, more = {}) => ({
				cluster: which,
				area: 'rural',
				...more,
				lines: [{ household: 1, line, selection: 0.5 }],
			})
			const clusters = [clusterOf(shut, 801), clusterOf(spare, 802, { isReserve: true })]
			expect((await chief.post('/api/sample', { round, clusters })).status).toBe(204)
		})
		test('a reserve cluster waits, and its households cannot be assigned', async () => {
			expect(await states()).toEqual([`${shut} open -`, `${spare} waiting -`])
			expect(await assignFirst(spare, person)).toMatchObject({
				status: 409,
				body: { problem: 'cluster-closed' },
			})
			expect((await move(spare, true)).status).toBe(409)
		})
		test('with a reason given, its households leave the phone and the reserve cluster opens', async () => {
			await assignFirst(shut, person)
			await receivedSamples()
			expect(await move(shut, true, ' ')).toMatchObject({ body: { problem: 'reason-missing' } })
			expect((await move(shut, true)).status).toBe(204)
			expect(await states()).toEqual([`${shut} unreachable ${spare}`, `${spare} open -`])
			expect(await unreplaced()).toEqual([`${shut} PK607 ${spare}`])
			expect(await receivedSamples()).toMatchObject([{ cluster: shut, lines: [] }])
			expect((await assignFirst(shut, person)).status).toBe(409)
			expect((await assignFirst(spare, person)).status).toBe(204)
			expect(await unreplaced()).toEqual([])
			// A repeated request changes nothing.
			expect((await move(shut, true)).status).toBe(204)
		})
		test('accessible again, it can be assigned again; the reserve cluster stays open where work has begun', async () => {
			expect((await move(shut, false, 'the road is clear')).status).toBe(204)
			expect(await states()).toEqual([`${shut} open ${spare}`, `${spare} open -`])
			await assignFirst(spare, null)
			await move(shut, true)
			await move(shut, false, 'clear again')
			expect(await states()).toEqual([`${shut} open -`, `${spare} waiting -`])
		})
		test('a reserve cluster imported later opens at once; closed again, it closes the one opened for it', async () => {
			const [first, second] = ['PK607-13', 'PK607-14']
			const clusterOf = (which: string, line: number) => ({
				cluster: which,
				area: 'rural',
				isReserve: true,
				lines: [{ household: 1, line, selection: 0.5 }],
			})
			await move(shut, true)
			await move(spare, true)
			const states = async () =>
				(await listed()).clusters
					.filter(({ cluster: each }) => each >= shut && each <= second)
					.map(({ cluster: each, state, opened }) => `${each} ${state} ${opened ?? '-'}`)
			expect(await states()).toEqual([`${shut} unreachable ${spare}`, `${spare} unreachable -`])
			// the last one of the chain
			expect(await unreplaced()).toEqual([`${spare} PK607 -`])
			expect(await unreplaced(await server.desk('coordinator', ['PK608']))).toEqual([])
			// who assigns nobody sees nothing to assign
			expect(await unreplaced(chief)).toBe(undefined)
			await chief.post('/api/sample', { round, clusters: [clusterOf(first, 803), clusterOf(second, 804)] })
			expect((await states()).slice(1)).toEqual([
				`${spare} unreachable ${first}`,
				`${first} open -`,
				`${second} waiting -`,
			])
			await move(shut, false, 'clear')
			expect(await states()).toEqual([
				`${shut} open -`,
				`${spare} unreachable -`,
				`${first} waiting -`,
				`${second} waiting -`,
			])
		})
		test('a coordinator of other districts cannot report it', async () => {
			const far = await server.desk('coordinator', ['PK608'])
			expect((await move(shut, true, 'snow', far)).status).toBe(403)
			expect((await move('PK607-99', true)).status).toBe(404)
		})
	})
})
