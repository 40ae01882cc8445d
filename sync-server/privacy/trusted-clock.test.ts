import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { AuditPage } from '#shared/people/audit-log'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { clockState, mayEraseByClock } from './trusted-clock.ts'

const dayMs = 86_400_000

describe.each(engines)('a clock that runs ahead, on %s', (_, freshEngine) => {
	const servers: ServerForTests[] = []
	let server: ServerForTests
	let administrator: Desk
	beforeEach(async () => {
		server = await serverForTests(await freshEngine())
		servers.push(server)
		administrator = await server.desk('administrator')
	})
	afterAll(() => Promise.all(servers.map((each) => each.close())))
	const mayErase = () => mayEraseByClock(server.store, () => server.clock.now)
	const waiting = async () =>
		((await administrator.get('/api/clock')).body as { waiting: object | null }).waiting
	const entries = async (kind: string) =>
		((await administrator.get(`/api/audit-log?kind=${kind}`)).body as AuditPage).lines.length
	/** Signs in again, since the clock jump ended the session. */
	const signInAgain = async () => {
		administrator = await server.desk('administrator')
	}

	test('[TC1] [TC4] by days: nothing is erased until an administrator confirms the displayed time', async () => {
		expect(await mayErase()).toBe(true)
		server.clock.now += 60 * dayMs
		await signInAgain()
		expect([await mayErase(), await mayErase()]).toEqual([false, false])
		expect(await entries('erasing-postponed')).toBe(1)
		const now = new Date(server.clock.now).toISOString()
		expect(await waiting()).toEqual({ trusted: '2026-01-15T00:00:00.000Z', now })
		const manager = await server.desk('data-manager')
		expect((await manager.get('/api/clock')).status).toBe(200)
		expect((await manager.post('/api/clock', { seen: now })).status).toBe(403)
		expect((await administrator.post('/api/clock', { seen: '2026-01-15T00:00:00.000Z' })).body).toMatchObject(
			{
				problem: 'clock-changed',
			},
		)
		expect(await mayErase()).toBe(false)
		expect((await administrator.post('/api/clock', { seen: now })).status).toBe(204)
		expect([await mayErase(), await waiting()]).toEqual([true, null])
		expect(await entries('clock-confirmed')).toBe(1)
		expect((await administrator.post('/api/clock', { seen: now })).status).toBe(409)
	})
	test('[TC1] corrected, nothing waits and no confirmation is needed', async () => {
		await mayErase()
		server.clock.now += 60 * dayMs
		expect(await mayErase()).toBe(false)
		server.clock.now -= 60 * dayMs - 1000
		expect(await mayErase()).toBe(true)
		expect(await clockState(server.store, server.clock.now)).toBeNull()
		// A second jump is detected as well.
		server.clock.now += 4 * dayMs
		expect(await mayErase()).toBe(false)
	})
	test('[TC2] work received meanwhile does not make it trusted', async () => {
		await mayErase()
		server.clock.now += 60 * dayMs
		expect(await mayErase()).toBe(false)
		const { phone, post } = await enrolledPhone(server)
		await phone.sync(post, [phone.edit(phone.newRecord(), {})])
		expect(await mayErase()).toBe(false)
		server.clock.now += dayMs
		expect(await mayErase()).toBe(false)
	})
	test('[TC3] a store from an earlier version takes the time of its newest revision', async () => {
		const { phone, post } = await enrolledPhone(server)
		await phone.sync(post, [phone.edit(phone.newRecord(), {})])
		server.clock.now += 10 * dayMs
		expect(await mayErase()).toBe(false)
		expect((await clockState(server.store, server.clock.now))?.trusted).toBe('2026-01-15T00:00:00.000Z')
	})
	test('[TC3] a new store trusts the clock, and so does a server that runs for months', async () => {
		for (let day = 0; day < 100; day++) {
			server.clock.now += dayMs
			expect(await mayErase()).toBe(true)
		}
		// Off over a long holiday.
		server.clock.now += 3 * dayMs
		expect(await mayErase()).toBe(true)
	})
	test('[TC5] correcting a clock that was behind is no jump', async () => {
		await mayErase()
		server.clock.now -= 400 * dayMs
		expect(await mayErase()).toBe(true)
		server.clock.now += 400 * dayMs
		expect(await mayErase()).toBe(true)
	})
})
