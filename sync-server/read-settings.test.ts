import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../tests/helpers/temporary-folder.ts'
import { inspectSettings, readSettings } from './read-settings.ts'

function configFile(text: string, mode = 0o600): string {
	const folder = temporaryFolder()
	// The temporary folder is readable by this account only.
	chmodSync(folder, 0o755)
	const file = join(folder, 'zila.conf')
	writeFileSync(file, text)
	chmodSync(file, mode)
	return file
}
const problemsOf = (text: string, environment: NodeJS.ProcessEnv = {}, mode?: number) => {
	const file = configFile(text, mode)
	return inspectSettings({ environment, configFile: file }).problems.map(({ message }) =>
		message.replaceAll(file, 'FILE'),
	)
}
const password = 'hunter2'
const address = `postgres://zila:${password}@localhost/zila`

describe('a config file', () => {
	test('has settings under the environment, by option or variable', () => {
		const file = configFile(
			`\ufeff# comment\r\n\r\nPORT = 8081\r\nMETRICS_TOKEN="a # b"\nDATABASE_URL=${address}\nSERVES=helpline\n`,
		)
		const read = inspectSettings({ environment: { PORT: '9000', PATH: '/bin' }, configFile: file })
		expect(read.problems).toEqual([])
		expect(read.values).toMatchObject({ PORT: '9000', METRICS_TOKEN: 'a # b', DATABASE_URL: address })
		expect(read.parsed).toMatchObject({ PORT: 9000, DEPLOYMENTS: { project: 'pk31-helpline' } })
		expect(read.warnings).toEqual([`${file}, line 6: SERVES is now called DEPLOYMENTS: rename it.`])
		expect(inspectSettings({ environment: { ZILA_CONFIG: file } }).parsed.PORT).toBe(8081)
		// npm changes the folder in which a program runs
		const from = join(file, '..')
		expect(inspectSettings({ environment: { INIT_CWD: from }, configFile: 'zila.conf' }).configFile).toBe(
			file,
		)
	})
	test('gives way to the environment for a secret in a file as well', () => {
		const file = configFile('DATABASE_URL_FILE=/nowhere/url\n')
		const { problems, values } = inspectSettings({ environment: { DATABASE_URL: address }, configFile: file })
		expect(problems).toEqual([])
		expect(values.DATABASE_URL).toBe(address)
	})
	test.each([
		['DATABSE_URL=x', /^FILE, line 1: DATABSE_URL is no setting of Zila: write DATABASE_URL/],
		['NODE_OPTIONS=x', /^FILE, line 1: NODE_OPTIONS is no setting of Zila: remove it/],
		['ZILA_CONFIG=other', /^FILE, line 1: ZILA_CONFIG is no setting/],
		['PORT_FILE=x', /^FILE, line 1: PORT_FILE is no setting/],
		['QUALITY_FILE=x', /^FILE, line 1: QUALITY_FILE is not read any more/],
		['PORT=1\n\nPORT=2', /^FILE, line 3: PORT is set already in FILE, line 1: remove one of them/],
		['SERVES=survey\nDEPLOYMENTS=survey', /^FILE, line 2: DEPLOYMENTS is set already/],
		[`DATABASE_URL=${address}\nDATABASE_URL_FILE=x`, /^FILE, line 2: DATABASE_URL_FILE is set already/],
		[`export DATABASE_URL=${address}`, /^FILE, line 1 is not NAME=value/],
		[`DATABASE_URL="${address}`, /^FILE, line 1 has a value that begins with " and does not end/],
		['# one\nPORT=eighty', /^FILE, line 2: PORT is "eighty": give a number/],
		[
			'DATABASE_URL_FILE=/nowhere/url',
			/^FILE, line 1: DATABASE_URL_FILE names \/nowhere\/url, which does not/,
		],
		[
			'DATABASE_CONNECTIONS=8',
			/^FILE, line 1: DATABASE_CONNECTIONS is for PostgreSQL, and DATABASE_URL is not/,
		],
	])('%s is refused with file and line', (text, problem) => {
		const [first, ...others] = problemsOf(text)
		expect(first).toMatch(problem)
		expect(others).toEqual([])
		expect(first).not.toContain(password)
	})
	test('lists everything that is wrong; a start reports the first of it', () => {
		const file = configFile('PROT=1\nPHONE_LOCK_MINUTES=11\n')
		const environment = { DATABASE_OWNER_URL: address }
		expect(inspectSettings({ environment, configFile: file }).problems).toHaveLength(3)
		expect(() => readSettings({ environment, configFile: file }, () => {})).toThrow(
			'line 1: PROT is no setting',
		)
	})
	test.skipIf(process.platform === 'win32')('with a secret is not readable by everybody', () => {
		const [problem] = problemsOf(`PORT=1\nDATABASE_URL=${address}`, {}, 0o644)
		expect(problem).toMatch(/^FILE, line 2: DATABASE_URL is a secret, and everybody .*chmod 600 FILE/)
		expect(problem).not.toContain(password)
		expect(problemsOf('PORT=1', {}, 0o644)).toEqual([])
	})
	test('that is not there, or is a folder, is reported', () => {
		const folder = temporaryFolder()
		const problem = (file: string) =>
			inspectSettings({ environment: {}, configFile: file }).problems[0]?.message
		expect(problem(join(folder, 'zila.conf'))).toMatch(/zila\.conf does not exist: correct --config/)
		expect(problem(folder)).toMatch(/is a folder/)
	})
})

test('settings of PostgreSQL without a database are refused, also from the environment', () => {
	const problems = (environment: NodeJS.ProcessEnv) =>
		inspectSettings({ environment }).problems.map(({ message }) => message)
	expect(problems({ DATABASE_OWNER_URL: address })).toEqual([
		expect.stringMatching(/^DATABASE_OWNER_URL is for PostgreSQL, and DATABASE_URL is not set/),
	])
	expect(problems({ DATABASE_OWNER_URL: address, DATABASE_URL: address })).toEqual([])
})
