import { statfs } from 'node:fs/promises'
import type { ProjectionState } from '../background/projection-runner.ts'
import { type OperationFigures, operationFigures } from '../storage/log/operation-figures.ts'
import type { Store } from '../storage/store.ts'

/** Devices that were seen in the last month, but not in this time. */
const silentAfterMs = 3 * 86_400_000
const forgottenAfterMs = 30 * 86_400_000

export interface OperationSources {
	readonly store: Store
	readonly projectionStates: () => Promise<readonly ProjectionState[]>
	/** ms since 1970 */
	readonly now: () => number
	/** Folder of the store or the files, if they are on a local disk. */
	readonly diskFolder?: string | undefined
}

/** Figures that an operator watches, of the whole store; the same in each process. No answers and no ids. */
export interface OperationStatus extends OperationFigures {
	/** Number of the last entry of the store. */
	readonly headSeq: number
	readonly projections: readonly ProjectionState[]
	/** Bytes; null if neither the store nor the files are on a local disk. */
	readonly freeBytes: number | null
}

export async function readOperationStatus({
	store,
	projectionStates,
	now,
	diskFolder,
}: OperationSources): Promise<OperationStatus> {
	const figures = await operationFigures(store.reading, {
		seenAfter: new Date(now() - forgottenAfterMs).toISOString(),
		notSeenAfter: new Date(now() - silentAfterMs).toISOString(),
	})
	return {
		...figures,
		headSeq: (await store.head()).seq,
		projections: await projectionStates(),
		freeBytes: diskFolder === undefined ? null : await findFreeBytes(diskFolder),
	}
}

/** Bytes that this account can still write on the disk of a folder. */
export async function findFreeBytes(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder)
	return bavail * bsize
}
