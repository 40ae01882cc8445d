import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { createJobClock } from './background/job-clock.ts'
import { createLeases } from './background/leases.ts'
import { removeLeftCopies } from './backup/sealed-backup.ts'
import { clockJobs, retrySlowly } from './clock-jobs.ts'
import { parseWords } from './commands/parse-words.ts'
import { addDemonstration } from './demonstration/add-demonstration.ts'
import { diskAlarm } from './disk-alarm.ts'
import { defaultHost, defaultPort } from './environment-settings.ts'
import { formsIn } from './forms/load-instruments.ts'
import { buildApp } from './http/build-app.ts'
import { createLog, type LogFormat, logFormats, type ReportFailure } from './logging/log.ts'
import { traceOf } from './logging/trace-of.ts'
import { createMailer } from './mail/mailer.ts'
import { mailSettingsFrom } from './mail-settings.ts'
import { createMetrics } from './metrics/metrics.ts'
import { openFiles } from './open-file-store.ts'
import { openKeys } from './open-key-store.ts'
import { saveErasureList } from './privacy/erasure-list-file.ts'
import { builtFolder } from './program-version.ts'
import { baseMapOf, districtsFileOf, isOnDisk, readSettings, webFolderOf } from './read-settings.ts'
import { firstAdministratorCode, setUpServer } from './set-up.ts'
import type { ParsedSettings } from './setting-values.ts'
import { adviceOnBaseMap, adviceOnHelpline, adviceOnKeys, formatStartMessage } from './start-message.ts'
import { demandForms, demandWebApp, SettingError, startAdvice } from './startup-errors.ts'
import { releaseAllLeases } from './storage/background/leases.ts'
import { StoreDamaged } from './storage/engine/damaged-store-error.ts'
import type { Engine } from './storage/engine/engine.ts'
import { acquireFileLock } from './storage/engine/file-lock.ts'
import { postgresEngine } from './storage/engine/postgres-engine.ts'
import { type SqliteEngine, sqliteEngine } from './storage/engine/sqlite-engine.ts'

/** Filled in as far as they could be read: advice on any error names them. */
const settings = {
	port: defaultPort,
	host: defaultHost,
	dataFolder: '',
	databaseUrl: undefined as string | undefined,
	webFolder: '',
}
const usualLogFormat: LogFormat = process.stdout.isTTY ? 'text' : 'json'
/** As the settings say once they are read: a wrong one is reported before. */
let log = createLog({
	format: logFormats.find((each) => each === process.env.LOG_FORMAT) ?? usualLogFormat,
})
const onFailure: ReportFailure = (what, fields) => log.write('error', what, fields)

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

// Files in the data folder are readable by the server's account only.
process.umask(0o077)
// A program that reads the log may end before the server.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

