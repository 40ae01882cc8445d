import { database } from './database.ts'
import type { UnlockedSession } from './people-on-phone.ts'
import { lastCopyAt } from './second-copy-at.ts'

/** The copies of a draft that lie here, for whoever wants its answers deleted. */
export interface DraftCopies {
	/** Revisions that have never left this phone: they can go. */
	readonly local: readonly string[]
	/** One was sent, or may be on its way or in a file that was carried: nothing here takes it back. */
	readonly isElsewhere: boolean
}

/** What is being sent at this moment may have arrived: then it counts as sent. */
export async function listDraftCopies({ device }: UnlockedSession, record: string): Promise<DraftCopies> {
	const rows = await (await database()).getAllFromIndex('revisions', 'record', [device, record])
	const carriedAt = await lastCopyAt()
	const isElsewhere = rows.some(
		({ state, savedAt, tried }) =>
			tried === true ||
			state === 'at-server' ||
			state === 'by-receipt' ||
			(carriedAt !== null && savedAt <= carriedAt),
	)
	return { local: isElsewhere ? [] : rows.map(({ id }) => id), isElsewhere }
}

/** While `work` runs nothing is sent; `isQuiet` is false where something is on its way already. */
export const withSendingPaused = <Found>(work: (isQuiet: boolean) => Promise<Found>): Promise<Found> =>
	navigator.locks.request('zila-sync', { ifAvailable: true }, (lock) => work(lock !== null)) as Promise<Found>

/** Whether a copy of this draft has left the phone, or may have. */
export async function hasLeft(atWork: UnlockedSession, draft: string): Promise<boolean> {
	const row = await (await database()).get('drafts', draft)
	return row !== undefined && (await listDraftCopies(atWork, row.record)).isElsewhere
}
