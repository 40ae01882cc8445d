import { join, resolve } from 'node:path'
import { builtInStudy } from './built-in-study.ts'
import { noConfigFile, readConfigFile } from './config-file.ts'
import { listUnknownSettings, withCurrentNames } from './known-settings.ts'
import { readSecrets, secretOf } from './read-secrets.ts'
import { type ParsedSettings, parseSettings } from './setting-values.ts'
import { SettingError } from './startup-errors.ts'

/** Where settings come from: a variable of the environment wins over a line of the config file. */
export interface SettingSources {
	readonly environment: NodeJS.ProcessEnv
	/** Option `--config`; ZILA_CONFIG if absent. */
	readonly configFile?: string | undefined
	readonly isDemonstration?: boolean
}

/** Checked settings of the server and of every command. */
export interface Settings {
	/** The environment with the settings of the file, under current names; secrets are read from their files. */
	readonly values: NodeJS.ProcessEnv
	readonly parsed: ParsedSettings
	/** Folder of the embedded store, of attachments and of keys. */
	readonly dataFolder: string
}

export interface SettingsReport {
	readonly values: NodeJS.ProcessEnv
	/** Lacks the settings that have a problem. */
	readonly parsed: Partial<ParsedSettings>
	/** Sentences that say what to do, without secrets; with file and line for settings of the file. */
	readonly problems: readonly SettingError[]
	readonly warnings: readonly string[]
	/** Path; null without a config file. */
	readonly configFile: string | null
	/** Names of the settings that the config file sets. */
	readonly fromFile: readonly string[]
	/** Null if DEPLOYMENTS has a problem. */
	readonly dataFolder: string | null
}

/** Reads and checks all settings, and lists everything that is wrong with them. */
export function inspectSettings({
	environment,
	configFile: named = environment.ZILA_CONFIG,
	isDemonstration = false,
}: SettingSources): SettingsReport {
	// npm changes the folder in which a program runs
	const configFile = named ? resolve(environment.INIT_CWD ?? '.', named) : null
	const file = configFile === null ? noConfigFile : readConfigFile(configFile)
	const warnings = [...file.warnings]
	const values = withCurrentNames(environment, (text) => warnings.push(text))
	const isInEnvironment = new Set(Object.keys(values).map((name) => secretOf(name) ?? name))
	const places = new Map<string, string>()
	for (const { name, value, place } of file.settings) {
		if (isInEnvironment.has(secretOf(name) ?? name)) continue
		values[name] = value
		places.set(name, place)
	}
	const secrets = readSecrets(values)
	const { parsed, problems } = parseSettings(secrets.values, isDemonstration)
	const placed = [...secrets.problems, ...problems].map(({ name, error }) => {
		const place = places.get(name) ?? places.get(`${name}_FILE`)
		return place === undefined ? error : new SettingError(`${place}: ${error.message}`)
	})
	return {
		values: secrets.values,
		parsed,
		problems: [...file.problems, ...listUnknownSettings(Object.keys(environment)), ...placed],
		warnings,
		configFile,
		fromFile: [...places.keys()],
		dataFolder: parsed.DEPLOYMENTS ? resolve(values.DATA_FOLDER || parsed.DEPLOYMENTS.folder) : null,
	}
}

/** Reads and checks all settings. @throws SettingError with the first problem */
export function readSettings(sources: SettingSources, warn: (text: string) => void): Settings {
	const { values, parsed, problems, warnings, dataFolder } = inspectSettings(sources)
	for (const warning of warnings) warn(warning)
	if (problems[0]) throw problems[0]
	return { values, parsed: parsed as ParsedSettings, dataFolder: dataFolder as string }
}

export const districtsFileOf = ({ DISTRICTS_FILE }: NodeJS.ProcessEnv): string =>
	resolve(DISTRICTS_FILE ?? join(builtInStudy, 'districts.csv'))

/** Path of the base map; null without one. */
export const baseMapOf = ({ BASE_MAP }: NodeJS.ProcessEnv): string | null =>
	BASE_MAP ? resolve(BASE_MAP) : null

/** True if the store or the files are on a disk of this machine. */
export const isOnDisk = ({ DATABASE_URL, FILES_S3_URL }: NodeJS.ProcessEnv): boolean =>
	!DATABASE_URL || !FILES_S3_URL

export const webFolderOf = ({ WEB_FOLDER }: NodeJS.ProcessEnv): string => resolve(WEB_FOLDER ?? 'dist/web')
