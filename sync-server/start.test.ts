import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { getProjectId } from '#shared/study/deployments'
import { freshDatabase } from '../tests/helpers/fresh-engines.ts'
import { startProgram } from '../tests/helpers/program.ts'
import { recoveryKeyOf } from '../tests/helpers/recovery-key.ts'
import { type S3ForTests, startS3 } from '../tests/helpers/s3.ts'
import { temporaryFolder } from '../tests/helpers/temporary-folder.ts'
import { FilesUnavailable } from './attachments/file-store.ts'
import type { S3Settings } from './attachments/s3-bucket.ts'
import {
	demonstrationSizeFrom,
	logFormatFrom,
	logLevelFrom,
	portFrom,
	proxiesFrom,
	startAdvice,
} from './startup-errors.ts'
import { sqliteEngine } from './storage/engine/sqlite-engine.ts'
import { openStore } from './storage/open-store.ts'
import { KeyStoreInaccessibleError } from './sync/key-store.ts'

async function failingStart(settings: Record<string, string>): Promise<string> {
	const { child, output } = startProgram(settings)
	const [code] = (await once(child, 'close')) as [number]
	expect(code, output()).toBe(1)
	expect(output()).not.toMatch(/^\s+at /m)
	// One sentence, and nothing else.
	expect(output().trim().split('\n')).toHaveLength(1)
	return output()
}
/** Lists a folder and everything in it. */
const bothKinds = (folder: string): string[] => [
	folder,
	...readdirSync(folder, { recursive: true, withFileTypes: true }).map((each) =>
		join(each.parentPath, each.name),
	),
]
const fileWith = (text: string, name = 'file') => {
	const file = join(temporaryFolder(), name)
	writeFileSync(file, text)
	return file
}

let s3: S3ForTests
beforeAll(async () => {
	s3 = await startS3()
})
afterAll(() => s3.close())
const bucket = ({ url, accessKeyId, secretAccessKey }: S3Settings) => ({
	FILES_S3_URL: url,
	AWS_ACCESS_KEY_ID: accessKeyId,
	AWS_SECRET_ACCESS_KEY: secretAccessKey,
})

