import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExportCount } from '#shared/export/export-count'
import { readCsvTable } from '#shared/kernel/csv'
import { formOf } from '#shared/testing/scenario'
import type { TestPhone } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { publishForms } from '../sync/publish-form.ts'

const form = formOf(`
	type              name        label     bind::zila:quasi_identifier  bind::zila:sealed_to  relevant
	text              round       Round
	text              district    District
	text              cluster_id  Cluster
	select_one sex    sex         Sex       1
	integer           age         Age       2: 10
	integer           rooms       Rooms
	integer           pension     Pension   -                 -                     \${age} >= 60
	text              remark      Remark
	date              born        Born
	geopoint          gps         Place
	select_one sex    told        Told      -                 data-manager
	begin repeat      people      People
	integer           their_age   Age       3: 10
	end repeat
	begin repeat      fields      Fields
	integer           harvests    Harvests
	end repeat
	choices
	list_name  name    label
	sex        male    Man
	sex        female  Woman
`)

describe.each(engines)('public-use files on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let phone: TestPhone
	const ids: string[] = []
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		await publishForms(server.store, server.forms, [form], '2026-01-15T00:00:00.000Z')
		manager = await server.desk('data-manager')
		const enrolled = await enrolledPhone(server, { code: 'amina' })
		phone = enrolled.phone
		const interview = (sex: string, age: number, i: number) => {
			const record = phone.newRecord()
			ids.push(record)
			return rewritten(
				phone.edit(record, {
					$status: 'submitted',
					round: 'endline',
					district: 'PK607',
					cluster_id: `PK607-0${1 + (i % 3)}`,
					sex,
					age,
					rooms: i,
					...(age >= 60 ? { pension: 100 } : {}),
					remark: 'canary in words',
					born: '1990-02-03',
					gps: '33.7 73.1 0 5',
					'people/@9zrow': 1,
					'people/@9zrow/their_age': 77,
					'fields/@8zrow': 1,
					'fields/@8zrow/harvests': 2,
				}),
				{ form: { id: 'scenario', ver: 1 } },
			)
		}
		await enrolled.post
		await phone.sync(enrolled.post, [
			...Array.from({ length: 6 }, (_, i) => interview('male', 30 + i, i)),
			...Array.from({ length: 4 }, (_, i) => interview('male', 60 + i, 6 + i)),
			...Array.from({ length: 5 }, (_, i) => interview('female', 41, 10 + i)),
		])
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const download = (of: string, more = '') =>
		manager.get(`/api/export?form=${of}&values=codes&round=endline&mark=0${more}`)
	async function files(audience: string, more = '') {
		const { raw, headers } = await download('scenario', `&for=${audience}${more}`)
		return { files: new Map([...unzip(raw)].map(([name, bytes]) => [name, bytes.toString('utf8')])), headers }
	}
	const rowsOf = (found: ReadonlyMap<string, string>, name = 'scenario.csv') =>
		readCsvTable(found.get(name) ?? '')

	test('contain no author, date, location or free text', async () => {
		const { files: found, headers } = await files('researchers')
		expect([...found.keys()]).toEqual([
			'scenario.csv',
			'scenario-fields.csv',
			'dictionary.csv',
			'read.R',
			'read.do',
		])
		expect(headers['content-disposition']).toContain('scenario-endline-for-researchers-')
		const all = [...found.values()].join('\n')
		for (const secret of ['canary', '1990', '33.7', '73.1', 'amina', 'PK607-0', '9zrow', '8zrow', ...ids])
			expect(all.includes(secret), secret).toBe(false)
		expect(Object.keys(rowsOf(found)[0] ?? {})).toEqual([
			...['zila_record', 'form_version', 'record_status', 'open_cases', 'zila_district', 'zila_cluster'],
			...['zila_hidden', 'sex', 'age', 'rooms', 'pension'],
		])
		expect(found.get('dictionary.csv')).toContain('in no file for others')
	})
	test('quasi-identifiers are blank where too few people are alike', async () => {
		const rows = rowsOf((await files('researchers')).files)
		const quasiIdentifiers = rows.map(({ sex, age, zila_hidden }) => [sex, age, zila_hidden].join(' '))
		const countOf = (text: string) => quasiIdentifiers.filter((each) => each === text).length
		// Suppressing only the four men of sixty would reveal their age, so it is suppressed for all men.
		expect([countOf('male  age'), countOf('female 40 '), rows.length]).toEqual([10, 5, 15])
		expect(new Set(rows.map(({ zila_district }) => zila_district))).toEqual(new Set(['PK607']))
		expect(new Set(rows.map(({ zila_cluster }) => zila_cluster))).toEqual(new Set(['1', '2', '3']))
		// Only people of sixty were asked for a pension, so it is suppressed for all.
		expect(new Set(rows.map(({ pension }) => pension))).toEqual(new Set(['']))
		// Values that are not quasi-identifiers are kept.
		expect(rows.map(({ rooms }) => Number(rooms)).sort((a, b) => a - b)).toEqual(rows.map((_, i) => i))
	})
	test('the public file needs thirty alike, and fifteen records are too few to publish', async () => {
		expect(await download('scenario', '&for=anybody')).toMatchObject({
			status: 422,
			body: { problem: 'too-few-records-for-public-use', details: { fewest: 30 } },
		})
		const { traits } = (await manager.get('/api/export/count?form=scenario&round=endline'))
			.body as ExportCount
		expect(traits).toEqual(['sex', 'age'])
	})
	test('filters, attachments and exact locations are refused', async () => {
		for (const more of [
			'owner=x',
			'search=1',
			'status=approved',
			'day=2026-01-15',
			'media=1',
			'places=exact',
		])
			expect((await download('scenario', `&for=researchers&${more}`)).status, more).toBe(422)
	})
	test('are for users with all districts: one of a district, compared with the whole, would reveal blank values', async () => {
		const one = await server.desk('data-manager', ['PK607'])
		const path = '/api/export?form=scenario&values=codes&round=endline'
		expect((await one.get(path)).status).toBe(200)
		expect(await one.get(`${path}&for=researchers`)).toMatchObject({
			status: 403,
			body: { problem: 'not-allowed' },
		})
		const job = { of: 'export', form: 'scenario', round: 'endline', values: 'codes', for: 'researchers' }
		expect(await one.post('/api/export-jobs', job)).toMatchObject({ status: 403 })
	})
	test('repeat rows refer to their record by number, and rows about household members are left out', async () => {
		const { files: found } = await files('researchers')
		const rows = rowsOf(found, 'scenario-fields.csv')
		expect(rows).toHaveLength(15)
		expect(rows[0]).toEqual({
			zila_record: '1',
			row_id: '1',
			parent_row_id: '',
			row_number: '1',
			harvests: '2',
		})
	})
	test('two exports are identical', async () => {
		const [first, second] = [
			await download('scenario', '&for=researchers'),
			await download('scenario', '&for=researchers'),
		]
		expect(first.raw.equals(second.raw)).toBe(true)
	})
	test('a form without quasi-identifiers, with restricted readers or with a transcript has none', async () => {
		for (const id of ['listing', 'focus_group', 'incident', 'helpline'])
			expect(await download(id, '&for=researchers')).toMatchObject({
				status: 422,
				body: { problem: 'public-use-not-allowed' },
			})
		expect(await download('household', '&for=researchers')).toMatchObject({
			body: { problem: 'too-few-records-for-public-use' },
		})
	})
})
