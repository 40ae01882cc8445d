import { existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCodeOf } from '#shared/kernel/error-code'
import { defaultAlarmBelow } from '../disk-alarm.ts'
import { listSettings } from '../environment-settings.ts'
import { createMailer, mailAdvice } from '../mail/mailer.ts'
import { inspectMailSettings } from '../mail-settings.ts'
import { findFreeBytes } from '../metrics/operation-status.ts'
import { openFiles } from '../open-file-store.ts'
import { openKeys } from '../open-key-store.ts'
import { hasCodeKey } from '../people/code-digest.ts'
import {
	baseMapOf,
	districtsFileOf,
	inspectSettings,
	isOnDisk,
	type SettingsReport,
	webFolderOf,
} from '../read-settings.ts'
import { districtsFrom } from '../set-up.ts'
import { adviceOnBaseMap } from '../start-message.ts'
import {
	accountAdvice,
	codeKeyAdvice,
	commandSettings,
	demandForms,
	demandWebApp,
	SettingError,
	startAdvice,
} from '../startup-errors.ts'
import { inspectAccount, whyUnbound } from '../storage/engine/inspect-account.ts'
import { StoreTooNewError } from '../storage/engine/migrate.ts'
import { UnrestrictedAccountError } from '../storage/engine/migrate-as-owner.ts'
import { minConnections, postgresEngine } from '../storage/engine/postgres-engine.ts'
import { sqliteEngine } from '../storage/engine/sqlite-engine.ts'
import { ForeignStoreError } from '../storage/foreign-store-error.ts'
import { inspectStore, openStore, type StoreOverview } from '../storage/open-store.ts'
import { demandSigningKey, SigningKeyMissing } from '../sync/signer.ts'
import { checkListening } from './check-listening.ts'
import { type CommandContext, CommandError } from './command.ts'
import type { CheckSubject, Finding } from './finding.ts'
import { alignRows } from './format-table.ts'
import { describeDatabase } from './status-commands.ts'

/** Shorter tokens are a warning: servers that have one must go on. */
const shortestToken = 20

/** Oldest PostgreSQL that is tested. */
const oldestPostgres = 15

/** Checks the settings, and what they point to. Prints a line for each. @throws CommandError with any problem */
export async function checkServer(context: CommandContext): Promise<void> {
	const findings = await findEverything(context)
	for (const line of alignRows(findings.map(({ state, about, text }) => [state, about, text])))
		context.print(line)
	const many = findings.filter(({ state }) => state === 'problem').length
	if (many > 0) throw new CommandError(many === 1 ? '1 problem.' : `${many} problems.`)
}

/** Settings of a check that can be used, though others may be wrong. */
interface CheckedSettings extends Pick<CommandContext, 'now'> {
	readonly values: NodeJS.ProcessEnv
	readonly dataFolder: string
	readonly project: string
}

export async function findEverything({ sources, now }: CommandContext): Promise<Finding[]> {
	const report = inspectSettings(sources)
	const { values, parsed, dataFolder } = report
	const findings = settingFindings(report)
	const isDatabaseKnown =
		'DATABASE_URL' in parsed && (Boolean(values.DATABASE_URL) || !values.DATABASE_URL_FILE)
	if (parsed.DEPLOYMENTS && dataFolder !== null) {
		const settings = { values, dataFolder, project: parsed.DEPLOYMENTS.project, now }
		const check = (about: CheckSubject, work: () => Promise<Finding | readonly Finding[]>) =>
			runCheck(about, settings, work)
		findings.push(...(await check('data folder', async () => checkFolder('data folder', dataFolder))))
		const store = isDatabaseKnown ? await checkStore(settings, check) : null
		findings.push(...(store?.findings ?? []))
		if ('FILES_S3_URL' in parsed) {
			findings.push(...(await check('attachments', () => checkFiles(settings))))
			findings.push(...(await check('keys', () => checkKeys(settings, store?.overview ?? null))))
		}
		const alarmBelow = parsed.DISK_ALARM_MB ?? defaultAlarmBelow
		findings.push(...(await check('e-mail', () => checkMail(values))))
		// port 0 is any that is free
		if (parsed.HOST !== undefined && parsed.PORT)
			findings.push(
				await checkListening({ host: parsed.HOST, port: parsed.PORT }, Boolean(store?.overview?.project)),
			)
		if (isOnDisk(values)) findings.push(...(await check('disk', () => checkDisk(dataFolder, alarmBelow))))
	}
	findings.push(...(await runCheck('program', { values, dataFolder: '' }, () => checkProgram(report))))
	const baseMap = baseMapOf(values)
	if (baseMap !== null) findings.push(await checkBaseMap(baseMap))
	return findings
}

