import type { Session } from '../storage/session.ts'
import type { Store, WriteSession } from '../storage/store.ts'

/** Part with a version and a cursor of its own: a form, a district; '' if a projection has no parts. */
export interface ProjectionPart {
	readonly part: string
	/** With another version than the last one, all of the part is computed again. */
	readonly version: string
}

export interface ProjectionBatch extends ProjectionPart {
	/** Where computing with this version has arrived: '' at the start, null when all was computed with it. */
	readonly cursor: string | null
	/** Result of the last batch of this run; '' for the first. */
	readonly after: string
	/** Saves the cursor, in the transaction that writes the batch. */
	readonly save: (session: WriteSession, cursor: string | null) => Promise<void>
}

/**
 * Something that is computed from records and can be computed again.
 *
 * Rows that a request has to see at once are computed in its transaction; the projection then computes them only
 * for records from before.
 *
 * PJ1 Each batch is small, and is committed with its cursor. A batch that is computed twice gives the same.
 * PJ2 It writes through the given store only, which refuses a process that lost its lease.
 */
export interface Projection {
	readonly name: string
	/** Runs after this one, if both have work. */
	readonly after?: string
	/** Returns the parts that may have work. */
	parts(session: Session): Promise<readonly ProjectionPart[]>
	/** Computes some records. Returns `after` of the next batch; null if this part has no more for now. */
	apply(store: Store, batch: ProjectionBatch): Promise<string | null>
	/** How many records, interviews or districts wait for it, at most `maxLag`. */
	lag(session: Session): Promise<number>
}

/** Counting further takes longer than it tells. */
export const maxLag = 10_000
