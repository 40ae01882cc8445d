import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { nodesOf } from '#shared/forms/form-nodes'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import type { FlagKind, FlagState } from '#shared/quality/flags'
import type { HouseholdFacts } from '#shared/quality/household-facts'
import type {
	EnumeratorResponse,
	FlaggedList,
	OperatorAlertsResponse,
	QualityAlertsResponse,
	RecordFlags,
	ScorecardsResponse,
} from '#shared/quality/quality-api'
import type { LimitsListed, LimitsPreview, QualityLimits } from '#shared/quality/quality-limits'
import { startRoundThresholds } from '#shared/quality/round-thresholds'
import { plantRound } from '#shared/testing/planted-round'
import type { Edit } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { runProjections } from '../../tests/helpers/run-projections.ts'
import { applyRetention } from '../privacy/apply-retention.ts'
import { compareInterviews } from '../quality/compare-interviews.ts'
import { addAttachment } from '../storage/records/attachments.ts'
import { saveBoundaries } from '../study/boundaries.ts'
import { recordProjections } from '../sync/record-projections.ts'

const [round, district] = ['endline', 'PK607']
interface Decision {
	readonly kind: FlagKind
	readonly subject: string
	readonly district?: string
	readonly item?: string
	readonly state?: FlagState
	readonly why?: string
}
const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
/** Four enumerators of one district; the first one copies. */
const planted = plantRound({
	seed: 5,
	round,
	districts: [district],
	perDistrict: 104,
	pathOf,
	habitOf: (enumerator) => (enumerator === 0 ? 'copies' : 'plain'),
})

