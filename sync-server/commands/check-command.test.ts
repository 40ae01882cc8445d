import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { writePmtilesArchive } from '#shared/testing/pmtiles-archive'
import { type CommandServer, runZila, serverForCommands } from '../../tests/helpers/command.ts'
import { engines, freshDatabase } from '../../tests/helpers/fresh-engines.ts'
import { startSmtp } from '../../tests/helpers/smtp.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'

function webFolder(): string {
	const folder = temporaryFolder()
	writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Zila</title>')
	return folder
}
const WEB_FOLDER = webFolder()
/** A port is not tried, unless a test sets one: another program may use the usual one. */
const anyPort = ({ ZILA_CONFIG }: Record<string, string>) => (ZILA_CONFIG ? {} : { PORT: '0' })
const check = async (settings: Record<string, string>) => {
	const { code, output, errors } = await runZila(
		{ WEB_FOLDER, DISK_ALARM_MB: '1', ...anyPort(settings), ...settings },
		['check'],
	)
	const lines = output.split('\n').map((line) => line.replace(/ +/g, ' '))
	return { code, errors, lines, problems: lines.filter((line) => line.startsWith('problem ')) }
}
const password = 'hunter2'

test('a new server without a store is well, and nothing is created', async () => {
	const folder = temporaryFolder()
	const { code, lines } = await check({ DATA_FOLDER: join(folder, 'new', 'data') })
	expect(lines.every((line) => line.startsWith('ok '))).toBe(true)
	expect(code).toBe(0)
	expect(lines.map((line) => line.split(' ')[1])).toEqual([
		'settings',
		'data',
		'database',
		'attachments',
		'keys',
		'disk',
		'program',
	])
	expect(readdirSync(folder)).toEqual([])
})
test('all wrong settings are listed, and what the right ones point to is tried nevertheless', async () => {
	const file = join(temporaryFolder(), 'zila.conf')
	writeFileSync(file, `PROT=1\nPORT=eighty\nDATABASE_URL=postgres://zila:${password}@127.0.0.1:1/zila\n`, {
		mode: 0o600,
	})
	const { code, errors, problems, lines } = await check({ ZILA_CONFIG: file, DATA_FOLDER: temporaryFolder() })
	expect(problems).toEqual([
		expect.stringMatching(/settings .*zila\.conf, line 1: PROT is no setting/),
		expect.stringMatching(/settings .*zila\.conf, line 2: PORT is "eighty"/),
		expect.stringMatching(/database PostgreSQL does not answer at the address in DATABASE_URL/),
	])
	expect([code, errors]).toEqual([1, '3 problems.'])
	expect(lines.join()).not.toContain(password)
	expect(lines).toContainEqual(expect.stringMatching(/^ok data folder .* can be written to$/))
})
test('a folder, a program and a disk that cannot be used are problems', async () => {
	const file = join(temporaryFolder(), 'file')
	writeFileSync(file, '')
	const settings = { DATA_FOLDER: file, WEB_FOLDER: '/nowhere', DISK_ALARM_MB: '900000000' }
	const { code, problems } = await check(settings)
	expect(problems).toContainEqual(expect.stringMatching(/data folder .*file is not a folder/))
	expect(problems).toContainEqual(expect.stringMatching(/disk \d+ MB are free .* less than DISK_ALARM_MB/))
	expect(problems).toContainEqual(expect.stringMatching(/program The web app is not in \/nowhere/))
	expect(code).toBe(1)
})
test('a former name is a warning', async () => {
	const { code, lines } = await check({ DATA_FOLDER: temporaryFolder(), SERVES: 'survey' })
	expect(lines).toContainEqual(expect.stringMatching(/^warning settings SERVES is now called DEPLOYMENTS/))
	expect(code).toBe(0)
})
test('a base map that cannot be used is a warning, which says why', async () => {
	const file = join(temporaryFolder(), 'map.pmtiles')
	writeFileSync(file, 'no map')
	const settings = { DATA_FOLDER: temporaryFolder(), BASE_MAP: file }
	const damaged = await check(settings)
	expect(damaged.lines).toContainEqual(
		expect.stringMatching(
			/^warning base map The base map .*map\.pmtiles is no PMTiles archive\. Maps are shown/,
		),
	)
	expect(damaged.code).toBe(0)
	const tiles = [{ z: 0, x: 0, y: 0, bytes: new Uint8Array(9) }]
	writeFileSync(file, writePmtilesArchive({ tileType: 2, tiles }))
	expect((await check(settings)).lines).toContainEqual(
		expect.stringMatching(/^ok base map .*map\.pmtiles can be read$/),
	)
})
test('a bucket that refuses its keys is a problem, without its secret', async () => {
	const store = createServer((_request, response) =>
		response
			.writeHead(403, { 'content-type': 'application/xml' })
			.end('<Error><Code>InvalidAccessKeyId</Code></Error>'),
	)
	await new Promise<void>((done) => store.listen(0, '127.0.0.1', done))
	onTestFinished(() => void store.close())
	const { problems, lines } = await check({
		DATA_FOLDER: temporaryFolder(),
		FILES_S3_URL: `http://127.0.0.1:${(store.address() as AddressInfo).port}/zila`,
		AWS_ACCESS_KEY_ID: 'id',
		AWS_SECRET_ACCESS_KEY: password,
	})
	expect(problems).toContainEqual(expect.stringMatching(/attachments .*refuses AWS_ACCESS_KEY_ID/))
	expect(lines.join()).not.toContain(password)
})
test('an address that cannot be used, and a port of another program, are problems', async () => {
	const other = createServer((_request, response) => response.end('not Zila'))
	await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
	onTestFinished(() => void other.close())
	const PORT = String((other.address() as AddressInfo).port)
	const taken = await check({ DATA_FOLDER: temporaryFolder(), PORT })
	expect(taken.problems).toEqual([expect.stringContaining(`address Port ${PORT} is in use`)])
	const foreign = await check({ DATA_FOLDER: temporaryFolder(), PORT, HOST: '192.0.2.1' })
	expect(foreign.problems).toEqual([expect.stringContaining('HOST is "192.0.2.1", which is not an address')])
})
test('an address of another kind of database is a problem, without its password', async () => {
	const settings = {
		DATA_FOLDER: temporaryFolder(),
		DATABASE_URL: `mysql://zila:${password}@127.0.0.1/zila`,
		DATABASE_OWNER_URL: `zila:${password}@127.0.0.1/zila`,
	}
	const { lines, problems } = await check(settings)
	expect(problems).toEqual([
		expect.stringContaining('DATABASE_URL is not the address of a PostgreSQL database'),
		expect.stringContaining('DATABASE_OWNER_URL is not the address of a PostgreSQL database'),
	])
	expect(lines.join()).not.toContain(password)
})
test('a short token of metrics is a warning, and a long one is not', async () => {
	const warnings = async (METRICS_TOKEN: string) =>
		(await check({ DATA_FOLDER: temporaryFolder(), METRICS_TOKEN })).lines.filter((line) =>
			line.startsWith('warning'),
		)
	expect(await warnings('secret')).toEqual([expect.stringContaining('METRICS_TOKEN has fewer than 20')])
	expect(await warnings('4f1c0a8be7d92c35b6aa')).toEqual([])
})
test('all wrong settings of e-mails are listed', async () => {
	const { problems } = await check({ DATA_FOLDER: temporaryFolder(), SMTP_URL: 'mail.example' })
	expect(problems).toEqual([
		expect.stringContaining('SMTP_URL is not'),
		expect.stringContaining('MAIL_FROM is not'),
		expect.stringContaining('PUBLIC_URL is not'),
	])
})
test('a list of districts without its columns is a problem that names them', async () => {
	const DISTRICTS_FILE = join(temporaryFolder(), 'districts.csv')
	writeFileSync(DISTRICTS_FILE, 'pcode,name_en,province_en,province_ur,tile_col\nX1,North,East,East,1\n')
	const { problems } = await check({ DATA_FOLDER: temporaryFolder(), DISTRICTS_FILE })
	expect(problems).toEqual([
		expect.stringContaining('columns are missing: name_ur, tile_row, target_interviews, target_fgd'),
	])
})

