import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { listSettings } from './environment-settings.ts'
import { SettingError } from './startup-errors.ts'

/** Folder of secrets in containers, readable by everybody in the container, which is the server alone. */
const containersOwn = '/run/secrets/'

const secretNames = listSettings().flatMap(({ name, isSecret }) => (isSecret ? [name] : []))

/** Returns the name of the secret setting that `NAME` or `NAME_FILE` sets; null for other settings. */
export const secretOf = (name: string): string | null =>
	secretNames.find((each) => name === each || name === `${each}_FILE`) ?? null

/**
 * Returns the settings with secrets read from their files, and the problems of these, with setting and file,
 * never the content.
 */
export function readSecrets(settings: NodeJS.ProcessEnv): {
	readonly values: NodeJS.ProcessEnv
	readonly problems: readonly { readonly name: string; readonly error: SettingError }[]
} {
	const values: NodeJS.ProcessEnv = { ...settings }
	const problems: { name: string; error: SettingError }[] = []
	for (const name of secretNames) {
		const file = settings[`${name}_FILE`]
		if (!file) continue
		try {
			if (settings[name]) throw new SettingError(`${name} and ${name}_FILE are both set: remove one of them.`)
			values[name] = secretIn(`${name}_FILE`, resolve(file))
		} catch (thrown) {
			if (!(thrown instanceof SettingError)) throw thrown
			problems.push({ name, error: thrown })
		}
	}
	return { values, problems }
}

function secretIn(setting: string, file: string): string {
	if (isOpenToAll(setting, file) && !file.startsWith(containersOwn))
		throw new SettingError(
			`${setting} names ${file}, which everybody on this machine can read: chmod 600 ${file}, and change the password, since somebody may have read it.`,
		)
	let text: string
	try {
		text = readFileSync(file, 'utf8').trim()
	} catch (thrown) {
		throw wrong(setting, file, thrown)
	}
	if (text === '')
		throw new SettingError(`${setting} names ${file}, which is empty: write the secret into it.`)
	if (/[\r\n\0]/.test(text))
		throw new SettingError(
			`${setting} names ${file}, which has more than one line: write only the secret into it.`,
		)
	return text
}

/**
 * True if the file is readable for all, by its own mode and those of its folders. Windows has other
 * permissions, which Node does not report.
 */
export function isOpenToAll(setting: string, file: string): boolean {
	if (process.platform === 'win32') return false
	try {
		if ((statSync(file).mode & 0o004) === 0) return false
		for (let folder = dirname(file); ; folder = dirname(folder)) {
			if ((statSync(folder).mode & 0o001) === 0) return false
			if (folder === dirname(folder)) return true
		}
	} catch (thrown) {
		throw wrong(setting, file, thrown)
	}
}

function wrong(setting: string, file: string, thrown: unknown): SettingError {
	const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
	if (code === 'ENOENT' || code === 'ENOTDIR')
		return new SettingError(
			`${setting} names ${file}, which does not exist: write the secret into it, or correct the name.`,
		)
	if (code === 'EISDIR')
		return new SettingError(`${setting} names ${file}, which is a folder: name the file in it.`)
	return new SettingError(
		`${setting} names ${file}, which this account may not read: give the right to this account only (chown).`,
	)
}
