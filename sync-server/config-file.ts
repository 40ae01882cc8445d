import { readFileSync } from 'node:fs'
import { adviceOnUnknown, findCurrentName, isKnownSetting } from './known-settings.ts'
import { isOpenToAll, secretOf } from './read-secrets.ts'
import { SettingError } from './startup-errors.ts'

/** A setting of a config file, under its current name. */
export interface ConfigSetting {
	readonly name: string
	readonly value: string
	/** File and line, for messages. */
	readonly place: string
}

export interface ConfigFile {
	readonly settings: readonly ConfigSetting[]
	/** No message contains a value: a line that cannot be read may be a secret. */
	readonly problems: readonly SettingError[]
	readonly warnings: readonly string[]
}

export const noConfigFile: ConfigFile = { settings: [], problems: [], warnings: [] }

/** Reads a config file: a setting `NAME=value` on each line, and comments that begin with #. */
export function readConfigFile(file: string): ConfigFile {
	try {
		const found = parseConfigFile(file, readFileSync(file, 'utf8'))
		const secret = found.settings.find(({ name, value }) => secretOf(name) === name && value !== '')
		if (!secret || !isOpenToAll('The config file', file)) return found
		return {
			...found,
			problems: [
				...found.problems,
				new SettingError(
					`${secret.place}: ${secret.name} is a secret, and everybody on this machine can read ${file}: chmod 600 ${file}, or put the secret into a file of its own (${secret.name}_FILE), and change it, since somebody may have read it.`,
				),
			],
		}
	} catch (thrown) {
		return { ...noConfigFile, problems: [unreadable(file, thrown)] }
	}
}

function unreadable(file: string, thrown: unknown): SettingError {
	const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
	if (code === 'ENOENT' || code === 'ENOTDIR')
		return new SettingError(`The config file ${file} does not exist: correct --config or ZILA_CONFIG.`)
	if (code === 'EISDIR')
		return new SettingError(
			`The config file ${file} is a folder: name the file in it with --config or ZILA_CONFIG.`,
		)
	return new SettingError(
		`The config file ${file} cannot be read: give this account the right to (chown or chgrp), or correct --config or ZILA_CONFIG.`,
	)
}

type ParsedLine = { readonly name: string; readonly value: string } | { readonly problem: string } | null

/** Returns the setting of a line; null for a comment or an empty line. */
function parseLine(line: string): ParsedLine {
	const text = line.trim()
	if (text === '' || text.startsWith('#')) return null
	const [, name = '', written = ''] = /^([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/.exec(text) ?? []
	if (name === '') return { problem: 'is not NAME=value: write a setting, or # before a comment.' }
	const value = written.trim()
	const [quote = ''] = /^["']/.exec(value) ?? []
	if (quote === '') return { name, value }
	if (value.length < 2 || !value.endsWith(quote))
		return { problem: `has a value that begins with ${quote} and does not end with it.` }
	return { name, value: value.slice(1, -1) }
}

/** `file`: its name, for messages. */
export function parseConfigFile(file: string, text: string): ConfigFile {
	const settings: ConfigSetting[] = []
	const problems: SettingError[] = []
	const warnings: string[] = []
	const places = new Map<string, string>()
	for (const [i, line] of text
		.replace(/^\ufeff/, '')
		.split(/\r?\n/)
		.entries()) {
		const place = `${file}, line ${i + 1}`
		const parsed = parseLine(line)
		if (parsed === null) continue
		if ('problem' in parsed) {
			problems.push(new SettingError(`${place} ${parsed.problem}`))
			continue
		}
		const name = findCurrentName(parsed.name)
		// settings of other programs have no effect here, so that each unknown name is a mistake
		if (!isKnownSetting(name) || name === 'ZILA_CONFIG') {
			problems.push(new SettingError(`${place}: ${adviceOnUnknown(parsed.name)}`))
			continue
		}
		if (name !== parsed.name) warnings.push(`${place}: ${parsed.name} is now called ${name}: rename it.`)
		const before = places.get(secretOf(name) ?? name)
		if (before !== undefined) {
			problems.push(new SettingError(`${place}: ${name} is set already in ${before}: remove one of them.`))
			continue
		}
		places.set(secretOf(name) ?? name, place)
		settings.push({ name, value: parsed.value, place })
	}
	return { settings, problems, warnings }
}
