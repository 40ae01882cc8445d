import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Coverage, DistrictCoverage, DistrictPage } from '#shared/coverage/coverage'
import type { Answer } from '#shared/forms/answers'
import type { Edit } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { recordRow } from '../../tests/helpers/record-row.ts'
import { rebuildCounts } from '../storage/records/record-counts.ts'
import { saveClusterState } from '../storage/sample/cluster-states.ts'

const interview = (district: string, more: Record<string, Answer> = {}): Record<string, Answer | null> => ({
	$status: 'submitted',
	'a_visit/line/round': 'endline',
	'a_visit/line/district': district,
	'a_visit/line/cluster_id': `${district}-01`,
	'a_visit/line/hh_no': 12,
	'a_visit/preset/assigned_sex': 'female',
	'a_visit/door/contact': 'contacted',
	'b_household/roster/n_adults': 1,
	'b_household/roster/members/@one': 1,
	'b_household/roster/members/@one/m_age': 40,
	'b_household/choice/sel_avail': 'now',
	'c_consent/privacy_first/privacy': 'alone',
	'c_consent/agree/consent': 'yes',
	'd_about/about_1/age': 40,
	'n_result/result': 'complete',
	...more,
})
const refusal = { 'a_visit/door/contact': 'refused', 'n_result/result': 'refused' }
const man = { 'a_visit/preset/assigned_sex': 'male' }
const dayMs = 86_400_000