describe.each(routeEngines)('quality flags on %s', (_, freshEngine) => {
	let server: ServerForTests
	let coordinator: Desk
	let copier: Awaited<ReturnType<typeof enrolledPhone>>
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
				copier = enrolled
				edits.push(...own)
			}
			for (let at = 0; at < own.length; at += 10)
				await enrolled.phone.sync(enrolled.post, own.slice(at, at + 10))
		}
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const listed = async (by = coordinator) => {
		await compareInterviews(server.store, { leastItems: startRoundThresholds.q09LeastItems })
		return (await by.get(`/api/quality?round=${round}&district=${district}`)).body as QualityAlertsResponse
	}
	const visited = async () =>
		(await listed()).alerts.filter(({ isVisited }) => isVisited).map(({ person }) => person.id)
	const pageOf = (id: string, by = coordinator) =>
		by.get(`/api/quality/enumerators/${id}?round=${round}&district=${district}`)
	const flagsOf = async (id: string) =>
		(await coordinator.get(`/api/quality/records/${id}`)).body as RecordFlags
	/** Resolves one flag. */
	const decide = ({ state = 'explained', why = 'asked him', ...key }: Decision, by = coordinator) =>
		by.post('/api/quality/resolutions', { round, flags: [{ district, ...key }], state, why })
	const firstNearDuplicate = async () => {
		const { flagged } = (await coordinator.get(`/api/quality/flags?round=${round}&kind=alike`))
			.body as FlaggedList
		const [first] = flagged
		if (!first) throw new Error('there is no near duplicate')
		return first.flag
	}

	test('an enumerator who copies is listed for a visit, with the reason; all interviews are compared', async () => {
		expect(await visited()).toEqual([copier.person])
		const { alerts: people, interviews, uncompared } = await listed()
		expect({ interviews, uncompared }).toEqual({ interviews: 104, uncompared: 0 })
		expect(people[0]?.flags[0]?.kind).toBe('often-alike')
	})
	test('[R16] nobody else sees it: not other districts, not the administrator', async () => {
		const far = await server.desk('coordinator', ['PK608'])
		const administrator = await server.desk('administrator')
		expect((await pageOf(copier.person, far)).status).toBe(403)
		expect((await pageOf(copier.person, administrator)).status).toBe(403)
		const all = (await far.get(`/api/quality?round=${round}`)).body as QualityAlertsResponse
		expect(all).toMatchObject({ alerts: [], team: [], open: [], interviews: 0 })
	})
	test('the page of an enumerator compares them with the others; nothing shows where a household is', async () => {
		const { status, body, raw } = await pageOf(copier.person)
		const { shares, interviews, latest, durations } = body as EnumeratorResponse
		const sum = (counts: readonly number[]) => counts.reduce((total, each) => total + each, 0)
		expect([sum(durations.own), sum(durations.team)]).toEqual([26, 78])
		expect({ status, interviews }).toEqual({ status: 200, interviews: 26 })
		const similarity = shares.find(({ measure }) => measure === 'alike')
		expect(similarity?.own.so).toBeGreaterThan(5)
		expect(similarity?.low).toBeGreaterThan(0.1)
		expect(latest[0]?.flags.map(({ kind }) => kind)).toContain('alike')
		const [north = ''] = String(planted[0]?.interviews[0]?.answers.get(pathOf('gps'))).split(' ')
		expect(north.length).toBeGreaterThan(5)
		expect(raw.toString()).not.toContain(north.slice(0, 6))
	})
	test('a flag is resolved with a reason, by those permitted, and is listed with user, time and reason', async () => {
		const { kind, subject } = await firstNearDuplicate()
		expect(await decide({ kind, subject, why: '  ' })).toMatchObject({
			status: 422,
			body: { problem: 'reason-missing' },
		})
		expect((await decide({ kind: 'clock', subject })).status).toBe(404)
		expect((await decide({ kind, subject })).status).toBe(200)
		const flag = (await flagsOf(subject)).flags.find((each) => each.kind === kind)
		expect(flag).toMatchObject({
			state: 'explained',
			decisions: [{ by: coordinator.person.name, why: 'asked him' }],
		})
		const administrator = await server.desk('administrator')
		const { body } = await administrator.get(`/api/audit-log?id=${subject}&kind=interview-flag-resolved`)
		expect((body as { lines: object[] }).lines).toHaveLength(1)
		expect((await decide({ kind, subject, state: 'open', why: 'not so' })).status).toBe(200)
		const again = (await flagsOf(subject)).flags.find((each) => each.kind === kind)
		expect(again).toMatchObject({ state: 'open', decisions: [{}, { state: 'open' }] })
	})
	test('several flags are resolved at once with one reason; one that is found no longer stops no other', async () => {
		const { flagged, kinds } = (
			await coordinator.get(`/api/quality/flags?round=${round}&severity=high&person=${copier.person}`)
		).body as FlaggedList
		const [first, second] = flagged
		if (!first || !second) throw new Error('there are no two severe flags')
		expect(new Set(flagged.map(({ severity }) => severity))).toEqual(new Set(['high']))
		expect(new Set(flagged.map(({ person }) => person.id))).toEqual(new Set([copier.person]))
		expect(kinds.find(({ kind }) => kind === first.flag.kind)?.count).toBeGreaterThan(1)
		const flags = [first, second].map(({ flag: { kind, subject, item } }) => ({
			district,
			kind,
			subject,
			item,
		}))
		const send = (state: FlagState) =>
			coordinator.post('/api/quality/resolutions', {
				round,
				flags: [...flags, { district, kind: 'clock', subject: 'nothing' }],
				state,
				why: 'all asked',
			})
		expect(await send('explained')).toMatchObject({ status: 200, body: { resolved: 2, gone: 1 } })
		for (const { kind, subject } of flags)
			expect((await flagsOf(subject)).flags.find((each) => each.kind === kind)).toMatchObject({
				state: 'explained',
				decisions: expect.arrayContaining([expect.objectContaining({ why: 'all asked' })]),
			})
		expect(await send('open')).toMatchObject({ status: 200, body: { resolved: 2 } })
	})
	test('all enumerators have a scorecard, the highest quality index first', async () => {
		await compareInterviews(server.store, { leastItems: startRoundThresholds.q09LeastItems })
		const { body } = await coordinator.get(`/api/quality/enumerators?round=${round}`)
		const { enumerators, visitPoints } = body as ScorecardsResponse
		expect(enumerators).toHaveLength(4)
		const [worst, ...others] = enumerators
		expect(worst).toMatchObject({ person: { id: copier.person }, isVisited: true, interviews: 26 })
		expect(worst?.points).toBeGreaterThanOrEqual(visitPoints)
		for (const other of others) expect(other.points).toBeLessThan(worst?.points ?? 0)
		expect(worst?.shares.find(({ measure }) => measure === 'alike')?.so).toBeGreaterThan(5)
		expect(worst?.flags.high).toBeGreaterThan(0)
		const far = await server.desk('coordinator', ['PK608'])
		const theirs = (await far.get(`/api/quality/enumerators?round=${round}`)).body as ScorecardsResponse
		expect(theirs.enumerators).toEqual([])
	})
	test('thresholds and severities of a round are previewed, set with a reason, and logged', async () => {
		const manager = await server.desk('data-manager')
		const shipped = { onPhones: {}, overRound: {}, severities: {} }
		const set = (limits: QualityLimits, seen: number, why = 'after the pilot', by = manager) =>
			by.post('/api/quality/limits', { round, limits, seen, why })
		const get = async () => (await manager.get(`/api/quality/limits?round=${round}`)).body as LimitsListed
		expect(await get()).toEqual({ limits: shipped, n: 0, changes: [] })

		const limits: QualityLimits = {
			onPhones: { q06UrbanMetres: 1 },
			overRound: { q00VisitPoints: 100 },
			severities: { alike: 'off', 'often-alike': 'low' },
		}
		const { body } = await manager.post('/api/quality/limits/preview', { round, limits })
		const { interviews, visits, kinds } = body as LimitsPreview
		expect(visits).toEqual({ now: 1, changed: 0 })
		expect(interviews.changed).not.toBe(interviews.now)
		const of = (kind: string) => kinds.find((each) => each.kind === kind)
		expect(of('alike')?.changed).toBe(0)
		expect(of('far')?.changed).toBeGreaterThan(of('far')?.now ?? 0)
		// The preview changes nothing.
		expect(await visited()).toEqual([copier.person])

		expect(await set(limits, 0, ' ')).toMatchObject({ status: 422, body: { problem: 'reason-missing' } })
		expect((await set(limits, 0, 'w', coordinator)).status).toBe(403)
		expect((await set(limits, 0)).status).toBe(204)
		expect(await set(limits, 0)).toMatchObject({ status: 409, body: { problem: 'limits-changed' } })
		expect(await visited()).toEqual([])
		expect((await listed()).open.map(({ kind }) => kind)).not.toContain('alike')
		// Phones use the limits of the open round.
		expect((await server.study.current()).quality).toEqual({ q06UrbanMetres: 1 })
		expect(await get()).toMatchObject({
			limits,
			n: 1,
			changes: [{ by: manager.person.name, why: 'after the pilot' }],
		})
		const administrator = await server.desk('administrator')
		const log = await administrator.get('/api/audit-log?kind=quality-limits-changed')
		expect((log.body as { lines: object[] }).lines).toHaveLength(1)

		expect((await set(shipped, 1, 'as before')).status).toBe(204)
		expect(await visited()).toEqual([copier.person])
	})
	test('an imported boundary and the sex of an enumerator are checked as soon as they are known', async () => {
		const open = async () => (await listed()).open.map(({ kind }) => kind)
		expect(await open()).not.toContain('outside-district')
		const shapes = [
			{
				district,
				rings: [
					[
						[10, 10],
						[11, 10],
						[11, 11],
					] as [number, number][],
				],
			},
		]
		const known = await server.study.current()
		const about = { attribution: 'A', disclaimer: 'D' }
		await saveBoundaries(server.store, known, { ...about, shapes })
		expect(await open()).toContain('outside-district')
		await saveBoundaries(server.store, known, { ...about, shapes: [] })
		expect(await open()).not.toContain('outside-district')
		const { db } = server.store.changing
		await db.updateTable('person').set({ sex: 'female' }).where('id', '=', copier.person).execute()
		expect(await open()).toContain('interviewer-sex')
		await db.updateTable('person').set({ sex: 'male' }).where('id', '=', copier.person).execute()
		expect(await open()).not.toContain('interviewer-sex')
	})
	test('[Q22] a photo in two entries of the material log, and a streamer in another location', async () => {
		const { phone, post } = await enrolledPhone(server, { districts: [district] })
		const version = (await server.forms.current()).find(({ id }) => id === 'material')?.version ?? 1
		const entry = (gps: string, minute: number) =>
			rewritten(
				phone.edit(phone.newRecord(), {
					$status: 'submitted',
					'what/round': round,
					'what/district': district,
					'what/material': 'streamer',
					'what/item_ref': 'S1',
					'where/gps': gps,
				}),
				{
					form: { id: 'material', ver: version },
					at: { wall: new Date(Date.UTC(2026, 0, 6, 5, minute)).toISOString(), tz: 300, off: 0 },
				},
			)
		const edits = [entry('30 70 0 8', 1), entry('30.01 70 0 8', 2)]
		await phone.sync(post, edits)
		const [first = '', second = ''] = edits.map(({ revision }) => revision.record)
		const kindsOf = async (id: string) => (await flagsOf(id)).flags.map(({ kind, other }) => [kind, other])
		expect(await kindsOf(second)).toEqual([['moved-material', first]])
		for (const record of [first, second])
			await addAttachment(server.store.changing, {
				id: `photo of ${record}`,
				record,
				name: 'p.jpg',
				hash: 'ab',
				size: 1,
				device: 'phone',
				received: '2026-01-06T05:03:00.000Z',
			})
		expect(await kindsOf(first)).toEqual([])
		expect(await kindsOf(second)).toEqual([
			['same-photo', first],
			['moved-material', first],
		])
		expect((await listed()).open.map(({ kind }) => kind)).toContain('same-photo')
		expect((await decide({ kind: 'same-photo', subject: second, state: 'rejected' })).status).toBe(200)
		expect((await flagsOf(second)).flags[0]).toMatchObject({ state: 'rejected', other: first })
	})
	test('[Q22] photos in drafts, demonstration records and forms with restricted readers do not count; a location visible only to others is not disclosed', async () => {
		const far = 'PK608'
		const { phone, post } = await enrolledPhone(server, { districts: [district, far] })
		const version = (await server.forms.current()).find(({ id }) => id === 'material')?.version ?? 1
		const entry = (where: string, minute: number, status = 'submitted') =>
			rewritten(
				phone.edit(phone.newRecord(), {
					$status: status,
					'what/round': round,
					'what/district': where,
					'what/material': 'video',
				}),
				{
					form: { id: 'material', ver: version },
					at: { wall: new Date(Date.UTC(2026, 0, 7, 5, minute)).toISOString(), tz: 300, off: 0 },
				},
			)
		const edits = [
			...[entry(district, 1, 'draft'), entry(district, 2), entry(district, 3), entry(far, 4)],
			...[entry(district, 5), entry(district, 6)],
		]
		await phone.sync(post, edits)
		const ids = edits.map(({ revision }) => revision.record)
		const [draft = '', madeUp = '', forFew = '', elsewhere = '', resolved = '', own = ''] = ids
		const { db } = server.store.changing
		await db.updateTable('record').set({ demonstration: 1 }).where('id', '=', madeUp).execute()
		await db.updateTable('record').set({ readers: ' safeguarding-lead ' }).where('id', '=', forFew).execute()
		const put = (record: string, hash: string) =>
			addAttachment(server.store.changing, {
				id: `${hash} of ${record}`,
				record,
				name: 'p.jpg',
				hash,
				size: 1,
				device: 'phone',
				received: '2026-01-07T05:09:00.000Z',
			})
		const photoFlags = async (id: string) =>
			(await flagsOf(id)).flags
				.filter(({ kind }) => kind === 'same-photo')
				.map(({ found, other }) => [found, other])
		for (const record of [draft, madeUp, forFew, own]) await put(record, 'cd')
		expect(await photoFlags(own)).toEqual([])
		for (const record of [elsewhere, resolved]) await put(record, 'ef')
		expect(await photoFlags(resolved)).toEqual([[2, null]])
		// Records with restricted readers get no flags.
		const everywhere = await server.desk('data-manager')
		const { flagged } = (await everywhere.get(`/api/quality/flags?round=${round}&kind=same-photo`))
			.body as FlaggedList
		const subjects = flagged.map(({ flag }) => flag.subject)
		expect(subjects).toContain(resolved)
		expect(subjects).not.toContain(forFew)
	})
	test('[Q23] an operator’s calls are flagged for readers of the call log and nobody else', async () => {
		const { person, phone, post } = await enrolledPhone(server, {
			role: 'helpline-operator',
			districts: 'all',
		})
		const version = (await server.forms.current()).find(({ id }) => id === 'helpline')?.version ?? 1
		const calls = Array.from({ length: 20 }, (_, i) =>
			rewritten(
				phone.edit(phone.newRecord(), {
					$status: 'submitted',
					round,
					'call/channel': 'call',
					'caller/gender': 'female',
					'matter/category': i < 8 ? 'other' : 'visa_fraud',
				}),
				{ form: { id: 'helpline', ver: version } },
			),
		)
		await phone.sync(post, calls)
		const of = async (desk: Desk) =>
			((await desk.get(`/api/quality/operators?round=${round}`)).body as OperatorAlertsResponse).flatMap(
				({ person: operator, flags }) => flags.map(({ kind, state }) => [operator.id, kind, state]),
			)
		const manager = await server.desk('data-manager')
		const everywhere = await server.desk('coordinator', 'all')
		const here = await server.desk('data-manager', [district])
		expect(await of(manager)).toEqual([[person, 'often-other-matter', 'open']])
		expect((await everywhere.get(`/api/quality/operators?round=${round}`)).status).toBe(403)
		expect(await of(here)).toEqual([])
		const flag = { kind: 'often-other-matter', subject: person, district: '' } as const
		for (const desk of [everywhere, here]) expect((await decide(flag, desk)).status).toBe(404)
		expect((await decide(flag, manager)).status).toBe(200)
		expect(await of(manager)).toEqual([[person, 'often-other-matter', 'explained']])
	})
	test('a flag explained for an enumerator requires no visit any more', async () => {
		const [person] = (await listed()).alerts
		for (const { kind, item } of person?.flags ?? [])
			expect((await decide({ kind, item, subject: copier.person })).status).toBe(200)
		expect(await visited()).toEqual([])
	})
	test('rows are the same when rebuilt from the revisions', async () => {
		const rows = () =>
			server.store.reading.db
				.selectFrom('interview')
				.selectAll()
				.orderBy('record')
				.execute()
				.then((found) => found.map(({ seq, comparison, ...row }) => row))
		const before = await rows()
		expect(before).toHaveLength(104)
		await server.store.changing.db.deleteFrom('interview').execute()
		await runProjections(server.store, recordProjections(server.forms), { again: true })
		await listed()
		expect(await rows()).toEqual(before)
	})
	test('a flag that the data no longer supports is closed, and its resolutions stay', async () => {
		const { kind, subject } = await firstNearDuplicate()
		await decide({ kind, subject })
		const edit = edits.find(({ revision }) => revision.record === subject)
		if (!edit) throw new Error('the copy is missing')
		const others = [
			'marital',
			'edu',
			'k_men',
			'k_debt',
			'k_same',
			'v_job',
			'v_kiln',
			'm_tv',
			'm_net',
			'literate',
			...['occ', 'phone', 'hh_abroad', 'k_consent', 'k_border', 'k_smug_paid', 'v_agent', 'law_any'],
			...['help_would', 'm_radio', 'a_risk_area', 'a_irreg_ok', 'a_agent_trust', 'a_blame', 'a_police'],
			...['a_danger', 'mig_area', 'rep_would', 'law_ptpa', 'law_psma', 'lang_home'],
		]
		const changed = Object.fromEntries(others.map((name) => [pathOf(name), 'ref']))
		await copier.phone.sync(copier.post, [copier.phone.edit(subject, changed, [edit])])
		const { flags, gone } = await flagsOf(subject)
		expect(flags.map((each) => each.kind)).not.toContain(kind)
		expect(gone.at(-1)).toMatchObject({ kind, state: 'explained', why: 'asked him' })
	})
	test('a cancelled record is no interview', async () => {
		const before = (await listed()).interviews
		const record = edits[0]?.revision.record ?? ''
		await deskEdit(server, (await server.desk('data-manager')).person, record, { $void: 'a trial' })
		expect((await listed()).interviews).toBe(before - 1)
	})
	const sent = async (
		named: ReadonlyMap<string, Answer>,
		finishedAt: number,
		change: Record<string, Answer>,
	) => {
		const record = copier.phone.newRecord()
		const edit = copier.phone.edit(record, { ...Object.fromEntries(named), ...change })
		const at = { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 }
		await copier.phone.sync(copier.post, [rewritten(edit, { at })])
		return record
	}
	const rowOf = (record: string) =>
		server.store.reading.db
			.selectFrom('interview')
			.selectAll()
			.where('record', '=', record)
			.executeTakeFirst()
	const plain = planted[3]?.interviews[3]?.answers ?? new Map<string, Answer>()
	// Answers that occur nowhere else.
	const own = Object.fromEntries(
		['age', 'edu', 'marital', 'occ', 'm_tv', 'm_net', 'signs', 'victims', 'v_job'].map((name) => [
			pathOf(name),
			name === 'age' ? 77 : 'ref',
		]),
	)
	test('a copy is the interview that was completed later, whichever arrives first', async () => {
		const day = Date.UTC(2026, 0, 12, 5)
		const copy = await sent(plain, day + 86_400_000, own)
		await listed()
		expect((await rowOf(copy))?.similarity_permille ?? 0).toBeLessThan(850)
		const first = await sent(plain, day, own)
		await listed()
		expect(await rowOf(copy)).toMatchObject({ most_similar: first, similarity_permille: 1000 })
		expect((await rowOf(first))?.similarity_permille ?? 0).toBeLessThan(850)
	})
	test('nothing remains of an erased record, and near duplicates of it are compared again', async () => {
		const day = Date.UTC(2026, 0, 14, 5)
		const [first, copy] = [
			await sent(plain, day, { ...own, [pathOf('age')]: 78 }),
			await sent(plain, day + 1, { ...own, [pathOf('age')]: 78 }),
		]
		await listed()
		expect((await rowOf(copy))?.most_similar).toBe(first)
		expect((await decide({ kind: 'alike', subject: copy })).status).toBe(200)
		const chief = await server.desk('data-manager')
		for (const record of [first, copy]) {
			const body = { code: withdrawalCodeOf(record), reason: 'wrong' }
			expect((await chief.post(`/api/records/${record}/erase`, body)).status).toBe(204)
			if (record === first) {
				await listed()
				expect((await rowOf(copy))?.most_similar).not.toBe(first)
			}
		}
		const decisions = await server.store.reading.db.selectFrom('flag_decision').selectAll().execute()
		expect(decisions.some(({ subject }) => subject === copy)).toBe(false)
		expect(await rowOf(copy)).toBeUndefined()
	})
	test('a location deleted by retention does not count as missing', async () => {
		const record = await sent(plain, Date.UTC(2026, 0, 3, 5), { [pathOf('round')]: 'baseline' })
		const placed = JSON.parse((await rowOf(record))?.facts ?? '') as HouseholdFacts
		expect(placed.place).not.toBeNull()
		const study = {
			async current() {
				const now = await server.study.current()
				const rounds = now.rounds.map((each) =>
					each.code === 'baseline' ? { ...each, state: 'closed' as const, closed: '2025-01-01' } : each,
				)
				return { ...now, rounds }
			},
		}
		await applyRetention({ ...server, study, now: () => server.clock.now })
		const later = JSON.parse((await rowOf(record))?.facts ?? '') as HouseholdFacts
		expect(later).toMatchObject({ place: null, accuracyMetres: null, distanceMetres: null })
		expect((await flagsOf(record)).flags.map(({ kind }) => kind)).not.toContain('no-place')
	})
	test('any value sent for a location or a language leaves the interview checkable', async () => {
		const record = await sent(plain, Date.UTC(2026, 0, 13, 5), {
			[pathOf('gps')]: 'here there 0 0',
			[pathOf('int_lang')]: 'x'.repeat(19_000),
		})
		expect((await flagsOf(record)).round).toBe(round)
		const row = await rowOf(record)
		expect(row?.facts.length).toBeLessThan(3000)
		expect((JSON.parse(row?.facts ?? '') as HouseholdFacts).place).toBeNull()
	})
})
