import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Kysely } from 'kysely'
import * as z from 'zod/mini'
import { wholeRoundCost } from '#shared/api/route'
import {
	newReleaseSchema,
	type Release,
	releaseComparisonSchema,
	releaseSchema,
	releaseVerificationSchema,
	supersedeSchema,
} from '#shared/export/release'
import { Problem } from '#shared/kernel/problem'
import { roundsFor } from '#shared/study/study'
import { compareReleases } from '../export/compare-releases.ts'
import {
	checkRelease,
	createRelease,
	type DownloadContext,
	isForOthers,
	parseReleaseOptions,
	type ReleaseDeps,
} from '../export/releases.ts'
import {
	insertRelease,
	listReleases,
	type ReleaseRow,
	sameNameAs,
	setSuperseded,
} from '../storage/exports/releases.ts'
import { findPeople } from '../storage/people/people.ts'
import type { Tables } from '../storage/tables/tables.ts'
import { audit, createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { traceOf } from './error-handler.ts'
import { longestStallMs, sendFile } from './export-routes.ts'
import {
	findReleaseFor,
	getAuditAudience,
	isDemonstrationRoundFor,
	personForAll,
	prepareReleaseDownload,
} from './release-download.ts'
import { requirePermission } from './session-cookie.ts'

const idParams = z.object({ id: z.string() })

/**
 * Routes for releases: named states of a round's records, created once and written whenever they are
 * requested.
 */
export function releaseRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms, now } = deps
	const running = new Set<AbortController>()
	// A download can last for hours: the server does not wait for it.
	app.addHook('preClose', async () => {
		for (const each of running) each.abort()
	})
	/** Returns a context that aborts when the client disconnects. */
	function readingFor(request: FastifyRequest, reply: FastifyReply) {
		const disconnect = new AbortController()
		running.add(disconnect)
		reply.raw.once('close', () => {
			running.delete(disconnect)
			disconnect.abort()
		})
		const releasing: ReleaseDeps = {
			store,
			forms,
			onFailure: (thrown) =>
				deps.onFailure(`${request.method} ${request.routeOptions.url}: ${traceOf(thrown)}`),
		}
		return {
			releasing,
			reading: { signal: disconnect.signal, longestStallMs: deps.longestStallMs ?? longestStallMs },
		}
	}
	async function listed(rows: readonly ReleaseRow[]): Promise<Release[]> {
		const people = await findPeople(store.reading, [...new Set(rows.map(({ person }) => person))])
		return rows.map((row) => {
			const { versions, ...options } = parseReleaseOptions(row)
			return {
				...options,
				versions: [...versions],
				id: row.id,
				name: row.name,
				notes: row.notes,
				form: row.form,
				round: row.round,
				at: row.at,
				seq: Number(row.seq),
				records: Number(row.records),
				bytes: Number(row.bytes),
				checksum: row.checksum,
				content: row.content,
				by: people.get(row.person)?.name ?? '',
				superseded: row.superseded === null ? null : (JSON.parse(row.superseded) as Release['superseded']),
			}
		})
	}

	app.get(
		'/api/releases',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(releaseSchema) } } },
		async (request) => {
			const person = await requirePermission(deps, request, 'records.export')
			if (person.districts !== 'all') return []
			const rounds = roundsFor(person, await deps.study.current()).map(({ code }) => code)
			const rows = await listReleases(store.reading, store.project)
			return listed(rows.filter(({ round }) => rounds.includes(round)))
		},
	)
	app.post(
		'/api/releases',
		{
			config: { notes: ['release-created'], costs: wholeRoundCost },
			schema: { body: newReleaseSchema, response: { 200: releaseSchema } },
		},
		async (request, reply) => {
			const person = await personForAll(deps, request)
			const { body } = request
			const study = await deps.study.current()
			const isHere = (district: string) => study.districts.some(({ code }) => code === district)
			if (!roundsFor(person, study).some(({ code }) => code === body.round)) throw new Problem('not-found')
			if (!(body.districts ?? []).every(isHere)) throw new Problem('not-found')
			const demandName = async (db: Kysely<Tables>) => {
				const found = await sameNameAs(db, store.project, body)
				if (found !== undefined) throw new Problem('release-name-taken', { found })
			}
			await demandName(store.reading)
			const { releasing, reading } = readingFor(request, reply)
			const pinned = {
				at: new Date(now()).toISOString(),
				isDemonstration: isDemonstrationRoundFor(person, body.round),
			}
			const row = await whileThere(reading, createRelease(releasing, person, body, { ...pinned, ...reading }))
			const act = { kind: 'release-created', of: body.form, round: body.round, many: row.records } as const
			await createAuditedStore(deps, request, { ...act, fields: getAuditAudience(body.kind) }).write(
				async (session) => {
					// Another user may have taken the name meanwhile.
					await demandName(session.db)
					await insertRelease(session.db, row)
				},
			)
			const [made] = await listed([row])
			return made as Release
		},
	)
	app.get(
		'/api/releases/:id/file',
		{ config: { notes: ['release-downloaded'], costs: wholeRoundCost }, schema: { params: idParams } },
		async (request, reply) => {
			const person = await personForAll(deps, request)
			const toTake = await prepareReleaseDownload(deps, person, request.params.id)
			await audit(deps, request, toTake.auditEvent)
			return sendFile(reply, toTake, readingFor(request, reply).reading)
		},
	)
	app.post(
		'/api/releases/:id/verification',
		{
			config: { notes: 'nothing', costs: wholeRoundCost },
			schema: { params: idParams, response: { 200: releaseVerificationSchema } },
		},
		async (request, reply) => {
			const person = await personForAll(deps, request)
			const { row, pinned } = await findReleaseFor(deps, person, request.params.id)
			const { releasing, reading } = readingFor(request, reply)
			return whileThere(reading, checkRelease(releasing, row, pinned, person, reading))
		},
	)
	app.get(
		'/api/releases/:id/comparison',
		{
			config: { notes: ['releases-compared'], costs: wholeRoundCost },
			schema: {
				params: idParams,
				querystring: z.object({ with: z.string().check(z.maxLength(64)) }),
				response: { 200: releaseComparisonSchema },
			},
		},
		async (request, reply) => {
			const person = await personForAll(deps, request)
			const later = await findReleaseFor(deps, person, request.params.id)
			const earlier = await findReleaseFor(deps, person, request.query.with)
			const isOfOne = later.row.form === earlier.row.form && later.row.round === earlier.row.round
			// Public releases have no ids by which two could be compared.
			if (!isOfOne || isForOthers(later.pinned.kind) || isForOthers(earlier.pinned.kind))
				throw new Problem('releases-differ')
			const { releasing, reading } = readingFor(request, reply)
			const pair = [earlier.pinned, later.pinned] as const
			const compared = await whileThere(reading, compareReleases(releasing, person, pair, reading.signal))
			await audit(deps, request, {
				kind: 'releases-compared',
				of: later.row.form,
				round: later.row.round,
				many: compared.cells.length,
			})
			return compared
		},
	)
	app.post(
		'/api/releases/:id/supersede',
		{
			config: { notes: ['release-superseded'] },
			schema: { params: idParams, body: supersedeSchema, response: { 200: releaseSchema } },
		},
		async (request) => {
			const person = await personForAll(deps, request)
			const { row } = await findReleaseFor(deps, person, request.params.id)
			const why = request.body.why.trim()
			if (why === '') throw new Problem('reason-missing')
			const { by } = request.body
			const instead = by === '' ? null : (await findReleaseFor(deps, person, by)).row
			if (instead && (by === row.id || instead.form !== row.form || instead.round !== row.round))
				throw new Problem('releases-differ')
			const superseded = JSON.stringify({ by, why, at: new Date(now()).toISOString() })
			const act = { kind: 'release-superseded', of: row.form, round: row.round } as const
			await createAuditedStore(deps, request, act).write((session) =>
				setSuperseded(session.db, store.project, row.id, superseded),
			)
			const [changed] = await listed([{ ...row, superseded }])
			return changed as Release
		},
	)
}

/** Turns the abort by a disconnected client into a problem, which is not reported as a failure. */
async function whileThere<Found>({ signal }: DownloadContext, work: Promise<Found>): Promise<Found> {
	try {
		return await work
	} catch (thrown) {
		throw signal.aborted ? new Problem('server-busy', {}, thrown) : thrown
	}
}
