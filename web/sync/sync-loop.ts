import { asProblem, type Problem } from '#shared/kernel/problem'
import { nextStep, type SyncFacts } from '#shared/sync/next-step'
import { database } from '../storage/database.ts'
import { setDecoyOpen } from '../storage/open-apart.ts'
import { outboxState } from '../storage/outbox.ts'
import { enrolmentOf, isEnrolmentGone, type UnlockedSession } from '../storage/people-on-phone.ts'
import type { AttachmentSender, AttachmentsState } from './attachment-sender.ts'
import { exchangeBundle, type LinkState, minBatchBytes } from './exchange.ts'

export interface SyncState {
	readonly isRunning: boolean
	/** Of this run: how many are at the server, of how many. */
	readonly sent: number
	readonly toSend: number
	readonly problem: Problem | null
	readonly mustUpdate: boolean
	readonly isDeactivated: boolean
	/** Null until records went through once. */
	readonly attachments: AttachmentsState | null
}

export interface SyncLoop {
	state(): SyncState
	subscribe(listener: () => void): () => void
	/** Somebody pressed "Send now". */
	sendNow(): void
	/** Something was saved. */
	saved(): void
	/** It changed by which network attachments may go. */
	sendAttachments(): void
	/** Nobody is at work any more: what is on its way goes on for a while, or what is long would never come through. */
	rest(): void
	stop(): void
}

const idle: SyncState = {
	isRunning: false,
	sent: 0,
	toSend: 0,
	problem: null,
	mustUpdate: false,
	isDeactivated: false,
	attachments: null,
}
/** A long sound on a slow line takes so long. */
const longestRestMs = 30 * 60_000
const makeRoomEveryMs = 3_600_000
/** No timer waits longer: a clock that jumps, or a wait beyond what a timer can count, ends here. */
const longestTimerMs = 5 * 60_000

const movedChannel = 'zila-moved'
/** Another tab that works under it has no more to go on with: it asks for the PIN. */
function notifyMoved(device: string): void {
	const channel = new BroadcastChannel(movedChannel)
	channel.postMessage(device)
	channel.close()
}

/**
 * Sends and fetches while someone is at work. Events only change facts and ask `nextStep`, which alone decides. A
 * Web Lock keeps a second tab from sending the same at the same time; twice would be harmless, but costs. `onReplaced` hands over to
 * the enrolment that took this one's place; with null another tab did so, and the PIN is asked for here.
 */
