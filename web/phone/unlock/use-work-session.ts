import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useLocation } from 'wouter'
import { defaultLockMinutes } from '#shared/study/study'
import { maintainReserve } from '../../storage/database/disk-guard.ts'
import { requestPersistence } from '../../storage/database/persistence.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import type { loadStudy } from '../../storage/records/documents.ts'
import type { SyncLoop, startSyncLoop } from '../../sync/sync-loop.ts'
import { applyPersonSettings } from '../../ui/apply-person-settings.ts'
import { setHelplineWording } from '../../ui/i18n.ts'
import type { WorkSession } from '../../ui/work-session-context.ts'
import { policyAt } from './auto-lock.ts'
import { lockMinutesOf } from './lock-minutes.ts'
import { restoreScroll, type ScrollPlace } from './restore-scroll.ts'
import { watchGestures } from './watch-gestures.ts'

interface WorkSessionOptions {
	/** Called when the user hides the screen, which also locks the phone. */
	readonly onHide: () => void
	/** Returns what an unlocked phone needs and a locked one does not; it was loaded before `begin`. */
	readonly work: () => {
		readonly startSyncLoop: typeof startSyncLoop
		readonly loadStudy: typeof loadStudy
	}
}

/**
 * The session of an unlocked phone, and how it begins and ends. `isLockNear`: the phone locks in a moment.
 */
export function useWorkSession({ onHide, work }: WorkSessionOptions) {
	const [, go] = useLocation()
	const [working, setWorking] = useState<Omit<WorkSession, 'hide'> | null>(null)
	const resting = useRef<SyncLoop | null>(null)
	const [isLockNear, setLockNear] = useState(false)
	const scrolled = useRef<ScrollPlace | null>(null)
	const lockMinutes = useRef(defaultLockMinutes)
	function begin(vaultSession: VaultSession) {
		const { startSyncLoop, loadStudy } = work()
		// another session starts (or one of the same person): the previous one ends
		working?.lock()
		resting.current?.stop()
		setHelplineWording(vaultSession.person.role === 'helpline-operator')
		void requestPersistence().catch(() => undefined)
		void applyPersonSettings(vaultSession.device).catch(() => undefined)
		const stopReserve = maintainReserve()
		const loop = startSyncLoop(vaultSession, __APP_VERSION__, (other) => {
			lock()
			if (other) begin(other)
		})
		const screens = new Set<() => void>()
		const beforeLock = (keep: () => void) => {
			screens.add(keep)
			return () => screens.delete(keep)
		}
		const flushScreen = () => {
			for (const keep of screens) keep()
		}
		void loadStudy(vaultSession).then(
			(study) => {
				lockMinutes.current = lockMinutesOf(study)
			},
			() => undefined,
		)
		const lock = () => {
			scrolled.current = { device: vaultSession.device, path: location.pathname, y: scrollY }
			try {
				flushScreen()
			} finally {
				loop.rest()
				resting.current = loop
				stopReserve()
				setWorking(null)
			}
		}
		// a decoy session does not have the page on which it was locked
		if (vaultSession.isDecoy) go('/', { replace: true })
		if (scrolled.current?.device === vaultSession.device) restoreScroll(scrolled.current)
		setWorking({ session: vaultSession, loop, lock, beforeLock, flushScreen })
	}
	const lock = working?.lock
	// synchronously: the phone may take its screenshot, or another person see the screen, before a later task
	const hide = useCallback(() => {
		flushSync(() => {
			lock?.()
			onHide()
		})
	}, [lock, onHide])
	const workSession = useMemo(() => working && { ...working, hide }, [working, hide])
	useEffect(() => {
		if (!lock) return
		return watchGestures({
			onLeft: () => flushSync(lock),
			onNear: setLockNear,
			policy: () => policyAt(location.pathname, lockMinutes.current),
			onTwoFingers: hide,
		})
	}, [lock, hide])
	return { workSession, isLockNear, begin }
}
