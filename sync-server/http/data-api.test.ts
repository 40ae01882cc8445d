import SwaggerParser from '@apidevtools/swagger-parser'
import { o } from 'odata'
import { OpenAPIClientAxios } from 'openapi-client-axios'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { descriptionSchema, exampleOf, partsOf } from '#shared/integrations/api-description'
import type { CreatedApiKey } from '#shared/integrations/api-keys'
import { readCsv } from '#shared/kernel/csv'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { formOf } from '#shared/testing/scenario'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { publishForms } from '../sync/publish-form.ts'

const form = formOf(`
	type                name      label::English (en)  label::Urdu (ur)  calculation
	text                round     Round                مرحلہ  -
	text                district  District             ضلع  -
	integer             age       Age                  عمر  -
	decimal             income    Income               آمدنی  -
	date                born      Born                 پیدائش  -
	select_one yn       works     Works                کام  -
	select_multiple yn  ticks     Ticks                نشان  -
	geopoint            well      Well                 کنواں  -
	calculate           half      -                    -  \${age} div 2
	begin_repeat        people    People               لوگ  -
	text                called    Called               نام  -
	integer             years     Years                سال  -
	end_repeat          -         -                    -  -
	choices
	list_name  name  label::English (en)  label::Urdu (ur)
	yn         yes   Yes                  ہاں
	yn         no    No                   نہیں
`)
const answers = [
	{
		age: 41,
		income: 12.5,
		born: '1985-02-03',
		works: 'yes',
		ticks: ['yes', 'no'],
		well: '30.123456 70.98765 120 5',
		'people/@a': 0,
		'people/@a/called': 'O\'Neill, "Jan"',
		'people/@a/years': 7,
		'people/@b': 1,
		'people/@b/called': 'زینب',
	},
	{ age: 7, works: 'no' },
	{ age: -3, income: 0.1, ticks: ['no'], 'people/@c': 0, 'people/@c/years': 90 },
]
type Lines = { value: Record<string, string | number | null>[] } & Record<string, unknown>

