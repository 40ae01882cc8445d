import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExportCount } from '#shared/export/export-count'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'

const round = 'endline'

describe.each(routeEngines)('records and questions of an export on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		for (const [district, days] of [
			['PK607', ['2026-01-10', '2026-01-11', '2026-01-12']],
			['PK608', ['2026-01-12']],
			['PK609', ['2026-01-13']],
		] as const) {
			const { phone, post } = await enrolledPhone(server, { districts: [district], code: `of-${district}` })
			const interviews = days.map((day, i) =>
				rewritten(
					phone.edit(phone.newRecord(), {
						'a_visit/line/round': round,
						'a_visit/line/district': district,
						'a_visit/line/cluster_id': `${district}-01`,
						'a_visit/line/hh_no': i + 1,
						$status: 'submitted',
					}),
					{ at: { wall: `${day}T06:00:00.000Z`, tz: 300, off: 0 } },
				),
			)
			await phone.sync(post, interviews)
		}
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const counts = async (more: string) => {
		const [listed, counted] = await Promise.all([
			manager.get(`/api/records?form=household&round=${round}${more}`),
			manager.get(`/api/export/count?form=household&round=${round}${more}`),
		])
		const { total } = listed.body as { total: number }
		return [total, (counted.body as ExportCount).records]
	}
	const exported = async (more: string) => {
		const { raw } = await manager.get(`/api/export?form=household&round=${round}&values=codes&mark=0${more}`)
		return unzip(Buffer.from(raw))
	}
	const rowsOf = (files: Map<string, Buffer>) =>
		String(files.get('household.csv')).trim().split('\n').length - 1

	test.each([
		['', 5],
		['&district=PK607', 3],
		['&district=PK607,PK609', 4],
		['&from=2026-01-12', 3],
		['&to=2026-01-11', 2],
		['&from=2026-01-11&to=2026-01-12', 3],
		['&from=2026-01-11&to=2026-01-12&district=PK608,PK609', 1],
		['&status=approved', 0],
	])('lists, counts and files have the same records: %s', async (more, many) => {
		expect(await counts(more)).toEqual([many, many])
		expect(rowsOf(await exported(more))).toBe(many)
	})
	test('a cluster and days together are counted too', async () => {
		expect((await counts('&cluster=PK607-01&from=2026-01-11'))[0]).toBe(2)
	})
	test('only the chosen questions are in the file, and no table without any', async () => {
		const all = await exported('')
		const some = await exported('&questions=a_visit/line/hh_no,a_visit/line/cluster_id')
		const header = (files: Map<string, Buffer>) => String(files.get('household.csv')).split('\n')[0] ?? ''
		expect(header(all)).toContain('result')
		expect(header(some)).toContain('hh_no')
		expect(header(some)).not.toContain('result')
		expect(header(some).split(',').length).toBeLessThan(header(all).split(',').length)
		const tables = (files: Map<string, Buffer>) =>
			[...files.keys()].filter((name) => /^household-.*\.csv$/.test(name) && !name.includes('audit'))
		expect(tables(all).length).toBeGreaterThan(tables(some).length)
		expect(tables(some)).toEqual([])
	})
	test('the name of a file says that it is a selection; a public-use file refuses one', async () => {
		const reply = await manager.get(`/api/export?form=household&round=${round}&values=codes&from=2026-01-11`)
		expect(reply.headers['content-disposition']).toContain('selection')
		const nameOf = async (more: string) =>
			(await manager.get(`/api/export?form=household&round=${round}&values=codes${more}`)).headers[
				'content-disposition'
			]
		expect(await nameOf('&district=PK607')).toMatch(/-PK607-\d/)
		expect(await nameOf('&district=PK607&from=2026-01-11')).toContain('-PK607-selection-')
		expect(await nameOf('&district=PK607,PK608')).toMatch(new RegExp(`${round}-selection-\\d`))
		const refused = await manager.get(
			`/api/export?form=household&round=${round}&values=codes&for=anybody&from=2026-01-11`,
		)
		expect(refused).toMatchObject({ status: 422, body: { problem: 'input-invalid' } })
	})
	test('a user of one district gets nothing of another one', async () => {
		const far = await server.desk('data-manager', ['PK608'])
		const { body } = await far.get(`/api/export/count?form=household&round=${round}&district=PK607,PK608`)
		expect((body as ExportCount).records).toBe(1)
	})
})
