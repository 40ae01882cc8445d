import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditPage } from '#shared/people/audit-log'
import type { RecordDetail } from '#shared/review/record-response'
import { formOf } from '#shared/testing/scenario'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'

const form = {
	...formOf(`
		type       name      label     calculation
		geopoint   house     House
		geotrace   way       Way
		calculate  lat       -         selected-at(\${house}, 0)
		calculate  minutes   -         concat(int(\${lat}), '° ', round(\${lat} * 60 mod 60, 2), '′')
		text       round     Round
		text       district  District
	`),
	id: 'survey',
	instanceName: "concat('house ', ${house}, ' ', ${lat})",
}
/** A form that names its records by degrees and minutes, without a number that has three decimals. */
const inMinutes = { ...form, id: 'minutes', instanceName: "concat('at ', ${minutes})" }
const at = '30.05123 70.63987 118 4'
const lat = '30.05123'
const here = '30.05987 70.64321 118 6'
const there = '30.06119 70.64772 118 5'
/** Minutes of the latitude, and those of its cell. */
const [minutes, coarseMinutes] = ['3.07', '3′']
const way = '30.05111 70.63222 118 4;30.05333 70.63444 118 4'
/** Digits that must not reach users without permission for exact locations. */
const exact = ['05123', '63987', '05987', '64321', '05111', '63222', '05333', '63444', '06119', '64772']

describe.each(routeEngines)('exact locations on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let record: string
	let recordInMinutes: string
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		await server.forms.publish(form, { by: null, now: new Date(server.clock.now).toISOString() })
		await server.forms.publish(inMinutes, { by: null, now: new Date(server.clock.now).toISOString() })
		const { phone, post, person } = await enrolledPhone(server)
		const { phone: second, post: secondPost } = await enrolledPhone(server, { id: person })
		const of = { id: form.id, ver: 1 }
		record = phone.newRecord()
		const root = rewritten(
			phone.edit(record, { $status: 'submitted', house: at, way, lat, round: 'endline', district: 'PK607' }),
			{ form: of },
		)
		// Two phones of one person give different locations concurrently.
		const one = rewritten(phone.edit(record, { house: here }, [root]), { form: of })
		const other = rewritten(second.edit(record, { house: there }, [root]), { form: of })
		await phone.sync(post, [root, one])
		await second.sync(secondPost, [other])
		recordInMinutes = phone.newRecord()
		const set = { house: at, lat, minutes: `30° ${minutes}′`, round: 'baseline', district: 'PK607' }
		const named = phone.edit(recordInMinutes, { $status: 'submitted', ...set })
		await phone.sync(post, [rewritten(named, { form: { id: inMinutes.id, ver: 1 } })])
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const opened = async (desk: Desk) => {
		const { raw, body, status } = await desk.get(`/api/records/${record}`)
		expect(status).toBe(200)
		return { text: raw.toString('utf8'), detail: body as RecordDetail }
	}
	const files = async (query = '') => {
		const { raw, status } = await manager.get(
			`/api/export?form=survey&round=endline&values=codes&status=submitted${query}`,
		)
		expect(status).toBe(200)
		return new Map([...unzip(raw)].map(([name, bytes]) => [name, bytes.toString('utf8')]))
	}

	test('are shown to the data manager', async () => {
		const { text, detail } = await opened(manager)
		expect(detail.isBlurred).toBe(false)
		for (const part of exact) expect(text).toContain(part)
		expect(detail.conflicts).toHaveLength(1)
	})
	test('are shown to no coordinator: not as answers, in the history or in a conflict', async () => {
		const { text, detail } = await opened(await server.desk('coordinator', ['PK607']))
		for (const part of exact) expect(text).not.toContain(part)
		expect(detail).toMatchObject({
			isBlurred: true,
			answers: { house: '30.05 70.65', way: '30.05 70.65;30.05 70.65', district: 'PK607' },
		})
		expect(detail.conflicts[0]?.sides.map(({ value }) => value)).toEqual(['30.05 70.65', '30.05 70.65'])
		expect(detail.history.flatMap(({ changes }) => changes)).toContainEqual({
			path: 'house',
			before: '30.05 70.65',
			after: '30.05 70.65',
		})
	})
	test('are in no name that a form builds from them: not in lists, and not found by a search', async () => {
		const coordinator = await server.desk('coordinator', ['PK607'])
		const listed = async (search = '') => {
			const { raw, body } = await coordinator.get(`/api/records?round=endline${search}`)
			for (const part of exact) expect(raw.toString('utf8')).not.toContain(part)
			return (body as { records: { name: string }[] }).records.map(({ name }) => name)
		}
		expect(await listed()).toEqual([expect.stringContaining('house 30.05 70.65')])
		expect(await listed('&search=house')).toHaveLength(1)
		for (const part of exact) expect(await listed(`&search=${part}`)).toEqual([])
	})
	test('leave a coordinator the information needed to decide about the record', async () => {
		const coordinator = await server.desk('coordinator', ['PK607'])
		const [mine, theirs] = [(await opened(coordinator)).detail, (await opened(manager)).detail]
		expect(mine.seen).toBe(theirs.seen)
		expect(mine.conflicts.map(({ id }) => id)).toEqual(theirs.conflicts.map(({ id }) => id))
	})
	test('are in an export only on request, which is logged', async () => {
		const usual = await files()
		for (const [name, text] of usual) for (const part of exact) expect(text, name).not.toContain(part)
		expect(usual.get('survey.csv')).toContain('30.05,70.65')
		expect(usual.get('dictionary.csv')).toContain('rounded to 0.05 degrees')
		expect(usual.get('disagreements.csv')).toContain('30.05 70.65')
		const exactFiles = await files('&places=exact')
		expect(exactFiles.get('survey.csv')).toContain('30.05111')
		expect(exactFiles.get('disagreements.csv')).toContain('70.64321')
		expect(exactFiles.get('dictionary.csv')).not.toContain('rounded')
		const administrator = await server.desk('administrator')
		const { lines } = (await administrator.get('/api/audit-log?kind=export-downloaded')).body as AuditPage
		expect(lines.map(({ fields }) => fields.includes('places'))).toEqual([true, false])
	})
	test('are in nothing that says them in degrees and minutes: names, answers, files', async () => {
		const coordinator = await server.desk('coordinator', ['PK607'])
		const listed = async (desk: Desk) => {
			const { body } = await desk.get('/api/records?round=baseline&form=minutes')
			return (body as { records: { name: string }[] }).records.map(({ name }) => name)
		}
		expect(await listed(coordinator)).toEqual([`at 30° ${coarseMinutes}`])
		const { raw } = await coordinator.get(`/api/records/${recordInMinutes}`)
		expect(raw.toString('utf8')).not.toContain(minutes)
		const { raw: zip } = await manager.get('/api/export?form=minutes&round=baseline&values=codes')
		for (const [name, bytes] of unzip(zip)) expect(bytes.toString('utf8'), name).not.toContain(minutes)
		expect((await manager.get(`/api/records/${recordInMinutes}`)).raw.toString('utf8')).toContain(minutes)
	})
})
