import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditPage } from '#shared/people/audit-log'
import type { Invitation, PersonListItem } from '#shared/people/people'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'

const row = (code: string, more: object = {}) => ({
	name: `Person ${code}`,
	code,
	role: 'enumerator',
	districts: ['PK607'],
	language: 'ur',
	sex: 'female',
	team: 'DGK-A',
	...more,
})
const supervisor = row('nadia', { role: 'coordinator', sex: null, team: null })
const teams = [{ name: 'DGK-A', supervisor: 'nadia' }]

describe.each(routeEngines)('a list of users on %s', (_, freshEngine) => {
	let server: ServerForTests
	let chief: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		chief = await server.desk('administrator')
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const importPeople = (people: object[], by = chief, which: object[] = teams) =>
		by.post('/api/people/import', { people, teams: which })
	const listed = async (): Promise<ReadonlyMap<string, PersonListItem>> => {
		const people = (await chief.get('/api/people')).body as PersonListItem[]
		return new Map(people.map((each) => [each.code, each]))
	}

	test('is imported completely, with teams; a second import changes nothing', async () => {
		const people = [row('amina'), row('bilal', { sex: 'male' }), supervisor]
		expect(await importPeople(people)).toMatchObject({ status: 200, body: { added: 3, changed: 0, same: 0 } })
		expect(await importPeople(people)).toMatchObject({ status: 200, body: { added: 0, changed: 0, same: 3 } })
		expect((await listed()).get('amina')).toMatchObject({
			sex: 'female',
			team: 'DGK-A',
			supervisor: { code: 'nadia' },
			isInvited: false,
		})
	})
	test('changes existing users, keeps omitted values, and leaves the role', async () => {
		const { sex, team, ...short } = row('bilal', { name: 'Bilal', districts: ['PK607', 'PK608'] })
		expect(await importPeople([short], chief, [])).toMatchObject({ body: { added: 0, changed: 1, same: 0 } })
		expect((await listed()).get('bilal')).toMatchObject({
			name: 'Bilal',
			districts: ['PK607', 'PK608'],
			sex: 'male',
			team: 'DGK-A',
		})
		expect(await importPeople([row('bilal', { role: 'coordinator' })])).toMatchObject({
			status: 409,
			body: { problem: 'person-conflicts-with-stored', details: { code: 'bilal' } },
		})
	})
	test('is written completely or not at all', async () => {
		for (const wrong of [
			row('amina', { role: 'data-manager' }),
			row('new-2', { districts: ['PK999'] }),
			row('new-2', { districts: [] }),
			row('new-1'),
		])
			expect((await importPeople([row('new-1'), wrong])).status).toBeGreaterThanOrEqual(400)
		expect((await importPeople([row('new-1')], chief, [{ name: 'X', supervisor: 'amina' }])).status).toBe(422)
		expect((await listed()).has('new-1')).toBe(false)
	})
	test('nobody grants districts beyond their own, or changes users of others', async () => {
		const local = await server.desk('administrator', ['PK607'])
		expect((await importPeople([row('far', { districts: ['PK608'] })], local)).status).toBe(403)
		// In both districts.
		expect((await importPeople([row('bilal', { districts: ['PK607'] })], local)).status).toBe(403)
		expect((await importPeople([row('amina', { districts: ['PK607'], team: 'B' })], local)).status).toBe(200)
		expect((await importPeople([row('other')], await server.desk('coordinator', ['PK607']))).status).toBe(403)
	})
	test('a sheet has a new code for each user, all or none; former codes expire, and each is in the log', async () => {
		const people = await listed()
		const ids = ['amina', 'bilal'].map((code) => people.get(code)?.id ?? '')
		const make = async (by: Desk, which = ids) => by.post('/api/people/invitations', { people: which })
		const first = (await make(chief)).body as Invitation[]
		expect(first.map(({ person }) => person.code)).toEqual(['amina', 'bilal'])
		// A coordinator of one district may create no code for a person in two; then none is created.
		const local = await server.desk('coordinator', ['PK607'])
		expect((await make(local)).status).toBe(403)
		expect((await make(chief, [...ids, 'nobody'])).status).toBe(404)
		const storedDigests = await server.store.changing.db.selectFrom('invitation').select('digest').execute()
		expect(JSON.stringify(storedDigests)).not.toContain(first[0]?.code)
		const second = (await make(chief)).body as Invitation[]
		expect(second[0]?.code).not.toBe(first[0]?.code)
		const use = (code = '') =>
			server.app.inject({
				method: 'POST',
				url: '/api/sign-in-with-code',
				payload: { invitation: code, password: 'several plain words' },
			})
		expect((await use(first[0]?.code)).json()).toMatchObject({ problem: 'code-unknown' })
		expect((await use(second[0]?.code)).json()).toMatchObject({ problem: 'code-is-for-a-phone' })
		const { lines } = (await chief.get('/api/audit-log?kind=invitation-created')).body as AuditPage
		expect(
			lines
				.slice(0, 4)
				.map(({ about }) => about?.code)
				.sort(),
		).toEqual(['amina', 'amina', 'bilal', 'bilal'])
	})
})
