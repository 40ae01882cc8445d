import { expect, test } from 'vitest'
import { listUnknownSettings, withCurrentNames } from './known-settings.ts'

test.each([
	['DATABSE_URL', 'DATABASE_URL'],
	['DATABASE_URI', 'DATABASE_URL'],
	['DATABASE_ULR', 'DATABASE_URL'],
	['database_url', 'DATABASE_URL'],
	['DATABASE-URL', 'DATABASE_URL'],
	['DATABASE_URL_FLIE', 'DATABASE_URL_FILE'],
	['DATABASE_OWNER_UR', 'DATABASE_OWNER_URL'],
	['DATAFOLDER', 'DATA_FOLDER'],
	['DATA_FOLDERS', 'DATA_FOLDER'],
	['FILE_S3_URL', 'FILES_S3_URL'],
	['TRUSTED_PROXY', null],
	['TRUSTED_PROXYS', 'TRUSTED_PROXIES'],
	['PHONES_RETENTION_DAYS', 'PHONE_RETENTION_DAYS'],
	['KEEP_ON_PHONES_DAYS', 'PHONE_RETENTION_DAYS'],
	['AWS_ACCESS_KEYID', 'AWS_ACCESS_KEY_ID'],
])('%s is refused, and %s is suggested', (name, suggestion) => {
	const [problem] = listUnknownSettings([name])
	if (suggestion === null) expect(problem).toBeUndefined()
	else expect(problem?.message).toContain(`${name} is no setting of Zila: write ${suggestion},`)
})
test('own settings, and those of other programs, are accepted', () => {
	const others = [
		'PATH',
		'HOME',
		'HOSTNAME',
		'PORTS',
		'SERVER',
		'AWS_PROFILE',
		'AWS_EXECUTION_ENV',
		'PGHOST',
		'NODE_ENV',
	]
	// Variables that Kubernetes creates for a service named "database".
	const kubernetes = ['DATABASE_PORT', 'DATABASE_SERVICE_HOST', 'DATABASE_PORT_5432_TCP']
	const ours = [
		'DATABASE_URL',
		'DATABASE_URL_FILE',
		'PORT',
		'DEPLOYMENTS',
		'AWS_REGION',
		'DATABASE_CONNECTIONS',
	]
	expect(listUnknownSettings([...others, ...kubernetes, ...ours])).toEqual([])
})

test('a removed setting is refused with instructions', () => {
	expect(listUnknownSettings(['QUALITY_FILE']).map(({ message }) => message)).toEqual([
		expect.stringMatching(/set for each round at the desk/),
	])
})

test('a setting under its former name is read, with a warning', () => {
	const warnings: string[] = []
	const warn = (text: string) => void warnings.push(text)
	const former = { SERVES: 'helpline', KEEP_ON_PHONE_DAYS: '10', PORT: '8081' }
	expect(listUnknownSettings(Object.keys(former))).toEqual([])
	expect(withCurrentNames(former, warn)).toEqual({
		DEPLOYMENTS: 'helpline',
		PHONE_RETENTION_DAYS: '10',
		PORT: '8081',
	})
	expect(warnings).toEqual([
		'SERVES is now called DEPLOYMENTS: rename it in the environment.',
		'KEEP_ON_PHONE_DAYS is now called PHONE_RETENTION_DAYS: rename it in the environment.',
	])
})

test('the current name of a setting wins where both are set', () => {
	const warnings: string[] = []
	const both = { SERVES: 'survey', DEPLOYMENTS: 'helpline' }
	expect(withCurrentNames(both, (text) => void warnings.push(text))).toEqual({ DEPLOYMENTS: 'helpline' })
	expect(warnings).toEqual([expect.stringContaining('SERVES is ignored')])
})
