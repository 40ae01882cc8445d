import type { FastifyInstance } from 'fastify'
import { exportJobApi } from '#shared/api/exports'
import type { ExportJob } from '#shared/export/export-job'
import type { ExportJobRequest } from '#shared/export/export-query'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { currentAuditKind } from '#shared/people/audit-log'
import type { Person } from '#shared/people/people'
import { exportJobLifetimeMs, startExportWorker, stateOf } from '../export/export-jobs.ts'
import { traceOf } from '../logging/trace-of.ts'
import { serverRandom } from '../people/invitations.ts'
import {
	type ExportJobRow,
	expireExportJob,
	insertExportJob,
	listExportJobs,
} from '../storage/exports/export-jobs.ts'
import { rangeOf } from './byte-range.ts'
import type { Deps } from './deps.ts'
import { unforeseen } from './error-handler.ts'
import { type Download, prepareExportDownload } from './export-download.ts'
import { mountApi } from './mount-api.ts'
import { demandAllDistricts, prepareReleaseDownload } from './release-download.ts'

/** Maximum files per user; a new one removes the oldest. */
const maxFiles = 20
/** A job that waits or runs for longer has ended. */
const longestWaitMs = 7 * exportJobLifetimeMs

/**
 * Routes for files that are written in the background. They can be downloaded for a day, in as many ranges as
 * the connection needs.
 */
export function exportJobRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, files, now } = deps
	const route = 'POST /api/export-jobs'
	const onFailure = (thrown: unknown) => deps.onFailure(`${route}: ${traceOf(thrown)}`)
	const unforeseenHere = (thrown: unknown) => unforeseen(store, thrown)
	const worker = startExportWorker({ store, files, now, onFailure, unforeseen: unforeseenHere })
	app.addHook('preClose', worker.stop)
	const time = (ms: number) => new Date(ms).toISOString()

	const listed = async (person: Person): Promise<ExportJobRow[]> =>
		(await listExportJobs(store.reading, person.id, time(now()))).filter(
			({ rights }) => rights === rightsOf(person),
		)
	async function fileFor(person: Person, id: string): Promise<ExportJobRow> {
		const found = (await listed(person)).find((each) => each.id === id)
		if (!found) throw new Problem('not-found')
		return found
	}

	async function downloadOf(person: Person, wanted: ExportJobRequest): Promise<Download> {
		if (wanted.of === 'release') {
			demandAllDistricts(person)
			return prepareReleaseDownload(deps, person, wanted.release)
		}
		const { of: _, ...query } = wanted
		return prepareExportDownload(deps, person, query)
	}

	mountApi(app, deps, exportJobApi, {
		async list({ person }) {
			return (await listed(person)).map((row) => shown(row, now()))
		},
		async create({ person, body }) {
			const download = await downloadOf(person, body)
			for (const { id } of (await listed(person)).slice(maxFiles - 1))
				await expireExportJob(store.changing, id)
			const { name, type, auditEvent, records, write } = download
			const row: ExportJobRow = {
				id: randomId(serverRandom),
				project: store.project,
				person: person.id,
				rights: rightsOf(person),
				name,
				type,
				audit_event: JSON.stringify(auditEvent),
				state: 'waiting',
				problem: null,
				progress: null,
				hash: null,
				bytes: null,
				requested: time(now()),
				heartbeat: time(now()),
				until: time(now() + longestWaitMs),
			}
			await insertExportJob(store.changing, row)
			worker.add({ id: row.id, records, write: (reading) => write(reading, onFailure) })
			return shown(row, now())
		},
		async download({ person, params, request, reply, audit }) {
			const { state, hash, bytes, name, type, audit_event } = await fileFor(person, params.id)
			if (state !== 'done' || hash === null) throw new Problem('not-found')
			await audit(auditEventOf(audit_event))
			const [size, tag] = [Number(bytes), `"${hash}"`]
			// A range of another file would be appended to the first one.
			const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === tag
			const range = isSame ? rangeOf(request.headers.range, size) : null
			const content = await files.read(hash, range ?? undefined)
			if (range) reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${size}`)
			return reply
				.header('content-type', type)
				.header('content-length', range ? range.last - range.first + 1 : size)
				.header('accept-ranges', 'bytes')
				.header('etag', tag)
				.header('content-disposition', `attachment; filename="${name}"`)
				.send(content)
		},
		async cancel({ person, params }) {
			const { id } = await fileFor(person, params.id)
			// The worker stops when it reads this, and the sweep deletes the bytes.
			await expireExportJob(store.changing, id)
		},
	})
}

/** Returns the log entry of a job; one created by an earlier version may have a former kind. */
function auditEventOf(json: string): Download['auditEvent'] {
	const event = JSON.parse(json) as Download['auditEvent']
	return { ...event, kind: currentAuditKind(event.kind) as Download['auditEvent']['kind'] }
}

/** Fingerprint of the user's access: after a change of access, earlier files are no longer found. */
const rightsOf = ({ role, districts, demonstration }: Person): string =>
	JSON.stringify([role, districts, demonstration])

function shown(row: ExportJobRow, now: number): ExportJob {
	const { state, problem } = stateOf(row, now)
	return {
		id: row.id,
		name: row.name,
		requestedAt: row.requested,
		expiresAt: row.until,
		state,
		problem: problem === null ? null : (JSON.parse(problem) as ExportJob['problem']),
		progress: row.progress === null ? null : (JSON.parse(row.progress) as ExportJob['progress']),
		bytes: row.bytes === null ? null : Number(row.bytes),
	}
}
