import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { buildApp } from './build-app.ts'

const token = 'a long random text'

describe.each(routeEngines)('metrics on %s', (engineName, freshEngine) => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
	})
	afterAll(() => server.close())
	const startApp = async () => {
		const measured = createMetrics()
		const app = await buildApp({
			...server,
			now: () => server.clock.now,
			onFailure: () => {},
			diskFolder: temporaryFolder(),
			metrics: { measured, token },
		})
		const read = (authorization: string) => app.inject({ url: '/metrics', headers: { authorization } })
		return { app, measured, read }
	}

	test('only those who know the token read them; without a token they do not exist', async () => {
		const { app, read } = await startApp()
		expect((await read(`Bearer ${token}`)).statusCode).toBe(200)
		for (const wrong of ['', 'Bearer ', 'Bearer a long random tex', token])
			expect((await read(wrong)).statusCode).toBe(404)
		// Prometheus asks each process inside the network, where no proxy adds TLS.
		const headers = { authorization: `Bearer ${token}` }
		const remote = await app.inject({ url: '/metrics', headers, remoteAddress: '10.0.0.9' })
		expect(remote.statusCode).toBe(200)
		await app.close()
		expect((await server.app.inject({ url: '/metrics', headers })).statusCode).toBe(404)
	})
	test('they have requests by route, writes, lag, queues, devices, backups and the disk, and no ids', async () => {
		const { app, measured, read } = await startApp()
		const { phone } = await enrolledPhone(server)
		const record = phone.newRecord()
		await app.inject({ url: `/api/records/${record}` })
		measured.onWrite({ waitedMs: 2, heldMs: 40, isCommitted: true, entries: 7 })
		measured.onWrite({ waitedMs: 2, heldMs: 4, isCommitted: false, entries: 0 })
		const { body, headers } = await read(`Bearer ${token}`)
		expect(headers['content-type']).toContain('text/plain')
		expect(body).toContain(
			'zila_http_request_seconds_count{method="GET",route="/api/records/:id",status="4xx"} 1',
		)
		expect(body).not.toContain(record)
		for (const line of [
			'zila_write_seconds_count 2',
			'zila_write_seconds_bucket{le="0.03"} 1',
			'zila_write_failures_total 1',
			'zila_write_entries_bucket{le="3"} 0',
			'zila_write_entries_sum 7',
			'zila_devices 0',
			'zila_quarantine_oldest_seconds 0',
			'zila_projection_lag{projection="rule-violations"} 0',
			'zila_projection_failed{projection="open-flags"} 0',
			'zila_devices_silent 0',
			'zila_quarantined_revisions 0',
			'zila_export_jobs 0',
		])
			expect(body.split('\n')).toContain(line)
		expect(body).toMatch(/^zila_disk_free_bytes \d+/m)
		expect(body).toMatch(/^zila_head_seq \d+/m)
		expect(body).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
		expect(body.includes('zila_database_connections{pool="writers",state="open"}')).toBe(
			engineName === 'postgres',
		)
		for (const file of ['prometheus-alerts.yaml', 'grafana-dashboard.json']) {
			const named = readFileSync(`deploy/${file}`, 'utf8').match(/\b(?:zila|nodejs|process)_\w+/g) ?? []
			expect(named.length).toBeGreaterThan(10)
			const unknown = named
				.map((name) => name.replace(/_(?:bucket|sum|count)$/, ''))
				.filter((name) => !body.includes(`# TYPE ${name} `))
			expect(unknown, file).toEqual([])
		}
		// There is no backup yet, and an alarm on its age has to sound.
		expect(body.split('\n')).toContain('zila_backup_age_seconds +Inf')
		await app.close()
	})
})
