import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HelplineShift, type ShiftAct, shiftAddress } from '#shared/helpline/call-backs'
import type { CallCounts } from '#shared/helpline/call-counts'
import type { ReferralCounts } from '#shared/helpline/count-referrals'
import { monthlyTable, publishedPeriod } from '#shared/helpline/monthly-table'
import type { ReferralOutcome } from '#shared/helpline/referrals'
import { guessMapping } from '#shared/import/guess-mapping'
import type { ImportPreview } from '#shared/import/import-api'
import { fromBase64url, fromUtf8 } from '#shared/kernel/bytes'
import type { AuditPage } from '#shared/people/audit-log'
import { importPath } from '#shared/revisions/metadata-paths'
import { helplineRegister } from '#shared/testing/helpline-register'
import { type Edit, openedReply } from '#shared/testing/test-phone'
import { isAnsweredOnce } from '../../tests/helpers/captured-request.ts'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { enrolledPhone, rewritten, showAccess } from '../../tests/helpers/phone.ts'
import { runProjections } from '../../tests/helpers/run-projections.ts'
import { recordProjections } from '../sync/record-projections.ts'

const call = {
	$status: 'submitted',
	round: 'endline',
	'call/channel': 'call',
	'matter/category': 'visa_fraud',
	'call/call_time': '2025-12-31T23:30:00.000+05:00',
	'caller/gender': 'female',
	'background/caller_district': 'PK607',
	'result/outcome': 'resolved',
} as const

