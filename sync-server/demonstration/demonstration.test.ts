import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { soundTypeOf } from '#shared/audio/sound-type'
import type { InterviewMap } from '#shared/coverage/fieldwork-charts'
import type { Overview } from '#shared/coverage/overview'
import type { Release } from '#shared/export/release'
import type { HelplineShift } from '#shared/helpline/call-backs'
import { referralStatuses } from '#shared/helpline/referrals'
import { readCsvTable } from '#shared/kernel/csv'
import type { PersonListItem } from '#shared/people/people'
import type { QualityAlertsResponse } from '#shared/quality/quality-api'
import type { ChangeResponse, EstimatesResponse } from '#shared/results/estimates-response'
import type { MaterialResponse } from '#shared/results/material'
import type { RecordListItem } from '#shared/review/record-list'
import type { RecordDetail } from '#shared/review/record-response'
import type { SampleResponse } from '#shared/sample/sample-api'
import { deployments } from '#shared/study/deployments'
import type { Study } from '#shared/study/study'
import type { Edit } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { shippedForms } from '../../tests/helpers/shipped-forms.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { setUpServer } from '../set-up.ts'
import { plannedDaysOf } from '../storage/sample/rounds-and-targets.ts'
import { keysInFolder } from '../sync/key-store.ts'
import { retrySlowRecords } from '../sync/reproject-records.ts'
import { addDemonstration, type DemonstrationCode } from './add-demonstration.ts'

/** Three districts with few interviews, each arriving in two bundles. */
function fewDistricts(): string {
	const file = join(temporaryFolder(), 'districts.csv')
	const lines = readFileSync('shared/study/pakistan-2023/districts.csv', 'utf8').split('\n').slice(0, 4)
	writeFileSync(file, `${lines.join('\n').replaceAll(',300,', ',60,')}\n`)
	return file
}
const interview = (set: Edit['revision']['set']): Edit['revision']['set'] => ({
	$status: 'submitted',
	'a_visit/line/round': 'endline',
	'a_visit/line/district': 'PK607',
	'a_visit/line/hh_no': 12,
	...set,
})

