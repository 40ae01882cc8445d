import { asProblem, type Problem, type ProblemCode } from '#shared/kernel/problem'
import { attachmentLimits } from '#shared/sync/attachment-upload'
import { nextAttachment } from '#shared/sync/next-attachment'
import { waitAfter } from '#shared/sync/next-step'
import {
	attachmentsToSend,
	indexAttachments,
	isOnlyByWifi,
	markAttachment,
} from '../storage/attachments/attachment-index.ts'
import type { LocalAttachmentRow } from '../storage/database/rows.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { network, whenConnected } from './network.ts'
import { type PartSize, sendAttachment } from './send-attachment.ts'

export interface AttachmentsState {
	/** The attachment being sent, and the bytes of it that the server has. */
	readonly current: { readonly name: string; readonly sent: number } | null
	/**
	 * Why others are not sent: they wait for Wi-Fi, or for a request if the browser does not report the network
	 * type.
	 */
	readonly blockedBy: 'wifi' | 'asking' | null
	readonly problem: Problem | null
}

export interface AttachmentSender {
	/** Sends unsent attachments. `isRequested`: requested by "Send now", so that any network may be used. */
	wake(isRequested: boolean): void
	stop(): void
}

interface AttachmentSenderOptions {
	/** False while records are being sent: sending pauses after the current part, and `wake` resumes it. */
	readonly mayGoOn: () => boolean
	readonly onChange: (state: AttachmentsState) => void
}

/** Problems that would stop every other attachment as well. */
const holdsUpAll: readonly ProblemCode[] = [
	'no-connection',
	'not-our-server',
	'server-disk-full',
	'store-damaged',
	'attachment-quota',
	'phone-unknown',
	'not-found',
]

/**
 * Sends attachments after their records, one at a time, while the phone is unlocked. A failed one blocks no
 * other, and none blocks a record.
 */
export const startAttachmentSender = (
	vaultSession: VaultSession,
	options: AttachmentSenderOptions,
): AttachmentSender => new RunningAttachmentSender(vaultSession, options)

class RunningAttachmentSender implements AttachmentSender {
	readonly #vaultSession: VaultSession
	readonly #options: AttachmentSenderOptions
	readonly #unsubscribe: () => void
	#state: AttachmentsState = { current: null, blockedBy: null, problem: null }
	#isStopped = false
	#isRunning = false
	#mustRunAgain = false
	#isRequestPending = false
	#tries = 0
	#timer: ReturnType<typeof setTimeout> | undefined
	readonly #requestedNames = new Set<string>()
	readonly #failures = new Map<string, number>()
	readonly #partSize: PartSize = { bytes: 2 * attachmentLimits.smallestPart }
	#onlyByWifi = false

	constructor(vaultSession: VaultSession, options: AttachmentSenderOptions) {
		this.#vaultSession = vaultSession
		this.#options = options
		this.#unsubscribe = whenConnected(() => {
			this.#tries = 0
			void this.#run()
		})
	}

	wake(isRequested: boolean): void {
		this.#isRequestPending ||= isRequested
		void this.#run()
	}
	stop(): void {
		this.#isStopped = true
		clearTimeout(this.#timer)
		this.#unsubscribe()
	}

	#mayGo(): boolean {
		return !this.#isStopped && this.#options.mayGoOn()
	}
	/**
	 * True if the network may be used for this attachment. Checked during a long video too, since the phone may
	 * leave the Wi-Fi.
	 */
	#mayGoByThis(name: string): boolean {
		return !this.#onlyByWifi || network() === 'wifi' || this.#requestedNames.has(name)
	}
	async #loadWifiSetting(): Promise<void> {
		this.#onlyByWifi = await isOnlyByWifi(this.#vaultSession.device).catch(() => this.#onlyByWifi)
	}
	#show(change: Partial<AttachmentsState>): void {
		this.#state = { ...this.#state, ...change }
		if (!this.#isStopped) this.#options.onChange(this.#state)
	}

	async #run(): Promise<void> {
		this.#mustRunAgain = true
		// the setting also applies to the attachment being sent
		void this.#loadWifiSetting()
		if (this.#isRunning) return
		this.#isRunning = true
		clearTimeout(this.#timer)
		try {
			while (this.#mustRunAgain && !this.#isStopped) {
				this.#mustRunAgain = false
				// another tab sends the same ones: when it has finished, nothing is left
				await navigator.locks.request('zila-attachments-out', () => this.#round())
			}
		} catch (thrown) {
			this.#show({ problem: asProblem(thrown) })
		} finally {
			this.#isRunning = false
			this.#show({ current: null })
		}
	}

	/** Tries every unsent attachment once. */
	async #round(): Promise<void> {
		await this.#loadWifiSetting()
		await indexAttachments(this.#vaultSession)
		const rows = await attachmentsToSend(this.#vaultSession.device, this.#isRequestPending)
		if (this.#isRequestPending) for (const { name } of rows) this.#requestedNames.add(name)
		this.#isRequestPending = false
		const tried = new Set<string>()
		let problem: Problem | null = null
		for (;;) {
			const row = this.#nextOf(rows.filter(({ name }) => !tried.has(name)))
			if (!row) break
			const outcome = await this.#send(row)
			if (outcome === 'interrupted') continue
			tried.add(row.name)
			if (outcome === 'sent') continue
			problem = outcome
			if (holdsUpAll.includes(problem.code)) break
		}
		if (this.#mayGo()) this.#settle(problem)
	}

	/** Returns the attachment to send now; shows what the others wait for if there is none. */
	#nextOf(rows: readonly LocalAttachmentRow[]): LocalAttachmentRow | undefined {
		const step = nextAttachment({
			hasUnsentRecords: !this.#mayGo(),
			network: network(),
			isWifiOnly: this.#onlyByWifi,
			waiting: rows.map(({ name, size }) => ({
				name,
				size,
				failures: this.#failures.get(name) ?? 0,
				isRequested: this.#requestedNames.has(name),
			})),
		})
		this.#show({
			blockedBy: step.step === 'wait' && (step.why === 'wifi' || step.why === 'asking') ? step.why : null,
		})
		return step.step === 'send' ? rows.find(({ name }) => name === step.name) : undefined
	}

	/** Returns the problem if the upload failed. */
	async #send(row: LocalAttachmentRow): Promise<'sent' | 'interrupted' | Problem> {
		const { name } = row
		this.#show({ current: { name, sent: 0 } })
		try {
			const outcome = await sendAttachment({
				vaultSession: this.#vaultSession,
				row,
				partSize: this.#partSize,
				mayGoOn: () => this.#mayGo() && this.#mayGoByThis(name),
				onSent: (sent) => this.#show({ current: { name, sent } }),
			})
			if (outcome === 'interrupted') return 'interrupted'
			await markAttachment(row, outcome)
			this.#failures.delete(name)
			return 'sent'
		} catch (thrown) {
			this.#failures.set(name, (this.#failures.get(name) ?? 0) + 1)
			return asProblem(thrown)
		} finally {
			this.#show({ current: null })
		}
	}

	/** Schedules a retry after a failed round; a new network triggers it earlier. */
	#settle(problem: Problem | null): void {
		this.#show({ problem })
		this.#tries = problem ? this.#tries + 1 : 0
		if (problem) this.#timer = setTimeout(() => void this.#run(), waitAfter(this.#tries, Math.random()))
	}
}
