import { copyFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type CommandServer, runZila, serverForCommands } from '../../tests/helpers/command.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { createLeases } from '../background/leases.ts'
import { clockJobIntervals } from '../clock-jobs.ts'
import { recordBackup } from '../storage/log/backups-and-rewinds.ts'
import { describeDatabase, type JobReport, type StatusReport } from './status-commands.ts'

const day = 86_400_000

describe.each(engines)('status and jobs on %s', (engineName, freshEngine) => {
	let all: CommandServer
	beforeAll(async () => {
		all = await serverForCommands(engineName, freshEngine)
	})
	afterAll(() => all.server.close())
	const status = async () => JSON.parse((await all.zila('status', '--json')).output) as StatusReport
	const jobs = async () => JSON.parse((await all.zila('jobs', '--json')).output) as JobReport[]

	test('status counts what an operator watches, beside the server', async () => {
		const { server } = all
		const { phone, post } = await enrolledPhone(server)
		await phone.sync(post, [phone.edit(phone.newRecord(), { $status: 'submitted', age: 1 })])
		const before = await status()
		expect(before).toMatchObject({
			store: { engine: engineName, project: 'pk31' },
			migrations: { pending: [], isNewer: false },
			counts: { records: 1, devices: 1, silentDevices: 0, quarantined: 0, exportJobs: 0 },
			lastBackup: null,
			lastVerifiedBackup: null,
		})
		expect(before.freeBytes).toBeGreaterThan(0)
		expect(before.projections.map(({ name }) => name)).toContain('rule-violations')
		expect(JSON.stringify(before)).not.toMatch(/password|secret/)

		const finished = new Date(server.clock.now).toISOString()
		await recordBackup(server.store.changing, { seq: 1, chain: '', finished })
		server.clock.now += 4 * day
		const second = await enrolledPhone(server)
		await second.phone.sync(second.post)
		expect(await status()).toMatchObject({
			counts: { devices: 2, silentDevices: 1 },
			lastVerifiedBackup: { at: finished, ageSeconds: (4 * day) / 1000 },
		})
		const { output } = await all.zila('status')
		expect(output).toMatch(/^Devices +2, of which 1 not seen for three days$/m)
		expect(output).toMatch(/^Last verified backup +4 days old$/m)
		expect(output).toMatch(/^Migrations +\d+ applied, none pending$/m)
	})
	test('jobs name the holder, the last run, the last failure and the position', async () => {
		const { server } = all
		await server.app.ready()
		const leases = createLeases({ store: server.store, now: () => server.clock.now })
		const fail = () => Promise.reject(new RangeError('an answer'))
		await leases.hold('retention-of-values', fail).catch(() => undefined)
		await leases.hold('trusted-clock', async () => undefined)
		const now = new Date(server.clock.now).toISOString()
		await leases.hold('slow-records', async () => {
			const found = new Map((await jobs()).map((job) => [job.name, job]))
			expect([...found.keys()].slice(0, Object.keys(clockJobIntervals).length)).toEqual(
				Object.keys(clockJobIntervals),
			)
			expect(found.get('trusted-clock')).toMatchObject({ kind: 'clock', lastRun: now, lastFailure: null })
			expect(found.get('retention-of-values')).toMatchObject({
				everyMs: day,
				lastRun: null,
				lastFailure: { at: now, error: 'RangeError' },
			})
			expect(found.get('slow-records')).toMatchObject({
				kind: 'other',
				holder: expect.stringContaining(`${hostname()} ${process.pid} `),
			})
			expect(found.get('similarity')).toMatchObject({ kind: 'projection', lag: expect.any(Number) })
			const { output } = await all.zila('jobs')
			expect(output).toMatch(/^JOB +LAST RUN +LAST FAILURE +WAITING +POSITION +HOLDER$/m)
			expect(output).toMatch(/^retention-of-values +- +\d{4}-\d\d-\d\d \d\d:\d\d UTC RangeError /m)
			expect(output).not.toContain('an answer')
			expect((await status()).leases).toContainEqual({
				name: 'slow-records',
				holder: expect.stringContaining(hostname()),
			})
		})
	})
})

test('a store of another version is reported, and not migrated', async () => {
	const folder = temporaryFolder()
	const file = join(folder, 'zila.sqlite')
	copyFileSync(inject('templates').sqlite, file)
	const change = (statement: string) => {
		const db = new Database(file)
		const found = db.prepare(statement).all()
		db.close()
		return found
	}
	change("insert into head (project, seq, chain) values ('pk31', 0, '') returning seq")
	const [last] = change(
		'delete from kysely_migration where name = (select max(name) from kysely_migration) returning name',
	)
	const { name } = last as { name: string }
	for (const _ of [1, 2]) {
		const { output } = await runZila({ DATA_FOLDER: folder }, ['status', '--json'])
		expect(JSON.parse(output)).toMatchObject({ migrations: { pending: [name] }, counts: null, leases: [] })
	}
	expect((await runZila({ DATA_FOLDER: folder }, ['status'])).output).toContain(`1 pending (${name})`)
	expect((await runZila({ DATA_FOLDER: folder }, ['jobs'])).output).toMatch(
		/tables are not those of this program/,
	)
	change("insert into kysely_migration (name, timestamp) values ('9999-later', '') returning name")
	expect((await runZila({ DATA_FOLDER: folder }, ['status'])).output).toContain('some by a newer version')
})

test('an address is described without account and password', () => {
	expect(describeDatabase('postgres://zila:hunter2@db.example.org:5433/zila?sslmode=require')).toBe(
		'db.example.org:5433/zila',
	)
	expect(describeDatabase('host=db password=hunter2')).toBe('PostgreSQL')
})
