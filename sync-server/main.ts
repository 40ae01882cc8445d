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
import { formsIn } from './forms/load-instruments.ts'
import { buildApp } from './http/build-app.ts'
import { refuseUnknownSettings, withCurrentNames } from './known-settings.ts'
import { createMetrics } from './metrics/metrics.ts'
import { openFiles } from './open-file-store.ts'
import { openKeys } from './open-key-store.ts'
import { saveErasureList } from './privacy/erasure-list-file.ts'
import { readSecrets } from './read-secrets.ts'
import { firstAdministratorCode, setUpServer } from './set-up.ts'
import { adviceOnHelpline, adviceOnKeys, formatStartMessage } from './start-message.ts'
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
import type { Engine } from './storage/engine/engine.ts'
import { acquireFileLock } from './storage/engine/file-lock.ts'
import { postgresEngine } from './storage/engine/postgres-engine.ts'
import { type SqliteEngine, sqliteEngine } from './storage/engine/sqlite-engine.ts'

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
	const options = readStartOptions()
	demandFolders(options)
	const now = () => Date.now()
	const engine = openEngine(options.connections)
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
		loadForms: formsIn(options.formsFolder),
		serves: options.served.serves,
		demonstration: isDemonstration,
		keepOnPhoneDays: daysFrom(PHONE_RETENTION_DAYS),
		lockMinutes: lockMinutesFrom(PHONE_LOCK_MINUTES),
		keys,
		now,
	})
	// Before requests are served: a key that exists and cannot be read is not lost.
	const keysAdvice = await adviceOnKeys(ready, keys)
	const demonstration = isDemonstration ? await addDemonstration(ready, now(), options.demonstrationSize) : []
	const saveList = (list: string) => saveErasureList(settings.dataFolder, list)
	const disk = diskAlarm({ folder: settings.dataFolder, alarmBelow: options.alarmBelow, report: onFailure })
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
		webFolder: settings.webFolder,
		docsFolder: resolve(DOCS_FOLDER ?? 'dist/docs'),
		onFailure,
		trustedProxies: options.trustedProxies,
		saveErasureList: saveList,
		...(options.attachmentQuota ? { attachmentQuota: options.attachmentQuota } : {}),
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
	await app.listen({ port: options.port, host: HOST })
	const message = formatStartMessage({
		address: addressOf(app.server.address() as AddressInfo),
		advice: [...(await adviceOnHelpline(ready, options.served.serves)), ...keysAdvice],
		first: await firstAdministratorCode(ready, now()),
		demonstration,
	})
	const stopping = stopOnSignals(async () => {
		clearInterval(checkingDisk)
		clock.stop()
		await app.close()
		await ready.store.close()
	})
	void retrySlowly(leases, ready, (thrown) => {
		// The store may be closed during the run: it continues at the next start.
		if (!stopping.aborted) onFailure(`Slow records: ${thrown instanceof Error ? thrown.stack : thrown}`)
	})
	// Last: a supervisor that waits for these lines may stop the server at once.
	writeLine(message)
}

type StartOptions = ReturnType<typeof readStartOptions>

/** Reads the settings that can be wrong. @throws SettingError */
function readStartOptions() {
	const served = servedFrom(DEPLOYMENTS)
	// Before the other settings: advice on any later error names the folder.
	settings.dataFolder = resolve(DATA_FOLDER ?? served.folder)
	return {
		served,
		port: portFrom(settings.port),
		trustedProxies: proxiesFrom(TRUSTED_PROXIES),
		attachmentQuota: megabytesFrom('ATTACHMENTS_PER_PERSON_MB', ATTACHMENTS_PER_PERSON_MB),
		alarmBelow: megabytesFrom('DISK_ALARM_MB', DISK_ALARM_MB) ?? defaultAlarmBelow,
		demonstrationSize: demonstrationSizeFrom(DEMONSTRATION_SIZE),
		connections: connectionsFrom(DATABASE_CONNECTIONS),
		formsFolder: formsFolderFrom(FORMS_FOLDER, isDemonstration),
	}
}

/** Requires the forms and the web app. @throws SettingError */
function demandFolders({ formsFolder }: StartOptions): void {
	const { webFolder } = settings
	if (formsFolder !== null && !existsSync(formsFolder))
		throw new SettingError(`The forms are not in ${formsFolder}: start Zila in its own folder.`)
	if (!existsSync(join(webFolder, 'index.html')))
		throw new SettingError(
			`The web app is not in ${webFolder}: build it with npm run build, or correct WEB_FOLDER.`,
		)
}

/** Opens the database of the settings. @throws SettingError, StoreDamaged */
function openEngine(connections: StartOptions['connections']): Engine {
	const { databaseUrl, dataFolder } = settings
	if (databaseUrl) return postgresEngine(databaseUrl, onFailure, connections)
	const file = join(dataFolder, 'zila.sqlite')
	if (!acquireFileLock(file))
		throw new SettingError(
			`Another Zila works on ${dataFolder}: stop it, set DATA_FOLDER to another place, or use PostgreSQL (DATABASE_URL) for several processes.`,
		)
	return soundSqlite(file)
}

/** Address of the server as a browser on this computer opens it. */
const addressOf = ({ port }: AddressInfo): string =>
	`http://${HOST === '0.0.0.0' ? 'localhost' : HOST.replace('127.0.0.1', 'localhost')}:${port}`

/** Stops the server at the first signal to the process. The returned signal is aborted from then on. */
function stopOnSignals(stop: () => Promise<void>): AbortSignal {
	const stopping = new AbortController()
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.on(signal, () => {
			// A terminal sends the signal to all processes, and npm forwards its own.
			if (stopping.signal.aborted) return
			stopping.abort()
			setTimeout(() => {
				onFailure('Some work did not end in time when the server stopped, and was interrupted.')
				process.exit(0)
			}, stopWithinMs).unref()
			void stop().finally(() => process.exit(0))
		})
	return stopping.signal
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
