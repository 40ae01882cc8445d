import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../tests/helpers/temporary-folder.ts'
import { readSecrets } from './read-secrets.ts'

const valuesOf = (settings: NodeJS.ProcessEnv) => readSecrets(settings).values
const problemsOf = (settings: NodeJS.ProcessEnv) =>
	readSecrets(settings).problems.map(({ error }) => error.message)

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
		expect(valuesOf({ [`${name}_FILE`]: secretFile(`${secret}\n`), PORT: '1' })).toMatchObject({
			[name]: secret,
			PORT: '1',
		})
	expect(valuesOf({ DATABASE_URL: secret, DATABASE_URL_FILE: '' })).toMatchObject({ DATABASE_URL: secret })
})
test('a file readable by everybody is refused, and its content is not shown', () => {
	const file = secretFile(secret, 0o644)
	const problems = problemsOf({ DATABASE_URL_FILE: file })
	expect(problems).toEqual([
		expect.stringContaining(
			`DATABASE_URL_FILE names ${file}, which everybody on this machine can read: chmod 600 ${file}`,
		),
	])
	expect(problems.join()).not.toContain('hunter2')
})
test('in a private folder, the file may be readable', () => {
	expect(valuesOf({ DATABASE_URL_FILE: secretFile(secret, 0o444, 0o700) }).DATABASE_URL).toBe(secret)
})
test('a missing, empty, multi-line or duplicate secret, or a folder, is reported by name', () => {
	const file = secretFile(secret)
	expect(problemsOf({ DATABASE_URL_FILE: `${file}.gone` }).join()).toContain(
		`${file}.gone, which does not exist`,
	)
	expect(problemsOf({ DATABASE_URL_FILE: `${file}/below` }).join()).toContain('which does not exist')
	expect(problemsOf({ DATABASE_URL_FILE: join(file, '..') }).join()).toMatch(/which is a folder|everybody/)
	expect(problemsOf({ DATABASE_URL_FILE: secretFile(' \n') }).join()).toContain('which is empty')
	expect(problemsOf({ DATABASE_URL_FILE: secretFile('one\ntwo') }).join()).toContain('more than one line')
	expect(problemsOf({ DATABASE_URL: secret, DATABASE_URL_FILE: file }).join()).toContain('are both set')
})
