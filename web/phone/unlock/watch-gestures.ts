import { subscribeToStaying } from '../../ui/activity-events.ts'
import { type LockEvent, type LockPolicy, startAutoLock } from './auto-lock.ts'

/**
 * Time in which two touches count as one two-finger tap, ms; a finger that rests while another types does not
 * count.
 */
const togetherMs = 300
/** Pixels that a two-finger tap may move; further, it is the zoom gesture. */
const slipPx = 24

interface ScreenWatch {
	/** Called when the app was idle or hidden for too long. */
	readonly onLeft: () => void
	/** Called with true shortly before it, and with false when a touch has put it off. */
	readonly onNear: (isNear: boolean) => void
	readonly policy: () => LockPolicy
	/** Called after a tap with two fingers. */
	readonly onTwoFingers: () => void
}

/** Watches an unlocked screen until the returned function is called. */
export function watchGestures({ onLeft, onNear, policy, onTwoFingers }: ScreenWatch): () => void {
	const over = new AbortController()
	const autoLock = startAutoLock({
		now: Date.now,
		wait(ms, then) {
			const timer = setTimeout(then, ms)
			return () => clearTimeout(timer)
		},
		lock: onLeft,
		policy,
		warn: onNear,
	})
	const quiet = { capture: true, passive: true, signal: over.signal }
	const on = (type: string, event: LockEvent) =>
		document.addEventListener(type, () => autoLock.onEvent(event), quiet)
	on('pointerdown', 'touched')
	on('keydown', 'touched')
	on('scroll', 'moved')
	on('input', 'moved')
	document.addEventListener(
		'visibilitychange',
		() => {
			// the phone takes its picture for the list of apps now
			coverScreen(document.hidden)
			autoLock.onEvent(document.hidden ? 'hidden' : 'seen')
		},
		quiet,
	)
	const unsubscribe = subscribeToStaying(autoLock.onEvent)

	let firstAt = 0
	let press: readonly Touch[] | null = null
	const moved = (touch: Touch) => {
		const before = press?.find(({ identifier }) => identifier === touch.identifier)
		return before && Math.hypot(touch.clientX - before.clientX, touch.clientY - before.clientY) > slipPx
	}
	const drop = () => {
		press = null
	}
	document.addEventListener(
		'touchstart',
		({ touches, timeStamp }) => {
			if (touches.length === 1) firstAt = timeStamp
			press = touches.length === 2 && timeStamp - firstAt <= togetherMs ? [...touches] : null
		},
		quiet,
	)
	document.addEventListener('touchmove', ({ touches }) => [...touches].some(moved) && drop(), quiet)
	document.addEventListener('touchcancel', drop, quiet)
	document.addEventListener(
		'touchend',
		() => {
			const isPress = press !== null
			drop()
			if (isPress) onTwoFingers()
		},
		quiet,
	)
	return () => {
		over.abort()
		coverScreen(false)
		autoLock.end()
		unsubscribe()
	}
}

/** Makes everything invisible while the app is out of sight but not locked yet. */
function coverScreen(isCovered: boolean): void {
	document.documentElement.classList.toggle('is-covered', isCovered)
}
