import { statfs } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { Deps } from './deps.ts'

/** Each is true where nothing is wrong. */
export interface Readiness {
	readonly database: boolean
	/** All tables that this program expects are there. */
	readonly migrations: boolean
	readonly files: boolean
	/** There is room for the next records. */
	readonly disk: boolean
	/** It goes on taking requests. */
	readonly running: boolean
}

/** A database or bucket that answers later than this answers no phone in time either. */
const longestCheckMs = 3_000
/** However many monitors ask, the database is asked once in so long. */
const checkEveryMs = 1_000
/** A bundle has 4 MB at most, and the log of changes needs the same again. */
const leastFreeBytes = 20_000_000

interface HealthDeps extends Pick<Deps, 'store' | 'files'> {
	/** Where the embedded store or the files lie; undefined where neither lies on a disk of this machine. */
	readonly diskFolder?: string | undefined
}

/**
 * `/livez`: this process answers; a supervisor starts one anew that does not. `/readyz`: it can do its work; a load balancer sends requests
 * elsewhere where it cannot. `/api/health` is the address of before, and answers as `/readyz` does.
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
	if (folder === undefined) return true
	const { bavail, bsize } = await statfs(folder)
	return bavail * bsize >= leastFreeBytes
}

/** Null where it fails, or takes longer. */
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