async function start(): Promise<void> {
	const { isDemonstration, configFile } = readWords()
	const { values, parsed, dataFolder } = readSettings(
		{ environment: process.env, configFile, isDemonstration },
		(text) => log.write('warn', text),
	)
	log = createLog({ format: parsed.LOG_FORMAT ?? usualLogFormat, level: parsed.LOG_LEVEL })
	Object.assign(settings, {
		port: String(parsed.PORT),
		host: parsed.HOST,
		dataFolder,
		databaseUrl: values.DATABASE_URL || undefined,
		webFolder: webFolderOf(values),
	})
	demandForms(parsed.FORMS_FOLDER)
	demandWebApp(settings.webFolder)
	const baseMapFile = baseMapOf(values)
	const baseMapAdvice = baseMapFile === null ? null : await adviceOnBaseMap(baseMapFile)
	if (baseMapAdvice !== null) log.write('warn', baseMapAdvice)
	const now = () => Date.now()
	const engine = openEngine(parsed)
	// First: without a file store there are no keys either.
	const files = await openFiles(values, dataFolder, now)
	const keys = openKeys(values, dataFolder)
	await removeLeftCopies(dataFolder)
	const token = values.METRICS_TOKEN || undefined
	const mailSettings = mailSettingsFrom(values)
	const measured = token === undefined ? null : createMetrics()
	const ready = await setUpServer({
		...(measured ? { onWrite: measured.onWrite } : {}),
		engine,
		districtsFile: districtsFileOf(values),
		loadForms: formsIn(parsed.FORMS_FOLDER, builtFolder),
		serves: parsed.DEPLOYMENTS.serves,
		demonstration: isDemonstration,
		keepOnPhoneDays: parsed.PHONE_RETENTION_DAYS,
		lockMinutes: parsed.PHONE_LOCK_MINUTES,
		keys,
		now,
	})
	// Before requests are served: a key that exists and cannot be read is not lost.
	const keysAdvice = await adviceOnKeys(ready, keys)
	const demonstration = isDemonstration
		? await addDemonstration({ ...ready, files }, now(), parsed.DEMONSTRATION_SIZE)
		: []
	const saveList = (list: string) => saveErasureList(dataFolder, list)
	const disk = diskAlarm({ folder: dataFolder, alarmBelow: parsed.DISK_ALARM_MB, report: onFailure })
	const diskFolder = isOnDisk(values) ? { diskFolder: dataFolder } : {}
	const leases = createLeases({ store: ready.store, now })
	// No other process works on the embedded store: leases of one that was killed need not expire.
	if (ready.store.engine === 'sqlite') await releaseAllLeases(ready.store.changing)
	const app = await buildApp({
		...ready,
		leases,
		...(measured && token !== undefined ? { metrics: { measured, token } } : {}),
		...diskFolder,
		...(baseMapFile === null ? {} : { baseMapFile }),
		diskRoom: disk.room,
		files,
		now,
		webFolder: settings.webFolder,
		docsFolder: resolve(values.DOCS_FOLDER ?? 'dist/docs'),
		onFailure,
		writeLog: log.write,
		trustedProxies: parsed.TRUSTED_PROXIES,
		saveErasureList: saveList,
		...(mailSettings ? { mailer: createMailer(mailSettings) } : {}),
		...(parsed.ATTACHMENTS_PER_PERSON_MB ? { attachmentQuota: parsed.ATTACHMENTS_PER_PERSON_MB } : {}),
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
	await app.listen({ port: parsed.PORT, host: parsed.HOST })
	const message = formatStartMessage({
		address: addressOf(app.server.address() as AddressInfo),
		advice: [...(await adviceOnHelpline(ready, parsed.DEPLOYMENTS.serves)), ...keysAdvice],
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
		if (!stopping.aborted) onFailure(`Slow records: ${traceOf(thrown)}`)
	})
	// Last: a supervisor that waits for these lines may stop the server at once.
	log.announce(message)
}

/** Reads the words of the command line. @throws SettingError */
function readWords() {
	const parsed = parseWords(process.argv.slice(2), {
		demo: { help: '' },
		config: { value: 'FILE', help: '' },
	})
	if (parsed.outcome === 'wrong')
		throw new SettingError(`${parsed.why} The server has the options --demo and --config FILE.`)
	return { isDemonstration: parsed.given.demo, configFile: parsed.given.config }
}

/** Opens the database of the settings. @throws SettingError, StoreDamaged */
function openEngine({ DATABASE_CONNECTIONS }: ParsedSettings): Engine {
	const { databaseUrl, dataFolder } = settings
	if (databaseUrl) return postgresEngine(databaseUrl, onFailure, DATABASE_CONNECTIONS)
	const file = join(dataFolder, 'zila.sqlite')
	if (!acquireFileLock(file))
		throw new SettingError(
			`Another Zila works on ${dataFolder}: stop it, set DATA_FOLDER to another place, or use PostgreSQL (DATABASE_URL) for several processes.`,
		)
	return soundSqlite(file)
}

/** Address of the server as a browser on this computer opens it. */
const addressOf = ({ port }: AddressInfo): string =>
	`http://${settings.host === '0.0.0.0' ? 'localhost' : settings.host.replace('127.0.0.1', 'localhost')}:${port}`

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
	const reason = advice ?? (thrown instanceof Error ? thrown.stack : String(thrown))
	log.write('fatal', `Zila did not start. ${reason}`)
	process.exit(1)
})
