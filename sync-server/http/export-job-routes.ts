import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { wholeRoundCost } from '#shared/api/route'
import { type ExportJob, exportJobSchema } from '#shared/export/export-job'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { currentAuditKind } from '#shared/people/audit-log'
import type { Person } from '#shared/people/people'
import { exportJobLifetimeMs, startExportWorker, stateOf } from '../export/export-jobs.ts'
import { serverRandom } from '../people/invitations.ts'
import {
	type ExportJobRow,
	expireExportJob,
	insertExportJob,
	listExportJobs,
} from '../storage/exports/export-jobs.ts'
import { audit } from './audit.ts'
import { rangeOf } from './byte-range.ts'
import type { Deps } from './deps.ts'
import { traceOf, unforeseen } from './error-handler.ts'
import { type Download, exportQuerySchema, prepareExportDownload } from './export-download.ts'
import { personForAll, prepareReleaseDownload } from './release-download.ts'
import { requirePermission } from './session-cookie.ts'

/** Request for an export job: an export, or a release by its id. */
const exportJobRequestSchema = z.union([
	z.object({ of: z.literal('export'), ...exportQuerySchema.shape }),
	z.object({ of: z.literal('release'), release: z.string().check(z.maxLength(64)) }),
])
const idParams = z.object({ id: z.string() })
/** Maximum files per user; a new one removes the oldest. */
const maxFiles = 20
/** A job that waits or runs for longer has ended. */
const longestWaitMs = 7 * exportJobLifetimeMs

/**
 * Routes for files that are written in the background. They can be downloaded for a day, in as many ranges as
 * the connection needs.
 */
export function exportJobRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, files, now } = deps
	const route = 'POST /api/export-jobs'
	const onFailure = (thrown: unknown) => deps.onFailure(`${route}: ${traceOf(thrown)}`)
	const unforeseenHere = (thrown: unknown) => unforeseen(store, thrown)
	const worker = startExportWorker({ store, files, now, onFailure, unforeseen: unforeseenHere })
	app.addHook('preClose', worker.stop)
	const time = (ms: number) => new Date(ms).toISOString()

	const listed = async (person: Person): Promise<ExportJobRow[]> =>
		(await listExportJobs(store.reading, store.project, person.id, time(now()))).filter(
			({ rights }) => rights === rightsOf(person),
		)
	async function fileFor(person: Person, id: string): Promise<ExportJobRow> {
		const found = (await listed(person)).find((each) => each.id === id)
		if (!found) throw new Problem('not-found')
		return found
	}

	app.get(
		'/api/export-jobs',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(exportJobSchema) } } },
		async (request) => {
			const person = await requirePermission(deps, request, 'records.export')
			return (await listed(person)).map((row) => shown(row, now()))
		},
	)
	app.post(
		'/api/export-jobs',
		{
			// Nothing is downloaded yet.
			config: { notes: 'nothing', costs: wholeRoundCost },
			schema: { body: exportJobRequestSchema, response: { 200: exportJobSchema } },
		},
		async (request) => {
			const { body } = request
			let [person, download]: [Person, Download] | [] = []
			if (body.of === 'release') {
				person = await personForAll(deps, request)
				download = await prepareReleaseDownload(deps, person, body.release)
			} else {
				person = await requirePermission(deps, request, 'records.export')
				const { of: _, ...query } = body
				download = await prepareExportDownload(deps, person, query)
			}
			for (const { id } of (await listed(person)).slice(maxFiles - 1)) await expireExportJob(store.db, id)
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
			await insertExportJob(store.db, row)
			worker.add({ id: row.id, records, write: (reading) => write(reading, route) })
			return shown(row, now())
		},
	)
	app.get(
		'/api/export-jobs/:id/file',
		{ config: { notes: ['export-downloaded', 'release-downloaded'] }, schema: { params: idParams } },
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.export')
			const { state, hash, bytes, name, type, audit_event } = await fileFor(person, request.params.id)
			if (state !== 'done' || hash === null) throw new Problem('not-found')
			await audit(deps, request, auditEventOf(audit_event))
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
	)
	app.delete(
		'/api/export-jobs/:id',
		{ config: { notes: 'nothing' }, schema: { params: idParams } },
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.export')
			const { id } = await fileFor(person, request.params.id)
			// The worker stops when it reads this, and the sweep deletes the bytes.
			await expireExportJob(store.db, id)
			return reply.code(204).send()
		},
	)
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