describe.each(engines)('check on %s', (engineName, freshEngine) => {
	let all: CommandServer
	beforeAll(async () => {
		all = await serverForCommands(engineName, freshEngine)
	})
	afterAll(() => all.server.close())

	test('a server that runs is well', async () => {
		const { code, lines, problems } = await check(all.environment)
		expect(problems).toEqual([])
		expect(code).toBe(0)
		const name = engineName === 'sqlite' ? 'SQLite' : 'PostgreSQL'
		expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^ok database ${name}`)))
		expect(lines).toContainEqual('ok keys can be read')
	})
	test('a port at which this server runs is well', async () => {
		const running = createServer((_request, response) => response.end('{"ok":true,"store":"sqlite"}'))
		await new Promise<void>((done) => running.listen(0, '127.0.0.1', done))
		onTestFinished(() => void running.close())
		const PORT = String((running.address() as AddressInfo).port)
		expect((await check({ ...all.environment, PORT })).problems).toEqual([])
		expect((await check({ DATA_FOLDER: temporaryFolder(), PORT })).problems).toEqual([
			expect.stringContaining(`Port ${PORT} is in use`),
		])
	})
	test('the store of another deployment, and keys of another folder, are problems', async () => {
		const other = await check({ ...all.environment, DEPLOYMENTS: 'helpline' })
		expect(other.problems).toContainEqual(expect.stringMatching(/database .* is that of pk31/))
		const keys = join(all.dataFolder, 'keys')
		for (const name of readdirSync(keys)) if (name.startsWith('signing-')) rmSync(join(keys, name))
		expect((await check(all.environment)).problems).toEqual([
			expect.stringMatching(/keys The signing key of this server is missing/),
		])
		rmSync(keys, { recursive: true })
		mkdirSync(keys)
		expect((await check(all.environment)).problems).toEqual([
			expect.stringMatching(/keys The keys of the server are missing/),
		])
	})
})

test('accounts of PostgreSQL: too few rights, too many, and the owner', async () => {
	const owner = await freshDatabase(inject('postgresUrl'), inject('templates').postgres)
	const name = `check_${new URL(owner).pathname.slice(1)}`
	const client = new pg.Client({ connectionString: owner })
	await client.connect()
	await client.query(`create role ${name} login`)
	await client.end()
	const poor = new URL(owner)
	poor.username = name
	const DATA_FOLDER = temporaryFolder()
	expect((await check({ DATA_FOLDER, DATABASE_URL: poor.href })).problems).toContainEqual(
		expect.stringMatching(
			new RegExp(`database ${name} has too few rights on \\d+ tables .*run zila migrate`),
		),
	)
	const settings = { DATA_FOLDER, DATABASE_URL: poor.href, DATABASE_OWNER_URL: owner }
	expect(await runZila(settings, ['migrate'])).toMatchObject({ code: 0 })
	const migrated = await check(settings)
	expect(migrated.problems).toEqual([])
	expect(migrated.lines).toContainEqual(expect.stringMatching(/^ok database owner /))
	const alone = await check({ DATA_FOLDER, DATABASE_URL: owner, DATABASE_OWNER_URL: owner })
	expect(alone.lines).toContainEqual(expect.stringMatching(/^warning database .* is a superuser/))
	expect(alone.problems).toContainEqual(expect.stringMatching(/database owner .*name the same account/))
})
test('a mail server is tried with its account, and nothing is sent', async () => {
	const smtp = await startSmtp()
	onTestFinished(smtp.close)
	const settings = (pass: string, port = smtp.port) => ({
		DATA_FOLDER: temporaryFolder(),
		SMTP_URL: `smtp://${smtp.user}:${encodeURIComponent(pass)}@127.0.0.1:${port}`,
		MAIL_FROM: 'zila@zila.example',
		PUBLIC_URL: 'https://zila.example',
	})
	expect((await check(settings(smtp.pass))).lines).toContain(
		`ok e-mail 127.0.0.1:${smtp.port} can be used; e-mails are from zila@zila.example`,
	)
	const wrong = await check(settings(password))
	expect(wrong.problems).toEqual([expect.stringContaining('refuses name or password: correct SMTP_URL')])
	expect(wrong.lines.join()).not.toContain(password)
	expect((await check(settings(smtp.pass, 1))).problems).toEqual([
		expect.stringMatching(/e-mail 127\.0\.0\.1:1 cannot be reached/),
	])
	expect(smtp.received).toEqual([])
})
