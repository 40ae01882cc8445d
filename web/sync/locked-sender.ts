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
export const startLockedSender = (app: string): LockedSender => new RunningLockedSender(app)

class RunningLockedSender implements LockedSender {
	readonly #app: string
	readonly #sendings = new Map<string, LockedSendState>()
	#timer: ReturnType<typeof setTimeout> | undefined
	#isStopped = false
	#isDeciding = false
	#again = false

	constructor(app: string) {
		this.#app = app
		addEventListener('online', this.#cameBack)
		document.addEventListener('visibilitychange', this.#visible)
		void this.#decide()
	}

	wake(): void {
		void this.#decide()
	}
	stop(): void {
		this.#isStopped = true
		clearTimeout(this.#timer)
		removeEventListener('online', this.#cameBack)
		document.removeEventListener('visibilitychange', this.#visible)
	}

	readonly #cameBack = () => {
		// a new network ends the wait after a failure
		for (const sending of this.#sendings.values())
			if (sending.failure?.recovery === 'retry-later') sending.failure = null
		void this.#decide()
	}
	readonly #visible = () => {
		if (document.visibilityState === 'visible') void this.#decide()
	}

	#sendingOf(device: string): LockedSendState {
		const known = this.#sendings.get(device)
		if (known) return known
		// continue at once what the session left unfinished
		const initial: LockedSendState = {
			line: { batchBytes: minBatchBytes, lastInventory: '' },
			failure: null,
			more: true,
			refused: null,
		}
		this.#sendings.set(device, initial)
		return initial
	}
	async #factsOf(device: string): Promise<SyncFacts> {
		const { ready, newestAt } = await lockedState(device)
		const { failure, more, refused } = this.#sendingOf(device)
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
	async #send(device: string): Promise<void> {
		const sending = this.#sendingOf(device)
		try {
			// the same lock as in the sync loop: two tabs do not send the same
			const sent = (await navigator.locks.request('zila-sync', () =>
				this.#isStopped ? 'all' : sendSealed(device, sending.line, this.#app),
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
	/** Returns when to check again, ms since 1970; null: wait for an event. */
	async #sendDue(): Promise<number | null> {
		let next: number | null = null
		for (const { device } of await peopleOnPhone()) {
			for (;;) {
				const step = nextStep(await this.#factsOf(device))
				if (this.#isStopped) return null
				if (step.step === 'sync') await this.#send(device)
				else {
					if (step.until !== null) next = Math.min(next ?? step.until, step.until)
					break
				}
			}
		}
		return next
	}
	async #decide(): Promise<void> {
		this.#again = true
		if (this.#isDeciding || this.#isStopped) return
		this.#isDeciding = true
		clearTimeout(this.#timer)
		try {
			let next: number | null = null
			while (this.#again && !this.#isStopped) {
				this.#again = false
				next = await this.#sendDue()
			}
			if (next !== null && !this.#isStopped) {
				const wait = Math.min(longestTimerMs, Math.max(0, next - Date.now()))
				this.#timer = setTimeout(() => void this.#decide(), wait)
			}
		} catch {
			// the database does not respond: the screen shows it, and the next unlock tries again
		} finally {
			this.#isDeciding = false
		}
	}
}
