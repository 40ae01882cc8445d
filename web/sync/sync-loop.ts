import { asProblem, Problem } from '#shared/kernel/problem'
import { nextStep, type SyncFacts } from '#shared/sync/next-step'
import { database } from '../storage/database/database.ts'
import { enrolmentOf, isEnrolmentGone, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { outboxState } from '../storage/outbox/outbox.ts'
import { setDecoyOpen } from '../storage/vault/decoy-session.ts'
import type { AttachmentSender, AttachmentsState } from './attachment-sender.ts'
import { exchangeBundle, type LinkState, minBatchBytes, type Received } from './exchange-bundle.ts'

export interface SyncState {
	readonly isRunning: boolean
	/** Progress of this run: sent revisions, out of all to send. */
	readonly sent: number
	readonly toSend: number
	readonly problem: Problem | null
	readonly mustUpdate: boolean
	readonly isDeactivated: boolean
	/** Null until a sync has succeeded. */
	readonly attachments: AttachmentsState | null
	/** The last sync that was tried in this session; null before the first. */
	readonly lastRun: LastRun | null
}

/** Counts of one sync. `problem`: why it failed. */
export interface LastRun {
	readonly at: number
	readonly sent: number
	readonly received: Received
	readonly problem: Problem | null
}

const nothing: Received = { records: 0, forms: 0, clusters: 0, others: 0 }
const sumOf = (a: Received, b: Received): Received => ({
	records: a.records + b.records,
	forms: a.forms + b.forms,
	clusters: a.clusters + b.clusters,
	others: a.others + b.others,
})

export interface SyncLoop {
	state(): SyncState
	subscribe(listener: () => void): () => void
	/** Called by the button "Send now". */
	sendNow(): void
	/** Called when a revision was saved. */
	saved(): void
	/** Called when the setting for attachments and Wi-Fi has changed. */
	sendAttachments(): void
	/** Called when the session ends: sending continues for a while, or long uploads would never complete. */
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
	lastRun: null,
}
/** Maximum time that sending continues: a long recording on a slow network takes this long. */
const longestRestMs = 30 * 60_000
const makeRoomEveryMs = 3_600_000
/** Maximum timer: it ends the effect of a clock that jumps, and of a wait beyond the range of a timer. */
const longestTimerMs = 5 * 60_000

const movedChannel = 'zila-moved'
/** Notifies other tabs of this enrolment that it was replaced: they ask for the PIN. */
function notifyMoved(device: string): void {
	const channel = new BroadcastChannel(movedChannel)
	channel.postMessage(device)
	channel.close()
}

/**
 * Syncs during a session. Events only change facts and call `nextStep`, which alone decides. A Web Lock keeps
 * a second tab from sending the same at the same time; that would be harmless, but costs data. `onReplaced`
 * gets the session of the replacement enrolment; null if another tab replaced it, and the PIN is needed here.
 */
export function startSyncLoop(
	vaultSession: VaultSession,
	app: string,
	onReplaced: (vaultSession: VaultSession | null) => void = () => undefined,
): SyncLoop {
	setDecoyOpen(vaultSession.device, vaultSession.isDecoy ?? false)
	let state = idle
	let timer: ReturnType<typeof setTimeout> | undefined
	let isStopped = false
	let isResting = false
	let isDeciding = false
	/** True if an event arrived while the loop was deciding. */
	let again = false
	let isSyncRequested = false
	let more = false
	let failure: SyncFacts['failure'] = null
	let roomMadeAt = 0
	let received = nothing
	const line: LinkState = { batchBytes: minBatchBytes, lastInventory: '' }
	let sender: AttachmentSender | null = null
	const listeners = new Set<() => void>()
	const show = (change: Partial<SyncState>) => {
		state = { ...state, ...change }
		for (const listener of listeners) listener()
	}
	const handOver = (other: VaultSession | null) => {
		// locked meanwhile: the PIN is needed
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
		const outbox = await outboxState(vaultSession.device)
		const { lastSyncAt } = await enrolmentOf(vaultSession.device)
		return {
			now: Date.now(),
			online: navigator.onLine,
			isUnlocked: true,
			waiting: outbox.waiting,
			lastSavedAt: outbox.newestAt,
			lastDoneAt: lastSyncAt ?? 0,
			more,
			isRequested: isSyncRequested,
			failure,
			jitter: Math.random(),
		}
	}
	async function decide(): Promise<void> {
		again = true
		// a decoy session fetches nothing; the sender of the locked phone still sends sealed revisions
		if (isDeciding || isStopped || vaultSession.isDecoy) return
		isDeciding = true
		clearTimeout(timer)
		try {
			while (again && !isStopped) {
				again = false
				const step = nextStep(await facts())
				// locked meanwhile: the sender of the locked phone sends the rest
				if (isStopped) break
				if (step.step === 'sync') {
					await run()
					again = true
				} else if (step.until !== null)
					timer = setTimeout(
						() => void decide(),
						Math.min(longestTimerMs, Math.max(0, step.until - Date.now())),
					)
			}
		} catch (thrown) {
			// the database does not respond: shown, and the button retries
			fail(thrown)
		} finally {
			isDeciding = false
		}
	}
	/** Sends attachments after the records, which never wait for them; the code is loaded only then. */
	async function sendAttachments(isRequested = false): Promise<void> {
		try {
			// a phone without a record has nothing to send: its first question must not wait for this code
			if (!sender && (await (await database()).revisions.count()) === 0) return
			const { startAttachmentSender } = await import('./attachment-sender.ts')
			sender ??= startAttachmentSender(vaultSession, {
				mayGoOn: () => isResting || (!state.isRunning && !isStopped),
				onChange: (attachments) => show({ attachments }),
			})
			if (isStopped) sender.stop()
			else sender.wake(isRequested)
		} catch {
			// the network was lost while the code loaded: loaded again at the next sync
		}
	}
	/** Audio that was recorded since the last form was opened is found at once after a requested sync. */
	async function renewAudioOffers(): Promise<void> {
		await (await import('../storage/attachments/audio-files.ts')).renewAudioOffers()
	}
	/** Sends offline files of other phones after this phone's own work. */
	async function uploadOfflineFiles(isRequested: boolean): Promise<void> {
		try {
			if (!(await (await database()).settings.get('carried'))) return
			await (await import('./send-offline-files.ts')).sendOfflineFiles(vaultSession, isRequested)
		} catch {
			// retried at the next sync
		}
	}
	async function makeRoom(): Promise<void> {
		if (Date.now() - roomMadeAt < makeRoomEveryMs) return
		try {
			// evicted records keep a row: without any row there is nothing to evict, and the first question must not
			// wait for this code
			if ((await (await database()).records.count()) === 0) return
			roomMadeAt = Date.now()
			await (await import('./evict-by-policy.ts')).evictByPolicy(vaultSession)
		} catch {
			// eviction is retried at the next sync
		}
	}
	async function run(): Promise<void> {
		const isRequested = isSyncRequested
		isSyncRequested = false
		const { waiting } = await outboxState(vaultSession.device)
		received = nothing
		show({ isRunning: true, sent: 0, toSend: waiting })
		try {
			await navigator.locks.request('zila-sync', async () => {
				// receive first: a draft that this person has finished on another phone must not be copied over it
				const isCopied = await exchangeAll()
				if (!isStopped && (await areDraftsCopied())) {
					show({ toSend: state.sent + (await outboxState(vaultSession.device)).waiting })
					await exchangeAll()
				}
				if (!isCopied || isStopped) return
				// a failure here must not hide that the sync succeeded
				const other = await import('./replace-enrolment.ts')
					.then(({ replaceEnrolment }) => replaceEnrolment(vaultSession))
					.catch(() => null)
				if (other) notifyMoved(vaultSession.device)
				if (other) handOver(other)
			})
			failure = null
			show({ problem: null, isRunning: false, lastRun: lastRun(null) })
			if (isRequested) void renewAudioOffers().catch(() => undefined)
			void sendAttachments(isRequested)
			void uploadOfflineFiles(isRequested)
			void makeRoom()
		} catch (thrown) {
			fail(thrown)
			show({ isRunning: false, lastRun: lastRun(asProblem(thrown)) })
		}
	}

	const lastRun = (problem: Problem | null): LastRun => ({
		at: Date.now(),
		sent: state.sent,
		received,
		problem,
	})

	/** True if there is a copy to send. */
	async function areDraftsCopied(): Promise<boolean> {
		const drafts = await (await database()).drafts.where({ device: vaultSession.device }).count()
		return drafts > 0 && (await import('./save-draft-copies.ts')).copyDrafts(vaultSession)
	}

	/** True if another phone uses a copy of this enrolment. */
	async function exchangeAll(): Promise<boolean> {
		for (;;) {
			const exchanged = await exchangeBundle(vaultSession, line, app)
			more = exchanged.more
			received = sumOf(received, exchanged.received)
			show({
				sent: state.sent + exchanged.sent,
				mustUpdate: exchanged.notices.includes('update-app'),
				isDeactivated: exchanged.notices.includes('person-inactive'),
			})
			if (!more || isStopped) return exchanged.isCloned
		}
	}

	const cameBack = () => {
		// a new network ends the wait after a failure
		if (failure?.recovery === 'retry-later') failure = null
		void decide()
	}
	const visible = () => {
		if (document.visibilityState === 'visible') void decide()
	}
	const moved = new BroadcastChannel(movedChannel)
	moved.onmessage = ({ data }) => {
		if (data === vaultSession.device) handOver(null)
	}
	addEventListener('online', cameBack)
	document.addEventListener('visibilitychange', visible)
	void decide()
	const end = () => {
		isStopped = true
		setDecoyOpen(vaultSession.device, false)
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
			isSyncRequested = true
			// nothing is tried without a network: the screen says so
			if (!navigator.onLine) {
				received = nothing
				show({ lastRun: lastRun(new Problem('no-connection')) })
			}
			void decide()
		},
		saved: () => void decide(),
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
