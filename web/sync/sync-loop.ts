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
export const startSyncLoop = (
	vaultSession: VaultSession,
	app: string,
	onReplaced: (vaultSession: VaultSession | null) => void = () => undefined,
): SyncLoop => new RunningSyncLoop(vaultSession, app, onReplaced)

class RunningSyncLoop implements SyncLoop {
	readonly #vaultSession: VaultSession
	readonly #app: string
	readonly #onReplaced: (vaultSession: VaultSession | null) => void
	#state = idle
	readonly #listeners = new Set<() => void>()
	#timer: ReturnType<typeof setTimeout> | undefined
	#isStopped = false
	#isResting = false
	#isDeciding = false
	/** True if an event arrived while the loop was deciding. */
	#again = false
	#isSyncRequested = false
	#more = false
	#failure: SyncFacts['failure'] = null
	#roomMadeAt = 0
	#received = nothing
	readonly #line: LinkState = { batchBytes: minBatchBytes, lastInventory: '' }
	#sender: AttachmentSender | null = null
	readonly #moved = new BroadcastChannel(movedChannel)

	constructor(
		vaultSession: VaultSession,
		app: string,
		onReplaced: (vaultSession: VaultSession | null) => void,
	) {
		this.#vaultSession = vaultSession
		this.#app = app
		this.#onReplaced = onReplaced
		setDecoyOpen(vaultSession.device, vaultSession.isDecoy ?? false)
		this.#moved.onmessage = ({ data }) => {
			if (data === vaultSession.device) this.#handOver(null)
		}
		addEventListener('online', this.#cameBack)
		document.addEventListener('visibilitychange', this.#visible)
		void this.#decide()
	}

	state = (): SyncState => this.#state
	subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}
	sendNow = (): void => {
		this.#isSyncRequested = true
		// nothing is tried without a network: the screen says so
		if (!navigator.onLine) {
			this.#received = nothing
			this.#show({ lastRun: this.#lastRun(new Problem('no-connection')) })
		}
		void this.#decide()
	}
	saved(): void {
		void this.#decide()
	}
	sendAttachments(): void {
		void this.#sendAttachments()
	}
	rest(): void {
		this.#end()
		this.#isResting = Boolean(this.#state.attachments?.current)
		if (!this.#isResting) this.#sender?.stop()
		else setTimeout(() => this.#sender?.stop(), longestRestMs)
	}
	stop(): void {
		this.#end()
		this.#sender?.stop()
	}

	readonly #cameBack = () => {
		// a new network ends the wait after a failure
		if (this.#failure?.recovery === 'retry-later') this.#failure = null
		void this.#decide()
	}
	readonly #visible = () => {
		if (document.visibilityState === 'visible') void this.#decide()
	}
	#show(change: Partial<SyncState>): void {
		this.#state = { ...this.#state, ...change }
		for (const listener of this.#listeners) listener()
	}
	#end(): void {
		this.#isStopped = true
		setDecoyOpen(this.#vaultSession.device, false)
		clearTimeout(this.#timer)
		this.#moved.close()
		removeEventListener('online', this.#cameBack)
		document.removeEventListener('visibilitychange', this.#visible)
	}
	#handOver(other: VaultSession | null): void {
		// locked meanwhile: the PIN is needed
		if (this.#isStopped) return
		this.#end()
		this.#onReplaced(other)
	}
	#fail(thrown: unknown): void {
		if (isEnrolmentGone(thrown)) {
			this.#handOver(null)
			return
		}
		const problem = asProblem(thrown)
		this.#more = false
		this.#failure = { at: Date.now(), tries: (this.#failure?.tries ?? 0) + 1, recovery: problem.recovery }
		this.#show({ problem })
	}
	#lastRun(problem: Problem | null): LastRun {
		return { at: Date.now(), sent: this.#state.sent, received: this.#received, problem }
	}

	async #facts(): Promise<SyncFacts> {
		const outbox = await outboxState(this.#vaultSession.device)
		const { lastSyncAt } = await enrolmentOf(this.#vaultSession.device)
		return {
			now: Date.now(),
			online: navigator.onLine,
			isUnlocked: true,
			waiting: outbox.waiting,
			lastSavedAt: outbox.newestAt,
			lastDoneAt: lastSyncAt ?? 0,
			more: this.#more,
			isRequested: this.#isSyncRequested,
			failure: this.#failure,
			jitter: Math.random(),
		}
	}
	async #decide(): Promise<void> {
		this.#again = true
		// a decoy session fetches nothing; the sender of the locked phone still sends sealed revisions
		if (this.#isDeciding || this.#isStopped || this.#vaultSession.isDecoy) return
		this.#isDeciding = true
		clearTimeout(this.#timer)
		try {
			while (this.#again && !this.#isStopped) {
				this.#again = false
				const step = nextStep(await this.#facts())
				// locked meanwhile: the sender of the locked phone sends the rest
				if (this.#isStopped) break
				if (step.step === 'sync') {
					await this.#run()
					this.#again = true
				} else if (step.until !== null)
					this.#timer = setTimeout(
						() => void this.#decide(),
						Math.min(longestTimerMs, Math.max(0, step.until - Date.now())),
					)
			}
		} catch (thrown) {
			// the database does not respond: shown, and the button retries
			this.#fail(thrown)
		} finally {
			this.#isDeciding = false
		}
	}

	async #run(): Promise<void> {
		const isRequested = this.#isSyncRequested
		this.#isSyncRequested = false
		const { waiting } = await outboxState(this.#vaultSession.device)
		this.#received = nothing
		this.#show({ isRunning: true, sent: 0, toSend: waiting })
		try {
			await navigator.locks.request('zila-sync', () => this.#exchange())
			this.#failure = null
			this.#show({ problem: null, isRunning: false, lastRun: this.#lastRun(null) })
			if (isRequested) void renewAudioOffers().catch(() => undefined)
			void this.#sendAttachments(isRequested)
			void uploadOfflineFiles(this.#vaultSession, isRequested)
			void this.#makeRoom()
		} catch (thrown) {
			this.#fail(thrown)
			this.#show({ isRunning: false, lastRun: this.#lastRun(asProblem(thrown)) })
		}
	}
	async #exchange(): Promise<void> {
		// receive first: a draft that this person has finished on another phone must not be copied over it
		const isCopied = await this.#exchangeAll()
		if (!this.#isStopped && (await areDraftsCopied(this.#vaultSession))) {
			const { waiting } = await outboxState(this.#vaultSession.device)
			this.#show({ toSend: this.#state.sent + waiting })
			await this.#exchangeAll()
		}
		if (!isCopied || this.#isStopped) return
		// a failure here must not hide that the sync succeeded
		const other = await import('./replace-enrolment.ts')
			.then(({ replaceEnrolment }) => replaceEnrolment(this.#vaultSession))
			.catch(() => null)
		if (!other) return
		notifyMoved(this.#vaultSession.device)
		this.#handOver(other)
	}
	/** True if another phone uses a copy of this enrolment. */
	async #exchangeAll(): Promise<boolean> {
		for (;;) {
			const exchanged = await exchangeBundle(this.#vaultSession, this.#line, this.#app)
			this.#more = exchanged.more
			this.#received = sumOf(this.#received, exchanged.received)
			this.#show({
				sent: this.#state.sent + exchanged.sent,
				mustUpdate: exchanged.notices.includes('update-app'),
				isDeactivated: exchanged.notices.includes('person-inactive'),
			})
			if (!this.#more || this.#isStopped) return exchanged.isCloned
		}
	}

	/** Sends attachments after the records, which never wait for them; the code is loaded only then. */
	async #sendAttachments(isRequested = false): Promise<void> {
		try {
			// a phone without a record has nothing to send: its first question must not wait for this code
			if (!this.#sender && (await (await database()).revisions.count()) === 0) return
			const { startAttachmentSender } = await import('./attachment-sender.ts')
			this.#sender ??= startAttachmentSender(this.#vaultSession, {
				mayGoOn: () => this.#isResting || (!this.#state.isRunning && !this.#isStopped),
				onChange: (attachments) => this.#show({ attachments }),
			})
			if (this.#isStopped) this.#sender.stop()
			else this.#sender.wake(isRequested)
		} catch {
			// the network was lost while the code loaded: loaded again at the next sync
		}
	}
	async #makeRoom(): Promise<void> {
		if (Date.now() - this.#roomMadeAt < makeRoomEveryMs) return
		try {
			// evicted records keep a row: without any row there is nothing to evict, and the first question must not
			// wait for this code
			if ((await (await database()).records.count()) === 0) return
			this.#roomMadeAt = Date.now()
			await (await import('./evict-by-policy.ts')).evictByPolicy(this.#vaultSession)
		} catch {
			// eviction is retried at the next sync
		}
	}
}

/** Audio that was recorded since the last form was opened is found at once after a requested sync. */
async function renewAudioOffers(): Promise<void> {
	await (await import('../storage/attachments/audio-files.ts')).renewAudioOffers()
}

/** Sends offline files of other phones after this phone's own work. */
async function uploadOfflineFiles(vaultSession: VaultSession, isRequested: boolean): Promise<void> {
	try {
		if (!(await (await database()).settings.get('carried'))) return
		await (await import('./send-offline-files.ts')).sendOfflineFiles(vaultSession, isRequested)
	} catch {
		// retried at the next sync
	}
}

/** True if there is a copy to send. */
async function areDraftsCopied(vaultSession: VaultSession): Promise<boolean> {
	const drafts = await (await database()).drafts.where({ device: vaultSession.device }).count()
	return drafts > 0 && (await import('./save-draft-copies.ts')).copyDrafts(vaultSession)
}
