import type { FileStore } from './attachments/file-store.ts'
import type { ClockJob } from './background/job-clock.ts'
import type { Leases } from './background/leases.ts'
import { sweepExportJobs } from './export/export-jobs.ts'
import { traceOf } from './logging/trace-of.ts'
import { applyRetention } from './privacy/apply-retention.ts'
import { sweepErased } from './privacy/sweep-erased.ts'
import { mayEraseByClock } from './privacy/trusted-clock.ts'
import { erasePlaces } from './sample/erase-places.ts'
import type { ServerContext } from './set-up.ts'
import { deleteOldNonces } from './sync/identify-request.ts'
import { retrySlowRecords } from './sync/reproject-records.ts'

/**
 * The jobs of the clock in their order, each with the time in ms after which it is due again; 0: with every tick
 * of the clock.
 */
export const clockJobIntervals = {
	// The store has to know the time, more often than values are erased by it.
	'trusted-clock': 0,
	'retention-of-values': 24 * 60 * 60_000,
	// What could not be deleted during a read is deleted by a later sweep.
	'files-of-erased-records': 0,
	'export-files': 0,
	'old-nonces': 0,
} as const
type ClockJobName = keyof typeof clockJobIntervals

interface ClockJobDeps extends Pick<ServerContext, 'store' | 'forms' | 'signer' | 'study'> {
	readonly files: FileStore
	/** ms since 1970 */
	readonly now: () => number
	readonly onFailure: (what: string) => void
	readonly saveErasureList: (list: string) => Promise<void>
}

/** All work that is done by the clock, in this order. */
export function clockJobs(deps: ClockJobDeps): readonly ClockJob[] {
	const { files, now, onFailure } = deps
	let isPostponed = false
	const mayErase = async (): Promise<boolean> => {
		if (await mayEraseByClock(deps.store, now)) {
			isPostponed = false
			return true
		}
		if (!isPostponed)
			onFailure(
				`The clock of this computer is days ahead of the last time recorded in the store (it shows ${new Date(now()).toISOString()}): nothing is erased until it is corrected, or an administrator confirms it under Users & teams.`,
			)
		isPostponed = true
		return false
	}
	const onFileFailure = (thrown: unknown) => onFailure(`Retention of files: ${traceOf(thrown)}`)
	const work: Readonly<Record<ClockJobName, ClockJob['run']>> = {
		'trusted-clock': async () => void (await mayErase()),
		async 'retention-of-values'({ store, keepRanAt }) {
			if (!(await mayErase())) return keepRanAt()
			await applyRetention({ ...deps, store })
			await erasePlaces(store, deps.study, now())
		},
		'files-of-erased-records': async ({ store }) => void (await sweepErased({ ...deps, store })),
		'export-files': ({ store }) => sweepExportJobs({ store, files, now, onFailure: onFileFailure }),
		'old-nonces': ({ store }) => deleteOldNonces(store, now()),
	}
	return (Object.keys(clockJobIntervals) as ClockJobName[]).map((name) => ({
		name,
		everyMs: clockJobIntervals[name],
		run: work[name],
	}))
}

/** Retries the records whose rules took too long, once after a start. */
export async function retrySlowly(
	leases: Leases,
	{ forms }: Pick<ServerContext, 'forms'>,
	onFailure: (thrown: unknown) => void,
): Promise<void> {
	await leases
		.hold('slow-records', ({ store, lost }) => retrySlowRecords(store, forms, { lost }))
		.catch(onFailure)
}
