import { setTimeout as wait, setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { traceOf } from '../logging/trace-of.ts'
import { listLeases } from '../storage/background/leases.ts'
import { findProgress, saveProgress } from '../storage/background/projections.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import { type Lease, LeaseLostError, type Leases } from './leases.ts'
import type { Projection, ProjectionBatch } from './projection.ts'

export interface ProjectionState {
	readonly name: string
	/** Number of records, interviews or districts that wait, at most `maxLag`. */
	readonly lag: number
	/** True if its last run failed, in whichever process, and there is still work. */
	readonly hasFailed: boolean
}

export interface ProjectionRunner {
	/** Runs all projections shortly: phones are answered first, and what arrives together is done together. */
	soon(): void
	/**
	 * Runs one projection until nothing is left, with what was committed before the call. Resolves at once if
	 * another process is working on it.
	 */
	run(name: string): Promise<void>
	/** Runs all projections until nothing is left. */
	runAll(): Promise<void>
	states(): Promise<readonly ProjectionState[]>
	stop(): Promise<void>
}

export interface RunnerOptions {
	readonly store: Store
	readonly leases: Leases
	readonly projections: readonly Projection[]
	/** The text contains no answers. */
	readonly onFailure: (what: string) => void
	readonly afterMs?: number
	readonly idleMs?: number
}

const usualAfterMs = 5_000
/** Interval after which a process looks for work that another one has left. */
const usualIdleMs = 60_000
/** Time of work after which other work of this process has a turn, for a part of that time. */
const [sliceMs, restShare] = [500, 0.25]

/** Runs projections in the background, each by one process at a time. */
export function createProjectionRunner({
	store,
	leases,
	projections,
	onFailure,
	afterMs = usualAfterMs,
	idleMs = usualIdleMs,
}: RunnerOptions): ProjectionRunner {
	const running = new Map<string, RunningProjection>()
	const stopping = new AbortController()
	const { signal } = stopping
	let timer: NodeJS.Timeout | null = null

	async function runOnce(projection: Projection, own: RunningProjection): Promise<void> {
		const { name } = projection
		try {
			if ((await projection.lag(store.reading)) === 0) return
			const done = await leases.hold(name, (lease) =>
				computeAll(projection, lease, { reading: store.reading, request: own, signal }),
			)
			// What this process knows of may have arrived after the last look of the other.
			if (done === null) soon()
		} catch (thrown) {
			// The store may be closed, or the lease lost, during the run: it is continued later.
			if (signal.aborted || thrown instanceof LeaseLostError) return
			onFailure(`Projection ${name}: ${traceOf(thrown)}`)
		}
	}

	async function runRepeatedly(projection: Projection, own: RunningProjection): Promise<void> {
		do {
			own.isRequestedAgain = false
			await runOnce(projection, own)
		} while (own.isRequestedAgain && !signal.aborted)
	}

	/** Never rejects. */
	function run(projection: Projection): Promise<void> {
		const { name } = projection
		if (signal.aborted) return Promise.resolve()
		const known = running.get(name)
		if (known) {
			known.isRequestedAgain = true
			return known.promise
		}
		const own: RunningProjection = { promise: Promise.resolve(), isRequestedAgain: false }
		running.set(name, own)
		own.promise = runRepeatedly(projection, own).finally(() => running.delete(name))
		return own.promise
	}

	const runAll = () => runInOrder(projections, run)
	const soon = () => {
		if (signal.aborted) return
		timer ??= setTimeout(() => {
			timer = null
			void runAll()
		}, afterMs).unref()
	}
	const idle = setInterval(() => void runAll(), idleMs).unref()

	return {
		soon,
		runAll,
		async run(name) {
			const projection = projections.find((each) => each.name === name)
			if (projection) await run(projection)
		},
		states: () => listProjectionStates(store.reading, projections),
		async stop() {
			stopping.abort()
			clearInterval(idle)
			if (timer) clearTimeout(timer)
			await Promise.all([...running.values()].map(({ promise }) => promise))
		},
	}
}

/** Returns the state of each projection, in any process that reads the store. */
export async function listProjectionStates(
	session: Session,
	projections: readonly Projection[],
): Promise<ProjectionState[]> {
	const leases = await listLeases(session)
	const states: ProjectionState[] = []
	for (const projection of projections) {
		const { name } = projection
		const lag = await projection.lag(session)
		states.push({ name, lag, hasFailed: lag > 0 && (leases.get(name)?.failure ?? null) !== null })
	}
	return states
}

interface RunningProjection {
	promise: Promise<void>
	/** True if something was committed after its last look. */
	isRequestedAgain: boolean
}

interface ActivePart {
	readonly part: string
	readonly version: string
	readonly after: string
}

interface ComputeOptions {
	readonly reading: Session
	/** Read and reset between batches: the parts are listed again after a later commit. */
	readonly request: RunningProjection
	/** Aborts when the process stops. */
	readonly signal: AbortSignal
}

/** Computes batches of all parts in turn, so that a large part delays no other. */
async function computeAll(
	projection: Projection,
	lease: Lease,
	{ reading, request, signal }: ComputeOptions,
): Promise<void> {
	const active = new Map<string, ActivePart>()
	const isEnded = () => signal.aborted || lease.lost.aborted
	let restedAt = performance.now()
	for (let isFirst = true; (isFirst || active.size > 0 || request.isRequestedAgain) && !isEnded(); ) {
		if (isFirst || request.isRequestedAgain) {
			request.isRequestedAgain = false
			for (const { part, version } of await projection.parts(reading))
				if (active.get(part)?.version !== version) active.set(part, { part, version, after: '' })
		}
		isFirst = false
		for (const each of [...active.values()]) {
			if (isEnded()) return
			const after = await computeBatch(projection, lease, each, reading)
			if (after === null) active.delete(each.part)
			else active.set(each.part, { ...each, after })
			await yieldToEventLoop()
			const busyMs = performance.now() - restedAt
			if (busyMs < sliceMs) continue
			await wait(busyMs * restShare, undefined, { ref: false, signal }).catch(() => undefined)
			restedAt = performance.now()
		}
	}
}

async function computeBatch(
	projection: Projection,
	lease: Lease,
	each: ActivePart,
	reading: Session,
): Promise<string | null> {
	const { name } = projection
	const { part, version, after } = each
	const known = await findProgress(reading, name, part)
	const batch: ProjectionBatch = {
		part,
		version,
		after,
		cursor: known?.version === version ? known.cursor : '',
		save: (session, cursor) => saveProgress(session, { name, part, version, cursor }),
	}
	return projection.apply(lease.store, batch)
}

/** Runs all projections, each after the one that it depends on. */
async function runInOrder(
	projections: readonly Projection[],
	run: (projection: Projection) => Promise<void>,
): Promise<void> {
	const started = new Map<string, Promise<void>>()
	for (const projection of projections) {
		const before = started.get(projection.after ?? '') ?? Promise.resolve()
		started.set(
			projection.name,
			before.then(() => run(projection)),
		)
	}
	await Promise.all(started.values())
}
