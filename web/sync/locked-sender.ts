import { asProblem } from '#shared/kernel/problem'
import { nextStep, type SyncFacts } from '#shared/sync/next-step'
import { enrolmentOf, peopleOnPhone } from '../storage/enrolment/enrolments.ts'
import { lockedState } from '../storage/outbox/sealed-outbox.ts'
import { type LinkState, minBatchBytes } from './exchange-bundle.ts'
import { type SendSealedResult, sendSealed } from './send-sealed.ts'

/** State of an enrolment that lasts from one check to the next. */
interface LockedSendState {
	readonly line: LinkState
	failure: SyncFacts['failure']
	more: boolean
	/**
	 * Newest checkpoint when a restored server did not know it. While it is still the newest, only an unlocked
	 * session can continue.
	 */
	refused: string | null
}
const newestMark = async (device: string): Promise<string> =>
	JSON.stringify((await enrolmentOf(device)).marks?.[0] ?? null)

/** Maximum timer, as in the sync loop: it ends the effect of a clock that jumps. */
const longestTimerMs = 5 * 60_000

export interface LockedSender {
	/** Called when the phone is locked or the app becomes visible. */
	wake(): void
	stop(): void
}

/**
 * Sends revisions that were sealed when saved, of everybody on this phone: needs no PIN, decrypts nothing,
 * requests nothing. An unlocked session has its own loop, which usually sends first; a lock keeps the two
 * apart.
 */
export function startLockedSender(app: string): LockedSender {
	const sendings = new Map<string, LockedSendState>()
	let timer: ReturnType<typeof setTimeout> | undefined
	let isStopped = false
	let isDeciding = false
	let again = false

	const sendingOf = (device: string): LockedSendState => {
		const known = sendings.get(device)
		if (known) return known
		// continue at once what the session left unfinished
		const initial: LockedSendState = {
			line: { batchBytes: minBatchBytes, lastInventory: '' },
			failure: null,
			more: true,
			refused: null,
		}
		sendings.set(device, initial)
		return initial
	}
	async function factsOf(device: string): Promise<SyncFacts> {
		const { ready, newestAt } = await lockedState(device)
		const { failure, more, refused } = sendingOf(device)
		const isHeldUp = refused !== null && refused === (await newestMark(device))
		return {
			now: Date.now(),
			online: navigator.onLine,
			isUnlocked: false,
			waiting: isHeldUp ? 0 : ready,
			lastSavedAt: newestAt,
			lastDoneAt: (await enrolmentOf(device)).lastSyncAt ?? 0,
			more,
			isRequested: false,
			failure,
			jitter: Math.random(),
		}
	}
	async function send(device: string): Promise<void> {
		const sending = sendingOf(device)
		try {
			// the same lock as in the sync loop: two tabs do not send the same
			const sent = (await navigator.locks.request('zila-sync', () =>
				isStopped ? 'all' : sendSealed(device, sending.line, app),
			)) as SendSealedResult
			sending.more = sent === 'some'
			sending.refused = sent === 'set-back' ? await newestMark(device) : null
			sending.failure = null
		} catch (thrown) {
			const tries = (sending.failure?.tries ?? 0) + 1
			sending.more = false
			sending.failure = { at: Date.now(), tries, recovery: asProblem(thrown).recovery }
		}
	}
	/** Returns the delay until the next check, ms; null: wait for an event. */
	async function sendDue(): Promise<number | null> {
		let next: number | null = null
		for (const { device } of await peopleOnPhone()) {
			for (;;) {
				const step = nextStep(await factsOf(device))
				if (isStopped) return null
				if (step.step === 'sync') await send(device)
				else {
					if (step.until !== null) next = Math.min(next ?? step.until, step.until)
					break
				}
			}
		}
		return next
	}
	async function decide(): Promise<void> {
		again = true
		if (isDeciding || isStopped) return
		isDeciding = true
		clearTimeout(timer)
		try {
			let next: number | null = null
			while (again && !isStopped) {
				again = false
				next = await sendDue()
			}
			if (next !== null && !isStopped)
				timer = setTimeout(() => void decide(), Math.min(longestTimerMs, Math.max(0, next - Date.now())))
		} catch {
			// the database does not respond: the screen shows it, and the next unlock tries again
		} finally {
			isDeciding = false
		}
	}
	const cameBack = () => {
		// a new network ends the wait after a failure
		for (const sending of sendings.values())
			if (sending.failure?.recovery === 'retry-later') sending.failure = null
		void decide()
	}
	const visible = () => {
		if (document.visibilityState === 'visible') void decide()
	}
	addEventListener('online', cameBack)
	document.addEventListener('visibilitychange', visible)
	void decide()
	return {
		wake: () => void decide(),
		stop() {
			isStopped = true
			clearTimeout(timer)
			removeEventListener('online', cameBack)
			document.removeEventListener('visibilitychange', visible)
		},
	}
}