describe.each(engines)('coverage on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let coordinator: Desk
	let amina: Awaited<ReturnType<typeof enrolledPhone>>
	let back: Edit
	let sides: Edit[]
	const coverage = async (desk = manager, round = 'endline') =>
		(await desk.get(`/api/coverage?round=${round}`)).body as Coverage
	const districtIn = async (code: string, desk = manager) =>
		(await coverage(desk)).districts.find(({ district }) => district === code) as DistrictCoverage
	const total = async (query: string) => {
		const { body } = await manager.get(`/api/records?round=endline&${query}`)
		const found = body as { total: number; records: unknown[] }
		// The counts equal the number of readable records.
		expect(found.records, query).toHaveLength(found.total)
		return found.total
	}
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		amina = await enrolledPhone(server, { districts: ['PK607', 'PK608'] })
		const { phone, post } = amina
		back = phone.edit(phone.newRecord(), interview('PK607'))
		await phone.sync(post, [
			back,
			phone.edit(phone.newRecord(), interview('PK607', man)),
			phone.edit(phone.newRecord(), interview('PK607', { ...refusal, ...man })),
			phone.edit(phone.newRecord(), { ...interview('PK607'), $status: 'draft' }),
			phone.edit(phone.newRecord(), interview('PK608')),
		])
		// Two phones answer one question differently, which opens a conflict.
		const root = phone.edit(phone.newRecord(), interview('PK607'))
		await phone.sync(post, [root])
		sides = [41, 42].map((age) =>
			phone.edit(root.revision.record, { 'd_about/about_1/age': age, $status: 'submitted' }, [root]),
		)
		await phone.sync(post, sides)
		server.clock.now += dayMs + 1
		manager = await server.desk('data-manager')
		coordinator = await server.desk('coordinator', ['PK607'])
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})

	test('every number equals the length of the list that it opens', async () => {
		const { phone, post } = amina
		await phone.sync(post, [phone.edit(phone.newRecord(), interview('PK607', man))])
		const id = back.revision.record
		const { seen } = (await manager.get(`/api/records/${id}`)).body as { seen: string[] }
		expect(
			await manager.post(`/api/records/${id}/review`, {
				kind: 'return',
				why: '',
				seen,
				notes: [{ about: '', text: 'please ask again' }],
			}),
		).toMatchObject({ status: 204 })

		const { since } = await coverage()
		const found = await districtIn('PK607')
		expect(found).toMatchObject({
			interviews: 3,
			men: 2,
			women: 1,
			refusals: 1,
			household: { returned: 1, disputed: 1 },
			lately: { interviews: 1, returned: 1, disputed: 0 },
			male: { endings: { complete: 2, refusal: 1 } },
		})
		const of = 'district=PK607&form=household&counted=1'
		expect(await total(`${of}&outcome=done`)).toBe(found.interviews)
		expect(await total(`${of}&outcome=done&sex=male`)).toBe(found.men)
		expect(await total(`${of}&outcome=done&sex=female`)).toBe(found.women)
		expect(await total(`${of}&outcome=refused`)).toBe(found.refusals)
		expect(await total(`${of}&status=returned`)).toBe(found.household.returned)
		expect(await total(`${of}&disputed=1`)).toBe(found.household.disputed)
		expect(await total(`${of}&disposition=refusal`)).toBe(1)
		expect(await total(`${of}&outcome=done&finishedAfter=${since.seq}`)).toBe(found.lately.interviews)
		expect(await total(`district=PK607&counted=1&status=returned&changedAfter=${since.seq}`)).toBe(
			found.lately.returned,
		)
		expect(await total(`district=PK607&counted=1&disputed=1&disputedAfter=${since.seq}`)).toBe(
			found.lately.disputed,
		)
		for (const { day, done } of found.days) expect(await total(`${of}&outcome=done&day=${day}`)).toBe(done)
		expect(found.days.reduce((sum, { done }) => sum + done, 0)).toBe(found.interviews)
		expect(await total(`${of}&outcome=done&cluster=PK607-01`)).toBe(3)
		for (const rest of ['', 'status=draft', 'disputed=1', 'cluster=PK607-01&sex=female', 'district='])
			expect(await total(rest)).toBeGreaterThanOrEqual(0)
		expect(await server.store.write((session) => rebuildCounts(session))).toBe(0)
	})
	test('new conflicts are those since the last look, whatever other changes their records have', async () => {
		const { phone, post } = amina
		const [one] = sides
		if (!one) throw new Error('there is no conflict')
		const { since } = await coverage()
		// Another answer was changed just now.
		await server.store.changing.db
			.updateTable('record')
			.set({ last_seq: since.seq + 1000 })
			.where('id', '=', one.revision.record)
			.execute()
		const newOnes = (district: string) => total(`district=${district}&counted=1&disputedAfter=${since.seq}`)
		expect(await districtIn('PK607')).toMatchObject({ disputed: 1, lately: { disputed: 0 } })
		expect(await newOnes('PK607')).toBe(0)
		const root = phone.edit(phone.newRecord(), interview('PK608'))
		await phone.sync(post, [root])
		await phone.sync(
			post,
			[41, 42].map((age) => phone.edit(root.revision.record, { 'd_about/about_1/age': age }, [root])),
		)
		expect(await districtIn('PK608')).toMatchObject({ disputed: 1, lately: { disputed: 1 } })
		expect(await newOnes('PK608')).toBe(1)
	})
	test('a district shows its clusters, including those of the sample, to users with access to the district', async () => {
		await server.store.changing.db
			.insertInto('sample_line')
			.values(
				(
					[
						['PK607-07', 0],
						['PK607-08', 0],
						['PK607-21', 1],
						['PK607-22', 1],
					] as const
				).flatMap(([cluster, is_reserve_cluster]) =>
					[501, 502, 503, null].map((line, position) => ({
						project: 'pk31',
						round: 'endline',
						cluster,
						district: 'PK607',
						area: 'rural',
						household: position + 1,
						position,
						line,
						centre: null,
						selection: '0.5',
						person: null,
						is_reserve_cluster,
					})),
				),
			)
			.execute()
		// One cluster is inaccessible, and a replacement cluster was opened for it; the other replacement waits.
		await saveClusterState(server.store.changing, {
			project: 'pk31',
			round: 'endline',
			cluster: 'PK607-08',
			unreachable: 1,
			why: 'flood',
			opened: 'PK607-21',
			person: 'somebody',
			at: '2026-01-15T00:00:00.000Z',
		})
		const page = await coordinator.get('/api/coverage/PK607?round=endline')
		const { clusters, district } = page.body as DistrictPage
		expect(district.interviews).toBe(3)
		expect(clusters.map(({ cluster, target, household }) => [cluster, target, household.done])).toEqual([
			['PK607-01', null, 3],
			['PK607-07', { male: 2, female: 1 }, 0],
			['PK607-21', { male: 2, female: 1 }, 0],
		])
		expect((await coordinator.get('/api/coverage/PK608?round=endline')).status).toBe(404)
		expect((await manager.get('/api/coverage/nowhere?round=endline')).status).toBe(404)
		expect((await manager.get('/api/coverage/PK607?round=none')).status).toBe(404)
	})
	test('unsent work counts in the district of its enumerator, and separately for enumerators with several districts', async () => {
		const one = await enrolledPhone(server, { districts: ['PK609'] })
		const several = await enrolledPhone(server, { districts: ['PK609', 'PK610'] })
		const holds = { waiting: 9, records: 5, days: 1, drafts: 2, stuck: 0 }
		for (const { phone, post } of [one, several])
			await post((await phone.request([], { holds } as object)).body)
		expect((await districtIn('PK609')).onPhones).toEqual({ records: 5, drafts: 2, phones: 1 })
		expect((await coverage()).onOtherPhones).toEqual({ records: 5, drafts: 2, phones: 1 })
		const page = (await manager.get('/api/coverage/PK609?round=endline')).body as DistrictPage
		expect(page.onOtherPhones).toEqual({ records: 5, drafts: 2, phones: 1 })
		// Phones of people with further districts are not disclosed to a person who sees one of them.
		const other = await server.desk('coordinator', ['PK609'])
		expect((await coverage(other)).onOtherPhones).toEqual({ records: 0, drafts: 0, phones: 0 })
		expect((await coverage(manager, 'baseline')).onOtherPhones).toBeNull()
		// Work on phones of deactivated people may never arrive.
		await server.store.changing.db
			.updateTable('person')
			.set({ active: 0 })
			.where('id', '=', one.person)
			.execute()
		expect((await districtIn('PK609')).onPhones).toEqual({ records: 0, drafts: 0, phones: 0 })
	})
	test('imported boundaries are visible to all users, each for their own districts; none are removed', async () => {
		const administrator = await server.desk('administrator')
		const ring = [
			[70, 30],
			[71, 30],
			[71, 31],
		]
		const shapes = ['PK607', 'PK608', 'XX1'].map((district) => ({ district, rings: [ring] }))
		const put = (body: object) => administrator.post('/api/boundaries', body)
		const districtsShownTo = async (desk: Desk) =>
			((await desk.get('/api/boundaries')).body as { shapes: { district: string }[] } | null)?.shapes.map(
				({ district }) => district,
			)
		const notice = { attribution: 'OCHA', disclaimer: 'No endorsement.' }
		expect((await put({ ...notice, shapes })).status).toBe(204)
		expect(await districtsShownTo(manager)).toEqual(['PK607', 'PK608'])
		expect(await districtsShownTo(coordinator)).toEqual(['PK607'])
		expect((await put({ ...notice, attribution: '', shapes })).status).toBe(422)
		const wide = [{ district: 'PK607', rings: [[[3_400_000, 0], ...ring]] }]
		expect((await put({ ...notice, shapes: wide })).status).toBe(422)
		expect((await put({ ...notice, shapes: [] })).status).toBe(204)
		expect((await manager.get('/api/boundaries')).body).toBeNull()
	})
	test('a published round gives its totals: 9,300 interviews, 62 focus groups, 300 and 2 a district', async () => {
		const { districts } = server.study
		const rows = districts.flatMap(({ code }) => [
			...Array.from({ length: 300 }, (_, i) =>
				recordRow(`${code} ${i}`, {
					round: 'baseline',
					district: code,
					cluster: `${code}-${1 + (i % 20)}`,
					sex: i % 2 ? 'male' : 'female',
					status: i % 3 ? 'approved' : 'submitted',
					finished_on: `2023-01-${String(2 + (i % 26)).padStart(2, '0')}`,
				}),
			),
			...[1, 2].map((i) =>
				recordRow(`${code} group ${i}`, {
					round: 'baseline',
					district: code,
					form: 'focus_group',
					sex: null,
					disposition: null,
				}),
			),
			recordRow(`${code} refused`, {
				round: 'baseline',
				district: code,
				outcome: 'refused',
				disposition: 'refusal',
			}),
			recordRow(`${code} void`, { round: 'baseline', district: code, void: 1 }),
			recordRow(`${code} draft`, { round: 'baseline', district: code, status: 'draft' }),
		])
		await server.store.write((session) => session.saveRecords(rows))
		const found = await coverage(manager, 'baseline')
		const sum = (what: (district: DistrictCoverage) => number) =>
			found.districts.reduce((all, district) => all + what(district), 0)
		expect(sum(({ interviews }) => interviews)).toBe(9300)
		expect(sum(({ focusGroups }) => focusGroups)).toBe(62)
		expect(sum(({ days }) => days.reduce((all, { done }) => all + done, 0))).toBe(9300)
		for (const { interviews, men, women, focusGroups, refusals } of found.districts)
			expect([interviews, men, women, focusGroups, refusals]).toEqual([300, 150, 150, 2, 1])
		await server.store.write((session) => session.deleteRecordRows(rows.map(({ id }) => id)))
		expect((await coverage(manager, 'baseline')).districts.every(({ interviews }) => interviews === 0)).toBe(
			true,
		)
	})
})
