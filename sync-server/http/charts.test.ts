import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Coverage } from '#shared/coverage/coverage'
import { type Charts, type InterviewMap, maxMapPoints } from '#shared/coverage/fieldwork-charts'
import type { Overview } from '#shared/coverage/overview'
import { nodesOf } from '#shared/forms/form-nodes'
import type { AuditPage } from '#shared/people/audit-log'
import { dayOf, hourOfWeek } from '#shared/study/study-day'
import { plantRound } from '#shared/testing/planted-round'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { interviewRow } from '../../tests/helpers/interview-row.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { publishForms } from '../sync/publish-form.ts'

const round = 'endline'
const districts = ['PK607', 'PK608']
const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
/**
 * Four enumerators in each district: one starts before sunrise, one is far too fast, and one interviews at
 * home.
 */
const planted = plantRound({
	seed: 8,
	round,
	districts,
	perDistrict: 60,
	pathOf,
	habitOf: (enumerator) => (['long-days', 'makes-up', 'from-home'] as const)[enumerator % 4] ?? 'plain',
})
const plantedIn = (some: readonly string[]) =>
	planted.filter(({ district }) => some.includes(district)).flatMap(({ interviews }) => interviews)

describe.each(routeEngines)('charts on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let coordinator: Desk
	const records: string[] = []
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		coordinator = await server.desk('coordinator', ['PK607'])
		for (const { interviews, code, district } of planted) {
			const { phone, post } = await enrolledPhone(server, { districts: [district], code })
			const edits = interviews.map(({ answers, finishedAt }) =>
				rewritten(phone.edit(phone.newRecord(), Object.fromEntries(answers)), {
					at: { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 },
				}),
			)
			records.push(...edits.map(({ revision }) => revision.record))
			for (let at = 0; at < edits.length; at += 15) await phone.sync(post, edits.slice(at, at + 15))
		}
		const clusters = [
			{
				cluster: 'PK607-01',
				area: 'rural',
				centre: '25.1 62.1',
				lines: [{ household: 1, line: 1, selection: 0.5 }],
			},
			{ cluster: 'PK607-02', area: 'urban', lines: [{ household: 1, line: 3, selection: 0.5 }] },
		]
		expect((await manager.post('/api/sample', { round, clusters })).status).toBe(204)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const charts = async (by: Desk, query = '') =>
		(await by.get(`/api/charts?round=${round}${query}`)).body as Charts

	test.each([
		['of all', districts, ''],
		['of one district', ['PK608'], '&district=PK608'],
	])('%s equal counts over the interviews', async (_which, some, query) => {
		const found = await charts(manager, query)
		const interviews = plantedIn(some)
		const hours = new Map<number, number>()
		for (const { startedAt } of interviews)
			hours.set(hourOfWeek(startedAt), (hours.get(hourOfWeek(startedAt)) ?? 0) + 1)
		expect(found.hours).toEqual(Array.from({ length: 168 }, (_each, hour) => hours.get(hour) ?? 0))
		// Working hours reach from the start of an interview to its end.
		const minutes = interviews.map(({ startedAt, finishedAt }) =>
			Math.floor(Math.round(finishedAt - startedAt) / 60_000),
		)
		expect(found.minutes).toEqual(
			Array.from({ length: 1441 }, (_each, minute) => minutes.filter((each) => each === minute).length),
		)
		const days = new Set(interviews.map(({ finishedAt }) => dayOf(finishedAt)))
		expect(found.days.map(({ day }) => day)).toEqual([...days].sort())
		for (const { day, interviews: of, each } of found.days) {
			const own = planted
				.filter(({ district }) => some.includes(district))
				.map((one) => one.interviews.filter(({ finishedAt }) => dayOf(finishedAt) === day).length)
				.filter((many) => many > 0)
				.sort((a, b) => a - b)
			expect(of).toBe(own.reduce((sum, many) => sum + many, 0))
			const middle = ((own[(own.length - 1) >> 1] ?? 0) + (own[own.length >> 1] ?? 0)) / 2
			expect(each).toMatchObject({ of: own.length, least: own[0], middle, most: own.at(-1) })
		}
		expect(found.districts.map(({ district, minutes: { of } }) => [district, of])).toEqual(
			some.map((district) => [district, plantedIn([district]).length]),
		)
		const short = minutes.filter((each) => each < 12).length
		expect(short).toBeGreaterThan(0)
		expect(found.districts.reduce((sum, each) => sum + each.short, 0)).toBe(short)
	})
	test('a coordinator sees those of their own districts, without names or locations', async () => {
		expect(await charts(coordinator)).toEqual(await charts(manager, '&district=PK607'))
		for (const none of ['PK608', 'PK999'])
			for (const by of none === 'PK608' ? [coordinator] : [coordinator, manager])
				expect((await by.get(`/api/charts?round=${round}&district=${none}`)).status).toBe(404)
		const { raw } = await coordinator.get(`/api/charts?round=${round}`)
		for (const { code } of planted) expect(raw.toString()).not.toContain(code)
	})
	test('a phone with a clock a year ahead moves no day: charts count as coverage does, by arrival', async () => {
		const { phone, post } = await enrolledPhone(server, { districts: ['PK607'] })
		const [of] = plantedIn(['PK607'])
		const wall = (day: string) => `${day}T09:00:00.000Z`
		const at = (day: string) => ({ at: { wall: wall(day), tz: 300, off: 0 } })
		const answers = Object.fromEntries([...(of?.answers ?? []), [pathOf('consent_time'), wall('2027-01-12')]])
		const ahead = rewritten(phone.edit(phone.newRecord(), answers), at('2027-01-12'))
		const { record } = ahead.revision
		// Finished again, with a correct clock.
		const again = rewritten(phone.edit(record, { $status: 'submitted' }, [ahead]), at('2026-01-13'))
		const other = rewritten(phone.edit(phone.newRecord(), answers), at('2027-01-12'))
		await phone.sync(post, [ahead, again, other])
		const row = (id: string) =>
			server.store.reading.db
				.selectFrom('interview')
				.innerJoin('record', 'record.id', 'interview.record')
				.select(['done_on', 'finished_on', 'start_hour', 'finished'])
				.where('record.id', '=', id)
				.executeTakeFirst()
		expect(await row(record)).toMatchObject({ done_on: '2026-01-13', finished_on: '2026-01-13' })
		const came = new Date(server.clock.now)
		expect(await row(other.revision.record)).toEqual({
			done_on: dayOf(+came),
			finished_on: dayOf(+came),
			finished: came.toISOString(),
			// The start is as long before the finish as by the phone's clock.
			start_hour: hourOfWeek(+came),
		})
		const { districts: covered } = (await manager.get(`/api/coverage?round=${round}`)).body as Coverage
		const days = covered.find(({ district }) => district === 'PK607')?.days
		expect(
			(await charts(manager, '&district=PK607')).days.map(({ day, interviews }) => [day, interviews]),
		).toEqual(days?.map(({ day, done }) => [day, done]))
		for (const { revision } of [ahead, other])
			await deskEdit(server, manager.person, revision.record, { $void: 'a trial' })
	})
	test('cancelled records are in no chart', async () => {
		const sum = async () => (await charts(manager)).hours.reduce((total, each) => total + each, 0)
		const before = await sum()
		await deskEdit(server, manager.person, records.at(-1) ?? '', { $void: 'a trial' })
		expect(await sum()).toBe(before - 1)
	})
	test('the last day is set by users who set targets, and removed', async () => {
		const setLastDay = (by: Desk, lastDay: string | null, of = round) =>
			by.post('/api/rounds/fieldwork-dates', { round: of, firstDay: null, lastDay })
		expect((await charts(coordinator)).lastDay).toBeNull()
		expect((await setLastDay(coordinator, '2026-01-31')).status).toBe(403)
		expect((await setLastDay(manager, '2026-01-31', 'nowhere')).status).toBe(404)
		expect((await setLastDay(manager, '2026-02-31')).status).toBe(422)
		expect((await setLastDay(manager, '2026-01-31')).status).toBe(204)
		expect((await charts(coordinator)).lastDay).toBe('2026-01-31')
		expect((await setLastDay(manager, null)).status).toBe(204)
		expect((await charts(coordinator)).lastDay).toBeNull()
	})
	test('fieldwork is planned from the same day for every user: the planned first day, else the first interview of the round', async () => {
		const [first] = (await charts(manager)).days
		const elsewhere = await server.desk('coordinator', ['PK609'])
		const overviewOf = async (by: Desk) => (await by.get(`/api/overview?round=${round}`)).body as Overview
		for (const by of [manager, coordinator, elsewhere]) {
			expect((await charts(by)).firstDay).toBe(first?.day)
			expect((await overviewOf(by)).dates).toMatchObject({ firstDay: null, startedOn: first?.day })
		}
		const planned = { round, firstDay: '2025-12-01', lastDay: '2026-01-31' }
		expect((await manager.post('/api/rounds/fieldwork-dates', planned)).status).toBe(204)
		expect((await charts(elsewhere)).firstDay).toBe('2025-12-01')
		const listed = await manager.get('/api/rounds/fieldwork-dates')
		expect(listed.body).toContainEqual({ ...planned, startedOn: first?.day })
		const reversed = { round, firstDay: '2026-02-01', lastDay: '2026-01-31' }
		expect((await manager.post('/api/rounds/fieldwork-dates', reversed)).status).toBe(422)
		await manager.post('/api/rounds/fieldwork-dates', { round, firstDay: null, lastDay: null })
	})

	const places = (by: Desk, district = 'PK607') => by.get(`/api/coverage/${district}/map?round=${round}`)
	test('[R22] exact locations are shown to the data manager only, and the access is logged', async () => {
		const { status, body } = await places(manager)
		expect(status).toBe(200)
		const found = body as InterviewMap
		const gps = plantedIn(['PK607']).flatMap(({ answers }) => String(answers.get(pathOf('gps')) ?? '') || [])
		expect(found.places.map(({ at }) => at.map((each) => each.toFixed(6)).join(' ')).sort()).toEqual(
			gps.map((each) => each.split(' ').slice(0, 2).join(' ')).sort(),
		)
		expect(found).toMatchObject({ interviews: 60, checkedInterviews: 60 })
		expect(found.places.filter(({ isFar }) => isFar).length).toBeGreaterThan(5)
		// The cluster with a centre in the sample.
		expect(found.clusters).toEqual([{ cluster: 'PK607-01', at: [25.1, 62.1], metres: 2000 }])
		const administrator = await server.desk('administrator')
		for (const other of [coordinator, administrator]) expect((await places(other)).status).toBe(403)
		expect((await places(manager, 'PK999')).status).toBe(404)
		const { lines } = (await administrator.get('/api/audit-log?kind=interview-map-viewed')).body as AuditPage
		expect(lines).toMatchObject([{ by: { id: manager.person.id }, district: 'PK607', round }])
		expect(lines[0]?.many).toBe(found.places.length)
	})
	test('a form with restricted readers is in no chart and on no map', async () => {
		const definition = { ...loadInstrument('household'), readers: ['safeguarding-lead' as const] }
		await publishForms(server.store, server.forms, [definition], new Date(server.clock.now).toISOString())
		const version = (await server.forms.current()).find(({ id }) => id === 'household')?.version ?? 0
		const { phone, post } = await enrolledPhone(server, { districts: ['PK608'] })
		const answers = Object.fromEntries(plantedIn(['PK608'])[0]?.answers ?? [])
		const edit = rewritten(phone.edit(phone.newRecord(), answers), {
			form: { id: 'household', ver: version },
		})
		const all = async () => [await charts(manager), (await places(manager, 'PK608')).body]
		const before = await all()
		await phone.sync(post, [edit])
		const stored = await server.store.reading.db
			.selectFrom('record')
			.select(['status', 'readers'])
			.where('id', '=', edit.revision.record)
			.executeTakeFirst()
		expect(stored).toEqual({ status: 'submitted', readers: ' safeguarding-lead ' })
		expect(await all()).toEqual(before)
	})
	test('of very many records the newest are shown, with the total', async () => {
		const made = Array.from({ length: maxMapPoints + 5 }, (_each, i) =>
			interviewRow(`m${i}`, {
				district: 'PK513',
				done_on: '2026-01-10',
				start_hour: 1,
				minutes: 30,
				finished: new Date(Date.UTC(2026, 0, 10) + i * 1000).toISOString(),
				facts: JSON.stringify({ place: i % 2 ? [30, 70] : null, area: null, distanceMetres: null }),
			}),
		)
		await server.store.write((session) => session.saveInterviews(made, []))
		const found = (await places(manager, 'PK513')).body as InterviewMap
		expect(found).toMatchObject({ interviews: maxMapPoints + 5, checkedInterviews: maxMapPoints })
		expect(found.places).toHaveLength(maxMapPoints / 2)
		expect(found.places.map(({ record }) => record)).not.toContain('m1')
	})
})
