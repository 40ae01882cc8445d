import type { FastifyInstance } from 'fastify'
import { findFreeBytes } from '../metrics/operation-status.ts'
import type { Deps } from './deps.ts'

/**
 * Checks of readiness, in the order of the documentation. `migrations`: all tables that this program expects
 * exist; `disk`: there is space for the next records; `running`: the server accepts requests.
 */
export const readinessChecks = ['database', 'migrations', 'files', 'disk', 'running'] as const
/** Result of the readiness checks; true is healthy. */
export type Readiness = Readonly<Record<(typeof readinessChecks)[number], boolean>>

/** Maximum time of a check: a slower database or bucket serves no phone in time either. */
const longestCheckMs = 3_000
/** Minimum interval between checks, however many monitors ask. */
const checkEveryMs = 1_000
/** A bundle has 4 MB at most, and the write-ahead log needs the same again. */
const leastFreeBytes = 20_000_000

interface HealthDeps extends Pick<Deps, 'store' | 'files'> {
	/** Folder of the embedded store or the files. Undefined if neither is on a local disk. */
	readonly diskFolder?: string | undefined
}

/**
 * `/livez`: the process responds; a supervisor restarts one that does not. `/readyz`: it can work; a load
 * balancer sends requests elsewhere if not. `/api/health` is the old address of `/readyz`.
 */
export function healthRoutesOf(app: FastifyInstance, deps: HealthDeps): void {
	let isClosing = false
	app.addHook('preClose', async () => {
		isClosing = true
	})
	const check = cached(async (): Promise<Omit<Readiness, 'running'>> => {
		const [migrations, files, disk] = await Promise.all([
			within(longestCheckMs, deps.store.isMigrated()),
			within(longestCheckMs, deps.files.isUsable()),
			within(longestCheckMs, hasRoom(deps.diskFolder)),
		])
		return {
			database: migrations !== null && !deps.store.isDamaged(),
			migrations: migrations === true,
			files: files === true,
			disk: disk === true,
		}
	})
	const readiness = async (): Promise<Readiness> => ({ ...(await check()), running: !isClosing })
	const isReady = (found: Readiness): boolean => Object.values(found).every(Boolean)

	app.get('/livez', async () => ({ ok: true }))
	app.get('/readyz', async (_request, reply) => {
		const found = await readiness()
		return reply.code(isReady(found) ? 200 : 503).send({ ok: isReady(found), ...found })
	})
	app.get('/api/health', { config: { notes: 'nothing' } }, async (_request, reply) => {
		const ok = isReady(await readiness())
		return reply.code(ok ? 200 : 503).send({ ok, store: deps.store.engine })
	})
}

async function hasRoom(folder: string | undefined): Promise<boolean> {
	return folder === undefined || (await findFreeBytes(folder)) >= leastFreeBytes
}

/** Null if the work fails or takes longer. */
async function within<Found>(ms: number, work: Promise<Found>): Promise<Found | null> {
	let timer: ReturnType<typeof setTimeout> | undefined
	const late = new Promise<null>((end) => {
		timer = setTimeout(() => end(null), ms)
	})
	try {
		return await Promise.race([work.catch(() => null), late])
	} finally {
		clearTimeout(timer)
	}
}

function cached<Found>(find: () => Promise<Found>): () => Promise<Found> {
	let last: { readonly found: Promise<Found>; readonly at: number } | null = null
	return () => {
		const at = performance.now()
		if (!last || at - last.at > checkEveryMs) last = { found: find(), at }
		return last.found
	}
}
