import { existsSync, readdirSync, statSync } from 'node:fs'
import { isIP, isIPv6 } from 'node:net'
import { join, resolve } from 'node:path'
import { Problem } from '#shared/kernel/problem'
import { type Deployment, deployments, getProjectId } from '#shared/study/deployments'
import { FilesUnavailable } from './attachments/file-store.ts'
import { builtInStudy } from './built-in-study.ts'
import { areNested, fileAdvice } from './file-advice.ts'
import { type LogFormat, logFormats } from './logging/log.ts'
import { type LogLevel, logLevels } from './logging/log-line.ts'
import { CodeKeyMissing } from './people/code-digest.ts'
import { StoreDamaged } from './storage/engine/damaged-store-error.ts'
import { StoreTooNewError } from './storage/engine/migrate.ts'
import { UnrestrictedAccountError } from './storage/engine/migrate-as-owner.ts'
import { defaultConnections, minConnections } from './storage/engine/postgres-engine.ts'
import { ForeignStoreError } from './storage/foreign-store-error.ts'
import { KeyDamaged, KeyStoreInaccessibleError } from './sync/key-store.ts'
import { SigningKeyMissing } from './sync/signer.ts'

/** Settings that the server was started with, for error messages. */
export interface StartSettings {
	readonly port: string
	readonly host: string
	readonly dataFolder: string
	readonly databaseUrl: string | undefined
	readonly webFolder: string
}

/** Settings of a command, which has no port and no web app. */
export const commandSettings = (dataFolder: string, databaseUrl: string | undefined): StartSettings => ({
	port: '',
	host: '',
	dataFolder,
	databaseUrl,
	webFolder: '',
})

/** An invalid setting; the message says what to do. */
export class SettingError extends Error {}

/** A problem of one setting. */
export interface SettingProblem {
	readonly name: string
	readonly error: SettingError
}

/**
 * Returns the deployments, the survey by default, with their project and default folder. @throws SettingError
 */
export function servedFrom(text: string | undefined): {
	readonly serves: readonly Deployment[]
	readonly project: string
	readonly folder: string
} {
	const words = (text ?? '').split(/[\s,]+/).filter((word) => word !== '')
	const serves = deployments.filter((work) => words.includes(work))
	if (words.some((word) => !serves.some((work) => work === word)))
		throw new SettingError(
			`DEPLOYMENTS is "${text}": set it to survey, helpline, or survey,helpline for both in one store.`,
		)
	const served: readonly Deployment[] = serves.length > 0 ? serves : ['survey']
	const folder = served.includes('survey') ? 'data' : 'data-helpline'
	return { serves: served, project: getProjectId(served), folder }
}

/**
 * Returns the folder of the built-in forms: of this study, of another one, or null for none.
 *
 * @throws SettingError
 */
export function formsFolderFrom(text: string | undefined, isDemonstration: boolean): string | null {
	if (text === undefined || text === '') return resolve(builtInStudy)
	if (isDemonstration)
		throw new SettingError(
			'The demonstration has records of the forms that come with Zila: start without --demo, or unset FORMS_FOLDER.',
		)
	if (text === 'none') return null
	const folder = resolve(text)
	if (
		existsSync(folder) &&
		statSync(folder).isDirectory() &&
		readdirSync(folder).some((file) => file.endsWith('.md'))
	)
		return folder
	throw new SettingError(
		`FORMS_FOLDER is "${text}", and ${folder} has no form: give a folder with Markdown files (.md), or none.`,
	)
}

/** `folder`: as `formsFolderFrom` returns it. @throws SettingError if the built-in forms are not there */
export function demandForms(folder: string | null): void {
	if (folder !== null && !existsSync(folder))
		throw new SettingError(`The forms are not in ${folder}: start Zila in its own folder.`)
}

/** @throws SettingError */
export function demandWebApp(folder: string): void {
	if (existsSync(join(folder, 'index.html'))) return
	throw new SettingError(
		`The web app is not in ${folder}: build it with npm run build, or correct WEB_FOLDER.`,
	)
}

/** Parses a port number. @throws SettingError */
export function portFrom(text: string): number {
	if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
	throw new SettingError(`PORT is "${text}": give a number from 0 to 65535, for example PORT=8080.`)
}