describe.each(routeEngines)('helpline pages, on %s', (_, freshEngine) => {
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
	/** Sends a new call, or an edit on top of revisions. */
	const send = async (set: Edit['revision']['set'], ...seen: Edit[]) => {
		const { phone, post } = operator
		const [first] = seen
		const edit = rewritten(
			first
				? phone.edit(first.revision.record, set, seen)
				: phone.edit(phone.newRecord(), { ...call, ...set }),
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
	const rows = () => server.store.reading.db.selectFrom('call').selectAll().orderBy('record').execute()
	const referredRows = () =>
		server.store.reading.db
			.selectFrom('referral')
			.selectAll()
			.orderBy('record')
			.orderBy('department')
			.execute()

	test('a call counts in its local month with its current answers: sent, changed, cancelled and restored', async () => {
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
	test('a draft is no call, and neither is a record of another form', async () => {
		const before = await rows()
		await send({ $status: 'draft' })
		expect(await rows()).toEqual(before)
	})
	test('demonstration calls are counted separately, and only on request', async () => {
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
	test('rows are the same when rebuilt from the revisions', async () => {
		const departments = { 'result/ref_to': ['embassy', 'police15'], 'result/ref_consent': 'yes' }
		const { record } = (await send({ 'result/outcome': 'referred', ...departments })).revision
		const before = await rows()
		const referred = await referredRows()
		expect(before.length).toBeGreaterThan(1)
		expect(referred.map(({ department }) => department)).toEqual(['embassy', 'police15'])
		await server.store.changing.db.deleteFrom('call').execute()
		await server.store.changing.db.deleteFrom('referral').execute()
		expect((await counts()).isWhole).toBe(false)
		await runProjections(server.store, recordProjections(server.forms), { again: true })
		expect((await counts()).isWhole).toBe(true)
		expect(await rows()).toEqual(before)
		// Rows of an earlier program.
		await server.store.changing.db
			.updateTable('call')
			.set({ facts_version: 0, category: 'nothing' })
			.execute()
		await runProjections(server.store, recordProjections(server.forms), { again: true })
		expect(await rows()).toEqual(before)
		expect(await referredRows()).toEqual(referred)
		await server.store.write((session) => session.deleteRecordRows([record]))
		expect(await referredRows()).toEqual([])
	})
	test('an erased call is counted no more', async () => {
		const { record } = (await send({ 'call/call_time': '2020-02-02T12:00:00.000+05:00' })).revision
		expect(await countsOf('2020-02')).toHaveLength(1)
		await server.store.write((session) => session.deleteRecordRows([record]))
		expect(await countsOf('2020-02')).toEqual([])
	})
	test('an older register is imported by month, with blanks for newer questions, and undone as one', async () => {
		const header = ['no', 'month', 'category', 'gender', 'outcome', 'ref_to', 'ref_consent']
		const definition = loadInstrument('helpline')
		const mapping = guessMapping({ version, definition }, header)
		mapping.id = ['no']
		const cells = [
			['1', '2019-05', 'Visa fraud', 'male', 'callback', '', ''],
			['2', 'May 2019', 'cybercrime', 'Female', 'referred', 'legal', 'yes'],
			['3', '06/2019', 'cybercrime', '', '', '', ''],
			['4', '05/2019', 'a thing', 'male', '', '', ''],
		]
		const part = {
			mapping,
			round: 'baseline',
			header,
			withoutFaults: true,
			id: 'old',
			file: 'register.csv',
			status: 'approved',
			lines: cells.map((each, i) => ({ at: i + 2, cells: each })),
		}
		const { body } = await manager.post('/api/import', part)
		expect(
			(body as ImportPreview).lines.map(({ outcome, faults }) => [outcome, faults.map(({ why }) => why)]),
		).toEqual([
			['new', []],
			['new', []],
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
		// Old promises of imported calls create no call-backs and no flags.
		const old = (await rows()).filter(({ month }) => month === '2019-05')
		expect(
			old.map(({ began, is_imported, awaits_call_back }) => [began, is_imported, awaits_call_back]),
		).toEqual([
			[null, 1, 0],
			[null, 1, 0],
			[null, 1, 0],
		])
		expect(old.map(({ outcome }) => outcome)).toContain('referred')
		expect((await referredRows()).filter(({ department }) => department === 'legal')).toEqual([])
		const { status } = await manager.post('/api/bulk-edits', {
			kind: 'undo',
			bulkEditId: 'old-back',
			undoes: 'old',
			why: 'a trial',
			records: old.map(({ record }) => ({ id: record })),
		})
		expect(status).toBe(200)
		expect(await countsOf('2019-05')).toEqual([])
	})
	test('importing an older register again adds nothing, however its calls were numbered; another month is added', async () => {
		const header = ['no', 'month', 'category', 'gender', 'outcome']
		const definition = loadInstrument('helpline')
		const mapping = { ...guessMapping({ version, definition }, header), id: ['no'] }
		const of = (cells: readonly string[], round: string) => ({
			mapping,
			round,
			header,
			withoutFaults: true,
			lines: [{ at: 2, cells }],
		})
		const outcome = async (cells: readonly string[], round = 'baseline') => {
			const { body } = await manager.post('/api/import/dry-run', of(cells, round))
			return (body as ImportPreview).lines.map((line) => line.outcome)
		}
		const cells = ['1', '2018-05', 'Visa fraud', 'male', 'resolved']
		const importRequest = {
			...of(cells, 'baseline'),
			id: 'numbered',
			file: 'register.csv',
			status: 'approved',
		}
		const { body } = await manager.post('/api/import', importRequest)
		const [{ record = '' } = {}] = (body as ImportPreview).lines
		const other = ['1', '2018-06', ...cells.slice(2)]
		expect([await outcome(cells), await outcome(other)]).toEqual([['existing'], ['differs']])
		// With a number as the form would have assigned it.
		const number = { 'call/call_no': 'HL--2018-0501-120000', [importPath]: 'before' }
		await deskEdit(server, manager.person, record, number)
		expect(await outcome(cells)).toEqual(['existing'])
		expect(await outcome([...cells.slice(0, 3), 'female', 'resolved'])).toEqual(['differs'])
		// Also if an exported file names it by its id.
		expect(await outcome([record, ...cells.slice(1)])).toEqual(['existing'])
		expect(await outcome([record, ...other.slice(1)])).toEqual(['differs'])
	})
	test('the published table is reproduced digit for digit, in less than a second', async () => {
		const calls = helplineRegister(7, ['PK607', 'another']).map((line) => ({
			record: line.id,
			demonstration: 0 as const,
			month: line.call_time.slice(0, 7),
			began: line.call_time,
			operator: line.operator,
			district: line.caller_district,
			channel: 'call',
			outcome: 'resolved',
			category: line.category,
			gender: line.gender,
			max_seconds: 100,
			is_imported: 1 as const,
			awaits_call_back: 0 as const,
			facts_version: 1,
			urgency: '',
			departments: [],
		}))
		await server.store.write((session) => session.saveCalls(calls, []))
		const startedAt = performance.now()
		const { lines } = monthlyTable(await counts(), publishedPeriod, 'us')
		expect(performance.now() - startedAt).toBeLessThan(1000)
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
		const actOnShift = async ({ phone }: typeof other, act: ShiftAct, signed: ShiftAct = act) => {
			const { device } = phone.enrolled
			await showAccess(server, phone)
			const proof = await phone.reading(shiftAddress(signed))
			const reply = await server.app.inject({
				method: 'POST',
				url: '/api/helpline/shift',
				payload: { device, act, ...proof },
			})
			const replyBody = reply.json() as { sealed?: string }
			const opened = replyBody.sealed && (await openedReply(fromBase64url(replyBody.sealed), proof.nonce))
			const body = opened ? (JSON.parse(fromUtf8(opened)) as unknown) : replyBody
			return { status: reply.statusCode, body: body as HelplineShift & { problem?: string } }
		}
		const sendCallback = (at: string, agreed = 'after six, his sister answers') =>
			send({
				'call/call_time': at,
				'result/outcome': 'callback',
				'result/callback_safe': agreed,
				'background/lang': 'pa',
				'background/caller_district': 'PK607',
			})
		const openCallsOf = async (who: typeof other) => (await actOnShift(who, { kind: 'look' })).body.open
		const recordOf = ({ revision }: Edit) => revision.record

		test('every operator sees the waiting callers, the oldest first, and which are overdue', async () => {
			// The clock shows the morning of 15 January.
			const late = await sendCallback('2026-01-14T20:00:00.000+05:00')
			const early = await sendCallback('2026-01-12T10:00:00.000+05:00')
			const open = await openCallsOf(other)
			expect(open.map(({ record, isOverdue, takenBy }) => [record, isOverdue, takenBy])).toEqual([
				[recordOf(early), true, null],
				[recordOf(late), false, null],
			])
			expect(open[0]).toMatchObject({ agreed: 'after six, his sister answers', category: 'visa_fraud' })
			// The description has the labels of the form.
			expect(open[0]?.about.map(({ en }) => en)).toEqual(['Visa fraud', 'Punjabi', 'Dera Ghazi Khan'])
			expect(open[0]?.about[1]?.ur).toBe('پنجابی')
			expect((await actOnShift(other, { kind: 'take', record: recordOf(early) })).status).toBe(200)
			expect((await actOnShift(other, { kind: 'done', record: recordOf(early) })).body.done).toHaveLength(1)
			expect((await openCallsOf(operator)).map(({ record }) => record)).toEqual([recordOf(late)])
			// A retry after a lost reply.
			expect((await actOnShift(other, { kind: 'done', record: recordOf(early) })).status).toBe(200)
			// The caller was not reached after all: the call-back is open again, with its original time.
			const again = await actOnShift(operator, { kind: 'again', record: recordOf(early) })
			expect(again.body.done).toEqual([])
			expect(again.body.open[0]).toMatchObject({ record: recordOf(early), takenBy: null, isOverdue: true })
			await actOnShift(operator, { kind: 'done', record: recordOf(early) })
			// An edit of the call closes the call-back.
			await send({ 'result/outcome': 'resolved' }, late)
			expect(await openCallsOf(other)).toEqual([])
		})
		test('two operators do not call the same caller; an operator who has left blocks no caller', async () => {
			const record = recordOf(await sendCallback('2026-01-14T20:00:00.000+05:00'))
			const taken = await actOnShift(operator, { kind: 'take', record })
			expect(taken.body.open).toMatchObject([{ isMine: true }])
			expect(await openCallsOf(other)).toMatchObject([{ isMine: false, takenBy: expect.any(String) }])
			expect((await actOnShift(other, { kind: 'take', record })).body.problem).toBe('call-back-taken')
			expect((await actOnShift(other, { kind: 'done', record })).body.problem).toBe('call-back-taken')
			server.clock.now += 3_700_000
			expect((await actOnShift(other, { kind: 'take', record })).body.open).toMatchObject([{ isMine: true }])
			await actOnShift(other, { kind: 'leave', record })
			expect(await openCallsOf(operator)).toMatchObject([{ takenBy: null }])
			// The call-back is erased with its call.
			await actOnShift(other, { kind: 'take', record })
			await server.store.write((session) => session.eraseRevisions(record, []))
			const left = server.store.reading.db.selectFrom('call_back').selectAll().where('record', '=', record)
			expect(await left.execute()).toEqual([])
		})
		test('a shift hands over its totals and open calls, and the next one confirms', async () => {
			await actOnShift(operator, { kind: 'hand-over', note: '' })
			server.clock.now += 3_600_000
			await sendCallback(new Date(server.clock.now).toISOString())
			server.clock.now += 60_000
			const note = 'The line of the north was down from two to three.'
			const { body } = await actOnShift(operator, { kind: 'hand-over', note })
			expect(body.handovers[0]).toMatchObject({ calls: 1, open: 1, note, confirmedBy: null, isMine: true })
			// A repeated handover is stored once.
			expect((await actOnShift(operator, { kind: 'hand-over', note })).body.handovers).toHaveLength(2)
			const [{ id = 0 } = {}] = body.handovers
			const own = await actOnShift(operator, { kind: 'confirm', handover: id })
			expect(own.body.handovers[0]).toMatchObject({ confirmedBy: null })
			const next = await actOnShift(other, { kind: 'confirm', handover: id })
			expect(next.body.handovers[0]).toMatchObject({ confirmedBy: expect.any(String), isMine: false })
			for (const number of ['0300 1234567', '۰۳۰۰۱۲۳۴۵۶۷', '35202-1234567-1'])
				expect((await actOnShift(other, { kind: 'hand-over', note: number })).status).toBe(422)
		})
		describe('referrals', () => {
			const refer = (set: Edit['revision']['set'] = {}, at = '2026-01-15T03:00:00.000+05:00') =>
				send({
					'call/call_time': at,
					'matter/category': 'human_trafficking',
					'matter/urgency': 'normal',
					'result/outcome': 'referred',
					'result/ref_to': ['police15'],
					'result/ref_consent': 'yes',
					...set,
				})
			const listOf = async (who: typeof other, record: string) =>
				(await actOnShift(who, { kind: 'look' })).body.referrals.filter((each) => each.record === record)
			const step = (
				who: typeof other,
				edit: Edit,
				kind: 'sent' | 'received' | 'reopened',
				after: number,
				department = 'police15',
			) => actOnShift(who, { kind, record: recordOf(edit), department, after })
			const close = (who: typeof other, edit: Edit, after: number, ending: ReferralOutcome = 'helped') =>
				actOnShift(who, { kind: 'closed', record: recordOf(edit), department: 'police15', after, ending })
			const stepRows = (record: string) =>
				server.store.reading.db
					.selectFrom('referral_step')
					.select(['department', 'n', 'step', 'ending'])
					.where('record', '=', record)
					.orderBy('n')
					.execute()

			test('a referral is sent, received and closed, each step with its author; a closed one can be reopened', async () => {
				const edit = await refer()
				const record = recordOf(edit)
				expect(await listOf(other, record)).toMatchObject([
					{ department: 'police15', status: 'to-send', isUrgent: false, steps: [] },
				])
				expect((await step(operator, edit, 'sent', 0)).status).toBe(200)
				expect(await listOf(other, record)).toMatchObject([{ status: 'sent' }])
				await step(other, edit, 'received', 1)
				await close(operator, edit, 2, 'no-help')
				const [closed] = await listOf(other, record)
				expect(closed?.status).toBe('closed')
				expect(closed?.steps.map((each) => [each.step, each.ending])).toEqual([
					['sent', null],
					['received', null],
					['closed', 'no-help'],
				])
				expect(new Set(closed?.steps.map(({ by }) => by)).size).toBe(2)
				await step(other, edit, 'reopened', 3)
				expect(await listOf(other, record)).toMatchObject([{ status: 'to-send' }])
				await step(other, edit, 'sent', 4)
				await step(other, edit, 'sent', 5)
				expect((await stepRows(record)).map((each) => each.step)).toEqual([
					...['sent', 'received', 'closed', 'reopened', 'sent', 'sent'],
				])
			})
			test('each department has its own, and a repeated request is one step', async () => {
				const edit = await refer({ 'result/ref_to': ['police15', 'shelter', 'shelter'] })
				const record = recordOf(edit)
				await step(operator, edit, 'sent', 0, 'shelter')
				expect((await step(operator, edit, 'sent', 0, 'shelter')).status).toBe(200)
				expect((await listOf(other, record)).map(({ department, status }) => [department, status])).toEqual([
					['police15', 'to-send'],
					['shelter', 'sent'],
				])
				expect(await stepRows(record)).toHaveLength(1)
				// A user who has not seen the latest step.
				expect((await step(other, edit, 'sent', 0, 'shelter')).body.problem).toBe('referral-changed')
				expect((await step(other, edit, 'received', 0)).body.problem).toBe('referral-changed')
				expect((await step(other, edit, 'sent', 0, 'legal')).body.problem).toBe('not-found')
				expect(await stepRows(record)).toHaveLength(1)
			})
			test('without consent of the caller there is none, except in immediate danger', async () => {
				const no = { 'result/ref_consent': 'no' }
				expect(await listOf(other, recordOf(await refer(no)))).toEqual([])
				expect(await listOf(other, recordOf(await refer({ 'result/ref_consent': null })))).toEqual([])
				const danger = await refer({ ...no, 'matter/urgency': 'danger' })
				expect(await listOf(other, recordOf(danger))).toMatchObject([{ isUrgent: true }])
			})
			test('with danger it must be sent within an hour, any other received within three days', async () => {
				const hoursAgo = (hours: number) => new Date(server.clock.now - hours * 3_600_000).toISOString()
				const overdueOf = async (edit: Edit) => (await listOf(other, recordOf(edit)))[0]?.isOverdue
				const danger = { 'matter/urgency': 'danger' }
				expect(await overdueOf(await refer(danger, hoursAgo(0.9)))).toBe(false)
				expect(await overdueOf(await refer({}, hoursAgo(71)))).toBe(false)
				const urgent = await refer(danger, hoursAgo(1.1))
				expect(await overdueOf(urgent)).toBe(true)
				await step(other, urgent, 'sent', 0)
				expect(await overdueOf(urgent)).toBe(false)
				const slow = await refer({}, hoursAgo(73))
				await step(other, slow, 'sent', 0)
				expect(await overdueOf(slow)).toBe(true)
				await step(other, slow, 'received', 1)
				expect(await overdueOf(slow)).toBe(false)
			})
			test('a call that changes, is cancelled or erased removes it at once; erasure deletes its steps too', async () => {
				const edit = await refer()
				const record = recordOf(edit)
				await step(operator, edit, 'sent', 0)
				const resolved = await send({ 'result/outcome': 'resolved' }, edit)
				expect(await listOf(other, record)).toEqual([])
				expect((await step(operator, edit, 'received', 1)).body.problem).toBe('not-found')
				await send({ 'result/outcome': 'referred' }, edit, resolved)
				// Its steps are restored with it.
				expect(await listOf(other, record)).toMatchObject([{ status: 'sent' }])
				await deskEdit(server, manager.person, record, { $void: 'a trial' })
				expect(await listOf(other, record)).toEqual([])
				await deskEdit(server, manager.person, record, { $void: null })
				expect(await listOf(other, record)).toHaveLength(1)
				await server.store.write((session) => session.eraseRevisions(record, []))
				expect(await listOf(other, record)).toEqual([])
				expect(await stepRows(record)).toEqual([])
			})
			test('the desk has numbers by department for the selected months, with demonstration ones separate', async () => {
				const desk = await server.desk('data-manager')
				const numbers = async (query: string) =>
					(await desk.get(`/api/helpline/referrals?${query}`)).body as ReferralCounts
				const at = '2018-05-05T10:00:00.000+05:00'
				const quick = await refer({ 'result/ref_to': ['legal'] }, at)
				await refer({ 'result/ref_to': ['legal', 'embassy'] }, at)
				await refer({ round: 'demo', 'result/ref_to': ['legal'] }, at)
				await step(operator, quick, 'sent', 0, 'legal')
				await step(operator, quick, 'received', 1, 'legal')
				const hours = (server.clock.now - Date.parse(at)) / 3_600_000
				const { demonstration, all, departments } = await numbers('from=2018-05&to=2018-05')
				expect(demonstration).toBe(false)
				expect(all.statuses).toEqual({ 'to-send': 2, sent: 0, received: 1, closed: 0 })
				expect(departments).toMatchObject([
					{ department: 'legal', statuses: { 'to-send': 1, received: 1 }, overdue: 1, hoursToClosed: null },
					{ department: 'embassy', statuses: { 'to-send': 1 }, overdue: 1, hoursToReceived: null },
				])
				expect(departments[0]?.hoursToReceived).toBeCloseTo(hours, 2)
				expect((await numbers('from=2018-05&to=2018-05&madeUp=1')).all.statuses).toMatchObject({
					'to-send': 1,
				})
				expect((await numbers('from=2018-06&to=2018-07')).departments).toEqual([])
				const local = await server.desk('data-manager', ['PK607'])
				expect((await local.get('/api/helpline/referrals?from=2018-05&to=2018-05')).status).toBe(404)
			})
			test('a demonstration operator follows up demonstration calls only', async () => {
				const real = await refer()
				const madeUp = await enrolledPhone(server, { role: 'helpline-operator', districts: 'all' })
				await server.store.changing.db
					.updateTable('person')
					.set({ demonstration: 1 })
					.where('id', '=', madeUp.person)
					.execute()
				expect(await listOf(madeUp, recordOf(real))).toEqual([])
				expect((await step(madeUp, real, 'sent', 0)).body.problem).toBe('not-found')
			})
			test('a handover has the number of open ones', async () => {
				const { body } = await actOnShift(operator, { kind: 'hand-over', note: 'of referrals' })
				const open = body.referrals.filter(({ status }) => status !== 'closed').length
				expect(open).toBeGreaterThan(3)
				expect(body.handovers[0]?.referrals).toBe(open)
			})
		})
		test('a captured request is answered once, and only within a quarter of an hour', async () => {
			const { phone } = operator
			await showAccess(server, phone)
			await isAnsweredOnce(server, async () => {
				const act = { kind: 'look' } as const
				const payload = { device: phone.enrolled.device, act, ...(await phone.reading(shiftAddress(act))) }
				return async () => {
					const reply = await server.app.inject({ method: 'POST', url: '/api/helpline/shift', payload })
					return reply.statusCode === 200 ? 200 : (reply.json() as { problem: string }).problem
				}
			})
		})
		test('only an operator’s own phone has access, and the desk sees the same', async () => {
			const enumerator = await enrolledPhone(server)
			expect((await actOnShift(enumerator, { kind: 'look' })).body.problem).toBe('not-allowed')
			const [{ record = '' } = {}] = await openCallsOf(operator)
			const forged = await actOnShift(operator, { kind: 'take', record }, { kind: 'look' })
			expect(forged.body.problem).toBe('phone-unknown')
			const { status, body } = await (await server.desk('data-manager')).get('/api/helpline/shift')
			expect(status).toBe(200)
			expect((body as HelplineShift).open.map((each) => each.record)).toEqual([record])
			const administrator = await server.desk('administrator')
			const { lines } = (await administrator.get('/api/audit-log')).body as AuditPage
			expect(lines.find(({ kind }) => kind === 'call-backs-viewed')).toMatchObject({
				kind: 'call-backs-viewed',
				many: 1,
			})
		})
	})
})
