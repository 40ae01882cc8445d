import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import type { BackCheckListResponse, BackChecksDocument } from '#shared/quality/back-check-assignment'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'

type Enrolled = Awaited<ReturnType<typeof enrolledPhone>>

describe.each(routeEngines)('back-checks on %s', (_, freshEngine) => {
	let server: ServerForTests
	let coordinator: Desk
	let amina: Enrolled
	let zahid: Enrolled
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		coordinator = await server.desk('coordinator', ['PK607'])
		amina = await enrolledPhone(server, { districts: ['PK607'] })
		zahid = await enrolledPhone(server, { districts: ['PK607'] })
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const listed = async (district = 'PK607') =>
		(await coordinator.get(`/api/back-checks?round=endline&district=${district}`))
			.body as BackCheckListResponse
	const assign = (record: string, person: string | null, by = coordinator) =>
		by.post(`/api/records/${record}/back-check`, { person })
	const receivedHouseholds = async ({ phone, post }: Enrolled) => {
		const { documents } = await phone.sync(post)
		return documents
			.filter(({ kind }) => kind === 'back-checks')
			.map(({ body }) => (body as BackChecksDocument).checks.map(({ household }) => household))
	}
	/** A completed interview by Amina. */
	async function interview(household: number, mayRecontact = 'yes'): Promise<string> {
		const record = amina.phone.newRecord()
		await amina.phone.sync(amina.post, [
			amina.phone.edit(record, {
				'a_visit/line/round': 'endline',
				'a_visit/line/district': 'PK607',
				'a_visit/line/cluster_id': 'PK607-03',
				'a_visit/line/hh_no': household,
				'a_visit/line/line_no': household,
				'a_visit/preset/assigned_sex': 'female',
				'a_visit/door/contact': 'contacted',
				'b_household/roster/n_adults': 1,
				'b_household/roster/members/@one': 1,
				'b_household/roster/members/@one/m_age': 30,
				'b_household/choice/sel_avail': 'now',
				'c_consent/privacy_first/privacy': 'alone',
				'c_consent/agree/consent_recontact': mayRecontact,
				'c_consent/agree/consent': 'yes',
				'd_about/about_1/age': 30,
				'd_about/about_2/edu': 'primary',
				'd_about/about_3/phone': 'basic',
				'n_result/result': 'complete',
				$status: 'submitted',
			}),
		])
		return record
	}
	async function check(by: Enrolled, household: number, answers: Record<string, string | number>) {
		const edit = by.phone.edit(by.phone.newRecord(), {
			'which/round': 'endline',
			'which/district': 'PK607',
			'which/cluster_id': 'PK607-03',
			'which/hh_no': household,
			'which/line_no': household,
			'contact/method': 'visit',
			'contact/reached': 'yes',
			'visit/was_interviewed': 'yes',
			$status: 'submitted',
			...answers,
		})
		await by.phone.sync(by.post, [rewritten(edit, { form: { id: 'back_check', ver: 1 } })])
	}

	test('an interview is drawn, assigned to another enumerator, checked, and the differences are listed', async () => {
		const record = await interview(7)
		const [drawn, ...others] = (await listed()).checks
		expect(others).toEqual([])
		expect(drawn).toMatchObject({ record, cluster: 'PK607-03', household: 7, line: 7, state: 'to-give' })
		expect(await assign(record, amina.person)).toMatchObject({
			status: 409,
			body: { problem: 'back-check-own-interview' },
		})
		expect((await assign(record, zahid.person)).status).toBe(204)
		expect((await listed()).checks[0]).toMatchObject({ state: 'given', checker: { id: zahid.person } })
		expect((await receivedHouseholds(zahid)).at(-1)).toEqual([7])

		await check(zahid, 7, { 'contact/reached': 'no' })
		expect((await listed()).checks[0]).toMatchObject({ state: 'not-reached', differences: [] })
		await check(zahid, 7, {
			'same_person/bc_age': 31,
			'same_person/bc_edu': 'none',
			'habits/bc_phone': 'basic',
		})
		const after = await listed()
		expect(after.checks[0]).toMatchObject({
			state: 'checked',
			isOwn: false,
			saysNobodyCame: false,
			differences: [{ question: 'bc_edu', type: 1, before: 'primary', now: 'none' }],
		})
		expect(after.enumerators).toMatchObject([
			{
				person: { id: amina.person },
				interviews: 1,
				drawn: 1,
				checked: 1,
				typeOne: { of: 3, differing: 1 },
				typeTwo: { of: 1, differing: 0 },
			},
		])
	})
	test('unassigned again, it leaves the phone', async () => {
		const [{ record = '' } = {}] = (await listed()).checks
		await assign(record, null)
		expect((await receivedHouseholds(zahid)).at(-1)).toEqual([])
	})
	test('a check by the interviewing enumerator proves nothing', async () => {
		const before = await listed()
		await check(amina, 7, { 'same_person/bc_edu': 'primary' })
		expect(await listed()).toEqual(before)
		const record = await interview(8)
		expect((await assign(record, zahid.person)).status).toBe(204)
		const [ofOthers] = (await listed()).enumerators
		await check(amina, 8, { 'same_person/bc_edu': 'primary' })
		const { checks, enumerators } = await listed()
		expect(checks.find((each) => each.record === record)).toMatchObject({ isOwn: true })
		expect(enumerators[0]).toEqual(ofOthers)
		await assign(record, null)
	})
	test('where nobody was met it is assigned to another enumerator, and listed there', async () => {
		const other = await enrolledPhone(server, { districts: ['PK607'] })
		const record = await interview(9)
		const found = async () => (await listed()).checks.find((each) => each.record === record)
		await assign(record, zahid.person)
		await check(zahid, 9, { 'contact/reached': 'no' })
		await assign(record, other.person)
		expect(await found()).toMatchObject({ state: 'not-reached', checker: { id: other.person } })
		await check(zahid, 9, {})
		expect(await found()).toMatchObject({ state: 'checked', checker: { id: zahid.person } })
		await assign(record, null)
	})
	test('assignments stay listed when the interview is returned; for a cancelled one they leave the phone', async () => {
		const manager = await server.desk('data-manager')
		const [returned, trial] = [await interview(10), await interview(11)]
		for (const record of [returned, trial]) await assign(record, zahid.person)
		expect((await receivedHouseholds(zahid)).at(-1)).toEqual([10, 11])
		await deskEdit(server, manager.person, returned, { $status: 'returned' })
		expect((await listed()).checks.find(({ record }) => record === returned)).toMatchObject({
			state: 'given',
		})
		await deskEdit(server, manager.person, trial, { $void: 'a trial' })
		await assign(returned, zahid.person)
		expect((await receivedHouseholds(zahid)).at(-1)).toEqual([10])
		await assign(trial, null)
	})
	test('respondents without consent to re-contact are neither drawn nor visited', async () => {
		const before = await listed()
		const refused = await Promise.all([13, 14, 15, 16].map((household) => interview(household, 'no')))
		const after = await listed()
		expect(after.interviews).toBe(before.interviews + 4)
		expect(after.checks).toEqual(before.checks)
		for (const record of refused) expect((await assign(record, zahid.person)).status).toBe(404)
	})
	test('it is deleted with the erased interview', async () => {
		const record = await interview(12)
		await assign(record, zahid.person)
		expect((await receivedHouseholds(zahid)).at(-1)).toContain(12)
		const manager = await server.desk('data-manager')
		const body = { code: withdrawalCodeOf(record), reason: 'withdrawal' }
		expect((await manager.post(`/api/records/${record}/erase`, body)).status).toBe(204)
		expect((await receivedHouseholds(zahid)).at(-1)).not.toContain(12)
		const rows = await server.store.reading.db.selectFrom('back_check_assignment').selectAll().execute()
		expect(rows.map((row) => row.record)).not.toContain(record)
	})
	test('users without access to the district are refused', async () => {
		const far = await server.desk('coordinator', ['PK608'])
		const [{ record = '' } = {}] = (await listed()).checks
		expect((await assign(record, zahid.person, far)).status).toBe(404)
		expect((await far.get('/api/back-checks?round=endline&district=PK607')).status).toBe(403)
		expect((await far.get('/api/back-checks?round=nowhere&district=PK608')).status).toBe(404)
	})
})
