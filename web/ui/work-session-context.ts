import { createContext, useContext } from 'react'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import type { SyncLoop } from '../sync/sync-loop.ts'

export interface WorkSession {
	readonly session: VaultSession
	readonly loop: SyncLoop
	readonly lock: () => void
	/** Locks, and shows a harmless page in place of the PIN screen. */
	readonly hide: () => void
	/**
	 * Registers a callback for the lock, while the screen still exists: it saves what is on the screen. Returns
	 * the function that unregisters it.
	 */
	readonly beforeLock: (keep: () => void) => () => void
	/** Saves what is on the screen, before another screen replaces it. */
	readonly flushScreen: () => void
}

export const WorkSessionContext = createContext<WorkSession | null>(null)

/** Returns the session; only in the unlocked part of the app. */
export function useSession(): WorkSession {
	const working = useContext(WorkSessionContext)
	if (!working) throw new Error('nobody is at work: this screen stands outside of the unlocked part')
	return working
}
