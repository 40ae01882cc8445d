import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { releaseApi } from '#shared/api/releases'
import type { Release } from '#shared/export/release'
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
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import type { Deps } from './deps.ts'
import { longestStallMs, sendFile } from './export-routes.ts'
import { type Handlers, mountApi } from './mount-api.ts'
import {
	demandAllDistricts,
	findReleaseFor,
	getAuditAudience,
	isDemonstrationRoundFor,
	prepareReleaseDownload,
} from './release-download.ts'
import { reportFailure } from './report-failure.ts'

/**
 * Routes for releases: named states of a round's records, created once and written whenever they are
 * requested.
 */
export function releaseRoutes(app: FastifyInstance, deps: Deps): void {
	const downloads = new RunningDownloads(deps)
	// A download can last for hours: the server does not wait for it.
	app.addHook('preClose', async () => downloads.abortAll())
	mountApi(app, deps, releaseApi, {
		...publicationHandlers(deps, downloads),
		...releaseReadingHandlers(deps, downloads),
	})
}

/** Downloads and checks of releases that have not ended. */
class RunningDownloads {
	readonly #deps: Deps
	readonly #running = new Set<AbortController>()

	constructor(deps: Deps) {
		this.#deps = deps
	}

	abortAll(): void {
		for (const each of this.#running) each.abort()
	}

	/** Returns a context that aborts when the client disconnects. */
	contextFor(request: FastifyRequest, reply: FastifyReply) {
		const { store, forms, longestStallMs: longest = longestStallMs } = this.#deps
		const disconnect = new AbortController()
		this.#running.add(disconnect)
		reply.raw.once('close', () => {
			this.#running.delete(disconnect)
			disconnect.abort()
		})
		const releasing: ReleaseDeps = {
			store,
			forms,
			onFailure: (thrown) => reportFailure(this.#deps, request, thrown),
		}
		return { releasing, reading: { signal: disconnect.signal, longestStallMs: longest } }
	}
}

/** The list of releases, new ones, and those that others supersede. */
function publicationHandlers(
	deps: Deps,
	downloads: RunningDownloads,
): Pick<Handlers<typeof releaseApi>, 'list' | 'create' | 'supersede'> {
	const { store, now } = deps
	return {
		async list({ person }) {
			if (person.districts !== 'all') return []
			const rounds = roundsFor(person, await deps.study.current()).map(({ code }) => code)
			const rows = await listReleases(store.reading)
			return toReleases(
				store,
				rows.filter(({ round }) => rounds.includes(round)),
			)
		},
		async create({ person, body, request, reply, auditedStore }) {
			demandAllDistricts(person)
			const study = await deps.study.current()
			const isHere = (district: string) => study.districts.some(({ code }) => code === district)
			if (!roundsFor(person, study).some(({ code }) => code === body.round)) throw new Problem('not-found')
			if (!(body.districts ?? []).every(isHere)) throw new Problem('not-found')
			const demandName = async (session: Session) => {
				const found = await sameNameAs(session, body)
				if (found !== undefined) throw new Problem('release-name-taken', { found })
			}
			await demandName(store.reading)
			const { releasing, reading } = downloads.contextFor(request, reply)
			const pinned = {
				at: new Date(now()).toISOString(),
				isDemonstration: isDemonstrationRoundFor(person, body.round),
			}
			const row = await whileThere(reading, createRelease(releasing, person, body, { ...pinned, ...reading }))
			const act = { kind: 'release-created', of: body.form, round: body.round, many: row.records } as const
			await auditedStore({ ...act, fields: getAuditAudience(body.kind) }).write(async (session) => {
				// Another user may have taken the name meanwhile.
				await demandName(session)
				await insertRelease(session, row)
			})
			const [made] = await toReleases(store, [row])
			return made as Release
		},
		async supersede({ person, params, body, auditedStore }) {
			demandAllDistricts(person)
			const { row } = await findReleaseFor(deps, person, params.id)
			const why = body.why.trim()
			if (why === '') throw new Problem('reason-missing')
			const { by } = body
			const instead = by === '' ? null : (await findReleaseFor(deps, person, by)).row
			if (instead && (by === row.id || instead.form !== row.form || instead.round !== row.round))
				throw new Problem('releases-differ')
			const superseded = JSON.stringify({ by, why, at: new Date(now()).toISOString() })
			const act = { kind: 'release-superseded', of: row.form, round: row.round } as const
			await auditedStore(act).write((session) => setSuperseded(session, row.id, superseded))
			const [changed] = await toReleases(store, [{ ...row, superseded }])
			return changed as Release
		},
	}
}

/** The contents of a release: its files, their check, and the difference from an earlier one. */
function releaseReadingHandlers(
	deps: Deps,
	downloads: RunningDownloads,
): Pick<Handlers<typeof releaseApi>, 'download' | 'verify' | 'compare'> {
	return {
		async download({ person, params, request, reply, audit }) {
			demandAllDistricts(person)
			const toTake = await prepareReleaseDownload(deps, person, params.id)
			await audit(toTake.auditEvent)
			return sendFile(deps, reply, toTake, downloads.contextFor(request, reply).reading)
		},
		async verify({ person, params, request, reply }) {
			demandAllDistricts(person)
			const { row, pinned } = await findReleaseFor(deps, person, params.id)
			const { releasing, reading } = downloads.contextFor(request, reply)
			return whileThere(reading, checkRelease(releasing, row, pinned, person, reading))
		},
		async compare({ person, params, query, request, reply, audit }) {
			demandAllDistricts(person)
			const later = await findReleaseFor(deps, person, params.id)
			const earlier = await findReleaseFor(deps, person, query.with)
			const isOfOne = later.row.form === earlier.row.form && later.row.round === earlier.row.round
			// Public releases have no ids by which two could be compared.
			if (!isOfOne || isForOthers(later.pinned.kind) || isForOthers(earlier.pinned.kind))
				throw new Problem('releases-differ')
			const { releasing, reading } = downloads.contextFor(request, reply)
			const pair = [earlier.pinned, later.pinned] as const
			const compared = await whileThere(reading, compareReleases(releasing, person, pair, reading.signal))
			await audit({
				kind: 'releases-compared',
				of: later.row.form,
				round: later.row.round,
				many: compared.cells.length,
			})
			return compared
		},
	}
}

async function toReleases(store: Store, rows: readonly ReleaseRow[]): Promise<Release[]> {
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

/** Turns the abort by a disconnected client into a problem, which is not reported as a failure. */
async function whileThere<Found>({ signal }: DownloadContext, work: Promise<Found>): Promise<Found> {
	try {
		return await work
	} catch (thrown) {
		throw signal.aborted ? new Problem('server-busy', {}, thrown) : thrown
	}
}