describe('a failing start says what to do', () => {
	test('an unknown setting with our prefix', async () => {
		const wrong = { DATABSE_URL: 'postgres://zila@127.0.0.1/zila' }
		expect(await failingStart(wrong)).toMatch(/DATABSE_URL is no setting of Zila: write DATABASE_URL/)
		const backup = startProgram(wrong, ['zila.js', 'backup'])
		expect(await once(backup.child, 'close')).toEqual([1, null])
		expect(backup.output()).toMatch(/DATABSE_URL is no setting of Zila/)
	})
	test('a wrong line of the config file, in the server and in a command', async () => {
		const config = fileWith('PORT=0\nPROT=0\n', 'zila.conf')
		const wrong = /zila\.conf, line 2: PROT is no setting of Zila/
		expect(await failingStart({ ZILA_CONFIG: config })).toMatch(wrong)
		const { child, output } = startProgram({}, ['zila.js', 'backup', '--config', config])
		expect(await once(child, 'close')).toEqual([1, null])
		expect(output()).toMatch(wrong)
	})
	test('an option that does not exist', async () => {
		const { child, output } = startProgram({}, ['main.js', '--dmeo'])
		expect(await once(child, 'close')).toEqual([1, null])
		expect(output()).toMatch(/There is no option --dmeo: did you mean --demo\?/)
	})
	test.each([
		['backup', ['backup']],
		['restore', ['restore', '--from', '/nowhere/zila.sqlite']],
		['rebuild-counts', ['rebuild-counts']],
		['admin-code', ['admin-code']],
	])('zila %s reports the errors of a start in one sentence', async (_, command) => {
		const refused = { DATABASE_URL: 'postgres://zila@127.0.0.1:1/zila' }
		const { child, output } = startProgram(refused, ['zila.js', ...command])
		expect(await once(child, 'close')).toEqual([1, null])
		expect(output()).not.toMatch(/^\s+at /m)
		expect(output()).toMatch(
			/PostgreSQL does not answer|There is no file|no backup|keys of the server are missing/,
		)
		const missing = new URL(inject('postgresUrl'))
		missing.pathname = '/nothing-here'
		const other = startProgram({ DATABASE_URL: missing.href }, ['zila.js', ...command])
		expect(await once(other.child, 'close')).toEqual([1, null])
		expect(other.output()).not.toMatch(/^\s+at /m)
	})
	test('restore says that it needs the account of the owner', async () => {
		const owner = await freshDatabase(inject('postgresUrl'))
		const server = new URL(owner)
		server.username = `bound_${server.pathname.slice(1)}`
		const client = new pg.Client({ connectionString: owner })
		await client.connect()
		await client.query(`create role ${server.username} login`)
		await client.end()
		const folder = temporaryFolder()
		const made = startProgram({ DATA_FOLDER: folder })
		await expect.poll(made.output, { timeout: 40_000 }).toContain('enrolment code')
		made.child.kill('SIGTERM')
		await once(made.child, 'close')
		const key = await recoveryKeyOf(folder)
		const file = join(folder, 'night.backup')
		const backup = startProgram({ DATA_FOLDER: folder }, ['zila.js', 'backup', '--to', file])
		expect(await once(backup.child, 'close')).toEqual([0, null])
		const restore = startProgram({ DATABASE_URL: server.href, DATA_FOLDER: temporaryFolder() }, [
			...['zila.js', 'restore', '--from', file, '--key', key],
		])
		expect(await once(restore.child, 'close')).toEqual([1, null])
		expect(restore.output()).toMatch(/may not do this.* restore.* need DATABASE_OWNER_URL/)
		expect(restore.output()).not.toMatch(/^\s+at /m)
	}, 120_000)
	test.skipIf(process.platform === 'win32')(
		'the store is damaged; and files created by a start are private',
		async () => {
			const folder = join(temporaryFolder(), 'data')
			const started = startProgram({ DATA_FOLDER: folder })
			await expect.poll(started.output, { timeout: 40_000 }).toContain('enrolment code')
			started.child.kill('SIGTERM')
			await once(started.child, 'close')
			for (const path of bothKinds(folder)) expect((statSync(path).mode & 0o077).toString(8), path).toBe('0')
			const file = join(folder, 'zila.sqlite')
			const bytes = readFileSync(file)
			// Within a row of a form.
			bytes.fill(0x5a, bytes.length - 40_000, bytes.length - 8_000)
			writeFileSync(file, bytes)
			expect(await failingStart({ DATA_FOLDER: folder })).toMatch(/zila\.sqlite is damaged .*zila restore/)
		},
		120_000,
	)
	test('the data folder is a file', async () => {
		expect(await failingStart({ DATA_FOLDER: fileWith('') })).toMatch(/is not a folder: move that file away/)
		expect(await failingStart({ DATA_FOLDER: join(fileWith(''), 'inside') })).toMatch(/is not a folder/)
	})
	test.runIf(process.platform === 'linux')('the data folder cannot be written to', async () => {
		expect(await failingStart({ DATA_FOLDER: '/sys/zila' })).toMatch(/cannot be written to/)
	})
	test('the database file is no database', async () => {
		const folder = join(fileWith('this is no database, '.repeat(100), 'zila.sqlite'), '..')
		expect(await failingStart({ DATA_FOLDER: folder })).toMatch(/is damaged/)
	})
	test.each([
		['TRUSTED_PROXIES', 'proxy.local', /TRUSTED_PROXIES names ".*": give addresses/],
		['PORT', 'eighty', /PORT is ".*": give a number from 0 to 65535/],
		['DEPLOYMENTS', 'calls', /DEPLOYMENTS is "calls": set it to survey, helpline/],
		['PHONE_RETENTION_DAYS', 'long', /PHONE_RETENTION_DAYS is "long": give a number of days/],
		['PHONE_LOCK_MINUTES', '11', /PHONE_LOCK_MINUTES is "11": give a number of minutes from 2 to 10/],
		['DATABASE_CONNECTIONS', '2', /DATABASE_CONNECTIONS is "2": give how many.*4 or more/],
		['DEMONSTRATION_SIZE', '2', /DEMONSTRATION_SIZE is "2": give a share above 0 and up to 1/],
	])('%s is "%s"', async (name, value, advice) => {
		expect(await failingStart({ [name]: value })).toMatch(advice)
	})
	test.each(['proxy.local', '10.0.0.0/33', '10.0.0.5,x', '::1/0'])('"%s" is no trusted proxy', (proxies) => {
		expect(() => proxiesFrom(proxies)).toThrow(/names ".*": give addresses/)
	})
	test.each(['eighty', '-1', '65536', '80.5', ''])('"%s" is no port', (port) => {
		expect(() => portFrom(port)).toThrow(/PORT is ".*": give a number from 0 to 65535/)
	})
	test.each(['-1', '0', '1.5', 'all'])('"%s" is no size of a demonstration', (size) => {
		expect(() => demonstrationSizeFrom(size)).toThrow(/give a share above 0 and up to 1/)
	})
	test.each([
		[logLevelFrom, 'verbose', /LOG_LEVEL is "verbose": set it to debug, info, warn or error/],
		[logFormatFrom, 'xml', /LOG_FORMAT is "xml": set it to json or text/],
	] as const)('a wrong setting of the log: %s %s', (read, text, advice) => {
		expect(() => read(text)).toThrow(advice)
	})
	test('correct settings are accepted', () => {
		expect(proxiesFrom('10.0.0.5, 10.0.0.0/24,loopback')).toEqual(['10.0.0.5', '10.0.0.0/24', 'loopback'])
		expect([portFrom('0'), portFrom('65535')]).toEqual([0, 65_535])
		expect([logLevelFrom('debug'), logFormatFrom('')]).toEqual(['debug', undefined])
		expect([demonstrationSizeFrom(undefined), demonstrationSizeFrom('0.1')]).toEqual([1, 0.1])
	})
	test.each([
		['survey', 'helpline'],
		['helpline', 'survey'],
	] as const)('the store belongs to the %s, and this server is for the %s', async (theirs, ours) => {
		const folder = temporaryFolder()
		const store = await openStore({
			engine: sqliteEngine(join(folder, 'zila.sqlite')),
			project: getProjectId([theirs]),
			now: () => 0,
		})
		await store.write((session) =>
			session.putDocument({ kind: 'campaign', ref: 'x', scope: 'all', body: {} }),
		)
		// As an earlier program left it.
		await sql`delete from kysely_migration where name > '0046'`.execute(store.changing.db)
		await store.close()
		expect(await failingStart({ DEPLOYMENTS: ours, DATA_FOLDER: folder })).toMatch(
			/What lies there is that of pk31.*each have a store and backups of their own/,
		)
		const after = new Kysely<{ kysely_migration: { name: string } }>({
			dialect: sqliteEngine(join(folder, 'zila.sqlite')).dialect,
		})
		const { rows } = await sql<{
			many: number
		}>`select count(*) as many from kysely_migration where name > '0046'`.execute(after)
		expect(rows).toEqual([{ many: 0 }])
		await after.destroy()
	})
	test('a newer version has used the store', async () => {
		const folder = temporaryFolder()
		const store = await openStore({
			engine: sqliteEngine(join(folder, 'zila.sqlite')),
			project: getProjectId(['survey']),
			now: () => 0,
		})
		await sql`insert into kysely_migration (name, timestamp) values ('9999-to-come', '')`.execute(
			store.changing.db,
		)
		await store.close()
		expect(await failingStart({ DATA_FOLDER: folder })).toMatch(/newer version .* backup/)
	})
	test('the port is in use', async () => {
		const other = createServer().listen(0, '127.0.0.1')
		await once(other, 'listening')
		const { port } = other.address() as AddressInfo
		expect(await failingStart({ PORT: String(port) })).toMatch(/is in use: stop the program/)
		other.close()
	})
	test('HOST is no address of this computer', async () => {
		expect(await failingStart({ HOST: '192.0.2.1' })).toMatch(/not an address of this computer/)
	})
	test('PostgreSQL does not answer', async () => {
		const refused = { DATABASE_URL: 'postgres://zila@127.0.0.1:1/zila' }
		expect(await failingStart(refused)).toMatch(/PostgreSQL does not answer/)
		expect(await failingStart({ DATABASE_URL: 'postgres://zila@localhost/zila?host=/nowhere' })).toMatch(
			/PostgreSQL does not answer/,
		)
	})
	test('a file with the secret is missing', async () => {
		expect(await failingStart({ DATABASE_URL_FILE: '/nowhere/database-url' })).toMatch(
			/DATABASE_URL_FILE names \/nowhere\/database-url, which does not exist/,
		)
	})
	test('the database does not exist', async () => {
		const address = new URL(inject('postgresUrl'))
		address.pathname = '/nothing-here'
		expect(await failingStart({ DATABASE_URL: address.href })).toMatch(
			/does not exist: create it with createdb/,
		)
	})
	test.each(['bucket', 'ftp://localhost/files', 'https://name:secret@localhost/files'])(
		'the address of the bucket is %s',
		async (url) => {
			const output = await failingStart({ ...bucket(s3), FILES_S3_URL: url })
			expect(output).toMatch(/FILES_S3_URL is ".*": give the address of the bucket/)
			expect(output).not.toContain('secret@')
		},
	)
	test('the bucket is on another host, without encryption', async () => {
		const elsewhere = { ...bucket(s3), FILES_S3_URL: 'http://192.0.2.1/files' }
		expect(await failingStart(elsewhere)).toMatch(/without encryption: use https/)
	})
	test('the bucket has no keys, or wrong ones', async () => {
		expect(await failingStart({ FILES_S3_URL: s3.url })).toMatch(/set AWS_ACCESS_KEY_ID and/)
		for (const wrong of ['accessKeyId', 'secretAccessKey'])
			expect(await failingStart(bucket({ ...(await s3.freshBucket()), [wrong]: 'another' }))).toMatch(
				/refuses AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY: correct them/,
			)
	})
	test('the bucket does not exist', async () => {
		expect(await failingStart(bucket(s3))).toMatch(/bucket in FILES_S3_URL does not exist: create it/)
	})
	test('the file store does not answer', async () => {
		const gone = createServer().listen(0, '127.0.0.1')
		await once(gone, 'listening')
		const { port } = gone.address() as AddressInfo
		gone.close()
		const url = `http://localhost:${port}/files`
		expect(await failingStart({ ...bucket(s3), FILES_S3_URL: url })).toMatch(
			/The store in FILES_S3_URL does not answer: start it/,
		)
	})
	test('another service answers as the file store', async () => {
		const other = createHttpServer((_, answer) => answer.end('<h1>Welcome</h1>')).listen(0, '127.0.0.1')
		await once(other, 'listening')
		const { port } = other.address() as AddressInfo
		const url = `http://localhost:${port}/files`
		expect(await failingStart({ ...bucket(s3), FILES_S3_URL: url })).toMatch(
			/is not an S3-compatible store: correct/,
		)
		other.close()
	})
	test('the web app is not built', async () => {
		expect(await failingStart({ WEB_FOLDER: temporaryFolder() })).toMatch(/build it with npm run build/)
	})
	test('an identifiers key exists, and cannot be read', async () => {
		const folder = temporaryFolder()
		const { child, output } = startProgram({ DATA_FOLDER: folder })
		await expect.poll(output, { timeout: 40_000 }).toContain('enrolment code')
		child.kill('SIGTERM')
		await once(child, 'close')
		const [key = ''] = readdirSync(join(folder, 'keys'))
		rmSync(join(folder, 'keys', key))
		mkdirSync(join(folder, 'keys', key))
		// The port is in use: the key is checked before the server listens.
		const other = createServer().listen(0, '127.0.0.1')
		await once(other, 'listening')
		const { port } = other.address() as AddressInfo
		const failed = await failingStart({ DATA_FOLDER: folder, PORT: String(port) })
		other.close()
		expect(failed).toContain(join(folder, 'keys', key))
		expect(failed).toMatch(/cannot be used as a key .*must own it/)
		const backups = startProgram({ DATA_FOLDER: folder }, ['zila.js', 'restore-keys', '--new-key'])
		await once(backups.child, 'close')
		expect(backups.output()).toContain(`${join(folder, 'keys', key)} exists, but cannot be used`)
	}, 90_000)
	test('the list of districts is invalid', async () => {
		const columns =
			'pcode,name_en,name_ur,province_en,province_ur,tile_col,tile_row,target_interviews,target_fgd'
		expect(await failingStart({ DISTRICTS_FILE: fileWith(`${columns}\n\n,x\n`) })).toMatch(
			/list of districts cannot be read: .*line 2, column pcode is empty/,
		)
	})
	test('the folder of forms is empty', async () => {
		expect(await failingStart({ FORMS_FOLDER: join(fileWith('no form'), '..') })).toMatch(
			/FORMS_FOLDER is .* has no form: give a folder with Markdown files/,
		)
	})
	// Errors that cannot be provoked here: missing rights, a wrong password.
	test.each([
		[{ syscall: 'listen', code: 'EACCES' }, /Port 80 is not allowed/],
		[{ syscall: 'mkdir', code: 'EACCES' }, /cannot be written to/],
		[{ code: 'SQLITE_READONLY' }, /cannot be written to/],
		[{ code: '28P01' }, /refuses the name or password/],
		[{ syscall: 'getaddrinfo', code: 'ENOTFOUND', hostname: 'db' }, /host in DATABASE_URL is not known/],
		[{ syscall: 'getaddrinfo', code: 'ENOTFOUND', hostname: 'home' }, /HOST is "home"/],
		[
			new KeyStoreInaccessibleError('/data/keys/one', 'EACCES'),
			/\/data\/keys\/one exists, but cannot be used.*EACCES.*must own it and its folder/,
		],
		[new FilesUnavailable('AccessDenied'), /may not list, read, write and delete in that bucket/],
		[new FilesUnavailable('RequestTimeTooSkewed'), /clock of this computer is wrong/],
		[new FilesUnavailable('AuthorizationHeaderMalformed'), /set AWS_REGION/],
		[new FilesUnavailable('not-listed'), /does not list new objects at once/],
		[new FilesUnavailable('ENOTFOUND'), /host in FILES_S3_URL is not known/],
		[new FilesUnavailable('CERT_HAS_EXPIRED'), /cannot be used. Its answer: CERT_HAS_EXPIRED/],
	])('%o', (error, advice) => {
		const settings = {
			port: '80',
			host: 'home',
			dataFolder: '/data',
			databaseUrl: 'postgres://',
			webFolder: '',
		}
		const thrown = error instanceof Error ? error : Object.assign(new Error(), error)
		expect(startAdvice(thrown, settings)).toMatch(advice)
	})
})