function settingFindings({ values, problems, warnings, configFile, fromFile }: SettingsReport): Finding[] {
	const about = 'settings'
	const found: Finding[] = [
		...problems.map(({ message }): Finding => ({ about, state: 'problem', text: message })),
		...warnings.map((text): Finding => ({ about, state: 'warning', text })),
	]
	if (values.METRICS_TOKEN && values.METRICS_TOKEN.length < shortestToken)
		found.push({
			about,
			state: 'warning',
			text: `METRICS_TOKEN has fewer than ${shortestToken} characters and could be guessed: make one with openssl rand -hex 32.`,
		})
	if (problems.length > 0) return found
	const names = listSettings().flatMap(({ name }) => (values[name] === undefined ? [] : [name]))
	const where = configFile === null ? '' : `, of which ${fromFile.length} in ${configFile}`
	return [...found, { about, state: 'ok', text: `${names.length} set${where}` }]
}

/** Runs a check; an error is a problem, with the advice that the server gives when it starts. */
async function runCheck(
	about: CheckSubject,
	{ values, dataFolder }: Pick<CheckedSettings, 'values' | 'dataFolder'>,
	work: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> {
	try {
		return [await work()].flat()
	} catch (thrown) {
		const advice = startAdvice(thrown, commandSettings(dataFolder, values.DATABASE_URL || undefined))
		const code = thrown instanceof Error && 'code' in thrown ? ` (${thrown.code})` : ''
		// the text of an unknown error may contain an address with its password
		return [{ about, state: 'problem', text: advice ?? `it cannot be used${code}` }]
	}
}

type Check = (
	about: CheckSubject,
	work: () => Promise<Finding | readonly Finding[]>,
) => Promise<readonly Finding[]>

async function checkFolder(about: CheckSubject, folder: string): Promise<Finding> {
	if (!existsSync(folder)) {
		let parent = dirname(folder)
		while (!existsSync(parent)) parent = dirname(parent)
		await access(parent, constants.W_OK).catch(() => {
			throw new SettingError(
				`${folder} does not exist, and this account may not create it in ${parent}: create it and give it to the account of the server, or correct DATA_FOLDER.`,
			)
		})
		return { about, state: 'ok', text: `${folder} will be created when the server starts` }
	}
	const probe = join(folder, `.zila-check-${process.pid}`)
	mkdirSync(probe)
	rmdirSync(probe)
	return { about, state: 'ok', text: `${folder} can be written to` }
}

async function checkStore(
	settings: CheckedSettings,
	check: Check,
): Promise<{ readonly findings: readonly Finding[]; readonly overview: StoreOverview | null }> {
	const { DATABASE_URL } = settings.values
	let overview: StoreOverview | null = null
	const onOverview = (found: StoreOverview) => {
		overview = found
	}
	const findings = await check('database', () =>
		DATABASE_URL ? checkPostgres(settings, DATABASE_URL, onOverview) : checkSqlite(settings, onOverview),
	)
	return { findings, overview }
}

const postgresOf = (url: string) => postgresEngine(url, () => {}, minConnections)

const formatPending = ({ migrations: { applied, pending } }: StoreOverview): string =>
	`${applied} migrations${pending.length === 0 ? '' : `, and ${pending.length} when the server starts`}`

/** @throws ForeignStoreError, StoreTooNewError */
function demandOwnStore({ project }: CheckedSettings, { migrations, project: found }: StoreOverview): void {
	if (found !== null && found !== project) throw new ForeignStoreError(project, found, false)
	if (migrations.isNewer) throw new StoreTooNewError()
}

async function checkSqlite(
	settings: CheckedSettings,
	onOverview: (found: StoreOverview) => void,
): Promise<Finding> {
	const about = 'database'
	const file = join(settings.dataFolder, 'zila.sqlite')
	if (!existsSync(file)) return { about, state: 'ok', text: `${file} will be created when the server starts` }
	const overview = await inspectStore(sqliteEngine(file))
	demandOwnStore(settings, overview)
	onOverview(overview)
	return { about, state: 'ok', text: `SQLite, ${file}, ${formatPending(overview)}` }
}

async function checkPostgres(
	settings: CheckedSettings,
	url: string,
	onOverview: (found: StoreOverview) => void,
): Promise<Finding[]> {
	const about = 'database'
	const problem = (text: string): Finding[] => [{ about, state: 'problem', text }]
	const { account, serverVersion, isSuperuser, canCreateTables, lacking } = await inspectAccount(
		postgresOf(url),
	)
	if (serverVersion < oldestPostgres)
		return problem(`PostgreSQL ${serverVersion} is too old: use ${oldestPostgres} or newer.`)
	if (lacking.length > 0)
		return problem(
			`${account} has too few rights on ${lacking.length} tables (${lacking.slice(0, 3).join(', ')} …): run zila migrate with DATABASE_OWNER_URL.`,
		)
	const overview = await inspectStore(postgresOf(url))
	demandOwnStore(settings, overview)
	const { pending } = overview.migrations
	if (pending.length > 0 && !canCreateTables)
		return problem(
			`${pending.length} migrations are pending, and ${account} may not create tables: run zila migrate with DATABASE_OWNER_URL.`,
		)
	onOverview(overview)
	const found: Finding[] = []
	if (isSuperuser)
		found.push({
			about,
			state: 'warning',
			text: `${account} is a superuser, so that PostgreSQL does not protect the audit log from the server: use two accounts (docs/install.md).`,
		})
	found.push({
		about,
		state: 'ok',
		text: `PostgreSQL ${serverVersion}, ${describeDatabase(url)}, account ${account}, ${formatPending(overview)}`,
	})
	const { DATABASE_OWNER_URL } = settings.values
	return DATABASE_OWNER_URL ? [...found, await checkOwner(DATABASE_OWNER_URL, account)] : found
}

async function checkOwner(url: string, account: string): Promise<Finding> {
	const about = 'database owner'
	const why = await whyUnbound(postgresOf(url), account)
	if (!why) return { about, state: 'ok', text: `${describeDatabase(url)}, restricts the account ${account}` }
	return { about, state: 'problem', text: accountAdvice(new UnrestrictedAccountError(account, why)) ?? why }
}

async function checkFiles({ values, dataFolder, now }: CheckedSettings): Promise<Finding> {
	const about = 'attachments'
	if (values.FILES_S3_URL) {
		await openFiles(values, dataFolder, now)
		return { about, state: 'ok', text: `${values.FILES_S3_URL} can be listed, read, written and deleted` }
	}
	return checkFolder(about, join(dataFolder, 'files'))
}

async function checkKeys(settings: CheckedSettings, overview: StoreOverview | null): Promise<Finding> {
	const { values, dataFolder, project, now } = settings
	const about = 'keys'
	const keys = openKeys(values, dataFolder)
	const isReadable = await hasCodeKey(keys)
	if (overview === null || overview.project === null)
		return { about, state: 'ok', text: isReadable ? 'can be read' : 'will be created when the server starts' }
	const missing: Finding = { about, state: 'problem', text: codeKeyAdvice }
	if (overview.migrations.pending.length > 0)
		return isReadable ? { about, state: 'ok', text: 'can be read' } : missing
	const { DATABASE_URL } = values
	const engine = DATABASE_URL ? postgresOf(DATABASE_URL) : sqliteEngine(join(dataFolder, 'zila.sqlite'))
	const store = await openStore({ engine, project, now })
	try {
		await demandSigningKey(store, keys)
	} catch (thrown) {
		if (thrown instanceof SigningKeyMissing && !isReadable) return missing
		throw thrown
	} finally {
		await store.close()
	}
	// no backup has the key of enrolment codes: the signing key shows that these are the keys of this store
	const text = isReadable
		? 'can be read'
		: 'can be read; the key of enrolment codes will be created when the server starts'
	return { about, state: 'ok', text }
}

/** Signs in at the mail server; no e-mail is sent. No finding without one, or with wrong settings. */
async function checkMail(values: NodeJS.ProcessEnv): Promise<Finding[]> {
	const { settings } = inspectMailSettings(values)
	if (!settings) return []
	const about = 'e-mail'
	const server = `${settings.host}:${settings.port}`
	try {
		await createMailer(settings).check()
		return [{ about, state: 'ok', text: `${server} can be used; e-mails are from ${settings.from}` }]
	} catch (thrown) {
		return [{ about, state: 'problem', text: mailAdvice(server, errorCodeOf(thrown) || 'unknown') }]
	}
}

async function checkDisk(dataFolder: string, alarmBelow: number): Promise<Finding> {
	let folder = dataFolder
	while (!existsSync(folder)) folder = dirname(folder)
	const free = await findFreeBytes(folder)
	const text = `${Math.floor(free / 1e6)} MB are free for ${dataFolder}`
	return free < alarmBelow
		? { about: 'disk', state: 'problem', text: `${text}, less than DISK_ALARM_MB: free some space.` }
		: { about: 'disk', state: 'ok', text }
}

/** Checks the files that come with the program, or that settings name instead. */
async function checkProgram({ values, parsed }: SettingsReport): Promise<Finding> {
	demandWebApp(webFolderOf(values))
	if (parsed.FORMS_FOLDER !== undefined) demandForms(parsed.FORMS_FOLDER)
	const file = districtsFileOf(values)
	if (!existsSync(file))
		throw new SettingError(
			`The list of districts cannot be read: ${file}. Start Zila in its own folder, or correct DISTRICTS_FILE.`,
		)
	const { districts } = await districtsFrom(file)
	return { about: 'program', state: 'ok', text: `web app, forms and ${districts.length} districts are there` }
}

/** A base map that cannot be used is a warning: the server works without it. */
async function checkBaseMap(file: string): Promise<Finding> {
	const advice = await adviceOnBaseMap(file)
	return advice === null
		? { about: 'base map', state: 'ok', text: `${file} can be read` }
		: { about: 'base map', state: 'warning', text: advice }
}
