import { setTimeout as wait } from 'node:timers/promises'
import { traceOf } from '../logging/trace-of.ts'
import type { Lease, Leases } from './leases.ts'

/** Work that is done by the clock, by one process at a time. */
export interface ClockJob {
	readonly name: string
	/** ms after which it is due again; 0 if with every tick of the clock. */
	readonly everyMs: number
	/** Repeatable, and small if nothing is due: a process that starts does it too. */
	run(lease: Lease): Promise<void>
}

export interface JobClockOptions {
	readonly leases: Leases
	readonly jobs: readonly ClockJob[]
	/** ms since 1970 */
	readonly now: () => number
	/** The text contains no answers. */
	readonly onFailure: (what: string) => void
	readonly tickMs?: number
	/** Interval at which the first run looks whether another process has ended its work. */
	readonly retryMs?: number
}

export interface JobClock {
	/**
	 * Does all jobs once. A job that another process is doing is awaited: nothing that is due is there
	 * afterwards.
	 */
	first(): Promise<void>
	/** Does the jobs that are due from now on. */
	start(): void
	stop(): void
}

const usualTickMs = 10 * 60_000

/**
 * CJ1 A job runs in one process at a time, and again only when it is due since its last run by any process.
 * CJ2 A job that fails is due at the next tick, and stops no other.
 * CJ3 After a corrected clock the last run may be in the future: then it is due.
 */
export function createJobClock({
	leases,
	jobs,
	now,
	onFailure,
	tickMs = usualTickMs,
	retryMs = 1_000,
}: JobClockOptions): JobClock {
	let timer: NodeJS.Timeout | null = null
	let isTicking = false
	let isStopped = false

	/** True if it was done, or failed; false if another process is doing it. */
	async function tryRun({ name, everyMs, run }: ClockJob, isForced: boolean): Promise<boolean> {
		try {
			const done = await leases.hold(name, async (lease) => {
				const sinceMs = lease.ranAt === null ? Number.POSITIVE_INFINITY : now() - Date.parse(lease.ranAt)
				if (!isForced && sinceMs >= 0 && sinceMs < everyMs) return lease.keepRanAt()
				await run(lease)
			})
			return done !== null
		} catch (thrown) {
			if (!isStopped) onFailure(`${name}: ${traceOf(thrown)}`)
			return true
		}
	}
	async function tick(): Promise<void> {
		if (isTicking || isStopped) return
		isTicking = true
		for (const job of jobs) await tryRun(job, false)
		isTicking = false
	}
	return {
		async first() {
			for (const job of jobs) while (!isStopped && !(await tryRun(job, true))) await wait(retryMs)
		},
		start() {
			timer ??= setInterval(() => void tick(), tickMs)
		},
		stop() {
			isStopped = true
			if (timer) clearInterval(timer)
		},
	}
}
