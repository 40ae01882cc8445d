import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExportCount } from '#shared/export/export-count'
import { formOf } from '#shared/testing/scenario'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { publishForms } from '../sync/publish-form.ts'

const form = formOf(`
	type                name         label    bind::zila:personal
	text                round        Round
	begin_group         home         Home
	integer             age          Age
	select_multiple yn  ticks        Ticks
	text                phone        Phone    yes
	geopoint            well         Well
	end_group           -            -
	begin_repeat        people       People
	text                called       Called
	begin_repeat        jobs         Jobs
	text                constructor  Job
	end_repeat          -            -
	geoshape            field        Field
	end_repeat          -            -
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
`)

describe.each(engines)('records as JSON lines, and locations, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let first: string
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		await publishForms(server.store, server.forms, [form], new Date(0).toISOString())
		manager = await server.desk('data-manager')
		const { phone, post } = await enrolledPhone(server, { code: 'amina' })
		const edit = (set: Parameters<typeof phone.edit>[1]) =>
			rewritten(phone.edit(phone.newRecord(), { round: 'endline', ...set }), {
				form: { id: form.id, ver: 1 },
			})
		const full = edit({
			'home/age': 41,
			'home/ticks': ['yes', 'no'],
			'home/phone': '03001234567',
			'home/well': '30.123456 70.98765 120 5',
			'people/@b': 0,
			'people/@a': 1,
			'people/@a/called': 'A',
			'people/@b/called': 'B',
			'people/@a/jobs/@x': 0,
			'people/@a/jobs/@x/constructor': 'weaver',
			// The ring of the field is clockwise.
			'people/@b/field': '30 70 0 0;30.5 70 0 0;30.5 70.5 0 0;30 70 0 0',
		})
		first = full.revision.record
		await phone.sync(post, [full, edit({ 'home/age': 7 })])
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const download = async (more: string) => {
		const { raw, status } = await manager.get(
			`/api/export?form=${form.id}&round=endline&values=codes&mark=0${more}`,
		)
		expect(status).toBe(200)
		return new Map([...unzip(raw)].map(([name, bytes]) => [name, bytes.toString('utf8')]))
	}
	test('a line has a record with the groups and rows of its form, without excluded answers', async () => {
		const files = await download('&format=jsonl')
		expect([...files.keys()]).toEqual(['scenario.jsonl', 'identifying.csv', 'dictionary.csv'])
		const lines = (files.get('scenario.jsonl') ?? '')
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line))
		expect(lines).toHaveLength(2)
		const line = lines.find(({ record_id: id }) => id === first)
		expect(line).toMatchObject({
			form_version: 1,
			record_status: 'submitted',
			open_cases: 0,
			enumerator: 'amina',
		})
		expect(line.answers).toEqual({
			round: 'endline',
			// Reduced to its geomask cell.
			home: { age: 41, ticks: ['yes', 'no'], well: '30.10 71.00' },
			people: [
				{ row_id: 'b', called: 'B', field: expect.stringMatching(/^30\.00 70\.00;/) },
				{ row_id: 'a', called: 'A', jobs: [{ row_id: 'x', constructor: 'weaver' }] },
			],
		})
	})
	test('locations are features in one file per question, masked or exact, with areas counter-clockwise', async () => {
		const rounded = await download('&format=geojson')
		expect([...rounded.keys()]).toEqual(['scenario-well.geojson', 'scenario-field.geojson', 'dictionary.csv'])
		const featuresIn = (files: Map<string, string>, name: string) =>
			JSON.parse(files.get(name) ?? '').features
		expect(featuresIn(rounded, 'scenario-well.geojson')).toMatchObject([
			{
				geometry: { type: 'Point', coordinates: [71, 30.1] },
				properties: { record_id: first, enumerator: 'amina' },
			},
		])
		const exact = await download('&format=geojson&places=exact')
		expect(featuresIn(exact, 'scenario-well.geojson')[0].geometry.coordinates).toEqual([
			70.98765, 30.123456, 120,
		])
		const [field] = featuresIn(exact, 'scenario-field.geojson')
		expect(field.properties.row_id).toBe('b')
		expect(field.geometry).toEqual({
			type: 'Polygon',
			coordinates: [
				[
					[70, 30],
					[70.5, 30.5],
					[70, 30.5],
					[70, 30],
				],
			],
		})
	})
	test('a preview shows whether there are locations, also in older versions', async () => {
		const places = async (id: string) =>
			((await manager.get(`/api/export/count?form=${id}&round=endline`)).body as ExportCount).places
		const home = 'geopoint  home  Home  yes'
		const formWith = (id: string, ...lines: readonly string[]) => ({
			...formOf(['type  name  label  bind::zila:personal', ...lines].join('\n')),
			id,
		})
		for (const [i, each] of [
			formWith('moved', home, 'geopoint  well  Well'),
			formWith('moved', home),
			formWith('homes', home),
		].entries())
			await publishForms(server.store, server.forms, [each], new Date(i).toISOString())
		expect([await places(form.id), await places('moved'), await places('homes')]).toEqual([
			...['included', 'included', 'excluded'],
		])
		expect(await places('helpline')).toBe('none')
	})
	test('attachments and public-use exports are refused in these formats', async () => {
		for (const more of ['&format=jsonl&media=1', '&format=geojson&for=researchers']) {
			const url = `/api/export?form=${form.id}&round=endline&values=codes${more}`
			expect((await manager.get(url)).status, more).toBe(422)
		}
	})
})
