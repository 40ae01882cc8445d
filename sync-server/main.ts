import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { createJobClock } from './background/job-clock.ts'
import { createLeases } from './background/leases.ts'
import { removeLeftCopies } from './backup/sealed-backup.ts'
import { clockJobs, retrySlowly } from './clock-jobs.ts'
import { addDemonstration } from './demonstration/add-demonstration.ts'
import { defaultAlarmBelow, diskAlarm } from './disk-alarm.ts'
import { defaultHost, defaultPort } from './environment-settings.ts'
import { buildApp } from './http/build-app.ts'
import { refuseUnknownSettings, withCurrentNames } from './known-settings.ts'
import { createMetrics } from './metrics/metrics.ts'
import { openFiles } from './open-file-store.ts'
import { openKeys } from './open-key-store.ts'
import { saveErasureList } from './privacy/erasure-list-file.ts'
import { readSecrets } from './read-secrets.ts'
import { firstAdministratorCode, type ServerContext, setUpServer } from './set-up.ts'
import {
	connectionsFrom,
	daysFrom,
	demonstrationSizeFrom,
	formsFolderFrom,
	lockMinutesFrom,
	megabytesFrom,
	portFrom,
	proxiesFrom,
	SettingError,
	servedFrom,
	startAdvice,
} from './startup-errors.ts'
import { releaseAllLeases } from './storage/background/leases.ts'
import { StoreDamaged } from './storage/engine/damaged-store-error.ts'
import { acquireFileLock } from './storage/engine/file-lock.ts'
import { postgresEngine } from './storage/engine/postgres-engine.ts'
import { type SqliteEngine, sqliteEngine } from './storage/engine/sqlite-engine.ts'
import { replaceLostKey } from './sync/identifier-keys.ts'
import type { KeyStore } from './sync/key-store.ts'

const {
	ATTACHMENTS_PER_PERSON_MB,
	DISK_ALARM_MB,
	PORT = defaultPort,
	HOST = defaultHost,
	DATABASE_CONNECTIONS,
	DATA_FOLDER,
	DEMONSTRATION_SIZE,
	DISTRICTS_FILE,
	DOCS_FOLDER,
	FORMS_FOLDER,
	PHONE_RETENTION_DAYS,
	PHONE_LOCK_MINUTES,
	DEPLOYMENTS,
	TRUSTED_PROXIES,
	WEB_FOLDER,
} = withCurrentNames(process.env, (text) => process.stderr.write(`${text}\n`))
const settings = {
	port: PORT,
	host: HOST,
	dataFolder: '',
	databaseUrl: undefined as string | undefined,
	webFolder: resolve(WEB_FOLDER ?? 'dist/web'),
}
const isDemonstration = process.argv.includes('--demo')
const writeLine = (text: string) => process.stdout.write(`${text}\n`)
const onFailure = (what: string) => process.stderr.write(`${new Date().toISOString()} ${what}\n`)

/** Each process checks the disk of its own machine. */
const checkDiskEveryMs = 10 * 60_000

/** Longer than connections have to end (`closeGracefully`), and shorter than a supervisor waits. */
const stopWithinMs = 20_000

/** @throws StoreDamaged */
function soundSqlite(file: string): SqliteEngine {
	const engine = sqliteEngine(file)
	const damage = engine.findDamage()
	if (damage !== null) throw new StoreDamaged(file, damage)
	return engine
}

/** True if the store or the files are on a disk of this machine. */
const isOnDisk = ({ DATABASE_URL, FILES_S3_URL }: NodeJS.ProcessEnv): boolean =>
	!DATABASE_URL || !FILES_S3_URL

// Files in the data folder are readable by the server's account only.
process.umask(0o077)