/** Undefined for the embedded store. No message has the address, which may contain a password. @throws SettingError */
export function databaseUrlFrom(name: string, text: string | undefined): string | undefined {
	if (text === undefined || text === '') return undefined
	if (/^(postgres(ql)?:\/\/|socket:|\/)/i.test(text)) return text
	throw new SettingError(
		`${name} is not the address of a PostgreSQL database: write it as postgres://name:password@host/database.`,
	)
}

/** Parses a number of days. Null for the default. @throws SettingError */
export function daysFrom(text: string | undefined): number | null {
	if (text === undefined || text === '') return null
	if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
	throw new SettingError(`PHONE_RETENTION_DAYS is "${text}": give a number of days, for example 30.`)
}

/** Parses after how many minutes an open form locks a phone; null for the default. @throws SettingError */
export function lockMinutesFrom(text: string | undefined): number | null {
	if (text === undefined || text === '') return null
	if (/^([2-9]|10)$/.test(text)) return Number(text)
	throw new SettingError(`PHONE_LOCK_MINUTES is "${text}": give a number of minutes from 2 to 10.`)
}

/** Parses the number of connections to PostgreSQL; the default if absent. @throws SettingError */
export function connectionsFrom(text: string | undefined): number {
	if (text === undefined || text === '') return defaultConnections
	const many = Number(text)
	if (/^\d{1,4}$/.test(text) && many >= minConnections) return many
	throw new SettingError(
		`DATABASE_CONNECTIONS is "${text}": give how many connections each process opens at most, ${minConnections} or more.`,
	)
}

/** Parses a number of megabytes into bytes. Undefined if absent. @throws SettingError */
export function megabytesFrom(name: string, text: string | undefined): number | undefined {
	if (text === undefined || text === '') return undefined
	if (/^[1-9]\d{0,8}$/.test(text)) return Number(text) * 1_000_000
	throw new SettingError(`${name} is "${text}": give a number of megabytes, for example 5000.`)
}

/** Parses the share of the demonstration's records to generate; 1 by default. @throws SettingError */
export function demonstrationSizeFrom(text: string | undefined): number {
	if (text === undefined || text === '') return 1
	const size = Number(text)
	if (/^[\d.]+$/.test(text) && size > 0 && size <= 1) return size
	throw new SettingError(
		`DEMONSTRATION_SIZE is "${text}": give a share above 0 and up to 1, for example 0.1 for a tenth of the records.`,
	)
}

/** Undefined for the usual format. @throws SettingError */
export const logFormatFrom = (text: string | undefined): LogFormat | undefined =>
	oneOf('LOG_FORMAT', text, logFormats)

/** Undefined for the usual level. @throws SettingError */
export const logLevelFrom = (text: string | undefined): LogLevel | undefined =>
	oneOf('LOG_LEVEL', text, logLevels)

/** Undefined if the setting is not set. @throws SettingError */
function oneOf<Word extends string>(
	name: string,
	text: string | undefined,
	words: readonly Word[],
): Word | undefined {
	if (text === undefined || text === '') return undefined
	const found = words.find((word) => word === text)
	if (found) return found
	throw new SettingError(
		`${name} is "${text}": set it to ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`,
	)
}

const named = ['loopback', 'linklocal', 'uniquelocal']

/** Parses addresses or networks separated by commas. @throws SettingError */
export function proxiesFrom(text: string | undefined): string[] {
	const found = (text ?? '').split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]))
	for (const each of found) {
		const [address = '', bits, ...others] = each.split('/')
		const most = isIPv6(address) ? 128 : 32
		const isBits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= most)
		if (named.includes(each) || (isIP(address) > 0 && isBits && others.length === 0)) continue
		throw new SettingError(
			`TRUSTED_PROXIES names "${each}": give addresses or networks, for example 10.0.0.5 or 10.0.0.0/24, with a comma between.`,
		)
	}
	return found
}