describe.each(routeEngines)('the live API, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let phone: TestPhone
	let post: (edits: readonly Edit[]) => Promise<unknown>
	let edits: Edit[]
	let host: string
	let key: string
	const write = (set: Parameters<TestPhone['edit']>[1], district = 'PK607') =>
		rewritten(phone.edit(phone.newRecord(), { round: 'endline', district, $status: 'submitted', ...set }), {
			form: { id: form.id, ver: 1 },
		})
	const connect = async (desk: Desk, change = {}) => {
		const made = await desk.post('/api/api-keys', {
			name: 'figures',
			form: null,
			round: null,
			days: 7,
			...change,
		})
		return made.body as CreatedApiKey
	}
	const get = async (path: string, authorization = `Bearer ${key}`) => {
		const reply = await server.app.inject({ url: path, headers: authorization ? { authorization } : {} })
		return { status: reply.statusCode, text: reply.body, headers: reply.headers }
	}
	const json = async (path: string, authorization?: string) =>
		JSON.parse((await get(path, authorization)).text)
	const odata = `/api/odata/endline/${form.id}/codes`
	const ask = (query: string, table = form.id): Promise<Lines> =>
		json(`${odata}/${table}?${query.replaceAll('+', '%2B').replaceAll(' ', '+')}`)
	const agesWhere = async (filter: string) =>
		(await allPages(`${odata}/${form.id}?$filter=${encodeURIComponent(filter)}`)).map(({ age }) => age)

	beforeAll(async () => {
		server = await serverForTests(await freshEngine(), { recordBatchSize: 2 })
		await publishForms(server.store, server.forms, [form], new Date(0).toISOString())
		manager = await server.desk('data-manager')
		const enrolled = await enrolledPhone(server, { code: 'amina' })
		phone = enrolled.phone
		post = (sent) => phone.sync(enrolled.post, sent)
		edits = answers.map((set) => write(set as Parameters<TestPhone['edit']>[1]))
		await post(edits)
		key = (await connect(manager)).key
		host = await server.app.listen({ host: '127.0.0.1', port: 0 })
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})

	/** Reads all pages by their next links, as programs do. */
	const allPages = async (path: string): Promise<Lines['value']> => {
		const lines: Lines['value'] = []
		for (let next: string | undefined = path; next; ) {
			const page = (await json(next.replace(/^https?:\/\/[^/]+/, ''))) as Lines
			lines.push(...page.value)
			next = page['@odata.nextLink'] as string | undefined
		}
		return lines
	}
	test('an OData client reads page by page the values of the exports, cell by cell', async () => {
		const { raw } = await manager.get(`/api/export?form=${form.id}&round=endline&values=codes&mark=0`)
		const files = unzip(raw)
		const client = o(`${host}${odata}/`, { headers: { authorization: `Bearer ${key}` } })
		const tables = (await (
			await fetch(`${host}${odata}`, { headers: { authorization: `Bearer ${key}` } })
		).json()) as {
			value: { name: string }[]
		}
		expect(tables.value.map(({ name }) => name)).toEqual([form.id, `${form.id}_people`])
		const columnsOf = (await json('/api/live')).find((each: { form: string }) => each.form === form.id).tables
		for (const [i, file] of [`${form.id}.csv`, `${form.id}-people.csv`].entries()) {
			const { name, columns } = columnsOf[i]
			const lines = await allPages(`${odata}/${name}`)
			expect((await client.get(name).query()) as Lines['value']).toEqual(
				lines.slice(0, i === 0 ? 2 : lines.length - 1),
			)
			const [header = [], ...rows] = readCsv(String(files.get(file)))
			expect(lines).toHaveLength(rows.length)
			for (const [n, row] of rows.entries())
				for (const [at, title] of header.entries()) {
					// In files only, which can be imported again.
					if (title === 'taken_from') continue
					const column = columns.find((each: { header: string }) => each.header === title)
					const value = lines[n]?.[column.name] ?? ''
					const cell = row[at] ?? ''
					// Files keep the trailing zeros of degrees, and have a guard against formulas; numbers do not.
					if (typeof value === 'number') expect(value, title).toBe(Number(cell.replace(/^'/, '')))
					else expect(value, title).toBe(cell)
				}
			expect(lines.every(({ misfits }) => misfits === null)).toBe(true)
		}
	})
	test('$metadata has the type of each column', async () => {
		const { text, headers } = await get(`${odata}/$metadata`)
		expect(headers['odata-version']).toBe('4.0')
		const typeOf = (name: string) => new RegExp(`<Property Name="${name}" Type="([^"]+)"`).exec(text)?.[1]
		expect(
			[
				'record_id',
				'started',
				'age',
				'income',
				'born',
				'works',
				'ticks_yes',
				'well_latitude',
				'half',
				'seq',
			].map(typeOf),
		).toEqual(
			[
				'String',
				'DateTimeOffset',
				'Int64',
				'Double',
				'Date',
				'String',
				'Int64',
				'Double',
				'String',
				'Int64',
			].map((type) => `Edm.${type}`),
		)
	})
	test('choices have their labels where a language is requested', async () => {
		const value = await allPages(`/api/odata/endline/${form.id}/ur/${form.id}`)
		expect(value.map(({ works }) => works)).toEqual(['ہاں', 'نہیں', null])
		expect((await get(`/api/odata/endline/${form.id}/fr/${form.id}`)).status).toBe(404)
	})
	test('paging is consistent: $top, $skip, $count, $select', async () => {
		const first = await ask('$count=true')
		expect([first['@odata.count'], first.value.length]).toEqual([3, 2])
		const all = { value: await allPages(`${odata}/${form.id}`) }
		expect(all.value).toHaveLength(3)
		// Over several pages, also with pages without a match.
		expect(await allPages(`${odata}/${form.id}?$top=3`)).toEqual(all.value)
		expect((await ask('$top=2'))['@odata.nextLink']).toBeUndefined()
		expect(await allPages(`${odata}/${form.id}?$skip=1&$top=2`)).toEqual(all.value.slice(1))
		expect(await allPages(`${odata}/${form.id}?$filter=age+lt+0`)).toEqual(all.value.slice(2))
		expect(await allPages(`${odata}/${form.id}_people?$top=3`)).toHaveLength(3)
		expect((await ask('$top=2')).value).toEqual(all.value.slice(0, 2))
		expect((await ask('$skip=1&$top=1')).value).toEqual(all.value.slice(1, 2))
		expect(await allPages(`${odata}/${form.id}?$select=age`)).toEqual(
			all.value.map(({ record_id, age }) => ({ record_id, age })),
		)
		expect((await ask('$count=true&$top=0', `${form.id}_people`))['@odata.count']).toBe(3)
		expect((await get(`${odata}/${form.id}_people/$count`)).text).toBe('3')
		const token = `$skiptoken=${encodeURIComponent(`${all.value[0]?.seq}.${all.value[0]?.record_id}`)}`
		expect((await ask(token)).value).toEqual(all.value.slice(1))
	})
	test('a filter has the meaning defined by OData', async () => {
		expect(await agesWhere('age gt 0')).toEqual([41, 7])
		expect(await agesWhere("works eq 'yes' or age lt 0")).toEqual([41, -3])
		expect(await agesWhere("not (works eq 'yes') and income ne null")).toEqual([-3])
		expect(await agesWhere('works eq null')).toEqual([-3])
		expect(await agesWhere('born ge 1985-02-03')).toEqual([41])
		expect(await agesWhere('age in (7,41)')).toEqual([41, 7])
		expect(await agesWhere("contains(works,'e')")).toEqual([41])
		expect(await agesWhere("record_id eq 'nobody''s'")).toEqual([])
		const at = '2026-01-15T00:00:00'
		expect(await agesWhere(`changed ge ${at}Z`)).toEqual(await agesWhere('age ne null'))
		expect(await agesWhere(`changed lt ${at}+05:00`)).toEqual(await agesWhere('changed lt 2026-01-14T19:00Z'))
		expect(await agesWhere('changed gt 2026-01-14')).toHaveLength(3)
		for (const wrong of ['works eq 1', 'age eq true', "constructor(works,'x')", "__proto__(works,'x')"])
			expect((await get(`${odata}/${form.id}?$filter=${encodeURIComponent(wrong)}`)).status, wrong).toBe(422)
		for (const wrong of [
			'age',
			'age gt',
			'age gt 1 and',
			'secret eq 1',
			"age eq 'x",
			'((',
			'age plus 1',
			')',
		])
			expect((await get(`${odata}/${form.id}?$filter=${encodeURIComponent(wrong)}`)).status, wrong).toBe(422)
		expect((await get(`${odata}/${form.id}?$filter=${'('.repeat(5000)}`)).status).toBe(422)
	})
	test('rows come in the requested order, page by page, with blanks placed as OData defines', async () => {
		server.clock.now += 60_000
		const agesBy = async (order: string, more = '') =>
			(await allPages(`${odata}/${form.id}?$orderby=${encodeURIComponent(order)}${more}`)).map(
				({ age }) => age,
			)
		expect(await agesBy('age')).toEqual([-3, 7, 41])
		expect(await agesBy('age desc')).toEqual([41, 7, -3])
		// One of the three values of `works` is blank.
		expect(await agesBy('works asc')).toEqual([-3, 7, 41])
		expect(await agesBy('works desc')).toEqual([41, 7, -3])
		expect(await agesBy('record_status, age desc')).toEqual([41, 7, -3])
		expect(await agesBy('changed,age')).toHaveLength(3)
		expect(await agesBy('age', '&$top=2')).toEqual([-3, 7])
		expect(await agesBy('age', '&$skip=1&$top=2')).toEqual([7, 41])
		expect(await agesBy('age desc', '&$filter=age+gt+0')).toEqual([41, 7])
		expect((await ask('$orderby=age&$count=true'))['@odata.count']).toBe(3)
		const people = await allPages(`${odata}/${form.id}_people?$orderby=years+desc`)
		expect(people.map(({ years }) => years)).toEqual([90, 7, null])
		for (const wrong of ['colour', 'age upwards', 'age,age', 'age;seq', '', 'seq,age,works,born,income'])
			expect((await get(`${odata}/${form.id}?$orderby=${encodeURIComponent(wrong)}`)).status, wrong).toBe(422)
		for (const token of ['o0.1.0', 'o1', 'ox', '1.a'])
			expect((await get(`${odata}/${form.id}?$orderby=age&$skiptoken=${token}`)).status, token).toBe(422)
		expect((await get(`${odata}/${form.id}?$skiptoken=o1.1.0`)).status).toBe(422)
	})
	test('repeat rows come within their record', async () => {
		server.clock.now += 60_000
		const expanded = (query: string): Promise<{ value: Record<string, unknown>[] }> =>
			json(`${odata}/${form.id}?${query}`)
		const all = (await allPages(`${odata}/${form.id}?$expand=people`)) as unknown as {
			age: number
			people: Record<string, unknown>[]
		}[]
		expect(all.map(({ age, people }) => [age, people.map(({ called, years }) => [called, years])])).toEqual([
			...[
				[
					41,
					[
						['O\'Neill, "Jan"', 7],
						['زینب', null],
					],
				],
				[7, []],
				[-3, [[null, 90]]],
			],
		])
		// Each row is as in its own table.
		expect(all.flatMap(({ people }) => people)).toEqual(await allPages(`${odata}/${form.id}_people`))
		// Fewer records per page, since each includes its rows.
		expect((await expanded('$expand=*')).value).toHaveLength(1)
		const some = await json(
			`${odata}/${form.id}?$select=age&$expand=people($select=years)&$orderby=age+desc&$top=1`,
		)
		expect(some['@odata.context']).toMatch(/#scenario\(record_id,age,people\(row_id,years\)\)$/)
		const row = { row_id: expect.any(String) }
		expect(some.value).toEqual([
			{
				record_id: expect.any(String),
				age: 41,
				people: [
					{ ...row, years: 7 },
					{ ...row, years: null },
				],
			},
		])
		for (const [wrong, status] of [
			...([
				['members', 422],
				['people,people', 422],
				['people(', 422],
				['people)', 422],
				['', 422],
			] as const),
			...([
				['people($select=colour)', 422],
				['people($filter=years gt 1)', 501],
				['people($expand=x)', 422],
			] as const),
		])
			expect((await get(`${odata}/${form.id}?$expand=${encodeURIComponent(wrong)}`)).status, wrong).toBe(
				status,
			)
	})
	test('$metadata says what can be sorted and which rows can be expanded', async () => {
		server.clock.now += 60_000
		const { text } = await get(`${odata}/$metadata`)
		expect(text).toContain(
			`<NavigationProperty Name="people" Type="Collection(zila.${form.id}_people)"/></EntityType>`,
		)
		expect(text).toContain(`<NavigationPropertyBinding Path="people" Target="${form.id}_people"/>`)
		const set = (name: string) => new RegExp(`<EntitySet Name="${name}".*?</EntitySet>`).exec(text)?.[0]
		expect(set(form.id)).toMatch(
			/Property="Sortable" Bool="true".*Property="Expandable" Bool="true".*MaxLevels" Int="1"/,
		)
		expect(set(`${form.id}_people`)).toContain('Property="Expandable" Bool="false"')
	})
	test('unsupported options are refused with an OData error', async () => {
		server.clock.now += 60_000
		const { status, text, headers } = await get(`${odata}/${form.id}?$apply=age`)
		expect([status, headers['odata-version']]).toEqual([501, '4.0'])
		expect(JSON.parse(text)).toEqual({
			error: { code: 'not-offered', message: expect.stringContaining('$apply') },
		})
		const wrong = await get(`${odata}/${form.id}?$filter=colour eq 1`)
		expect(JSON.parse(wrong.text).error.message).toMatch(
			/^\$filter cannot be read\. The names of the columns/,
		)
	})
	test('the description is OpenAPI, and a client generated from it reads the changes', async () => {
		const described = await json('/api/live/openapi.json')
		await SwaggerParser.validate(structuredClone(described))
		const api = new OpenAPIClientAxios({
			definition: { ...described, servers: [{ url: host }] },
			axiosConfigDefaults: { headers: { authorization: `Bearer ${key}` } },
		})
		const client = await api.init()
		const { data } = await (
			client[`changes_${form.id}`] as (parameters: object) => Promise<{ data: ChangesRead }>
		)({
			round: 'endline',
			most: 2,
		})
		expect(data.records.map(({ answers }) => answers.age)).toEqual([41, 7])
		expect(data.more).toBe(true)
	})
	test('the description is readable as a page, property by property, and matches a reply', async () => {
		const described = descriptionSchema.parse(await json('/api/live/openapi.json'))
		const lines = `/api/odata/{round}/${form.id}/{values}/${form.id}`
		const parameters = described.paths[lines]?.get.parameters ?? []
		expect(parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(['round', '$filter']))
		const parts = partsOf(described, lines)
		expect(parts.find(({ name }) => name === 'value[].age')).toMatchObject({
			kind: 'integer or null',
			about: 'Age',
		})
		const example = exampleOf(lines, parameters, 'endline') ?? ''
		const [record] = (await json(example)).value
		expect(parts.map(({ name }) => name)).toEqual(
			expect.arrayContaining(Object.keys(record).map((name) => `value[].${name}`)),
		)
		const names = partsOf(described, `/api/live/{round}/${form.id}`).map(({ name }) => name)
		expect(names).toEqual(expect.arrayContaining(['records[].record_id', 'next', 'gone[]']))
	})
	interface ChangesRead {
		restarted: boolean
		records: { record_id: string; seq: number; answers: Record<string, unknown> }[]
		gone: string[]
		more: boolean
		next: string
	}
	const changes = (after: string, most = 1000): Promise<ChangesRead> =>
		json(`/api/live/endline/${form.id}?after=${after}&most=${most}`)

	test('changes are listed once, in order, with deletions', async () => {
		const ids = edits.map(({ revision }) => revision.record)
		const first = await changes('', 2)
		const rest = await changes(first.next, 2)
		expect([...first.records, ...rest.records].map(({ record_id }) => record_id)).toEqual(ids)
		expect([first.more, rest.more, rest.gone]).toEqual([true, false, []])
		expect((await changes(rest.next)).records).toEqual([])
		const [one, two] = edits as [Edit, Edit, Edit]
		const more = write({ age: 50 })
		await post([
			rewritten(phone.edit(ids[1] ?? '', { age: 8 }, [two]), { form: { id: form.id, ver: 1 } }),
			rewritten(phone.edit(ids[0] ?? '', { round: 'baseline' }, [one]), { form: { id: form.id, ver: 1 } }),
			more,
		])
		await deskEdit(server, manager.person, ids[2] ?? '', { $void: 'made up' } as never)
		const later = await changes(rest.next)
		expect(later.records.map(({ answers }) => answers.age)).toEqual([8, 50])
		expect(later.gone).toEqual([ids[0], ids[2]])
		const erased = await manager.post(`/api/records/${more.revision.record}/erase`, {
			code: withdrawalCodeOf(more.revision.record),
			reason: 'wrong',
		})
		expect(erased.status).toBe(204)
		const last = await changes(later.next)
		expect(last.restarted).toBe(true)
		expect(last.records.map(({ answers }) => answers.age)).toEqual([8])
		expect(await changes(last.next)).toMatchObject({ restarted: false, records: [], gone: [], more: false })
		// A cursor of another form, or of another scope, is not valid.
		const { key: theirs } = await connect(await server.desk('data-manager', ['PK607']))
		const elsewhere = await json(`/api/live/endline/${form.id}?after=${last.next}`, `Bearer ${theirs}`)
		expect(elsewhere.restarted).toBe(true)
	})
	test('a client of some districts sees that a record moved to another, and a client of that one gets it', async () => {
		const read = async (districts: string[]) => {
			const { key: theirs } = await connect(await server.desk('data-manager', districts))
			return (after: string, most = 1000): Promise<ChangesRead> =>
				json(`/api/live/endline/${form.id}?after=${after}&most=${most}`, `Bearer ${theirs}`)
		}
		const [here, there, both] = await Promise.all([['PK607'], ['PK609'], ['PK607', 'PK609']].map(read))
		if (!here || !there || !both) throw new Error('fewer than three readers')
		const moving = [write({ age: 61 }), write({ age: 62 })] as const
		await post([...moving])
		const ids = moving.map(({ revision }) => revision.record)
		const known = await Promise.all([here(''), there(''), both('')])
		const to = (edit: Edit, set: Parameters<TestPhone['edit']>[1]) =>
			rewritten(phone.edit(edit.revision.record, set, [edit]), { form: { id: form.id, ver: 1 } })
		const [first, second] = moving
		const gone = to(first, { district: 'PK609' })
		await post([gone, to(second, { age: 63 })])
		// Later changes there are outside of their scope.
		await post([
			rewritten(phone.edit(ids[0] ?? '', { age: 64 }, [first, gone]), { form: { id: form.id, ver: 1 } }),
		])
		const summarize = ({ records, gone: away, restarted }: ChangesRead) => [
			...[records.map(({ answers: { age } }) => age), away, restarted],
		]
		expect(summarize(await here(known[0]?.next ?? '', 1))).toEqual([[], [ids[0]], false])
		expect(summarize(await here((await here(known[0]?.next ?? '', 1)).next))).toEqual([[63], [], false])
		expect(summarize(await here(known[0]?.next ?? ''))).toEqual([[63], [ids[0]], false])
		expect(summarize(await there(known[1]?.next ?? ''))).toEqual([[64], [], false])
		expect(summarize(await both(known[2]?.next ?? ''))).toEqual([[63, 64], [], false])
	})
	test('where records were projected differently without new revisions, all are sent again', async () => {
		const { next, records } = await changes('')
		await publishForms(
			server.store,
			server.forms,
			[{ ...form, title: { en: 'Another' } }],
			new Date(server.clock.now).toISOString(),
		)
		const again = await changes(next)
		expect(again.restarted).toBe(true)
		expect(again.records).toEqual(records)
		expect((await get(`/api/live/endline/${form.id}?after=x`)).status).toBe(422)
	})

	test('a key reads no more than its user may, and only its own scope', async () => {
		const there = await server.desk('data-manager', ['PK608'])
		const { key: theirs } = await connect(there)
		expect((await json(`${odata}/${form.id}`, `Bearer ${theirs}`)).value).toEqual([])
		const { key: narrow } = await connect(manager, { form: 'household', round: 'endline' })
		expect((await get(`${odata}/${form.id}`, `Bearer ${narrow}`)).status).toBe(404)
		expect((await get('/api/live/baseline/household', `Bearer ${narrow}`)).status).toBe(404)
		expect((await json('/api/live', `Bearer ${narrow}`)).map((each: { form: string }) => each.form)).toEqual([
			'household',
		])
		// The key opens no other route.
		for (const path of ['/api/records', '/api/export?form=household&round=endline&values=codes', '/api/me'])
			expect((await get(path)).status, path).toBe(401)
	})
	test('Excel sends the key as the password of any username, and is prompted for one', async () => {
		const basic = (given: string) => `Basic ${Buffer.from(given).toString('base64')}`
		expect((await get(odata, basic(`anybody:${key}`))).status).toBe(200)
		for (const wrong of [basic('anybody:wrong'), basic(key), 'Bearer', 'Basic', 'Digest x', '']) {
			const { status, headers } = await get(odata, wrong)
			expect([status, headers['www-authenticate']], wrong).toEqual([
				401,
				'Basic realm="Zila", charset="UTF-8"',
			])
		}
	})
	test('a key ends by expiry, by revocation, with another password, and while its user is deactivated', async () => {
		const desk = await server.desk('data-manager', 'all', 'sana')
		const statusWith = async (theirs: string) => (await get(odata, `Bearer ${theirs}`)).status
		const made = await connect(desk, { days: 1 })
		expect(await statusWith(made.key)).toBe(200)
		const [listed] = (await desk.get('/api/api-keys')).body as { id: string; lastUsed: string | null }[]
		expect(listed).toEqual({ ...made.connection, lastUsed: new Date(server.clock.now).toISOString() })
		expect((await manager.delete(`/api/api-keys/${made.connection.id}`)).status).toBe(404)
		expect((await desk.delete(`/api/api-keys/${made.connection.id}`)).status).toBe(204)
		expect(await statusWith(made.key)).toBe(401)
		expect((await desk.delete(`/api/api-keys/${made.connection.id}`)).status).toBe(404)

		const administrator = await server.desk('administrator')
		// Repeated attempts are logged under the owner of the key.
		expect(JSON.parse((await get(`/api/live/endline/${form.id}`, `Bearer ${made.key}`)).text)).toMatchObject({
			problem: 'key-ended',
		})
		const tried = await administrator.get(`/api/audit-log?person=${desk.person.id}&kind=api-key-refused`)
		expect((tried.body as { lines: object[] }).lines).toMatchObject([
			{ of: 'GET /api/live/:round/:form', many: 1 },
			{ of: 'GET /api/odata/:round/:form/:values', many: 1 },
		])
		expect(JSON.stringify(tried.body)).not.toContain(made.key)
		const { key: second } = await connect(desk)
		const flip = (isActive: boolean) =>
			administrator.post(`/api/people/${desk.person.id}/activation`, { isActive })
		await flip(false)
		expect(await statusWith(second)).toBe(401)
		await flip(true)
		expect(await statusWith(second)).toBe(200)

		const other = await server.desk('data-manager')
		const { key: third } = await connect(other)
		await other.post('/api/password', { now: 'several plain words', next: 'tractor onion lamp' })
		expect(await statusWith(third)).toBe(401)

		const { key: short } = await connect(manager, { days: 1 })
		server.clock.now += 24 * 60 * 60_000
		expect(await statusWith(short)).toBe(401)
	})
	test('creating a key requires recent authentication, and each read is logged', async () => {
		const desk = await server.desk('data-manager')
		server.clock.now += 10 * 60_000
		const refused = await desk.post('/api/api-keys', {
			name: 'x',
			form: null,
			round: null,
			days: 7,
		})
		expect(refused).toMatchObject({ status: 401, body: { problem: 'step-up-needed' } })
		await desk.post('/api/step-up', { password: 'several plain words', code: '' })
		const { key: theirs } = await connect(desk)
		await get(`${odata}/${form.id}`, `Bearer ${theirs}`)
		const administrator = await server.desk('administrator')
		const { lines } = (await administrator.get(`/api/audit-log?person=${desk.person.id}`)).body as {
			lines: { kind: string; of: string | null; many: number | null; round: string | null }[]
		}
		expect(lines.map(({ kind }) => kind).slice(0, 3)).toEqual([
			'data-api-read',
			'api-key-created',
			'stepped-up',
		])
		expect(lines[0]).toMatchObject({ of: form.id, round: 'endline' })
		expect(JSON.stringify(lines)).not.toContain(theirs)
	})
	test('a page continues after the last row of the previous one, also when a record arrived meanwhile', async () => {
		server.clock.now += 60_000
		const inOrder = async () => (await allPages(`${odata}/${form.id}?$orderby=age`)).map(({ age }) => age)
		await post([write({ age: 71 }), write({ age: 72 }), write({ age: 73 })])
		const before = await inOrder()
		const first = await ask('$orderby=age')
		expect(first.value.map(({ age }) => age)).toEqual(before.slice(0, 2))
		await post([write({ age: -9 })])
		// Another reader gets a new order.
		expect(await inOrder()).toEqual([-9, ...before])
		const next = String(first['@odata.nextLink']).replace(/^https?:\/\/[^/]+/, '')
		expect(((await json(next)) as Lines).value.map(({ age }) => age)).toEqual(before.slice(2, 4))
	})
})
