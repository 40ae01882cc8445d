import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PersonListItem } from '#shared/people/people'
import { deployments, type StudyResponse } from '#shared/study/deployments'
import { bundleType } from '#shared/sync/protocol'
import { readMarkdown } from '#shared/xlsform/sheets'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { keysInFolder } from '../sync/key-store.ts'

describe.each(routeEngines)('separate survey and helpline (R31), on %s', (_, freshEngine) => {
	const servers = new Map<string, ServerForTests>()
	const administrators = new Map<string, Desk>()
	const at = (serves: string) => servers.get(serves) as ServerForTests
	const administrator = (serves: string) => administrators.get(serves) as Desk

	beforeAll(async () => {
		for (const serves of ['survey', 'helpline'] as const) {
			const server = await serverForTests(await freshEngine(), { serves: [serves], demonstration: true })
			servers.set(serves, server)
			administrators.set(serves, await server.desk('administrator'))
		}
	})
	afterAll(async () => {
		for (const server of servers.values()) await server.close()
	})

	test('each has its own forms and its own name', async () => {
		const formsAt = async (serves: string) => (await at(serves).forms.current()).map(({ id }) => id).sort()
		expect(await formsAt('helpline')).toEqual(['helpline'])
		expect(await formsAt('survey')).toContain('household')
		expect(await formsAt('survey')).not.toContain('helpline')
		for (const serves of deployments)
			expect((await administrator(serves).get('/api/study')).body).toMatchObject({
				serves: [serves],
			} satisfies Partial<StudyResponse>)
		const roundsAt = async (serves: string) =>
			((await administrator(serves).get('/api/study')).body as StudyResponse).rounds.map(({ code }) => code)
		expect(await roundsAt('survey')).toEqual([
			'baseline',
			'endline',
			'pilot',
			'demo-baseline',
			'demo-endline',
			'demo',
		])
		// Calls are grouped by month, so their rounds are never opened or closed.
		expect(await roundsAt('helpline')).toEqual(['endline', 'demo'])
		expect(at('helpline').store.project).not.toBe(at('survey').store.project)
	})

	test('no survey user works at the helpline, nor the other way round', async () => {
		const add = (serves: string, role: string, path = '/api/people') => {
			const person = { name: 'Sana', code: `${role}-1`, role, districts: 'all', language: 'en' }
			const body = path.endsWith('import') ? { people: [person], teams: [] } : person
			return administrator(serves).post(path, body)
		}
		for (const path of ['/api/people', '/api/people/import']) {
			for (const role of ['enumerator', 'coordinator', 'safeguarding-lead'])
				expect((await add('helpline', role, path)).body, role).toMatchObject({
					problem: 'input-invalid',
					details: { field: 'role', found: role },
				})
			expect((await add('survey', 'helpline-operator', path)).status).toBe(422)
		}
		expect((await add('helpline', 'helpline-operator')).status).toBe(200)
		expect((await add('survey', 'enumerator')).status).toBe(200)
	})

	/** Publishes a form of one question at a desk. Returns its version, or the problem. */
	async function publish(server: ServerForTests, id: string, filledBy = '', keep = '') {
		const manager = await server.desk('data-manager')
		const sheets = readMarkdown(`## survey
| type | name | label | bind::zila:retention |
| --- | --- | --- | --- |
| text | said | What was said? | ${keep} |
## settings
| form_id | form_title | zila:filled_by |
| --- | --- | --- |
| ${id} | A form | ${filledBy} |
`)
		const { body } = await manager.post('/api/forms', { name: id, sheets })
		const { version, problem } = body as { version?: number | null; problem?: string }
		return problem ?? version
	}
	test('retention ending some days after a round is refused where rounds are not closed', async () => {
		const here = at('helpline')
		for (const keep of ['round + 90 days', 'approved or round'])
			expect(await publish(here, 'hotline', 'helpline-operator', keep), keep).toBe('form-unreadable')
		expect(await publish(here, 'hotline', 'helpline-operator', '30 days or approved + 5 days')).toBe(1)
		// In the survey rounds are closed, also if calls are in the same store.
		expect(await publish(at('survey'), 'larder', '', 'round + 90 days')).toBe(1)
		const both = await serverForTests(await freshEngine(), { serves: [...deployments] })
		expect(await publish(both, 'hotline', 'helpline-operator', 'round + 90 days')).toBe(1)
		await both.close()
	})

	test('no form crosses the separation by being published on the other side', async () => {
		const elsewhere = 'form-belongs-to-other-deployment'
		for (const [id, filledBy] of [
			['hotline', 'helpline-operator'],
			['hotline', 'helpline-operator enumerator'],
			['helpline', ''],
			['helpline', 'enumerator'],
			['household', 'helpline-operator'],
		] as const)
			expect(await publish(at('survey'), id, filledBy), `${id} ${filledBy}`).toBe(elsewhere)
		for (const [id, filledBy] of [
			['pantry', ''],
			['pantry', 'helpline-operator enumerator'],
			['household', 'helpline-operator'],
			['helpline', 'enumerator'],
		] as const)
			expect(await publish(at('helpline'), id, filledBy), `${id} ${filledBy}`).toBe(elsewhere)
		expect(await publish(at('survey'), 'pantry')).toBe(1)
		expect(await publish(at('helpline'), 'callers', 'helpline-operator')).toBe(1)
	})

	test('a store from an earlier version continues with both, and its forms stay where they belong until retired', async () => {
		const engine = await freshEngine()
		const keys = keysInFolder(temporaryFolder())
		await (await serverForTests(engine, { keys })).close()
		const server = await serverForTests(engine.again(), { keys, serves: ['survey'] })
		expect(await server.forms.serves()).toEqual(['survey', 'helpline'])
		// No operator could be added any more.
		expect(await publish(server, 'helpline', 'enumerator')).toBe('form-belongs-to-other-deployment')
		// A form for operators belongs here; it is no longer restricted to data managers, so it waits for approval.
		expect(await publish(server, 'helpline', 'helpline-operator')).toBeNull()
		const manager = await server.desk('data-manager')
		expect((await manager.post('/api/forms/helpline/state', { state: 'retired' })).status).toBe(200)
		expect(await server.forms.serves()).toEqual(['survey'])
		// The deployments from the start remain, whatever is retired.
		for (const { id } of await server.forms.current())
			await manager.post(`/api/forms/${id}/state`, { state: 'retired' })
		expect(await server.forms.serves()).toEqual(['survey'])
		expect((await manager.get('/api/helpline/counts')).status).toBe(404)
		await server.close()
	})

	test('a phone of one is unknown to the other', async () => {
		const { phone } = await enrolledPhone(at('helpline'), { role: 'helpline-operator' })
		const { body } = await phone.request([])
		const reply = await at('survey').app.inject({
			method: 'POST',
			url: '/sync',
			payload: Buffer.from(body),
			headers: { 'content-type': bundleType },
		})
		expect([reply.statusCode, reply.json()]).toEqual([
			401,
			expect.objectContaining({ problem: 'phone-unknown' }),
		])
	})

	test('the survey has no calls to count', async () => {
		const counts = async (serves: string) =>
			(await (await at(serves).desk('data-manager')).get('/api/helpline/counts')).status
		expect([await counts('survey'), await counts('helpline')]).toEqual([404, 200])
	})

	test('a demonstration has only users of its own project', async () => {
		const { addDemonstration } = await import('../demonstration/add-demonstration.ts')
		const made = await addDemonstration(at('helpline'), at('helpline').clock.now)
		expect(made.map(({ who }) => who)).toEqual(['operator', 'data manager'])
		const people = (await administrator('helpline').get('/api/people')).body as PersonListItem[]
		expect(people.filter(({ role }) => role === 'enumerator')).toEqual([])
	})
})