async function start(): Promise<void> {
	refuseUnknownSettings(process.env)
	const environment = readSecrets(process.env)
	settings.databaseUrl = environment.DATABASE_URL || undefined
	const now = () => Date.now()
	const served = servedFrom(DEPLOYMENTS)
	settings.dataFolder = resolve(DATA_FOLDER ?? served.folder)
	const port = portFrom(settings.port)
	const trustedProxies = proxiesFrom(TRUSTED_PROXIES)
	const attachmentQuota = megabytesFrom('ATTACHMENTS_PER_PERSON_MB', ATTACHMENTS_PER_PERSON_MB)
	const alarmBelow = megabytesFrom('DISK_ALARM_MB', DISK_ALARM_MB) ?? defaultAlarmBelow
	const size = demonstrationSizeFrom(DEMONSTRATION_SIZE)
	const connections = connectionsFrom(DATABASE_CONNECTIONS)
	const { webFolder } = settings
	const formsFolder = formsFolderFrom(FORMS_FOLDER, isDemonstration)
	if (formsFolder !== null && !existsSync(formsFolder))
		throw new SettingError(`The forms are not in ${formsFolder}: start Zila in its own folder.`)
	if (!existsSync(join(webFolder, 'index.html')))
		throw new SettingError(
			`The web app is not in ${webFolder}: build it with npm run build, or correct WEB_FOLDER.`,
		)
	const file = join(settings.dataFolder, 'zila.sqlite')
	if (!settings.databaseUrl && !acquireFileLock(file))
		throw new SettingError(
			`Another Zila works on ${settings.dataFolder}: stop it, set DATA_FOLDER to another place, or use PostgreSQL (DATABASE_URL) for several processes.`,
		)
	const engine = settings.databaseUrl
		? postgresEngine(settings.databaseUrl, onFailure, connections)
		: soundSqlite(file)
	// First: without a file store there are no keys either.
	const files = await openFiles(environment, settings.dataFolder, now)
	const keys = openKeys(environment, settings.dataFolder)
	await removeLeftCopies(settings.dataFolder)
	const token = environment.METRICS_TOKEN || undefined
	const measured = token === undefined ? null : createMetrics()
	const ready = await setUpServer({
		...(measured ? { onWrite: measured.onWrite } : {}),
		engine,
		districtsFile: resolve(DISTRICTS_FILE ?? 'shared/study/pakistan-2023/districts.csv'),
		formsFolder,
		serves: served.serves,
		demonstration: isDemonstration,
		keepOnPhoneDays: daysFrom(PHONE_RETENTION_DAYS),
		lockMinutes: lockMinutesFrom(PHONE_LOCK_MINUTES),
		keys,
		now,
	})
	// Before requests are served: a key that exists and cannot be read is not lost.
	const keysAdvice = await adviceOnKeys(ready, keys)
	const demonstration = isDemonstration ? await addDemonstration(ready, now(), size) : []
	const saveList = (list: string) => saveErasureList(settings.dataFolder, list)
	const disk = diskAlarm({ folder: settings.dataFolder, alarmBelow, report: onFailure })
	const diskFolder = isOnDisk(environment) ? { diskFolder: settings.dataFolder } : {}
	const leases = createLeases({ store: ready.store, now })
	// No other process works on the embedded store: leases of one that was killed need not expire.
	if (ready.store.engine === 'sqlite') await releaseAllLeases(ready.store.changing)
	const app = await buildApp({
		...ready,
		leases,
		...(measured && token !== undefined ? { metrics: { measured, token } } : {}),
		...diskFolder,
		diskRoom: disk.room,
		files,
		now,
		webFolder,
		docsFolder: resolve(DOCS_FOLDER ?? 'dist/docs'),
		onFailure,
		trustedProxies,
		saveErasureList: saveList,
		...(attachmentQuota ? { attachmentQuota } : {}),
	})
	const clock = createJobClock({
		leases,
		now,
		onFailure,
		jobs: clockJobs({ ...ready, files, now, onFailure, saveErasureList: saveList }),
	})
	// Before requests are served: nothing that is due is served, also after months of downtime or from a backup.
	await clock.first()
	await disk.check()
	clock.start()
	const checkingDisk = setInterval(() => void disk.check(), checkDiskEveryMs)
	await app.listen({ port, host: HOST })
	const { port: taken } = app.server.address() as AddressInfo
	const address = `http://${HOST === '0.0.0.0' ? 'localhost' : HOST.replace('127.0.0.1', 'localhost')}:${taken}`

	const first = await firstAdministratorCode(ready, now())
	const lines = ['', `  Zila is at ${address}`, `  Desk       ${address}/desk`]
	// Stores from before the helpline had a server of its own.
	if (!served.serves.includes('helpline') && (await ready.forms.serves()).includes('helpline'))
		lines.push(
			'',
			'  The calls of the helpline are in this store, together with the survey. They have a server of their own now, with a store, keys and',
			'  people of its own: docs/install.md explains how to move them, under “A server for the helpline”. Until then everything works here.',
		)
	lines.push(...keysAdvice)
	if (first.outcome === 'made')
		lines.push(
			'',
			`  First administrator: sign in with the enrolment code  ${first.code}`,
			`                       ${address}/desk#code=${first.code}`,
		)
	if (first.outcome === 'made-before')
		lines.push(
			'',
			'  First administrator: the enrolment code that was shown when it was created is still valid.',
			'                       If it is lost, create another one: npm run admin-code',
		)
	if (demonstration.length > 0)
		lines.push(
			'',
			'  Demonstration round with made-up records. Enrolment codes:',
			...demonstration.map(
				({ who, code: demoCode, path }) =>
					`    ${who.padEnd(14)} ${demoCode}   ${address}${path}#code=${demoCode}`,
			),
		)
	let isStopping = false
	void retrySlowly(leases, ready, (thrown) => {
		// The store may be closed during the run: it continues at the next start.
		if (!isStopping) onFailure(`Slow records: ${thrown instanceof Error ? thrown.stack : thrown}`)
	})
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.on(signal, () => {
			// A terminal sends the signal to all processes, and npm forwards its own.
			if (isStopping) return
			isStopping = true
			clearInterval(checkingDisk)
			clock.stop()
			setTimeout(() => {
				onFailure('Some work did not end in time when the server stopped, and was interrupted.')
				process.exit(0)
			}, stopWithinMs).unref()
			void app
				.close()
				.then(() => ready.store.close())
				.finally(() => process.exit(0))
		})
	// Last: a supervisor that waits for these lines may stop the server at once.
	writeLine([...lines, ''].join('\n'))
}

