import { afterAll, beforeAll, expect, test } from 'vitest'
import { roles } from '#shared/access/roles'
import { type ServerForTests, serverForTests } from '../../tests/desk-for-tests.ts'
import { engines } from '../../tests/fresh-engines.ts'

/** Every way in, and who may take it. Phones and who signs in come without a session. */
const withoutSession = [
	'GET /api/health',
	'POST /api/enrolments',
	'POST /api/enrolments/replacements',
	'POST /api/enrolments/spare-key',
	'POST /api/sign-in',
	'POST /api/sign-in-with-code',
	'POST /api/sign-out',
	'POST /sync',
	'POST /attachments',
	'PATCH /attachments/:upload',
]
const desks = ['administrator', 'coordinator', 'data-manager']
const doors: Readonly<Record<string, { roles: readonly string[]; query?: string; body?: object }>> = {
	'GET /api/me': { roles },
	'GET /api/campaign': { roles },
	'GET /api/sessions': { roles },
	'POST /api/sessions/end': { roles, body: {} },
	'POST /api/password': { roles, body: { now: 'several plain words', next: 'tractor onion lamp' } },
	'GET /api/second-step': { roles },
	'POST /api/second-step/secret': { roles },
	'POST /api/second-step/on': { roles, body: { secret: 'A'.repeat(32), password: 'x', code: '000000' } },
	'POST /api/second-step/off': { roles, body: { password: 'x', code: '000000' } },
	'POST /api/second-step/emergency-codes': { roles, body: { password: 'x', code: '000000' } },
	'GET /api/people': { roles: desks },
	'POST /api/people': {
		roles: ['administrator'],
		body: { name: 'N', code: 'nn', role: 'enumerator', districts: 'all', language: 'ur' },
	},
	'POST /api/people/:id/invitations': { roles: ['administrator', 'coordinator'], body: {} },
	'POST /api/people/:id/switch': { roles: ['administrator', 'coordinator'], body: { isActive: true } },
	'GET /api/phones': { roles: desks },
	'POST /api/phones/:id/switch': { roles: ['administrator', 'coordinator'], body: { isActive: true } },
	'GET /api/coverage': { roles: desks, query: '?round=endline' },
	'GET /api/forms': { roles: desks },
	'GET /api/forms/:id/:version': { roles: desks },
	'GET /api/form-versions': { roles: ['administrator', 'data-manager'] },
	'POST /api/forms/:id/state': { roles: ['administrator', 'data-manager'], body: { state: 'open' } },
	'POST /api/forms': { roles: ['administrator', 'data-manager'], body: { name: 'f', sheets: [] } },
	'GET /api/records': { roles: ['coordinator', 'data-manager'] },
	'GET /api/records/:id': { roles: ['coordinator', 'data-manager'] },
	'GET /api/records/:id/attachments/:attachment': { roles: ['coordinator', 'data-manager'] },
	'POST /api/records/:id/decisions': {
		roles: ['data-manager'],
		body: { case: 'c', value: null, why: 'w' },
	},
	'POST /api/records/:id/moves': {
		roles: ['coordinator', 'data-manager'],
		body: { kind: 'approve', seen: 's', why: '' },
	},
	'GET /api/destroy': { roles: ['data-manager'], query: '?code=x' },
	'GET /api/destroy/:id/data': { roles: ['data-manager'] },
	'POST /api/destroy/:id': { roles: ['data-manager'], body: { code: 'x', reason: 'wrong' } },
	'GET /api/destructions': { roles: ['data-manager'] },
	'GET /api/destructions/file': { roles: ['data-manager'] },
	'GET /api/restoration': { roles: desks },
	'GET /api/recovery-key': { roles: ['administrator'] },
	'POST /api/recovery-key': { roles: ['administrator'], body: {} },
	'POST /api/recovery-key/test': { roles: ['administrator'], body: { text: 'x' } },
	'GET /api/held-back': { roles: ['coordinator', 'data-manager'] },
	'POST /api/held-back/decisions': {
		roles: ['coordinator', 'data-manager'],
		body: { ids: ['x'], decision: 'let-in', why: '' },
	},
	'GET /api/access-log': { roles: ['administrator'] },
	'GET /api/access-log/check': { roles: ['administrator'] },
	'GET /api/access-log/file': { roles: ['administrator'] },
	'GET /api/news': { roles: desks },
	'GET /api/export/count': { roles: ['data-manager'], query: '?form=household&round=endline' },
	'GET /api/export/identifying': { roles: ['data-manager'], query: '?form=household&round=endline' },
	'GET /api/export': { roles: ['data-manager'], query: '?form=household&round=endline&values=codes' },
}

const [, freshSqlite] = engines[0]
let server: ServerForTests
beforeAll(async () => {
	server = await serverForTests(await freshSqlite())
})
afterAll(() => server.close())

/** The routes as Fastify draws them: a tree, four letters a level. */
function routesOf(drawn: string): string[] {
	const above: string[] = []
	return drawn.split('\n').flatMap((line) => {
		const match = /^(.*?)[├└]── (\S+)(?: \((.*)\))?$/.exec(line)
		if (!match) return []
		const [, indent = '', segment = '', methods = ''] = match
		const depth = indent.length / 4
		above[depth] = (depth === 0 ? '' : (above[depth - 1] ?? '')) + segment
		return methods
			.split(', ')
			.filter((method) => method !== '' && method !== 'HEAD')
			.map((method) => `${method} ${above[depth]}`)
	})
}

test('every route stands in the table: a new one says who may take it', async () => {
	const drawn = server.app.printRoutes({ commonPrefix: false })
	expect(routesOf(drawn).sort()).toEqual([...Object.keys(doors), ...withoutSession].sort())
})
test.each(Object.entries(doors))(
	'%s opens to no one who is not signed in, and to no other role',
	async (door, row) => {
		const [method, path = ''] = door.split(' ') as ['GET' | 'POST', string]
		const url = path.replace(':id', 'x').replace(':version', '1') + (row.query ?? '')
		const signedOut = await server.app.inject({ method, url, payload: row.body ?? {} })
		expect(signedOut.statusCode, 'signed out').toBe(401)
		for (const role of roles) {
			if (role === 'enumerator') continue
			const desk = await server.desk(role)
			const { statusCode: status, stream } = await server.app
				.inject({
					...{ method, url, headers: { cookie: desk.cookie }, payloadAsStream: true },
					...(method === 'POST' ? { payload: row.body ?? {} } : {}),
				})
				.then((reply) => ({ statusCode: reply.statusCode, stream: reply.stream() }))
			// some doors stay open
			stream.destroy()
			expect(status === 403, `as ${role}: ${status}`).toBe(!row.roles.includes(role))
			expect(status, `as ${role}`).toBeLessThan(500)
		}
	},
)
