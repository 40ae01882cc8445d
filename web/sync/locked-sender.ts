import { asProblem } from '#shared/kernel/problem'
import { nextStep, type SyncFacts } from '#shared/sync/next-step'
import { enrolmentOf, peopleOnPhone } from '../storage/people-on-phone.ts'
import { lockedState } from '../storage/sealed-outbox.ts'
import { type LinkState, minBatchBytes } from './exchange.ts'
import { type SendSealedResult, sendSealed } from './send-sealed.ts'

/** What is remembered of an enrolment from one look to the next. */
interface LockedSendState {
	readonly line: LinkState
	failure: SyncFacts['failure']
	more: boolean
	/** The mark that a server which was put back did not know. As long as it is the newest, only who is at work can go on. */
	refused: string | null
}
const newestMark = async (device: string): Promise<string> =>
	JSON.stringify((await enrolmentOf(device)).marks?.[0] ?? null)

/** As in the loop of who is at work: a clock that jumps ends here. */
const longestTimerMs = 5 * 60_000

export interface LockedSender {
	/** The phone was locked, or somebody looks. */
	wake(): void
	stop(): void
}

/**
 * Sends what was sealed when it was saved, of everybody on this phone: needs no PIN, opens nothing, asks for nothing. Whoever is at
 * work has a loop of their own, which mostly is there first; the two take turns.
 */
export function startLockedSender(app: string): LockedSender {
	const sendings = new Map<string, LockedSendState>()
	let timer: ReturnType<typeof setTimeout> | undefined
	let isStopped = false
	let isThinking = false
	let again = false

	const sendingOf = (device: string): LockedSendState => {
		const known = sendings.get(device)
		if (known) return known
		// what a run at work left half done goes on at once
		const begun: LockedSendState = {
			line: { batchBytes: minBatchBytes, lastInventory: '' },
			failure: null,
			more: true,
			refused: null,
		}
		sendings.set(device, begun)
		return begun
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
			asked: false,
			failure,
			jitter: Math.random(),
		}
	}
	async function send(device: string): Promise<void> {
		const sending = sendingOf(device)
		try {
			// the same lock as at work: two tabs do not send the same
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
	/** When to look again, ms; null: when something happens. */
	async function look(): Promise<number | null> {
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
	async function think(): Promise<void> {
		again = true
		if (isThinking || isStopped) return
		isThinking = true
		clearTimeout(timer)
		try {
			let next: number | null = null
			while (again && !isStopped) {
				again = false
				next = await look()
			}
			if (next !== null && !isStopped)
				timer = setTimeout(() => void think(), Math.min(longestTimerMs, Math.max(0, next - Date.now())))
		} catch {
			// the phone's store does not answer: the screen says so, and whoever unlocks tries again
		} finally {
			isThinking = false
		}
	}
	const cameBack = () => {
		// a network that is back is a new chance
		for (const sending of sendings.values())
			if (sending.failure?.recovery === 'retry-later') sending.failure = null
		void think()
	}
	const visible = () => {
		if (document.visibilityState === 'visible') void think()
	}
	addEventListener('online', cameBack)
	document.addEventListener('visibilitychange', visible)
	void think()
	return {
		wake: () => void think(),
		stop() {
			isStopped = true
			clearTimeout(timer)
			removeEventListener('online', cameBack)
			document.removeEventListener('visibilitychange', visible)
		},
	}
}
