import { join } from 'node:path'
import type { ProjectionState } from '../background/projection-runner.ts'
import { listProjectionStates } from '../background/projection-runner.ts'
import { findNewestBackup } from '../backup/old-backups.ts'
import { clockJobIntervals } from '../clock-jobs.ts'
import { type OperationStatus, readOperationStatus } from '../metrics/operation-status.ts'
import { programVersion } from '../program-version.ts'
import { isOnDisk } from '../read-settings.ts'
import { type LeaseRow, listLeases } from '../storage/background/leases.ts'
import { listProgress } from '../storage/background/projections.ts'
import type { StoreOverview } from '../storage/open-store.ts'
import { countRecordsAfter } from '../storage/records/records.ts'
import type { Command } from './command.ts'
import { alignRows, formatAge, formatMinute } from './format-table.ts'
import { type ReadableStore, readStore } from './open-for-reading.ts'

/** A backup with its time. */
interface BackupTime {
	/** ISO, UTC */
	readonly at: string
	readonly ageSeconds: number
}

export interface StatusReport {
	readonly version: string
	readonly store: {
		readonly engine: 'sqlite' | 'postgres'
		/** File, or host and database; without account and password. */
		readonly place: string
		/** Null before the first start. */
		readonly project: string | null
	}
	readonly migrations: StoreOverview['migrations']
	/** Null while the tables are not those of this program. */
	readonly counts:
		| ({ readonly records: number } & Omit<OperationStatus, 'lastBackup' | 'projections' | 'freeBytes'>)
		| null
	/** Newest file in the folder `backups` of DATA_FOLDER. */
	readonly lastBackup: (BackupTime & { readonly file: string }) | null
	/** Backup on which phones rely: its recovery key was verified. */
	readonly lastVerifiedBackup: BackupTime | null
	readonly projections: readonly ProjectionState[]
	readonly leases: readonly { readonly name: string; readonly holder: string | null }[]
	/** Bytes; null if neither the store nor the files are on a local disk. */
	readonly freeBytes: number | null
}

/** Prints the state of the server. It migrates nothing, so that it can run beside a server of another version. */
export async function printStatus(command: Command, { json }: { readonly json: boolean }): Promise<void> {
	const report = await readStore(command, (readable, overview) => reportStatus(command, readable, overview))
	if (json) return command.print(JSON.stringify(report, null, '\t'))
	for (const line of formatStatus(report, command.now())) command.print(line)
}

async function reportStatus(
	command: Command,
	readable: ReadableStore | null,
	{ migrations, project }: StoreOverview,
): Promise<StatusReport> {
	const { dataFolder, settings, now } = command
	const { DATABASE_URL } = settings.values
	const folder = join(dataFolder, 'backups')
	const newest = await findNewestBackup(folder)
	const withAge = (at: string): BackupTime => ({
		at,
		ageSeconds: Math.floor((now() - Date.parse(at)) / 1000),
	})
	const basic = {
		version: programVersion,
		store: {
			engine: DATABASE_URL ? ('postgres' as const) : ('sqlite' as const),
			place: DATABASE_URL ? describeDatabase(DATABASE_URL) : join(dataFolder, 'zila.sqlite'),
			project,
		},
		migrations,
		lastBackup: newest && { file: join(folder, newest.name), ...withAge(newest.at) },
	}
	if (!readable)
		return { ...basic, counts: null, lastVerifiedBackup: null, projections: [], leases: [], freeBytes: null }
	const { store } = readable
	const { lastBackup, projections, freeBytes, ...figures } = await readOperationStatus({
		store,
		projectionStates: () => listProjectionStates(store.reading, readable.projections),
		now,
		diskFolder: isOnDisk(settings.values) ? dataFolder : undefined,
	})
	const leases = await listLeases(store.reading)
	return {
		...basic,
		counts: { records: await countRecordsAfter(store.reading, '', Number.MAX_SAFE_INTEGER), ...figures },
		lastVerifiedBackup: lastBackup === null ? null : withAge(lastBackup),
		projections,
		leases: [...leases.values()].map(({ name, holder }) => ({ name, holder })),
		freeBytes,
	}
}