test('a second process on one database keeps the code of the first one valid, and a command creates another', async () => {
	const url = await freshDatabase(inject('postgresUrl'))
	const folder = temporaryFolder()
	const settings = { DATABASE_URL: url, DATA_FOLDER: folder }
	const first = startProgram(settings)
	await expect.poll(first.output, { timeout: 40_000 }).toMatch(/enrolment code {2}[\w-]+/)
	const code = /enrolment code {2}([\w-]+)/.exec(first.output())?.[1] ?? ''
	const second = startProgram(settings)
	await expect.poll(second.output, { timeout: 40_000 }).toContain('zila admin-code')
	expect(second.output()).not.toMatch(/enrolment code {2}[\w-]+/)
	const port = /localhost:(\d+)/.exec(first.output())?.[1]
	const signIn = (invitation: string) =>
		fetch(`http://127.0.0.1:${port}/api/sign-in-with-code`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ invitation, password: 'several plain words' }),
		})
	const command = startProgram(settings, ['zila.js', 'admin-code'])
	expect(await once(command.child, 'close'), command.output()).toEqual([0, null])
	const other = /enrolment code {2}([\w-]+)/.exec(command.output())?.[1] ?? ''
	expect((await signIn(code)).status).toBe(404)
	expect((await signIn(other)).status).toBe(200)
	for (const { child } of [first, second]) {
		child.kill('SIGTERM')
		await once(child, 'close')
	}
}, 120_000)