export function startSyncLoop(
	atWork: UnlockedSession,
	app: string,
	onReplaced: (atWork: UnlockedSession | null) => void = () => undefined,
): SyncLoop {
	setDecoyOpen(atWork.device, atWork.isDecoy ?? false)
	let state = idle
	let timer: ReturnType<typeof setTimeout> | undefined
	let isStopped = false
	let isResting = false
	let isThinking = false
	/** Something happened while it was thinking. */
	let again = false
	let asked = false
	let more = false
	let failure: SyncFacts['failure'] = null
	let roomMadeAt = 0
	const line: LinkState = { batchBytes: minBatchBytes, lastInventory: '' }
	let sender: AttachmentSender | null = null
	const listeners = new Set<() => void>()
	const show = (change: Partial<SyncState>) => {
		state = { ...state, ...change }
		for (const listener of listeners) listener()
	}
	const handOver = (other: UnlockedSession | null) => {
		// locked meanwhile: nothing opens without the PIN
		if (isStopped) return
		end()
		onReplaced(other)
	}
	const fail = (thrown: unknown) => {
		if (isEnrolmentGone(thrown)) {
			handOver(null)
			return
		}
		const problem = asProblem(thrown)
		more = false
		failure = { at: Date.now(), tries: (failure?.tries ?? 0) + 1, recovery: problem.recovery }
		show({ problem })
	}

	async function facts(): Promise<SyncFacts> {
		const outbox = await outboxState(atWork.device)
		const { lastSyncAt } = await enrolmentOf(atWork.device)
		return {
			now: Date.now(),
			online: navigator.onLine,
			isUnlocked: true,
			waiting: outbox.waiting,
			lastSavedAt: outbox.newestAt,
			lastDoneAt: lastSyncAt ?? 0,
			more,
			asked,
			failure,
			jitter: Math.random(),
		}
	}
	async function think(): Promise<void> {
		again = true
		// in the empty app nothing is fetched, and the locked phone's sender goes on with what was sealed
		if (isThinking || isStopped || atWork.isDecoy) return
		isThinking = true
		clearTimeout(timer)
		try {
			while (again && !isStopped) {
				again = false
				const step = nextStep(await facts())
				// locked meanwhile: what is left is the locked phone's to send
				if (isStopped) break
				if (step.step === 'sync') {
					await run()
					again = true
				} else if (step.until !== null)
					timer = setTimeout(
						() => void think(),
						Math.min(longestTimerMs, Math.max(0, step.until - Date.now())),
					)
			}
		} catch (thrown) {
			// the phone's own store does not answer: shown, and tried again by the button
			fail(thrown)
		} finally {
			isThinking = false
		}
	}
	/** After the records, which never wait for it; what sends them is fetched only then. */
	async function sendAttachments(isAsked = false): Promise<void> {
		try {
			// a phone without a record has nothing to send: its first question comes before this piece
			if (!sender && (await (await database()).count('revisions')) === 0) return
			const { startAttachmentSender } = await import('./attachment-sender.ts')
			sender ??= startAttachmentSender(atWork, {
				mayGoOn: () => isResting || (!state.isRunning && !isStopped),
				onChange: (attachments) => show({ attachments }),
			})
			if (isStopped) sender.stop()
			else sender.wake(isAsked)
		} catch {
			// the network went while it was coming: fetched with the next contact
		}
	}
	/** What it carries for others goes after its own. */
	async function sendCarried(isAsked: boolean): Promise<void> {
		try {
			if (!(await (await database()).get('settings', 'carried'))) return
			await (await import('./send-carried.ts')).sendOfflineFiles(atWork, isAsked)
		} catch {
			// with the next contact
		}
	}
	async function makeRoom(): Promise<void> {
		if (Date.now() - roomMadeAt < makeRoomEveryMs) return
		try {
			// what went leaves a line: where none is, nothing lies here, and the first question comes before this piece
			if ((await (await database()).count('records')) === 0) return
			roomMadeAt = Date.now()
			await (await import('./make-room.ts')).evictByPolicy(atWork)
		} catch {
			// a phone that finds no room now finds it another time
		}
	}
	async function run(): Promise<void> {
		const isAsked = asked
		asked = false
		const { waiting } = await outboxState(atWork.device)
		show({ isRunning: true, sent: 0, toSend: waiting })
		try {
			await navigator.locks.request('zila-sync', async () => {
				// what came in first: a draft that this person has finished elsewhere is not copied over the end
				const isCopied = await exchangeAll()
				if (!isStopped && (await areDraftsCopied())) {
					show({ toSend: state.sent + (await outboxState(atWork.device)).waiting })
					await exchangeAll()
				}
				if (!isCopied || isStopped) return
				// what was sent is sent, whatever becomes of this
				const other = await import('./replace-enrolment.ts')
					.then(({ replaceEnrolment }) => replaceEnrolment(atWork))
					.catch(() => null)
				if (other) notifyMoved(atWork.device)
				if (other) handOver(other)
			})
			failure = null
			show({ problem: null, isRunning: false })
			void sendAttachments(isAsked)
			void sendCarried(isAsked)
			void makeRoom()
		} catch (thrown) {
			fail(thrown)
			show({ isRunning: false })
		}
	}

	/** True if there is a copy to send. */
	async function areDraftsCopied(): Promise<boolean> {
		const drafts = await (await database()).countFromIndex('drafts', 'device', atWork.device)
		return drafts > 0 && (await import('./copy-drafts.ts')).copyDrafts(atWork)
	}

	/** True if another phone works under this enrolment. */
	async function exchangeAll(): Promise<boolean> {
		for (;;) {
			const exchanged = await exchangeBundle(atWork, line, app)
			more = exchanged.more
			show({
				sent: state.sent + exchanged.sent,
				mustUpdate: exchanged.notices.includes('update-app'),
				isDeactivated: exchanged.notices.includes('person-inactive'),
			})
			if (!more || isStopped) return exchanged.isCloned
		}
	}

	const cameBack = () => {
		// a network that is back is a new chance: the waiting time of the last failure is over
		if (failure?.recovery === 'retry-later') failure = null
		void think()
	}
	const visible = () => {
		if (document.visibilityState === 'visible') void think()
	}
	const moved = new BroadcastChannel(movedChannel)
	moved.onmessage = ({ data }) => {
		if (data === atWork.device) handOver(null)
	}
	addEventListener('online', cameBack)
	document.addEventListener('visibilitychange', visible)
	void think()
	const end = () => {
		isStopped = true
		setDecoyOpen(atWork.device, false)
		clearTimeout(timer)
		moved.close()
		removeEventListener('online', cameBack)
		document.removeEventListener('visibilitychange', visible)
	}

	return {
		state: () => state,
		subscribe(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		sendNow() {
			asked = true
			void think()
		},
		saved: () => void think(),
		sendAttachments: () => void sendAttachments(),
		rest() {
			end()
			isResting = Boolean(state.attachments?.current)
			if (!isResting) sender?.stop()
			else setTimeout(() => sender?.stop(), longestRestMs)
		},
		stop() {
			end()
			sender?.stop()
		},
	}
}
