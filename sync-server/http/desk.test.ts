import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { readCsvTable } from '#shared/kernel/csv'
import type { RecordListItem } from '#shared/review/record-list'
import type { RecordDetail } from '#shared/review/record-response'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'

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

describe.each(routeEngines)('the desk on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine(), { demonstration: true })
		manager = await server.desk('data-manager')
		const { phone, post } = await enrolledPhone(server, { districts: ['PK607', 'PK608'], code: 'amina' })
		await phone.sync(post, [
			phone.edit(phone.newRecord(), interview('PK607')),
			phone.edit(
				phone.newRecord(),
				interview('PK607', { 'a_visit/line/hh_no': 13, 'a_visit/preset/assigned_sex': 'male' }),
			),
			phone.edit(phone.newRecord(), interview('PK608')),
			phone.edit(
				phone.newRecord(),
				interview('PK608', { 'n_result/result': 'refused', 'c_consent/agree/consent': 'no' }),
			),
			phone.edit(phone.newRecord(), { ...interview('PK607'), $status: 'draft' }),
			phone.edit(phone.newRecord(), interview('PK607', { 'a_visit/line/round': 'demo' })),
		])
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const list = async (desk: Desk, query: string) =>
		(await desk.get(`/api/records?${query}`)).body as { records: RecordListItem[]; total: number }
	const files = async (query: string) => {
		const { raw, headers } = await manager.get(`/api/export?form=household&values=codes&${query}`)
		return {
			names: headers['content-disposition'],
			files: new Map([...unzip(raw)].map(([name, bytes]) => [name, bytes.toString('utf8')])),
		}
	}

	test('coverage counts completed records with consent, by the sex of the sample, in the user’s districts', async () => {
		const coordinator = await server.desk('coordinator', ['PK607'])
		const coverage = (await coordinator.get('/api/coverage?round=endline')).body as { districts: object[] }
		expect(coverage.districts).toHaveLength(1)
		expect(coverage.districts[0]).toMatchObject({
			district: 'PK607',
			interviews: 2,
			men: 1,
			women: 1,
			refusals: 0,
		})
		const whole = (await manager.get('/api/coverage?round=endline')).body as {
			districts: { district: string }[]
		}
		expect(whole.districts).toHaveLength(31)
		expect(whole.districts.find(({ district }) => district === 'PK608')).toMatchObject({
			interviews: 1,
			refusals: 1,
		})
	})
	test('coverage is correct after one sync, and has the last sync of the phone', async () => {
		const { phone, post } = await enrolledPhone(server, { districts: ['PK609'] })
		server.clock.now += 3_600_000
		await phone.sync(post, [phone.edit(phone.newRecord(), interview('PK609'))])
		const { districts } = (await manager.get('/api/coverage?round=endline')).body as {
			districts: { district: string }[]
		}
		expect(districts.find(({ district }) => district === 'PK609')).toMatchObject({
			interviews: 1,
			lastSync: new Date(server.clock.now).toISOString(),
		})
	})
	test('the list filters by every option, and never mixes demonstration records with real ones', async () => {
		expect((await list(manager, 'round=endline&district=PK607')).total).toBe(3)
		expect((await list(manager, 'district=PK607&status=draft')).total).toBe(1)
		const ofEach = async (status: string) => (await list(manager, `status=${status}`)).total
		expect(await ofEach('draft,submitted')).toBe((await ofEach('draft')) + (await ofEach('submitted')))
		const owners = new Set((await list(manager, '')).records.map(({ ownerName }) => ownerName))
		const people = (await manager.get('/api/people')).body as { id: string; name: string }[]
		const [first, second] = people.filter(({ name }) => owners.has(name))
		const ofOwner = async (owner = '') => (await list(manager, `owner=${owner}`)).total
		expect(await ofOwner(second?.id)).toBeGreaterThan(0)
		expect(await ofOwner(`${first?.id},${second?.id}`)).toBe(
			(await ofOwner(first?.id)) + (await ofOwner(second?.id)),
		)
		expect(await ofOwner('nobody')).toBe(0)
		expect((await manager.get('/api/records?status=draft,other')).status).toBe(422)
		expect((await list(manager, 'form=focus_group')).total).toBe(0)
		expect((await list(manager, 'search=PK608-01')).total).toBe(2)
		expect((await list(manager, 'search=pk607-01%20/%2013')).total).toBe(1)
		for (const same of ['PK607-01/13', 'pk607 01 13', 'PK607-01-13', 'dg khan 13', 'PK607 13', '13'])
			expect((await list(manager, `search=${encodeURIComponent(same)}`)).total, same).toBe(1)
		// a bare number is a whole one: 1 is not 12 or 13, and 01 is the cluster
		expect((await list(manager, 'search=1')).total).toBe(0)
		expect((await list(manager, 'search=608')).total).toBe(2)
		expect((await list(manager, 'search=%25')).total).toBe(0)
		// A district is found by any of its spellings, in any language.
		const inDistrict = (await list(manager, 'district=PK607')).total
		expect(inDistrict).toBeGreaterThan(0)
		for (const spelling of ['d.g.khan', 'ڈیرہ غازی'])
			expect((await list(manager, `search=${encodeURIComponent(spelling)}`)).total).toBe(inDistrict)
		expect((await list(manager, 'round=demo')).total).toBe(1)
		expect((await list(manager, '')).records.every(({ round }) => round !== 'demo')).toBe(true)
		const coordinator = await server.desk('coordinator', ['PK608'])
		expect((await list(coordinator, '')).records.every(({ district }) => district === 'PK608')).toBe(true)
	})
	test('paging through the list leaves out none', async () => {
		const { phone, post } = await enrolledPhone(server, { districts: ['PK610'] })
		const edits = Array.from({ length: 120 }, () => phone.edit(phone.newRecord(), interview('PK610')))
		for (let at = 0; at < edits.length; at += 50) await phone.sync(post, edits.slice(at, at + 50))
		const seen = new Set<string>()
		let before = ''
		for (;;) {
			const { records, total } = await list(manager, `district=PK610${before}`)
			expect(total).toBe(120)
			for (const { id } of records) seen.add(id)
			const last = records.at(-1)
			if (!last || records.length < 50) break
			before = `&before=${last.lastSeq}`
		}
		expect(seen).toEqual(new Set(edits.map(({ revision }) => revision.record)))
	})
	test('a record of an unknown form opens, with its answers and author', async () => {
		const { phone, post } = await enrolledPhone(server, { code: 'sana' })
		const unheard = rewritten(phone.edit(phone.newRecord(), { $status: 'submitted', 'a/b': 'left' }), {
			form: { id: 'from_elsewhere', ver: 3 },
		})
		await phone.sync(post, [unheard])
		expect((await manager.get('/api/forms/from_elsewhere/3')).status).toBe(404)
		const { status, body } = await manager.get(`/api/records/${unheard.revision.record}`)
		expect(status).toBe(200)
		const detail = body as RecordDetail
		expect(detail).toMatchObject({ answersError: 'form-unknown', answers: { 'a/b': 'left' } })
		expect(detail.history).toMatchObject([
			{ author: 'sana', changes: [{ path: '$status' }, { path: 'a/b', before: null, after: 'left' }] },
		])
	})
	test('an export of a real round has its completed records and no demonstration record', async () => {
		const { names, files: found } = await files('round=endline&district=PK607')
		expect(names).toContain('household-endline-PK607-2026-01-15.zip')
		const inUrdu = await manager.get('/api/export?form=household&round=endline&values=ur')
		expect(inUrdu.headers['content-disposition']).toContain('household-endline-labels-ur-2026-01-15.zip')
		expect([...found.keys()].sort()).toEqual([
			'corrections.csv',
			'dictionary.csv',
			'disagreements.csv',
			'household-audit.csv',
			'household-members.csv',
			'household.csv',
			'identifying.csv',
			'read.R',
			'read.do',
		])
		const rows = readCsvTable(found.get('household.csv') ?? '')
		expect(rows.map(({ hh_no, round, record_status }) => [hh_no, round, record_status])).toEqual([
			['12', 'endline', 'submitted'],
			['13', 'endline', 'submitted'],
		])
		expect(readCsvTable(found.get('household-members.csv') ?? '')).toHaveLength(2)
	})
	test('an export of the demonstration says so in every file name', async () => {
		const { names, files: found } = await files('round=demo')
		expect(names).toContain('DEMONSTRATION')
		expect([...found.keys()].every((name) => name.startsWith('DEMONSTRATION-'))).toBe(true)
	})
	test('the byte order mark is included on request', async () => {
		const marked = (await files('round=endline')).files.get('household.csv')
		const plain = (await files('round=endline&mark=0')).files.get('household.csv')
		expect(marked?.codePointAt(0)).toBe(0xfeff)
		expect(plain?.codePointAt(0)).not.toBe(0xfeff)
	})
	test('two exports of the same state are identical to the byte', async () => {
		const once = await manager.get('/api/export?form=household&values=codes&round=endline')
		const again = await manager.get('/api/export?form=household&values=codes&round=endline')
		expect(once.raw.equals(again.raw)).toBe(true)
	})
	test('a file is named by the date in the time zone of the study', async () => {
		// One in the morning of the sixteenth.
		server.clock.now = Date.UTC(2026, 0, 15, 20)
		manager = await server.desk('data-manager')
		expect((await files('round=endline')).names).toContain('household-endline-2026-01-16.zip')
	})
})
