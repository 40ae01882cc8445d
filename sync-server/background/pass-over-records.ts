import { findProgress } from '../storage/background/projections.ts'
import { inParts } from '../storage/engine/chunks.ts'
import { countRecordsAfter } from '../storage/records/records.ts'
import type { Session } from '../storage/session.ts'
import type { WriteSession } from '../storage/store.ts'
import { maxLag, type Projection } from './projection.ts'

/**
 * Records of one transaction. Other writers wait meanwhile, and evaluation has a time limit for all records of
 * a transaction (`projectRecords`), which a busy machine must not reach.
 */
const recordBatchSize = 25

export interface RecordPage {
	/** Records to compute, by ascending id. */
	readonly ids: readonly string[]
	/** Id of the last record that was looked at; null at the end. */
	readonly next: string | null
}

export interface RecordPass {
	readonly name: string
	/** Raised when the rows are computed differently: then they are computed again for all records. */
	readonly version: number
	/** True if stores from before the runner have all rows of version 1. */
	readonly isFirstComplete: boolean
	/** Lists the records after an id that are to be computed. */
	page(session: Session, after: string): Promise<RecordPage>
	compute(session: WriteSession, ids: readonly string[]): Promise<void>
	/** Called once at the end, in the transaction that saves it. */
	finish?(session: WriteSession): Promise<unknown>
}

/**
 * A projection whose rows are computed in the transaction that changes a record. For records from before it
 * goes once over all records, by id.
 */
export function passOverRecords({
	name,
	version,
	isFirstComplete,
	page,
	compute,
	finish,
}: RecordPass): Projection {
	const isStartComplete = isFirstComplete && version === 1
	const cursorOf = async (session: Session): Promise<string | null> => {
		const known = await findProgress(session, name, '')
		if (!known) return isStartComplete ? null : ''
		return known.version === String(version) ? known.cursor : ''
	}
	return {
		name,
		async parts(session) {
			return (await cursorOf(session)) === null ? [] : [{ part: '', version: String(version) }]
		},
		async apply(store, { cursor, after, save }) {
			if (cursor === null) return null
			const { ids, next } = await page(store.reading, after || cursor)
			const parts = inParts(ids, recordBatchSize)
			const saveUntil = async (session: WriteSession, reached: string | null) => {
				if (reached === null) await finish?.(session)
				await save(session, reached)
			}
			for (const part of parts)
				await store.write(async (session) => {
					await compute(session, part)
					await saveUntil(session, part === parts.at(-1) ? next : (part.at(-1) ?? null))
				})
			if (parts.length === 0 && next === null) await store.write((session) => saveUntil(session, null))
			return next
		},
		async lag(session) {
			const cursor = await cursorOf(session)
			return cursor === null ? 0 : countRecordsAfter(session, cursor, maxLag)
		},
	}
}
