import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiRoutes } from '#shared/api/all-routes'
import type { PersonListItem } from '#shared/people/people'
import type { RecordDetail } from '#shared/review/record-response'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { type Place, placeIn } from '../../tests/helpers/district-fixture.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { unzip } from '../../tests/walks/unzip.ts'

const round = 'endline'
/** Parameters with which every route is asked; each takes those that it has. */
const queries = [
	`?round=${round}&form=household&values=codes&by=district&format=csv&one=field&other=x`,
	`?round=${round}&district=PK607&form=household&values=codes&from=baseline&to=endline&by=area`,
]

/** Words that stand in nothing but comments, reasons and messages of the other district. */
const words = 'canary'

/** Routes that answer none of these requests: for other roles, for all districts, or for ids of the project. */
const unanswered = [
	'/api/form-proposals/:id',
	'/api/lead-approvals',
	'/api/audit-log/own-role',
	'/api/base-map/:version',
	'/api/export-jobs/:id/file',
	'/api/forms/:id/:version',
	'/api/forms/:id/audio/:language/:text',
	'/api/helpline/shift',
	'/api/helpline/counts',
	'/api/helpline/referrals',
	'/api/withdrawals',
	'/api/erasures/file',
	'/api/releases/:id/file',
	'/api/releases/:id/comparison',
	'/api/results/change',
	'/api/transcripts/:id',
	'/api/weights',
	'/api/weights/files/file',
	'/api/weights/file',
]

describe.each(routeEngines)('what another district has, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let own: Place
	let other: Place
	let desks: readonly Desk[]
	/** Ids, names and words of the other district. */
	const secrets = new Map<string, string>()
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		const chief = await server.desk('data-manager')
		const administrator = await server.desk('administrator')
		const [near, far] = [
			await server.desk('coordinator', ['PK607']),
			await server.desk('coordinator', ['PK608'], 'far-coordinator'),
		]
		own = await placeIn(server, { district: 'PK607', round }, { chief, coordinator: near })
		other = await placeIn(server, { district: 'PK608', round }, { chief, coordinator: far })
		await writeAbout(chief, administrator)
		const { person, phone, record, interview, attachment, heldBack, cluster } = other
		for (const [name, secret] of Object.entries({
			...{ person, phone, record, interview, attachment, heldBack, cluster, words },
		}))
			secrets.set(name, secret)
		for (const each of (await chief.get('/api/people')).body as PersonListItem[])
			if (each.districts.includes('PK608')) secrets.set(each.code, each.name)
		desks = [
			near,
			await server.desk('data-manager', ['PK607']),
			await server.desk('administrator', ['PK607']),
		]
	}, 60_000)
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	/** Writes comments, reasons and messages about the other district. */
	async function writeAbout(chief: Desk, administrator: Desk): Promise<void> {
		const { record, interview, conflict, heldBack, cluster } = other
		const { seen } = (await chief.get(`/api/records/${interview}`)).body as RecordDetail
		const about = { why: `${words} reason` }
		const notes = [{ about: 'd_about/about_1/age', text: `${words} comment: she said 41` }]
		const replies = [
			await chief.post(`/api/records/${interview}/review`, { ...about, kind: 'return', seen, notes }),
			await chief.post(`/api/records/${record}/conflicts`, { ...about, conflict, value: 3 }),
			await chief.post('/api/quarantine/decisions', { ...about, ids: [heldBack], decision: 'keep-out' }),
			await administrator.post('/api/sample/cluster-access', {
				...about,
				...{ round, cluster, isUnreachable: true },
			}),
			await administrator.post('/api/messages', {
				districts: ['PK608'],
				text: { en: `${words} message` },
				until: '2026-01-15',
			}),
		]
		expect(replies.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204])
	}
	const gets = apiRoutes.filter(({ method }) => method === 'GET')
	const addressesOf = (path: string): string[] => {
		const parts: Readonly<Record<string, readonly string[]>> = {
			id: [own.interview, own.record, own.person, other.record],
			district: ['PK607'],
			attachment: [own.attachment, other.attachment],
		}
		return [...path.matchAll(/:(\w+)/g)]
			.reduce(
				(known, [part, name = '']) =>
					known.flatMap((each) => (parts[name] ?? ['x']).map((value) => each.replace(part, value))),
				[path],
			)
			.flatMap((each) => queries.map((query) => each + query))
	}

	test('is in no reply to a user of one district: no person, record, comment, reason or message', async () => {
		const told: string[] = []
		const answered = new Set<string>()
		for (const desk of desks)
			for (const { path } of gets)
				for (const address of addressesOf(path)) {
					// Otherwise the limits of requests would refuse most of them.
					server.clock.now += 4_000
					const { status, raw, headers } = await desk.get(address)
					if (status === 200) answered.add(path)
					const isZip = headers['content-type'] === 'application/zip'
					const text = (isZip ? [...unzip(raw).values()] : [raw]).map(String).join('\n')
					for (const [name, secret] of secrets)
						if (text.includes(secret)) told.push(`${desk.person.role} ${status} ${address}: ${name}`)
				}
		expect(told).toEqual([])
		expect(gets.map(({ path }) => path).filter((path) => !answered.has(path))).toEqual(unanswered)
	}, 120_000)
})