/** Returns advice for an error at the start. Null for an unknown error. */
export function startAdvice(thrown: unknown, settings: StartSettings): string | null {
	if (
		thrown instanceof SettingError ||
		thrown instanceof StoreDamaged ||
		thrown instanceof StoreTooNewError ||
		thrown instanceof ForeignStoreError
	)
		return thrown.message
	const account = accountAdvice(thrown)
	if (account !== null) return account
	if (thrown instanceof FilesUnavailable) return filesAdvice(thrown)
	if (thrown instanceof KeyStoreInaccessibleError) return keysAdvice(thrown)
	if (thrown instanceof SigningKeyMissing) return signingKeyAdvice
	if (thrown instanceof CodeKeyMissing) return codeKeyAdvice
	if (thrown instanceof KeyDamaged)
		return `${thrown.path} in the folder keys of DATA_FOLDER, or in the bucket, is damaged: restore it from a copy, or remove it. Unused enrolment codes are void then.`
	if (thrown instanceof Problem) return problemAdvice(thrown)
	return thrown instanceof Error ? (systemAdvice(thrown, settings) ?? fileAdvice(thrown)) : null
}

/** Advice for an error of the operating system or of PostgreSQL, by its code and by the call that failed. */
function systemAdvice(thrown: Error, settings: StartSettings): string | null {
	const code = 'code' in thrown ? String(thrown.code) : ''
	const call = 'syscall' in thrown ? String(thrown.syscall) : ''
	const isAboutHost = call === 'getaddrinfo' && 'hostname' in thrown && thrown.hostname === settings.host
	if (call === 'listen' || isAboutHost) return listenAdvice(code, settings)
	const isAboutData =
		call === 'mkdir' && (!('path' in thrown) || areNested(settings.dataFolder, String(thrown.path)))
	if (isAboutData || code.startsWith('SQLITE_')) return folderAdvice(code, settings)
	if (settings.databaseUrl === undefined) return null
	return call === '' || call === 'connect' || call === 'getaddrinfo' ? postgresAdvice(code) : null
}

function problemAdvice({ code, details: { file, reason, problems } }: Problem): string | null {
	if (code === 'list-unreadable') return `The list of districts cannot be read: ${file}: ${reason}`
	if (code === 'form-unreadable') return `The form ${file} cannot be read:\n${problems}`
	return null
}

/** Null if the error is not about HOST or PORT. */
export function listenAdvice(
	code: string,
	{ port, host }: Pick<StartSettings, 'port' | 'host'>,
): string | null {
	switch (code) {
		case 'EADDRINUSE':
			return `Port ${port} is in use: stop the program that uses it, or choose another port, for example PORT=8081 npm start`
		case 'EACCES':
			return `Port ${port} is not allowed for this account: choose one above 1023, for example PORT=8080 npm start`
		case 'EADDRNOTAVAIL':
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return `HOST is "${host}", which is not an address of this computer: set it to 127.0.0.1, or to 0.0.0.0 for all addresses.`
		default:
			return null
	}
}

function folderAdvice(code: string, { dataFolder }: StartSettings): string | null {
	switch (code) {
		case 'EEXIST':
		case 'ENOTDIR':
			return `${dataFolder} is not a folder: move that file away, or set DATA_FOLDER to another place.`
		case 'EACCES':
		case 'EPERM':
		case 'EROFS':
		case 'ENOENT':
		case 'SQLITE_CANTOPEN':
		case 'SQLITE_READONLY':
		case 'SQLITE_READONLY_DIRECTORY':
			return `${dataFolder} cannot be written to: give this account the right to, or set DATA_FOLDER to another place.`
		case 'SQLITE_NOTADB':
		case 'SQLITE_CORRUPT':
			return `zila.sqlite in ${dataFolder} is damaged: restore the last backup, or move it away to begin with an empty store.`
		case 'SQLITE_BUSY':
			return `zila.sqlite in ${dataFolder} is in use: stop the other program that has it open.`
		case 'SQLITE_FULL':
		case 'ENOSPC':
			return `The disk of ${dataFolder} is full: make room, or set DATA_FOLDER to another place.`
		default:
			return null
	}
}