test('a second server on one folder reports the first, and starts once that has been killed', async () => {
	const folder = temporaryFolder()
	const waitUntilReady = ({ output }: ReturnType<typeof startProgram>) =>
		expect.poll(output, { timeout: 40_000 }).toContain('enrolment code')
	const first = startProgram({ DATA_FOLDER: folder })
	await waitUntilReady(first)
	expect(await failingStart({ DATA_FOLDER: folder })).toMatch(/Another Zila works on .*: stop it/)
	first.child.kill('SIGKILL')
	await once(first.child, 'exit')
	const second = startProgram({ DATA_FOLDER: folder })
	await waitUntilReady(second)
	second.child.kill('SIGKILL')
	await once(second.child, 'exit')
}, 90_000)

test('a server without its identifiers key reports that: the embedded store gets another, once; on PostgreSQL a person decides', async () => {
	for (const settings of [{}, { DATABASE_URL: await freshDatabase(inject('postgresUrl')) }]) {
		const folder = temporaryFolder()
		const startOutput = async () => {
			const { child, output } = startProgram({ DATA_FOLDER: folder, ...settings })
			await expect.poll(output, { timeout: 40_000 }).toContain('enrolment code')
			child.kill('SIGTERM')
			await once(child, 'close')
			return output()
		}
		const isGone = /key to identifiers is missing/
		expect(await startOutput()).not.toMatch(isGone)
		for (const name of readdirSync(join(folder, 'keys')))
			if (name.startsWith('identifiers')) rmSync(join(folder, 'keys', name))
		const output = await startOutput()
		expect(output).toMatch(isGone)
		const isReplaced = !('DATABASE_URL' in settings)
		expect([/another key/.test(output), /--new-key/.test(output)]).toEqual([isReplaced, !isReplaced])
		// The likely cause comes first: several servers with a folder each.
		if (!isReplaced) expect(output).toMatch(/one DATA_FOLDER.*one bucket.*Only if all of these.*--new-key/s)
		expect(isGone.test(await startOutput())).toBe(!isReplaced)
		// Without the signing key, phones would trust nothing.
		rmSync(join(folder, 'keys'), { recursive: true })
		expect(await failingStart({ DATA_FOLDER: folder, ...settings })).toMatch(
			/signing key of this server is missing.*zila restore-keys/,
		)
		mkdirSync(join(folder, 'keys'), { recursive: true })
		writeFileSync(join(folder, 'keys', 'one-time-codes'), 'rubbish')
		expect(await failingStart({ DATA_FOLDER: folder, ...settings })).toMatch(/one-time-codes .*is damaged/)
	}
}, 180_000)

