import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { startProgram } from '../tests/helpers/program.ts'
import { temporaryFolder } from '../tests/helpers/temporary-folder.ts'

/*
 * The commands of the page Install that need PostgreSQL or systemd. The walk `long/install.spec.ts` runs those that
 * start a server.
 */
const page = readFileSync('docs/install.md', 'utf8')

/** Runs SQL as the superuser of the test's PostgreSQL: `createuser` and `createdb` do the same. */
async function runSql(...statements: readonly string[]): Promise<void> {
	const client = new pg.Client({ connectionString: inject('postgresUrl') })
	await client.connect()
	try {
		for (const statement of statements) await client.query(statement)
	} finally {
		await client.end()
	}
}

/** Starts the server until it prints the code for the first administrator, and stops it. */
async function startOnce(settings: Record<string, string>, program?: readonly string[]): Promise<string> {
	const { child, output } = startProgram(settings, program)
	await expect.poll(output, { timeout: 60_000 }).toContain('enrolment code')
	child.kill('SIGTERM')
	await once(child, 'close')
	return output()
}
async function runToEnd(settings: Record<string, string>, program: readonly string[]): Promise<string> {
	const { child, output } = startProgram(settings, program)
	expect(await once(child, 'close'), output()).toEqual([0, null])
	return output()
}

/** The program of a unit, as its `ExecStart` names it. */
function programOf(unit: string): string[] {
	const line = /^ExecStart=\/usr\/bin\/node dist\/server\/(.+)$/m.exec(readFileSync(`deploy/${unit}`, 'utf8'))
	if (!line?.[1]) throw new Error(`${unit} starts no program of dist/server`)
	return line[1].split(' ')
}

test('the commands for PostgreSQL with two accounts lead to a server that starts with the second one', async () => {
	const [, owner = '', server = '', database = ''] =
		/createuser (\w+) --pwprompt && createuser (\w+) --pwprompt && createdb (\w+) --owner \1$/m.exec(page) ??
		[]
	const [, ownerUrl = '', serverUrl = '', command = ''] =
		/^ {4}DATABASE_OWNER_URL=(\S+) DATABASE_URL=(\S+) node dist\/server\/(.+)$/m.exec(page) ?? []
	// roles belong to the whole cluster, so the names of the page get an ending of their own
	const ending = `_page_${process.pid}`
	await runSql(
		...[owner, server].map((name) => `create role ${name}${ending} login password 'secret'`),
		`create database ${database}${ending} owner ${owner}${ending}`,
	)
	onTestFinished(() =>
		runSql(
			`drop database ${database}${ending} with (force)`,
			...[server, owner].map((name) => `drop role ${name}${ending}`),
		),
	)
	const here = (written: string): string => {
		const url = new URL(written.replace('…', 'secret'))
		const { host, search } = new URL(inject('postgresUrl'))
		return `postgres://${url.username}${ending}:${url.password}@${host}${url.pathname}${ending}${search}`
	}
	const settings = { DATABASE_OWNER_URL: here(ownerUrl), DATABASE_URL: here(serverUrl) }
	await runToEnd(settings, command.split(' '))
	await startOnce({ DATABASE_URL: here(serverUrl) })
}, 120_000)

test('the units start the server and back it up into the folder that they name', async () => {
	const DATA_FOLDER = temporaryFolder()
	// as a service, without a terminal: every line that a program collects is JSON, also that with the code
	const output = await startOnce({ DATA_FOLDER, LOG_FORMAT: '' }, programOf('zila.service'))
	const lines = output.trim().split('\n')
	expect(lines.map((line) => JSON.parse(line).msg).join()).toMatch(/enrolment code {2}(?:[0-9A-Z]{4}-){3}/)
	expect(await runToEnd({ DATA_FOLDER }, programOf('zila-backup.service'))).toContain(
		'The backup is complete',
	)
	expect(programOf('zila-migrate.service')).toEqual(['zila.js', 'migrate'])
	// the names that units of earlier versions call
	for (const former of ['maintenance.js', 'keep-safe.js'])
		expect(await runToEnd({}, [former, 'help'])).toContain('zila COMMAND [OPTIONS]')
}, 120_000)
