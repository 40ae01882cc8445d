import { defaultAlarmBelow } from './disk-alarm.ts'
import { defaultHost, defaultPort } from './environment-settings.ts'
import { inspectMailSettings } from './mail-settings.ts'
import { bucketFrom } from './open-file-store.ts'
import {
	connectionsFrom,
	databaseUrlFrom,
	daysFrom,
	demonstrationSizeFrom,
	formsFolderFrom,
	lockMinutesFrom,
	logFormatFrom,
	logLevelFrom,
	megabytesFrom,
	portFrom,
	proxiesFrom,
	SettingError,
	type SettingProblem,
	servedFrom,
} from './startup-errors.ts'

type Parse = (text: string | undefined, isDemonstration: boolean) => unknown

/** How each setting is parsed that can be wrong. @throws SettingError that begins with its name */
const parsers = {
	PORT: (text = defaultPort) => portFrom(text),
	HOST: (text = defaultHost) => text,
	TRUSTED_PROXIES: proxiesFrom,
	DEPLOYMENTS: servedFrom,
	DATABASE_URL: (text) => databaseUrlFrom('DATABASE_URL', text),
	DATABASE_OWNER_URL: (text) => databaseUrlFrom('DATABASE_OWNER_URL', text),
	DATABASE_CONNECTIONS: connectionsFrom,
	ATTACHMENTS_PER_PERSON_MB: (text) => megabytesFrom('ATTACHMENTS_PER_PERSON_MB', text),
	LOG_FORMAT: logFormatFrom,
	LOG_LEVEL: logLevelFrom,
	DISK_ALARM_MB: (text) => megabytesFrom('DISK_ALARM_MB', text) ?? defaultAlarmBelow,
	PHONE_RETENTION_DAYS: daysFrom,
	PHONE_LOCK_MINUTES: lockMinutesFrom,
	FORMS_FOLDER: formsFolderFrom,
	DEMONSTRATION_SIZE: demonstrationSizeFrom,
} satisfies Readonly<Record<string, Parse>>

export type ParsedSettings = {
	readonly [Name in keyof typeof parsers]: ReturnType<(typeof parsers)[Name]>
}

/** Parses all settings. `parsed` lacks those that have a problem. */
export function parseSettings(
	values: NodeJS.ProcessEnv,
	isDemonstration: boolean,
): { readonly parsed: Partial<ParsedSettings>; readonly problems: readonly SettingProblem[] } {
	const parsed: Record<string, unknown> = {}
	const problems: SettingProblem[] = []
	const tryTo = (name: string, parse: () => unknown) => {
		try {
			parsed[name] = parse()
		} catch (thrown) {
			if (!(thrown instanceof SettingError)) throw thrown
			problems.push({ name, error: thrown })
		}
	}
	for (const [name, parse] of Object.entries<Parse>(parsers))
		tryTo(name, () => parse(values[name], isDemonstration))
	tryTo('FILES_S3_URL', () => bucketFrom(values))
	problems.push(...inspectMailSettings(values).problems)
	problems.push(...findContradictions(values))
	return { parsed, problems }
}

/** Settings of PostgreSQL, which would be ignored while the embedded store fills up. */
const needDatabaseUrl = ['DATABASE_OWNER_URL', 'DATABASE_CONNECTIONS'] as const

function findContradictions(values: NodeJS.ProcessEnv): SettingProblem[] {
	// a file that cannot be read is a problem of its own
	if (values.DATABASE_URL || values.DATABASE_URL_FILE) return []
	return needDatabaseUrl
		.filter((name) => values[name])
		.map((name) => ({
			name,
			error: new SettingError(
				`${name} is for PostgreSQL, and DATABASE_URL is not set: set DATABASE_URL, or remove ${name} to use the embedded store.`,
			),
		}))
}
