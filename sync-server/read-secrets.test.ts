import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../tests/helpers/fresh-engines.ts'
import { readSecrets } from './read-secrets.ts'

function secretFile(text: string, mode = 0o600, folderMode = 0o755): string {
	const folder = join(temporaryFolder(), 'secrets')
	mkdirSync(folder)
	const file = join(folder, 'database-url')
	writeFileSync(file, text)
	chmodSync(file, mode)
	chmodSync(folder, folderMode)
	// The parent folder is readable by this account only.
	chmodSync(join(folder, '..'), 0o755)
	return file
}
const secret = 'postgres://zila:hunter2@localhost/zila'

test('a secret is read from a file without its final line end', () => {
	for (const name of [
		'DATABASE_URL',
		'DATABASE_OWNER_URL',
		'AWS_ACCESS_KEY_ID',
		'AWS_SECRET_ACCESS_KEY',
		'AWS_SESSION_TOKEN',
	])
		expect(readSecrets({ [`${name}_FILE`]: secretFile(`${secret}\n`), PORT: '1' })).toMatchObject({
			[name]: secret,
			PORT: '1',
		})
	expect(readSecrets({ DATABASE_URL: secret, DATABASE_URL_FILE: '' })).toMatchObject({ DATABASE_URL: secret })
})
test('a file readable by everybody is refused, and its content is not shown', () => {
	const file = secretFile(secret, 0o644)
	expect(() => readSecrets({ DATABASE_URL_FILE: file })).toThrow(
		`DATABASE_URL_FILE names ${file}, which everybody on this machine can read: chmod 600 ${file}`,
	)
	expect(() => readSecrets({ DATABASE_URL_FILE: file })).not.toThrow('hunter2')
})
test('in a private folder, the file may be readable', () => {
	expect(readSecrets({ DATABASE_URL_FILE: secretFile(secret, 0o444, 0o700) }).DATABASE_URL).toBe(secret)
})
test('a missing, empty, multi-line or duplicate secret, or a folder, is reported by name', () => {
	const file = secretFile(secret)
	const ask = (environment: NodeJS.ProcessEnv) => () => readSecrets(environment)
	expect(ask({ DATABASE_URL_FILE: `${file}.gone` })).toThrow(`${file}.gone, which does not exist`)
	expect(ask({ DATABASE_URL_FILE: `${file}/below` })).toThrow('which does not exist')
	expect(ask({ DATABASE_URL_FILE: join(file, '..') })).toThrow(/which is a folder|everybody/)
	expect(ask({ DATABASE_URL_FILE: secretFile(' \n') })).toThrow('which is empty')
	expect(ask({ DATABASE_URL_FILE: secretFile('one\ntwo') })).toThrow('more than one line')
	expect(ask({ DATABASE_URL: secret, DATABASE_URL_FILE: file })).toThrow('are both set')
})
