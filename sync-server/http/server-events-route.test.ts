import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { publishForms } from '../sync/publish-form.ts'

const form = formOf('type | name | label\ntext | notes | Notes')
const numbersIn = (text: string) => [...text.matchAll(/^data: (\d+)$/gm)].map(([, seq]) => Number(seq))

describe.each(routeEngines)('server events from %s', (_, freshEngine) => {
	let server: ServerForTests
	let desk: Desk
	beforeEach(async () => {
		server = await serverForTests(await freshEngine())
		desk = await server.desk('coordinator')
		await server.app.listen({ port: 0, host: '127.0.0.1' })
	})
	afterEach(() => server.close())

	async function listen({ cookie }: { cookie: string }) {
		const { port } = server.app.server.address() as AddressInfo
		const request = get({ host: '127.0.0.1', port, path: '/api/events', agent: false, headers: { cookie } })
		request.on('error', () => {})
		const [reply] = (await once(request, 'response')) as [IncomingMessage]
		const line = { reply, text: '', isEnded: false }
		reply.on('error', () => {})
		reply.on('data', (part: Buffer) => {
			line.text += part.toString()
		})
		reply.on('close', () => {
			line.isEnded = true
		})
		return line
	}

	test('a desk gets the position of the server at once, and then only on changes', async () => {
		const line = await listen(desk)
		expect(line.reply.headers['content-type']).toBe('text/event-stream')
		await expect.poll(() => numbersIn(line.text)).toHaveLength(1)
		expect(numbersIn(line.text)).toEqual([(await server.store.head()).seq])
		await publishForms(server.store, server.forms, [form], '2026-01-15T00:00:00.000Z')
		await expect.poll(() => numbersIn(line.text)).toHaveLength(2)
		expect(numbersIn(line.text)[1]).toBe((await server.store.head()).seq)
		// The stream contains numbers only.
		expect(line.text.replace(/^data: \d+$|^:$/gm, '').trim()).toBe('')
	})
	test('twenty desks cost the store no more than one, and none costs nothing', async () => {
		const head = vi.spyOn(server.store, 'head')
		const lines = await Promise.all(Array.from({ length: 20 }, () => listen(desk)))
		await expect.poll(() => lines.every(({ text }) => numbersIn(text).length === 1)).toBe(true)
		expect(head.mock.calls.length).toBeLessThan(20)
		for (const { reply } of lines) reply.destroy()
		await new Promise((later) => setTimeout(later, 300))
		head.mockClear()
		await new Promise((later) => setTimeout(later, 2500))
		expect(head).not.toHaveBeenCalled()
	})
	test('a stopping server does not wait for open desks', async () => {
		const line = await listen(desk)
		await expect.poll(() => numbersIn(line.text)).toHaveLength(1)
		await server.app.close()
		await expect.poll(() => line.isEnded).toBe(true)
	})
})
