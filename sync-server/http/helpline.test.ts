import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CallCounts } from '#shared/helpline/call-counts'
import { monthlyTable, publishedPeriod } from '#shared/helpline/monthly-table'
import { guessMapping } from '#shared/older-data/guess-mapping'
import type { OlderLooked } from '#shared/older-data/older-data'
import { helplineRegister } from '#shared/testing/helpline-register'
import type { Edit } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/desk-for-tests.ts'
import { engines } from '../../tests/fresh-engines.ts'
import { loadInstrument } from '../../tests/instruments-for-tests.ts'
import { enrolledPhone, rewritten } from '../../tests/phone-for-tests.ts'
import { takeFactsAgain } from '../sync/understand-again.ts'

const call = {
	...{ $status: 'submitted', round: 'endline', 'call/channel': 'call', 'matter/category': 'visa_fraud' },
	...{ 'call/call_time': '2025-12-31T23:30:00.000+05:00', 'caller/gender': 'female' },
	...{ 'background/caller_district': 'PK607', 'result/outcome': 'resolved' },
} as const

describe.each(engines)('the helpline’s room, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let operator: Awaited<ReturnType<typeof enrolledPhone>>
	let version: number
	beforeAll(async () => {
		server = await serverForTests(await freshEngine(), { demonstration: true })
		manager = await server.desk('data-manager')
		operator = await enrolledPhone(server, { role: 'helpline-operator', districts: 'all' })
		version = (await server.forms.current()).find(({ id }) => id === 'helpline')?.version ?? 1
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const send = async (set: Edit['revision']['set'], to?: Edit) => {
		const { phone, post } = operator
		const edit = rewritten(
			to ? phone.edit(to.revision.record, set, [to]) : phone.edit(phone.newRecord(), { ...call, ...set }),
			{ form: { id: 'helpline', ver: version } },
		)
		await phone.sync(post, [edit])
		return edit
	}
	const counts = async (by = manager, query = '') =>
		(await by.get(`/api/helpline/counts${query}`)).body as CallCounts
	const countsOf = async (month: string, by = manager) =>
		(await counts(by)).calls
			.filter((each) => each.month === month)
			.map(({ category, gender, calls }) => [category, gender, calls])
	const rows = () => server.store.reading.selectFrom('call').selectAll().orderBy('record').execute()

	test('a call counts in its month by Pakistan’s clock as it stands: sent, changed, void and back', async () => {
		const edit = await send({})
		expect(await countsOf('2025-12')).toEqual([['visa_fraud', 'female', 1]])
		await send({ 'call/call_time': '2025-12-31T19:30:00.000Z', 'caller/gender': 'male' }, edit)
		expect(await countsOf('2025-12')).toEqual([])
		expect(await countsOf('2026-01')).toEqual([['visa_fraud', 'male', 1]])
		const { record } = edit.revision
		await deskEdit(server, manager.person, record, { 'matter/category': 'cybercrime' })
		expect(await countsOf('2026-01')).toEqual([['cybercrime', 'male', 1]])
		await deskEdit(server, manager.person, record, { $void: 'a trial' })
		expect(await countsOf('2026-01')).toEqual([])
		await deskEdit(server, manager.person, record, { $void: null })
		expect(await countsOf('2026-01')).toEqual([['cybercrime', 'male', 1]])
		expect((await counts()).places).toEqual([{ month: '2026-01', district: 'PK607', calls: 1 }])
	})
	test('a draft is no call, and neither is what somebody writes in another form', async () => {
		const before = await rows()
		await send({ $status: 'draft' })
		expect(await rows()).toEqual(before)
	})
	test('made-up calls are told apart, and only by who asks for them', async () => {
		const before = await counts()
		await send({ round: 'demo' })
		expect(await counts()).toEqual(before)
		expect(await counts(manager, '?madeUp=1')).toMatchObject({ demonstration: true, calls: [{ calls: 1 }] })
	})
	test('nobody else reads them, and no data manager with some districts', async () => {
		for (const role of ['coordinator', 'administrator', 'safeguarding-lead'] as const)
			expect((await (await server.desk(role)).get('/api/helpline/counts')).status).toBe(403)
		const local = await server.desk('data-manager', ['PK607'])
		expect((await local.get('/api/helpline/counts')).status).toBe(404)
	})
	test('rows come out of the revisions again as they were', async () => {
		const before = await rows()
		expect(before.length).toBeGreaterThan(1)
		await server.store.db.deleteFrom('call').execute()
		await takeFactsAgain(server.store, server.forms)
		expect(await rows()).toEqual(before)
		// those of an earlier program
		await server.store.db.updateTable('call').set({ made: 0, category: 'nothing' }).execute()
		await takeFactsAgain(server.store, server.forms)
		expect(await rows()).toEqual(before)
	})
	test('what is destroyed is counted no more', async () => {
		const { record } = (await send({ 'call/call_time': '2020-02-02T12:00:00.000+05:00' })).revision
		expect(await countsOf('2020-02')).toHaveLength(1)
		await server.store.write((session) => session.forgetRecords([record]))
		expect(await countsOf('2020-02')).toEqual([])
	})
	test('an older register comes in by month, without what nobody asked then, and is taken back as one', async () => {
		const header = ['no', 'month', 'category', 'gender', 'outcome']
		const definition = loadInstrument('helpline')
		const mapping = guessMapping({ version, definition }, header)
		mapping.id = ['no']
		const cells = [
			['1', '2019-05', 'Visa fraud', 'male', 'callback'],
			['2', 'May 2019', 'cybercrime', 'Female', ''],
			['3', '06/2019', 'cybercrime', '', ''],
			['4', '05/2019', 'a thing', 'male', ''],
		]
		const part = {
			...{ mapping, round: 'baseline', header, withoutFaults: true, id: 'old', file: 'register.csv' },
			...{ status: 'approved', lines: cells.map((each, i) => ({ at: i + 2, cells: each })) },
		}
		const { body } = await manager.post('/api/older-data', part)
		expect(
			(body as OlderLooked).lines.map(({ outcome, faults }) => [outcome, faults.map(({ why }) => why)]),
		).toEqual([
			['new', []],
			['new', ['required']],
			['new', ['required', 'required']],
			['new', ['not-a-choice', 'required']],
		])
		expect(await countsOf('2019-05')).toEqual(
			expect.arrayContaining([
				['visa_fraud', 'male', 1],
				['cybercrime', 'female', 1],
				['', 'male', 1],
			]),
		)
		// what was promised then is nobody's to keep here, and nobody at work is asked about it
		const old = (await rows()).filter(({ month }) => month === '2019-05')
		expect(old.map(({ began, brought_in, waits }) => [began, brought_in, waits])).toEqual([
			[null, 1, 0],
			[null, 1, 0],
			[null, 1, 0],
		])
		const { status } = await manager.post('/api/corrections', {
			...{ kind: 'take-back', correction: 'old-back', takesBack: 'old', why: 'a trial' },
			records: old.map(({ record }) => ({ id: record })),
		})
		expect(status).toBe(200)
		expect(await countsOf('2019-05')).toEqual([])
	})
	test('the published table comes out digit for digit, in less than a second', async () => {
		const made = helplineRegister(7, ['PK607', 'another']).map((line) => ({
			...{
				record: line.id,
				demonstration: 0 as const,
				month: line.call_time.slice(0, 7),
				began: line.call_time,
			},
			...{ operator: line.operator, district: line.caller_district, channel: 'call', outcome: 'resolved' },
			...{ category: line.category, gender: line.gender, most_seconds: 100 },
			...{ brought_in: 1 as const, waits: 0 as const, made: 1 },
		}))
		await server.store.write((session) => session.saveCalls(made, []))
		const begun = performance.now()
		const { lines } = monthlyTable(await counts(), publishedPeriod, 'us')
		expect(performance.now() - begun).toBeLessThan(1000)
		expect(
			lines.map(({ matter, all, male }) => [matter, all.count, matter === 'all' ? male.count : '']),
		).toEqual([
			['all', 32_402, 26_566],
			['cases', 9_802 + 7_410, ''],
			['cybercrime', 8_749, ''],
			['visa_fraud', 836, ''],
			['human_trafficking', 140, ''],
			['migrant_smuggling', 9, ''],
			['information', 4_120, ''],
			['other', 1_336, ''],
		])
	})
})
