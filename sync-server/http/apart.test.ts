import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PersonListed } from '#shared/access/people'
import { type DeskCampaign, works } from '#shared/campaign/works'
import type { FormDefinition } from '#shared/forms/form-definition'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/desk-for-tests.ts'
import { engines } from '../../tests/fresh-engines.ts'
import { loadInstrument } from '../../tests/instruments-for-tests.ts'

describe.each(engines)('the survey and the helpline apart (R31), on %s', (_, freshEngine) => {
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

	test('each has its own forms, and a name of its own', async () => {
		const formsAt = async (serves: string) => (await at(serves).forms.current()).map(({ id }) => id).sort()
		expect(await formsAt('helpline')).toEqual(['helpline'])
		expect(await formsAt('survey')).toContain('household')
		expect(await formsAt('survey')).not.toContain('helpline')
		for (const serves of works)
			expect((await administrator(serves).get('/api/campaign')).body).toMatchObject({
				serves: [serves],
			} satisfies Partial<DeskCampaign>)
		expect(at('helpline').store.project).not.toBe(at('survey').store.project)
	})

	test('nobody of the survey works at the helpline, nor the other way round', async () => {
		const add = (serves: string, role: string, path = '/api/people') => {
			const person = { name: 'Sana', code: `${role}-1`, role, districts: 'all', language: 'en' }
			const body = path.endsWith('list') ? { people: [person], teams: [] } : person
			return administrator(serves).post(path, body)
		}
		for (const path of ['/api/people', '/api/people/list']) {
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

	test('no form gets over the wall by being published on the other side', async () => {
		const publish = async (serves: string, form: FormDefinition) =>
			at(serves).forms.publish(form, { by: 'somebody', now: '2026-01-15T00:00:00Z' })
		await expect(publish('survey', loadInstrument('helpline'))).rejects.toMatchObject({
			code: 'form-elsewhere',
		})
		await expect(publish('helpline', loadInstrument('household'))).rejects.toMatchObject({
			code: 'form-elsewhere',
		})
		const longer = { ...loadInstrument('helpline'), title: { en: 'Calls' } }
		expect(await publish('helpline', longer)).toBe(2)
	})

	test('there are no calls to count at the survey', async () => {
		const counts = async (serves: string) =>
			(await (await at(serves).desk('data-manager')).get('/api/helpline/counts')).status
		expect([await counts('survey'), await counts('helpline')]).toEqual([404, 200])
	})

	test('a demonstration shows what is there', async () => {
		const { addDemonstration } = await import('../demonstration/add-demonstration.ts')
		const made = await addDemonstration(at('helpline'), at('helpline').clock.now)
		expect(made.map(({ who }) => who)).toEqual(['operator', 'data manager'])
		const people = (await administrator('helpline').get('/api/people')).body as PersonListed[]
		expect(people.filter(({ role }) => role === 'enumerator')).toEqual([])
	})
})
