import { createContext, useContext } from 'react'
import type { UnlockedSession } from '../storage/people-on-phone.ts'
import type { SyncLoop } from '../sync/sync-loop.ts'

export interface WorkSession {
	readonly session: UnlockedSession
	readonly loop: SyncLoop
	readonly lock: () => void
	/** Called when it locks, while the screen still stands: what is on the screen is given to the disk. */
	readonly beforeLock: (keep: () => void) => () => void
	/** Gives what is on the screen to the disk, before another screen takes its place. */
	readonly flushScreen: () => void
}

export const WorkSessionContext = createContext<WorkSession | null>(null)

/** Who works on this phone now; only below the unlocked part of the app. */
export function useSession(): WorkSession {
	const working = useContext(WorkSessionContext)
	if (!working) throw new Error('nobody is at work: this screen stands outside of the unlocked part')
	return working
}
