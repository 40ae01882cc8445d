import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { WriteTimes } from '../storage/store.ts'
import { type OperationSources, readOperationStatus } from './operation-status.ts'

/** Seconds; a phone waits for a commit, and a desk for a page. */
const buckets = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]

/** Measures of this process, in the format of Prometheus. They contain no answers and no ids. */
export interface Metrics {
	/** Called for each request that was answered. `route`: as declared, without values. */
	readonly onRequest: (request: { route: string; method: string; status: number; seconds: number }) => void
	readonly onWrite: (times: WriteTimes) => void
	readonly contentType: string
	text(): Promise<string>
}

export interface UnconnectedMetrics extends Pick<Metrics, 'onWrite'> {
	/** Adds what is read from the store, when the metrics are requested. */
	connect(sources: OperationSources): Metrics
}

/** Creates the metrics of a process; the store that they measure is opened with `onWrite`. */
export function createMetrics(): UnconnectedMetrics {
	const registry = new Registry()
	collectDefaultMetrics({ register: registry })
	const registers = [registry]
	const requests = new Histogram({
		name: 'zila_http_request_seconds',
		help: 'Time of answering requests, by route and class of status',
		labelNames: ['method', 'route', 'status'],
		buckets,
		registers,
	})
	const waits = new Histogram({
		name: 'zila_write_wait_seconds',
		help: 'Time that a write transaction waited for the lock of the store',
		buckets,
		registers,
	})
	const writes = new Histogram({
		name: 'zila_write_seconds',
		help: 'Time of write transactions with their commit, after the wait',
		buckets,
		registers,
	})
	const entries = new Histogram({
		name: 'zila_write_entries',
		help: 'Revisions, decisions and documents of committed write transactions that had any',
		buckets: [1, 3, 10, 30, 100, 300, 1000],
		registers,
	})
	const failures = new Counter({
		name: 'zila_write_failures_total',
		help: 'Write transactions that were rolled back',
		registers,
	})
	const onWrite: Metrics['onWrite'] = ({ waitedMs, heldMs, isCommitted, entries: allocated }) => {
		waits.observe(waitedMs / 1000)
		writes.observe(heldMs / 1000)
		if (!isCommitted) failures.inc()
		if (allocated > 0) entries.observe(allocated)
	}
	return {
		onWrite,
		connect(sources) {
			const update = addGauges(registry, sources)
			return {
				onWrite,
				onRequest: ({ method, route, status, seconds }) =>
					requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds),
				contentType: registry.contentType,
				async text() {
					await update()
					return registry.metrics()
				},
			}
		},
	}
}

/** Adds gauges of the whole store, and returns how they are read. */
function addGauges(registry: Registry, sources: OperationSources): () => Promise<void> {
	const { store, now } = sources
	const gauge = (name: string, help: string, labelNames: string[] = []) =>
		new Gauge({ name, help, labelNames, registers: [registry] })
	const lag = gauge('zila_projection_lag', 'Records, interviews or districts that wait', ['projection'])
	const failed = gauge('zila_projection_failed', '1 if the last run failed and there is still work', [
		'projection',
	])
	const silent = gauge('zila_devices_silent', 'Phones in use that were not seen for three days')
	const devices = gauge('zila_devices', 'Phones in use that were seen in the last 30 days')
	const quarantined = gauge('zila_quarantined_revisions', 'Revisions that wait for a decision')
	const oldestQuarantined = gauge('zila_quarantine_oldest_seconds', 'Time since the oldest of them arrived')
	const exports = gauge('zila_export_jobs', 'Exports that wait or are being written')
	const oldest = gauge('zila_export_oldest_seconds', 'Time since the oldest of them was requested')
	const backup = gauge('zila_backup_age_seconds', 'Time since the last verified backup; +Inf without one')
	const seq = gauge('zila_head_seq', 'Number of the last entry of the store')
	const disk = gauge('zila_disk_free_bytes', 'Free space of the disk of the data folder')
	const connections = gauge('zila_database_connections', 'Connections to PostgreSQL', ['pool', 'state'])
	return async () => {
		const status = await readOperationStatus(sources)
		const ageOf = (time: string) => (now() - Date.parse(time)) / 1000
		silent.set(status.silentDevices)
		devices.set(status.seenDevices)
		quarantined.set(status.quarantined)
		oldestQuarantined.set(status.oldestQuarantined === null ? 0 : ageOf(status.oldestQuarantined))
		exports.set(status.exportJobs)
		oldest.set(status.oldestExport === null ? 0 : ageOf(status.oldestExport))
		backup.set(status.lastBackup === null ? Number.POSITIVE_INFINITY : ageOf(status.lastBackup))
		seq.set(status.headSeq)
		for (const each of status.projections) {
			lag.set({ projection: each.name }, each.lag)
			failed.set({ projection: each.name }, each.hasFailed ? 1 : 0)
		}
		for (const { pool, total, idle, waiting } of store.connections()) {
			connections.set({ pool, state: 'open' }, total)
			connections.set({ pool, state: 'idle' }, idle)
			connections.set({ pool, state: 'waiting' }, waiting)
		}
		if (status.freeBytes !== null) disk.set(status.freeBytes)
	}
}