describe.each(engines)('the demonstration on %s', (engine, freshEngine) => {
	let server: ServerForTests
	let codes: DemonstrationCode[]
	let manager: Desk
	let demoManager: Desk
	/**
	 * A real record, a demonstration record that claims to be real, and a real person's that claims to be a
	 * demonstration.
	 */
	let ids: { real: string; claimsReal: string; claimsDemo: string }
	beforeAll(async () => {
		server = await serverForTests(await freshEngine(), { demonstration: true, districtsFile: fewDistricts() })
		codes = await addDemonstration(server, server.clock.now)
		manager = await server.desk('data-manager')
		demoManager = await server.deskOf(codes.find(({ who }) => who === 'data manager')?.code ?? '')
		const demonstrators = await server.store.reading.db
			.selectFrom('person')
			.select('id')
			.where('code', '=', 'demo-enumerator')
			.executeTakeFirstOrThrow()
		const { phone, post } = await enrolledPhone(server, { districts: ['PK607'] })
		const demo = await enrolledPhone(server, { id: demonstrators.id })
		const real = phone.edit(phone.newRecord(), interview({}))
		const claimsDemo = phone.edit(phone.newRecord(), interview({ 'a_visit/line/round': 'demo' }))
		const claimsReal = demo.phone.edit(demo.phone.newRecord(), interview({}))
		await phone.sync(post, [real, claimsDemo])
		await demo.phone.sync(demo.post, [claimsReal])
		ids = {
			real: real.revision.record,
			claimsDemo: claimsDemo.revision.record,
			claimsReal: claimsReal.revision.record,
		}
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const listed = async (desk: Desk, query = '') =>
		((await desk.get(`/api/records?${query}`)).body as { records: RecordListItem[] }).records.map(
			({ id }) => id,
		)
	const exported = async (desk: Desk, round: string) => {
		const { status, raw } = await desk.get(`/api/export?form=household&values=codes&mark=0&round=${round}`)
		if (status !== 200) return status
		const [[, file] = []] = [...unzip(raw)]
		return readCsvTable(file?.toString('utf8') ?? '').map(({ record_id }) => record_id)
	}
	const interviewsIn = async (desk: Desk, round: string) => {
		const { status, body } = await desk.get(`/api/coverage?round=${round}`)
		const { districts } = body as { districts?: { openConflicts: number; interviews: number }[] }
		return districts ? districts.reduce((sum, { interviews }) => sum + interviews, 0) : status
	}

	test('real users see demonstration records only when they select their round', async () => {
		expect(await listed(manager)).toEqual([ids.real])
		expect(await listed(manager, 'round=endline')).toEqual([ids.real])
		const demo = await listed(manager, 'round=demo')
		expect(demo).toContain(ids.claimsDemo)
		expect(demo).not.toContain(ids.claimsReal)
		expect(demo.length).toBeGreaterThan(30)
	})
	test('a demonstration record is marked in lists and detail, also where it claims a real round', async () => {
		const marks = async (desk: Desk, query: string) => {
			const { body } = await desk.get(`/api/records?${query}`)
			return new Set(
				(body as { records: RecordListItem[] }).records.map(({ demonstration }) => demonstration),
			)
		}
		expect(await marks(manager, 'round=demo')).toEqual(new Set([true]))
		expect(await marks(manager, 'round=endline')).toEqual(new Set([false]))
		expect(await marks(demoManager, 'round=endline')).toEqual(new Set([true]))
		const mark = async (id: string) => (await manager.get(`/api/records/${id}`)).body
		expect(await mark(ids.claimsReal)).toMatchObject({ demonstration: true })
		expect(await mark(ids.real)).toMatchObject({ demonstration: false })
	})
	test('no real export and no real coverage contains a demonstration record, whatever it claims', async () => {
		expect(await exported(manager, 'endline')).toEqual([ids.real])
		const demo = await exported(manager, 'demo')
		expect(demo).toContain(ids.claimsDemo)
		expect(await interviewsIn(manager, 'endline')).toBe(0)
		expect(await interviewsIn(manager, 'demo')).toBeGreaterThan(20)
		const coverage = async () =>
			(await manager.get('/api/coverage?round=endline')).body as { districts: { openConflicts: number }[] }
		expect((await coverage()).districts.every(({ openConflicts }) => openConflicts === 0)).toBe(true)
	})
	test('its interviews are of households in the sample, assigned to their enumerators', async () => {
		const { reading } = server.store
		const lines = await reading.db.selectFrom('sample_line').selectAll().where('round', '=', 'demo').execute()
		const interviews = await reading.db
			.selectFrom('record')
			.innerJoin('person', 'person.id', 'record.owner')
			.select(['record.owner', 'record.name'])
			.where('form', '=', 'household')
			.where('round', '=', 'demo')
			.where('person.code', 'like', 'demo-pk%')
			.execute()
		expect(interviews.length).toBeGreaterThan(30)
		const holders = new Map(lines.map((line) => [`${line.cluster} / ${line.household}`, line.person]))
		expect(interviews.filter(({ name, owner }) => holders.get(name ?? '') !== owner)).toEqual([])
		const left =
			lines.filter(({ line, person }) => line !== null && person !== null).length - interviews.length
		expect(left).toBeGreaterThan(0)
		expect(lines.every(({ structure }) => structure !== null)).toBe(true)
		expect(lines.filter(({ centre, point }) => centre === null || point === null)).toEqual([])
		// what was done counts in the plan of visits
		const { body } = await demoManager.get('/api/sample?round=demo&district=PK607')
		const states = (body as SampleResponse).clusters.flatMap((cluster) =>
			cluster.lines.map(({ state }) => state),
		)
		expect(states).toContain('done')
	})
	test('one cluster cannot be entered, and its replacement waits for an enumerator', async () => {
		const { body } = await demoManager.get('/api/sample?round=demo&district=PK609')
		const last = (body as SampleResponse).clusters.slice(-2)
		expect(last.map(({ cluster, state }) => [cluster, state])).toEqual([
			['PK609-04', 'unreachable'],
			['PK609-05', 'open'],
		])
		expect(last[0]).toMatchObject({ opened: 'PK609-05', why: expect.stringContaining('bridge') })
		expect(last[1]?.lines.every(({ person }) => person === null)).toBe(true)
		const overview = async (code: string) =>
			(await (await server.deskOf(code)).get('/api/overview?round=demo')).body as Overview
		const coordinator = codes.find(({ who }) => who === 'coordinator')?.code ?? ''
		expect((await overview(coordinator)).unreplacedClusters).toEqual([
			{ cluster: 'PK609-04', district: 'PK609', replacement: 'PK609-05' },
		])
	})
	test('its interviews were held at their households, as the map of a district shows', async () => {
		const { body } = await demoManager.get('/api/coverage/PK607/map?round=demo')
		const { places, clusters } = body as InterviewMap
		expect(clusters.length).toBeGreaterThan(1)
		expect(places.length).toBeGreaterThan(10)
		expect(places.filter(({ metres, isFar }) => metres === null || isFar)).toEqual([])
		// not all at one place
		expect(new Set(places.map(({ at }) => at.join(' '))).size).toBe(places.length)
	})
	test('interviews that one enumerator made up at home are flagged by their places', async () => {
		const { body } = await demoManager.get('/api/coverage/PK609/map?round=demo')
		const { places } = body as InterviewMap
		const far = places.filter(({ isFar }) => isFar)
		expect(far.length).toBeGreaterThan(10)
		expect(far.length).toBeLessThan(places.length)
		const [latitudes, longitudes] = [0, 1].map((k) => far.map(({ at }) => at[k] ?? Number.NaN))
		for (const degrees of [latitudes ?? [], longitudes ?? []])
			expect(Math.max(...degrees) - Math.min(...degrees)).toBeLessThan(0.0003)
	})
	test('it contains conflicts to resolve', async () => {
		expect((await listed(manager, 'round=demo&disputed=1')).length).toBeGreaterThan(0)
	})
	test('it has referrals in each status, and none is shown to real users', async () => {
		const statusesOf = async (desk: Desk) =>
			new Set(
				((await desk.get('/api/helpline/shift')).body as HelplineShift).referrals.map(({ status }) => status),
			)
		expect(await statusesOf(demoManager)).toEqual(new Set(referralStatuses))
		expect(await statusesOf(manager)).toEqual(new Set())
	})
	test('its results by sex are published: the sex of nearly all respondents is known', async () => {
		const { body } = await demoManager.get('/api/results/estimates?round=demo&by=sex&weights=none')
		const h1 = (body as EstimatesResponse).indicators.find(({ id }) => id === 'H1')
		const known = h1?.groups.reduce((sum, { n }) => sum + (n ?? 0), 0) ?? 0
		expect(known / (h1?.whole.n ?? 0)).toBeGreaterThan(0.95)
		expect(h1?.groups.every(({ n }) => (n ?? 0) > 0.4 * known)).toBe(true)
	})
	test('its material is spread over districts and weeks, and some of it was checked again', async () => {
		const material = (await manager.get('/api/results/material?round=demo')).body as MaterialResponse
		expect(material.demonstration).toBe(true)
		expect(material.weeks.length).toBeGreaterThan(6)
		expect(material.districts.every(({ counts }) => (counts.streamer?.copies ?? 0) > 0)).toBe(true)
		expect(material.displayedCopies).toBeGreaterThan(0)
		expect(material.displayedCopies).toBeLessThan(material.totals.streamer?.copies ?? 0)
		const ofReal = (await manager.get('/api/results/material?round=endline')).body as MaterialResponse
		expect(ofReal.totals).toEqual({})
	})
	test('a demonstration user sees, exports and resolves nothing real', async () => {
		const seen = await listed(demoManager)
		expect(seen).not.toContain(ids.real)
		expect(await listed(demoManager, 'round=endline')).toEqual([ids.claimsReal])
		expect(await listed(demoManager, `search=${ids.real}`)).toEqual([])
		expect((await demoManager.get(`/api/records/${ids.real}`)).status).toBe(404)
		expect((await demoManager.get(`/api/records/${ids.claimsReal}`)).status).toBe(200)
		const decision = { conflict: 'any', value: 1, why: 'because' }
		expect((await demoManager.post(`/api/records/${ids.real}/conflicts`, decision)).status).toBe(404)
		expect(await exported(demoManager, 'endline')).toBe(404)
		expect(await exported(demoManager, 'demo')).toContain(ids.claimsDemo)
		expect(await interviewsIn(demoManager, 'endline')).toBe(404)
		const { rounds } = (await demoManager.get('/api/study')).body as { rounds: { code: string }[] }
		expect(rounds.map(({ code }) => code)).toEqual(['demo-baseline', 'demo-endline', 'demo'])
		const people = (await demoManager.get('/api/people')).body as PersonListItem[]
		expect(people.length).toBeGreaterThan(3)
		expect(people.every(({ demonstration }) => demonstration)).toBe(true)
	})
	describe.each(['demo-baseline', 'demo-endline'])('the closed round %s', (round) => {
		test('has interviews of all districts, all approved, and nothing to do', async () => {
			const { body } = await demoManager.get(`/api/coverage?round=${round}`)
			const { districts } = body as { districts: { interviews: number }[] }
			expect(districts.map(({ interviews }) => interviews > 0)).toEqual([true, true, true])
			const { lastDay } = await plannedDaysOf(server.store.reading, round)
			expect(Date.parse(lastDay ?? '')).toBeLessThan(server.clock.now)
			const statuses = async (query: string) =>
				(await demoManager.get(`/api/records?round=${round}${query}`)).body as { total: number }
			expect(await statuses('')).toEqual(expect.objectContaining({ total: 36 }))
			expect(await statuses('&status=approved')).toEqual(expect.objectContaining({ total: 36 }))
		})
		test('is closed, and released with its approved interviews', async () => {
			const { rounds } = (await demoManager.get('/api/study')).body as Pick<Study, 'rounds'>
			expect(rounds.find(({ code }) => code === round)).toMatchObject({
				state: 'closed',
				demonstration: true,
			})
			const releases = (await demoManager.get('/api/releases')).body as Release[]
			expect(releases.filter((each) => each.round === round)).toMatchObject([
				{ form: 'household', approvedOnly: true, records: 36 },
			])
		})
		test('is in no real file and list, and its own file is marked', async () => {
			expect(await exported(manager, 'endline')).toEqual([ids.real])
			expect(await exported(manager, 'baseline')).toEqual([])
			const { raw } = await manager.get(`/api/export?form=household&values=codes&mark=0&round=${round}`)
			expect([...unzip(raw).keys()].every((name) => name.startsWith('DEMONSTRATION-'))).toBe(true)
			const own = await listed(demoManager, `round=${round}`)
			expect(await listed(manager)).not.toEqual(expect.arrayContaining(own.slice(0, 1)))
			expect((await manager.get('/api/releases')).body).toEqual((await demoManager.get('/api/releases')).body)
		})
		test('has no quality flags: its enumerators worked by day, and no clock was set back', async () => {
			const { body } = await demoManager.get(`/api/quality?round=${round}`)
			const { alerts, open } = body as QualityAlertsResponse
			expect({ alerts, open }).toEqual({ alerts: [], open: [] })
		})
	})
	test('the closed rounds are compared: more people know after the campaign', async () => {
		const query = 'from=demo-baseline&to=demo-endline&by=district&weights=none&clusters=new'
		const { status, body } = await demoManager.get(`/api/results/change?${query}`)
		expect(status).toBe(200)
		const { indicators, demonstration } = body as ChangeResponse
		expect(demonstration).toBe(true)
		const more = (id: string) => indicators.find((each) => each.id === id)?.whole.value ?? 0
		for (const id of ['H1', 'H4', 'S5', 'S6']) expect([id, more(id) > 0]).toEqual([id, true])
		expect(indicators.some(({ whole }) => whole.verdict === 'change')).toBe(true)
	})
	test('a real person’s record that claims a closed round of it is no real one', async () => {
		const { phone, post } = await enrolledPhone(server, { code: 'claims-closed', districts: ['PK607'] })
		const claims = phone.edit(phone.newRecord(), interview({ 'a_visit/line/round': 'demo-endline' }))
		await phone.sync(post, [claims])
		const { body } = await manager.get(`/api/records/${claims.revision.record}`)
		expect(body).toMatchObject({ demonstration: true })
		expect(await listed(manager)).toEqual([ids.real])
	})
	test('some of its records have a photo or a recording, which the desk shows', async () => {
		const kinds = async (form: string) => {
			const found: (readonly [type: string, bytes: Buffer])[] = []
			for (const id of await listed(demoManager, `round=demo&form=${form}`)) {
				const { attachments } = (await demoManager.get(`/api/records/${id}`)).body as RecordDetail
				for (const attachment of attachments) {
					const { status, raw, headers } = await demoManager.get(
						`/api/records/${id}/attachments/${attachment.id}`,
					)
					expect(status).toBe(200)
					found.push([String(headers['content-type']), raw])
				}
			}
			return found
		}
		const photos = await kinds('material')
		expect(photos.length).toBeGreaterThan(8)
		expect(photos.every(([type]) => type === 'image/png')).toBe(true)
		// the same photo twice is flagged
		expect(new Set(photos.map(([, bytes]) => bytes.toString('base64'))).size).toBe(photos.length)
		for (const form of ['key_informant', 'focus_group']) {
			const recordings = await kinds(form)
			expect(recordings.map(([type]) => type)).toEqual(['audio/webm', 'audio/webm', 'audio/webm'])
			expect(recordings.every(([, bytes]) => soundTypeOf(bytes) === 'audio/webm')).toBe(true)
		}
		const media = async (round: string) =>
			unzip((await manager.get(`/api/export?form=material&values=codes&mark=0&media=1&round=${round}`)).raw)
		const names = (files: ReadonlyMap<string, Buffer>) =>
			[...files.keys()].filter((name) => name.startsWith('media/'))
		expect(names(await media('demo'))).toHaveLength(photos.length)
		expect(names(await media('demo')).every((name) => name.startsWith('media/DEMONSTRATION-'))).toBe(true)
		expect(names(await media('endline'))).toEqual([])
	})
	test('a second start adds nothing', async () => {
		const steps = () =>
			server.store.reading.db.selectFrom('referral_step').selectAll().orderBy('at').execute()
		const [head, stepsBefore] = [await server.store.head(), await steps()]
		await addDemonstration(server, server.clock.now + 86_400_000)
		expect(await server.store.head()).toEqual(head)
		expect(await steps()).toHaveLength(stepsBefore.length)
	})
	// each takes seconds: in `npm test` each engine has half of the writes
	const writesOf = { sqlite: [1, 3], postgres: [2, 5] }
	test.each(process.env.ZILA_ALL_ENGINES ? [1, 2, 3, 5] : writesOf[engine])(
		'killed in the middle (at its write %d), the next start completes it',
		async (writes) => {
			const again = await serverForTests(await freshEngine(), {
				demonstration: true,
				districtsFile: fewDistricts(),
			})
			let left = writes
			const dying: typeof again.store = {
				...again.store,
				async write(work) {
					if (left-- === 0) throw new Error('killed')
					return again.store.write(work)
				},
			}
			await expect(addDemonstration({ ...again, store: dying }, again.clock.now)).rejects.toThrow('killed')
			await addDemonstration(again, again.clock.now + 5 * 3_600_000)
			const contents = async ({ store, forms }: ServerForTests) => {
				// as servers do in the background: on a busy machine the rules of a record can take too long
				await retrySlowRecords(store, forms, { pauseMs: 0 })
				return store.reading.db
					.selectFrom('record')
					.select(['record.id', 'record.open_conflicts', 'record.district', 'record.status'])
					.innerJoin('person', 'person.id', 'record.owner')
					.where('person.code', 'like', 'demo-pk%')
					.orderBy('record.id')
					.execute()
			}
			expect(await contents(again)).toEqual(await contents(server))
			const files = async ({ store }: ServerForTests) =>
				store.reading.db.selectFrom('attachment').select(['id', 'hash']).orderBy('id').execute()
			expect(await files(again)).toEqual(await files(server))
			await again.close()
		},
	)
	test('a study stored in an older format keeps the demonstration round', async () => {
		const engine = await freshEngine()
		const options = {
			engine,
			districtsFile: fewDistricts(),
			loadForms: shippedForms,
			serves: deployments,
			keys: keysInFolder(temporaryFolder()),
			now: () => 0,
		}
		const first = await setUpServer({ ...options, demonstration: true })
		const body = { project: 'pk31', rounds: [{ code: 'demo', demonstration: true }], districts: 'in a file' }
		await first.store.write((session) =>
			session.putDocument({ kind: 'campaign', ref: 'pk31', scope: 'all', body }),
		)
		await first.store.close()
		const second = await setUpServer({ ...options, engine: engine.again(), demonstration: false })
		expect((await second.study.current()).rounds.map(({ code }) => code)).toContain('demo')
		await second.store.close()
	})
})