/** Null if the error is not about the server's account in PostgreSQL. */
export function accountAdvice(thrown: unknown): string | null {
	if (!(thrown instanceof UnrestrictedAccountError)) return null
	const { account, why } = thrown
	const text = {
		owner: 'DATABASE_URL and DATABASE_OWNER_URL name the same account',
		superuser: `${account} is a superuser`,
		member: `${account} is a member of the account that owns the tables`,
	}[why]
	return `${text}, so PostgreSQL would not restrict the server. Create an account for the server alone with createuser, and name it in DATABASE_URL.`
}

/** Null if the error is not about a file or folder of keys. */
export function keysAdvice(thrown: unknown): string | null {
	if (!(thrown instanceof KeyStoreInaccessibleError)) return null
	const { path, code } = thrown
	return `${path} exists, but cannot be used as a key (${code}): the account of the server must own it and its folder (chown -R), also if zila restore or restore-keys created it under another account. Run these commands under the account of the server.`
}

export const codeKeyAdvice =
	'The keys of the server are missing: set DATA_FOLDER or FILES_S3_URL as for the server, or start the server once.'

const signingKeyAdvice =
	'The signing key of this server is missing: copy the folder keys of the former server into DATA_FOLDER, or run zila restore-keys --key FILE with the recovery key. If several processes use this database, give all of them one DATA_FOLDER on a shared disk, or one bucket (FILES_S3_URL).'

/** Sentences by the codes of the file store. */
const filesSentences: readonly (readonly [codes: readonly string[], sentence: string])[] = [
	[['ENOTFOUND', 'EAI_AGAIN'], 'The host in FILES_S3_URL is not known: correct its name.'],
	[
		['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'no-answer'],
		'The store in FILES_S3_URL does not answer: start it, or correct the address.',
	],
	[['NoSuchBucket'], 'The bucket in FILES_S3_URL does not exist: create it, or correct its name.'],
	[
		['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'ExpiredToken'],
		'The store in FILES_S3_URL refuses AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY: correct them.',
	],
	[
		['AccessDenied', 'status 403'],
		'The keys for FILES_S3_URL may not list, read, write and delete in that bucket: give them the right to.',
	],
	[
		['RequestTimeTooSkewed'],
		'The store in FILES_S3_URL reports that the clock of this computer is wrong: set the clock.',
	],
	[
		['AuthorizationHeaderMalformed', 'PermanentRedirect', 'status 301'],
		'The bucket in FILES_S3_URL is in another region: set AWS_REGION to it, or correct the address.',
	],
	[['no-list'], 'The server at FILES_S3_URL is not an S3-compatible store: correct the address.'],
	[['not-listed'], 'The store in FILES_S3_URL does not list new objects at once: use a store that does.'],
]

/** Null if the error is not about the file store. */
export function filesAdvice(thrown: unknown): string | null {
	if (!(thrown instanceof FilesUnavailable)) return null
	const { code } = thrown
	const [, sentence] = filesSentences.find(([codes]) => codes.includes(code)) ?? []
	return sentence ?? `The store in FILES_S3_URL cannot be used. Its answer: ${code}.`
}

function postgresAdvice(code: string): string | null {
	switch (code) {
		case 'ECONNREFUSED':
		case 'ENOENT':
		case 'ETIMEDOUT':
		case 'EHOSTUNREACH':
		case '57P03':
			return 'PostgreSQL does not answer at the address in DATABASE_URL: start it, or correct the address.'
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return 'The host in DATABASE_URL is not known: correct its name.'
		case '28P01':
		case '28000':
			return 'PostgreSQL refuses the name or password in DATABASE_URL or DATABASE_OWNER_URL: correct them.'
		case '3D000':
			return 'The database in DATABASE_URL does not exist: create it with createdb, or correct its name.'
		case '42501':
			return 'The account in DATABASE_URL may not do this, as it should be for a server: create tables as their owner with zila migrate; migrate, restore, restored and restore-keys need DATABASE_OWNER_URL.'
		case '53300':
			return `PostgreSQL has no connection left for Zila, which opens up to ${defaultConnections} for each process: raise its max_connections, or set DATABASE_CONNECTIONS lower.`
		case 'ERR_INVALID_URL':
			return 'DATABASE_URL is not an address: write it as postgres://name:password@host/database.'
		default:
			return null
	}
}
