import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { FormVersionListItem } from '#shared/xlsform/forms-api'
import { readMarkdown } from '#shared/xlsform/sheets'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { invite } from '../people/invitations.ts'
import { addPerson } from '../people/people.ts'
import { publishForms } from '../sync/publish-form.ts'

const sheets = (label: string, id = 'pantry') =>
	readMarkdown(
		`## survey\n| type | name | label |\n| integer | jars | ${label} |\n## settings\n| form_id |\n| ${id} |\n`,
	)

describe.each(routeEngines)('publishing a form on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const publish = (label: string, id?: string) =>
		manager.post('/api/forms', { name: 'file', sheets: sheets(label, id) })
	const versions = async () => (await manager.get('/api/form-versions')).body as FormVersionListItem[]

	test('creates the next version, but not for an unchanged form; its author is listed', async () => {
		expect(await publish('How many jars?')).toMatchObject({ status: 200, body: { id: 'pantry', version: 1 } })
		expect(await publish('How many jars?')).toMatchObject({ status: 200, body: { version: 1 } })
		expect(await publish('How many full jars?')).toMatchObject({ status: 200, body: { version: 2 } })
		const listed = (await versions()).filter(({ id }) => id === 'pantry')
		expect(listed.map(({ version }) => version).sort()).toEqual([1, 2])
		expect(listed.every(({ by }) => by !== null)).toBe(true)
		expect((await versions()).find(({ id }) => id === 'household')?.by).toBeNull()
	})
	test('a form with an error is refused with its cell, and nothing is published', async () => {
		const refused = await manager.post('/api/forms', {
			name: 'bad',
			sheets: readMarkdown('## survey\n| type | name | label |\n| txet | a | A |\n'),
		})
		expect(refused).toMatchObject({ status: 422, body: { problem: 'form-unreadable' } })
		expect(JSON.stringify(refused.body)).toContain('survey A2')
		expect((await versions()).some(({ id }) => id === 'bad')).toBe(false)
	})
	test('a demonstration user cannot publish or close a form, and is told why', async () => {
		const { store, study, clock } = server
		const { id } = await addPerson(
			store,
			study,
			{
				name: 'd',
				code: 'demo-manager',
				role: 'data-manager',
				districts: 'all',
				language: 'en',
				demonstration: true,
			},
			clock.now,
		)
		const desk = await server.deskOf((await invite(store, id, clock.now)).code)
		const refused = { status: 403, body: { problem: 'not-in-demonstration' } }
		expect(await desk.post('/api/forms', { name: 'file', sheets: sheets('Jars?', 'shown') })).toMatchObject(
			refused,
		)
		expect(await desk.post('/api/forms/household/state', { state: 'paused' })).toMatchObject(refused)
		expect((await versions()).find(({ id }) => id === 'household')?.state).toBe('open')
	})
	test('a form too large for phones is refused with its size', async () => {
		const random = seededRandom(3)
		const files = Array.from({ length: 9 }, (_, i) => `p${i}.jpg`)
		const media = Object.fromEntries(
			files.map((file) => [
				file,
				`data:image/jpeg;base64,${Buffer.from(random.bytes(490_000)).toString('base64')}`,
			]),
		)
		const form = readMarkdown(
			`## survey\n| type | name | label | image |\n${files.map((file, i) => `| note | n${i} | N | ${file} |\n`).join('')}`,
		)
		const refused = await manager.post('/api/forms', { name: 'heavy', sheets: form, media })
		expect(refused).toMatchObject({
			status: 413,
			body: { problem: 'form-too-heavy', details: { most: '4,096', mostPlain: '16,384' } },
		})
		expect((await versions()).some(({ id }) => id === 'heavy')).toBe(false)
		const { 'p8.jpg': _, ...light } = media
		expect(await manager.post('/api/forms', { name: 'light', sheets: form, media: light })).toMatchObject({
			status: 200,
		})
	})
	test('an invalid form is refused and breaks nothing', async () => {
		for (const body of [
			{},
			{ name: 'x' },
			{ name: 'x', sheets: [{ name: 'survey' }] },
			{ name: 'x', sheets: 7 },
		])
			expect((await manager.post('/api/forms', body)).status).toBe(422)
	})
	test('a form is paused, retired and reopened; unknown forms and states are refused', async () => {
		await publish('How many jars?', 'closing')
		const stateOf = async () => (await versions()).find(({ id }) => id === 'closing')?.state
		expect(await stateOf()).toBe('open')
		for (const state of ['paused', 'retired', 'open'] as const) {
			expect(await manager.post('/api/forms/closing/state', { state })).toMatchObject({ status: 200 })
			expect(await stateOf()).toBe(state)
		}
		expect((await manager.post('/api/forms/closing/state', { state: 'burnt' })).status).toBe(422)
		expect((await manager.post('/api/forms/nothing/state', { state: 'paused' })).status).toBe(404)
		const coordinator = await server.desk('coordinator')
		expect((await coordinator.post('/api/forms/closing/state', { state: 'paused' })).status).toBe(403)
	})
	test('a new version of a paused form is paused', async () => {
		await publish('How many jars?', 'waiting')
		await manager.post('/api/forms/waiting/state', { state: 'paused' })
		await publish('How many full jars?', 'waiting')
		const documents = await server.store.documentsByRef(['waiting@1', 'waiting@2'])
		expect(documents.map(({ body }) => body)).toMatchObject([
			{ version: 1, isCurrent: false },
			{ version: 2, isCurrent: true, state: 'paused' },
		])
	})
	test('a restart does not overwrite a version published by a user', async () => {
		const own = (await server.forms.current()).find(({ id }) => id === 'back_check')
		expect(await publish('Another form of ours', 'back_check')).toMatchObject({ body: { version: 2 } })
		if (own) await publishForms(server.store, server.forms, [own.definition], '2026-02-01T00:00:00.000Z')
		const now = (await server.forms.current()).find(({ id }) => id === 'back_check')
		expect(now?.version).toBe(2)
	})
})