test('the owner creates the tables, and the server works with a restricted account; secrets in files', async () => {
	const owner = await freshDatabase(inject('postgresUrl'))
	const server = new URL(owner)
	server.username = `server_${server.pathname.slice(1)}`
	const client = new pg.Client({ connectionString: owner })
	await client.connect()
	await client.query(`create role ${server.username} login`)
	await client.end()
	const secret = (text: string) => {
		const file = fileWith(`${text}\n`)
		chmodSync(file, 0o600)
		return file
	}
	const settings = { DATABASE_URL_FILE: secret(server.href) }
	expect(await failingStart(settings)).toMatch(/zila migrate/)
	const owners = { ...settings, DATABASE_OWNER_URL_FILE: secret(owner) }
	const migrating = startProgram(owners, ['zila.js', 'migrate'])
	expect(await once(migrating.child, 'close'), migrating.output()).toEqual([0, null])
	expect(migrating.output()).toContain(`${server.username} may do what a server does`)
	const { child, output } = startProgram(settings)
	await expect.poll(output, { timeout: 40_000 }).toContain('enrolment code')
	child.kill('SIGTERM')
	await once(child, 'close')
	// A backup works with the remaining settings.
	const backup = startProgram(settings, [
		'zila.js',
		'backup',
		'--to',
		join(temporaryFolder(), 'backup.sqlite'),
	])
	await once(backup.child, 'close')
	expect(backup.output()).toContain('The backup is complete')
}, 120_000)

test.each([
	['a folder', async () => ({})],
	['a bucket', async () => bucket(await s3.freshBucket())],
])('a successful start, with files in %s, prints its address, and a signal ends it', async (_, settings) => {
	const { child, output } = startProgram(await settings())
	while (!output().includes('enrolment code')) await new Promise((later) => setTimeout(later, 50))
	expect(output()).toMatch(/Zila is at http:\/\/localhost:\d+/)
	child.kill('SIGTERM')
	const [code] = (await once(child, 'close')) as [number]
	expect(code).toBe(0)
})

test('a base map that cannot be used is reported, and the server starts without it', async () => {
	const { child, output } = startProgram({ BASE_MAP: fileWith('no map', 'map.pmtiles') })
	await expect.poll(output, { timeout: 40_000 }).toContain('enrolment code')
	expect(output()).toMatch(/The base map .*map\.pmtiles is no PMTiles archive\. Maps are shown without it/)
	child.kill('SIGTERM')
	expect(await once(child, 'close')).toEqual([0, null])
}, 60_000)
