import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'

describe.each(routeEngines)('invalid input to %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let administrator: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		administrator = await server.desk('administrator')
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const export_ = '/api/export?form=household&values=codes&round=endline'
	test.each([
		['/api/records?search=a%00b', 'search'],
		['/api/records?round=%00', 'round'],
		['/api/records?district=%00', 'district'],
		['/api/records?owner=%00', 'owner'],
		['/api/records?form=%00', 'form'],
		['/api/records/a%00b', 'id'],
		['/api/coverage?round=%00', 'round'],
		['/api/forms/house%00hold/1', 'id'],
		[`${export_}&search=%00`, 'search'],
		['/api/records?before=1.5', 'before'],
		['/api/records?before=1e30', 'before'],
		['/api/records?before=-1', 'before'],
		['/api/records?before=x', 'before'],
		[`${export_}&before=1.5`, 'before'],
		[`${export_}&status=draft`, 'status'],
		[`${export_}&status=returned`, 'status'],
		['/api/forms/household/1.5', 'version'],
		['/api/forms/household/1e30', 'version'],
		['/api/forms/household/one', 'version'],
	])('%s', async (url, field) => {
		const { status, body } = await manager.get(url)
		expect([status, body]).toEqual([422, { problem: 'input-invalid', details: { field } }])
	})
	test.each([
		'/api/records/%zz',
		'/api/records/%',
		'/%c0',
		`/api/records/${'a'.repeat(101)}`,
		`/attachments/${'a'.repeat(5000)}`,
	])('the address %s is not found, and is not repeated in the reply', async (url) => {
		const { status, body, headers } = await manager.get(url)
		expect([status, body]).toEqual([404, { problem: 'not-found', details: {} }])
		expect(headers['x-content-type-options']).toBe('nosniff')
		expect(headers['content-security-policy']).toContain("default-src 'none'")
	})
	test('the reply about unsupported body types does not disclose the framework', async () => {
		const headers = { cookie: manager.cookie, 'content-type': 'application/xml' }
		const { statusCode, body } = await server.app.inject({
			method: 'POST',
			url: '/api/sign-out',
			headers,
			payload: '<a/>',
		})
		expect([statusCode, JSON.parse(body)]).toEqual([
			422,
			{ problem: 'input-invalid', details: { field: '' } },
		])
	})
	test.each([
		['/api/people', { name: 'N\0' }, 'name'],
		['/api/people', { code: 'n\0n' }, 'code'],
		['/api/people', { districts: ['PK607', 'PK\0'] }, 'districts/1'],
	])('a body for %s with NUL in %o', async (url, change, field) => {
		const person = { name: 'N', code: 'nn', role: 'enumerator', districts: 'all', language: 'ur', ...change }
		const { body } = await administrator.post(url, person)
		expect(body).toEqual({ problem: 'input-invalid', details: { field } })
	})
	test.each([
		['/api/sign-in', { code: 'a\0', password: 'several plain words' }, 'code'],
		['/api/sign-in', { code: 'a', password: 'several\0plain words' }, 'password'],
		['/api/sign-in-with-code', { invitation: '\0', password: 'several plain words' }, 'invitation'],
		['/api/enrolments', { code: '\0', publicKey: 'A'.repeat(100), phone: 'a'.repeat(22), label: '' }, 'code'],
		[
			'/api/enrolments',
			{ code: 'A', publicKey: 'A'.repeat(100), phone: 'a'.repeat(22), label: '\0' },
			'label',
		],
	])('%s with NUL in %o', async (url, payload, field) => {
		const answer = await server.app.inject({ method: 'POST', url, payload })
		expect(answer.json()).toEqual({ problem: 'input-invalid', details: { field } })
	})
	test('a resolution with NUL in its reason or its value', async () => {
		const decide = async (decision: object) =>
			(await manager.post('/api/records/x/conflicts', { conflict: 'c', value: null, why: 'w', ...decision }))
				.body
		expect(await decide({ why: 'a\0' })).toMatchObject({ details: { field: 'why' } })
		expect(await decide({ value: ['a', '\0'] })).toMatchObject({ details: { field: 'value/1' } })
	})
})
