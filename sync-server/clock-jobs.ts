import type { FileStore } from './attachments/file-store.ts'
import type { ClockJob } from './background/job-clock.ts'
import type { Leases } from './background/leases.ts'
import { sweepExportJobs } from './export/export-jobs.ts'
import { applyRetention } from './privacy/apply-retention.ts'
import { sweepErased } from './privacy/sweep-erased.ts'
import { mayEraseByClock } from './privacy/trusted-clock.ts'
import { erasePlaces } from './sample/erase-places.ts'
import type { ServerContext } from './set-up.ts'
import { retrySlowRecords } from './sync/reproject-records.ts'

const retentionEveryMs = 24 * 60 * 60_000

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
				`The clock of this computer is days ahead of the last time recorded in the store (it shows ${new Date(now()).toISOString()}): nothing is erased until it is set right, or an administrator confirms it under People.`,
			)
		isPostponed = true
		return false
	}
	const onFileFailure = (thrown: unknown) =>
		onFailure(`Retention of files: ${thrown instanceof Error ? thrown.stack : thrown}`)
	return [
		{
			name: 'trusted-clock',
			// The store has to know the time, more often than values are erased by it.
			everyMs: 0,
			run: async () => void (await mayErase()),
		},
		{
			name: 'retention-of-values',
			everyMs: retentionEveryMs,
			async run({ store, keepRanAt }) {
				if (await mayErase()) {
					await applyRetention({ ...deps, store })
					await erasePlaces(store, deps.study, now())
				} else keepRanAt()
			},
		},
		{
			// What could not be deleted during a read is deleted by a later sweep.
			name: 'files-of-erased-records',
			everyMs: 0,
			run: async ({ store }) => void (await sweepErased({ ...deps, store })),
		},
		{
			name: 'export-files',
			everyMs: 0,
			run: ({ store }) => sweepExportJobs({ store, files, now, onFailure: onFileFailure }),
		},
	]
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
