import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccessPage } from '#shared/access/access-log'
import { type HelplineShift, type ShiftAct, shiftActToSign } from '#shared/helpline/call-backs'
import type { CallCounts } from '#shared/helpline/call-counts'
import { monthlyTable, publishedPeriod } from '#shared/helpline/monthly-table'
import { toBase64url } from '#shared/kernel/bytes'
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
		expect((await counts()).isWhole).toBe(false)
		await takeFactsAgain(server.store, server.forms)
		expect((await counts()).isWhole).toBe(true)
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

	describe('call-backs and shifts', () => {
		let other: Awaited<ReturnType<typeof enrolledPhone>>
		beforeAll(async () => {
			other = await enrolledPhone(server, { role: 'helpline-operator', districts: 'all' })
		})
		const asking = async ({ phone }: typeof other, act: ShiftAct, signed: ShiftAct = act) => {
			const { device, sign } = phone.enrolled
			const signature = toBase64url(await sign(shiftActToSign({ device, act: signed })))
			const reply = await server.app.inject({
				...{ method: 'POST', url: '/api/helpline/shift', payload: { device, act, signature } },
			})
			return { status: reply.statusCode, body: reply.json() as HelplineShift & { problem?: string } }
		}
		const promise = (at: string, agreed = 'after six, his sister answers') =>
			send({
				...{ 'call/call_time': at, 'result/outcome': 'callback', 'result/callback_safe': agreed },
			})
		const openTo = async (who: typeof other) => (await asking(who, { kind: 'look' })).body.open
		const recordOf = ({ revision }: Edit) => revision.record

		test('every operator sees who waits, the oldest first, and which are overdue', async () => {
			// now is the morning of 15 January
			const late = await promise('2026-01-14T20:00:00.000+05:00')
			const early = await promise('2026-01-12T10:00:00.000+05:00')
			const open = await openTo(other)
			expect(open.map(({ record, isOverdue, takenBy }) => [record, isOverdue, takenBy])).toEqual([
				[recordOf(early), true, null],
				[recordOf(late), false, null],
			])
			expect(open[0]).toMatchObject({ agreed: 'after six, his sister answers', category: 'visa_fraud' })
			expect((await asking(other, { kind: 'take', record: recordOf(early) })).status).toBe(200)
			expect((await asking(other, { kind: 'done', record: recordOf(early) })).body.done).toHaveLength(1)
			expect((await openTo(operator)).map(({ record }) => record)).toEqual([recordOf(late)])
			// a reply that got lost is asked for again
			expect((await asking(other, { kind: 'done', record: recordOf(early) })).status).toBe(200)
			// nobody waits any more where the call says something else
			await send({ 'result/outcome': 'resolved' }, late)
			expect(await openTo(other)).toEqual([])
		})
		test('two do not ring the same caller; who went home keeps nobody waiting', async () => {
			const record = recordOf(await promise('2026-01-14T20:00:00.000+05:00'))
			const taken = await asking(operator, { kind: 'take', record })
			expect(taken.body.open).toMatchObject([{ isMine: true }])
			expect(await openTo(other)).toMatchObject([{ isMine: false, takenBy: expect.any(String) }])
			expect((await asking(other, { kind: 'take', record })).body.problem).toBe('call-back-taken')
			expect((await asking(other, { kind: 'done', record })).body.problem).toBe('call-back-taken')
			server.clock.now += 3_700_000
			expect((await asking(other, { kind: 'take', record })).body.open).toMatchObject([{ isMine: true }])
			await asking(other, { kind: 'leave', record })
			expect(await openTo(operator)).toMatchObject([{ takenBy: null }])
			// it goes with its call
			await asking(other, { kind: 'take', record })
			await server.store.write((session) => session.destroyRevisions(record, []))
			const left = server.store.reading.selectFrom('call_back').selectAll().where('record', '=', record)
			expect(await left.execute()).toEqual([])
		})
		test('a shift hands over how much came and what is open, and the next one confirms it', async () => {
			await asking(operator, { kind: 'hand-over', note: '' })
			server.clock.now += 3_600_000
			await promise(new Date(server.clock.now).toISOString())
			server.clock.now += 60_000
			const note = 'The line of the north was down from two to three.'
			const { body } = await asking(operator, { kind: 'hand-over', note })
			expect(body.handovers[0]).toMatchObject({ calls: 1, open: 1, note, confirmedBy: null, isMine: true })
			// the same again is the same
			expect((await asking(operator, { kind: 'hand-over', note })).body.handovers).toHaveLength(2)
			const [{ id = 0 } = {}] = body.handovers
			const own = await asking(operator, { kind: 'confirm', handover: id })
			expect(own.body.handovers[0]).toMatchObject({ confirmedBy: null })
			const next = await asking(other, { kind: 'confirm', handover: id })
			expect(next.body.handovers[0]).toMatchObject({ confirmedBy: expect.any(String), isMine: false })
			for (const number of ['0300 1234567', '۰۳۰۰۱۲۳۴۵۶۷', '35202-1234567-1'])
				expect((await asking(other, { kind: 'hand-over', note: number })).status).toBe(422)
		})
		test('nobody but an operator’s own phone gets in, and the desk sees the same', async () => {
			const enumerator = await enrolledPhone(server)
			expect((await asking(enumerator, { kind: 'look' })).body.problem).toBe('not-allowed')
			const [{ record = '' } = {}] = await openTo(operator)
			const forged = await asking(operator, { kind: 'take', record }, { kind: 'look' })
			expect(forged.body.problem).toBe('phone-unknown')
			const { status, body } = await (await server.desk('data-manager')).get('/api/helpline/shift')
			expect(status).toBe(200)
			expect((body as HelplineShift).open.map((each) => each.record)).toEqual([record])
			const administrator = await server.desk('administrator')
			const { lines } = (await administrator.get('/api/access-log')).body as AccessPage
			expect(lines.find(({ kind }) => kind === 'calls-looked-at')).toMatchObject({
				kind: 'calls-looked-at',
				many: 1,
			})
		})
	})
})