/** Host and database of an address, which may contain a password. */
export function describeDatabase(url: string): string {
	if (!URL.canParse(url)) return 'PostgreSQL'
	const { host, pathname } = new URL(url)
	return `${host}${pathname}`
}

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1e6)} MB`

export function formatStatus(report: StatusReport, now: number): string[] {
	const { store, migrations, counts, lastBackup, lastVerifiedBackup, projections, leases } = report
	const rows: [string, string][] = [
		['Version', report.version],
		['Store', `${store.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, ${store.place}`],
		['Migrations', formatMigrations(migrations)],
	]
	if (counts)
		rows.push(
			['Records', String(counts.records)],
			['Devices', `${counts.devices}, of which ${counts.silentDevices} not seen for three days`],
			['Quarantine', `${counts.quarantined} revisions wait for a decision`],
			['Exports', `${counts.exportJobs} wait or are being written`],
		)
	rows.push([
		'Last backup',
		lastBackup
			? `${formatAge(lastBackup.at, now)} old: ${lastBackup.file}`
			: 'none in the folder backups of DATA_FOLDER',
	])
	if (counts)
		rows.push([
			'Last verified backup',
			lastVerifiedBackup ? `${formatAge(lastVerifiedBackup.at, now)} old` : 'none',
		])
	if (report.freeBytes !== null) rows.push(['Disk', `${megabytes(report.freeBytes)} free`])
	const waiting = projections.filter(({ lag }) => lag > 0)
	if (counts)
		rows.push(
			['Background work', waiting.length === 0 ? 'up to date' : `${waiting.map(formatLag).join(', ')}`],
			...leases.flatMap(({ name, holder }): [string, string][] =>
				holder ? [[`Lease ${name}`, holder]] : [],
			),
		)
	return alignRows(rows)
}

const formatLag = ({ name, lag, hasFailed }: ProjectionState): string =>
	`${name}: ${lag} waiting${hasFailed ? ', last run failed' : ''}`

function formatMigrations({ applied, pending, isNewer }: StoreOverview['migrations']): string {
	if (isNewer) return `${applied} applied, some by a newer version: start that version`
	if (pending.length === 0) return `${applied} applied, none pending`
	return `${applied} applied, ${pending.length} pending (${pending.join(', ')}): the server applies them when it starts, or zila migrate`
}

export interface JobReport {
	readonly name: string
	readonly kind: 'clock' | 'projection' | 'other'
	/** Time in ms after which a job of the clock is due again; 0: with every tick, each ten minutes. */
	readonly everyMs: number | null
	/** Machine, process and a random id. */
	readonly holder: string | null
	/** When it last ended without an error. ISO, UTC */
	readonly lastRun: string | null
	/** Present until it succeeds again. `error`: code or class; the log of the process has its text. */
	readonly lastFailure: { readonly at: string; readonly error: string } | null
	/** Number of records, interviews or districts that wait; null for jobs of the clock. */
	readonly lag: number | null
	/** Position of each part; `cursor` null: all of it was computed. Empty for jobs of the clock. */
	readonly parts: readonly {
		readonly part: string
		readonly version: string
		readonly cursor: string | null
	}[]
}

/** Prints the background work: who does it, when it last ran, and how far it is. */
export async function printJobs(command: Command, { json }: { readonly json: boolean }): Promise<void> {
	const jobs = await readStore(command, async (readable) => (readable ? listJobs(readable) : null))
	if (json) return command.print(JSON.stringify(jobs ?? [], null, '\t'))
	if (jobs === null) return command.print('The tables are not those of this program: see zila status.')
	const head = ['JOB', 'LAST RUN', 'LAST FAILURE', 'WAITING', 'POSITION', 'HOLDER']
	const rows = jobs.map(({ name, lastRun, lastFailure, lag, parts, holder }) => [
		name,
		formatMinute(lastRun),
		lastFailure ? `${formatMinute(lastFailure.at)} ${lastFailure.error}` : '-',
		lag === null ? '-' : String(lag),
		formatPosition(parts),
		holder ?? '-',
	])
	for (const line of alignRows([head, ...rows])) command.print(line)
}

function formatPosition(parts: JobReport['parts']): string {
	const [only] = parts
	if (!only) return '-'
	if (parts.length === 1) return only.cursor ?? 'complete'
	return `${parts.filter(({ cursor }) => cursor === null).length} of ${parts.length} parts complete`
}

export async function listJobs({ store, projections }: ReadableStore): Promise<JobReport[]> {
	const leases = await listLeases(store.reading)
	const intervals: Readonly<Record<string, number>> = clockJobIntervals
	const states = await listProjectionStates(store.reading, projections)
	const names = [...Object.keys(intervals), ...states.map(({ name }) => name)]
	const others = [...leases.keys()].filter((name) => !names.includes(name))
	const jobs: JobReport[] = []
	for (const name of [...names, ...others]) {
		const lag = states.find((each) => each.name === name)?.lag ?? null
		const everyMs = intervals[name] ?? null
		const progress = lag === null ? [] : [...(await listProgress(store.reading, name)).values()]
		jobs.push({
			name,
			kind: everyMs !== null ? 'clock' : lag !== null ? 'projection' : 'other',
			everyMs,
			...leaseReport(leases.get(name)),
			lag,
			parts: progress.map(({ part, version, cursor }) => ({ part, version, cursor })),
		})
	}
	return jobs
}

function leaseReport(lease: LeaseRow | undefined): Pick<JobReport, 'holder' | 'lastRun' | 'lastFailure'> {
	const { holder = null, ran_at: lastRun = null, failed_at: at = null, failure = null } = lease ?? {}
	return { holder, lastRun, lastFailure: at === null || failure === null ? null : { at, error: failure } }
}