/**
 * Returns advice if the key for identifiers is missing. With the embedded store this is the only server, and
 * the key is replaced. With PostgreSQL another process probably has it. @throws KeyStoreInaccessibleError,
 * FilesUnavailable
 */
async function adviceOnKeys({ store, identifiers }: ServerContext, keys: KeyStore): Promise<string[]> {
	if ((await identifiers.state()) !== 'missing') return []
	const isReplaced = store.engine === 'sqlite' && (await replaceLostKey(store, keys))
	return [
		'',
		'  The key to identifiers is missing: telephone numbers that were sealed to it stay closed.',
		...(isReplaced
			? [
					'  Copy the folder keys of the former server into DATA_FOLDER, or enter the former recovery key under People.',
					'  From now on another key is used. Download the recovery key again.',
				]
			: [
					'  If several processes use this database, one of them has it: give all of them one DATA_FOLDER on a',
					'  shared disk, or one bucket (FILES_S3_URL), and restart this one. Otherwise copy the folder keys of the former server',
					'  into DATA_FOLDER, or enter the recovery key under People.',
					'  Only if all of these are lost: npm run restore-keys -- --new-key, for all later answers',
				]),
	]
}

start().catch((thrown: unknown) => {
	const advice = startAdvice(thrown, settings)
	process.stderr.write(
		advice === null
			? `${thrown instanceof Error ? thrown.stack : String(thrown)}\n`
			: `\n  Zila did not start. ${advice}\n\n`,
	)
	process.exit(1)
})
