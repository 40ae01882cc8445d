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
export function startAttachmentSender(
	vaultSession: VaultSession,
	{ mayGoOn, onChange }: AttachmentSenderOptions,
): AttachmentSender {
	let state: AttachmentsState = { current: null, blockedBy: null, problem: null }
	let isStopped = false
	let isRunning = false
	let mustRunAgain = false
	let isRequestPending = false
	let tries = 0
	let timer: ReturnType<typeof setTimeout> | undefined
	const requestedNames = new Set<string>()
	const failures = new Map<string, number>()
	const partSize: PartSize = { bytes: 2 * attachmentLimits.smallestPart }
	let onlyByWifi = false
	const mayGo = () => !isStopped && mayGoOn()
	/**
	 * True if the network may be used for this attachment. Checked during a long video too, since the phone may
	 * leave the Wi-Fi.
	 */
	const mayGoByThis = (name: string) => !onlyByWifi || network() === 'wifi' || requestedNames.has(name)
	const loadWifiSetting = async () => {
		onlyByWifi = await isOnlyByWifi().catch(() => onlyByWifi)
	}
	const show = (change: Partial<AttachmentsState>) => {
		state = { ...state, ...change }
		if (!isStopped) onChange(state)
	}

	async function run(): Promise<void> {
		mustRunAgain = true
		// the setting also applies to the attachment being sent
		void loadWifiSetting()
		if (isRunning) return
		isRunning = true
		clearTimeout(timer)
		try {
			while (mustRunAgain && !isStopped) {
				mustRunAgain = false
				// another tab sends the same ones: when it has finished, nothing is left
				await navigator.locks.request('zila-attachments-out', round)
			}
		} catch (thrown) {
			show({ problem: asProblem(thrown) })
		} finally {
			isRunning = false
			show({ current: null })
		}
	}

	/** Tries every unsent attachment once. */
	async function round(): Promise<void> {
		await loadWifiSetting()
		await indexAttachments(vaultSession)
		const rows = await attachmentsToSend(vaultSession.device, isRequestPending)
		if (isRequestPending) for (const { name } of rows) requestedNames.add(name)
		isRequestPending = false
		const tried = new Set<string>()
		let problem: Problem | null = null
		for (;;) {
			const step = nextAttachment({
				hasUnsentRecords: !mayGo(),
				network: network(),
				isWifiOnly: onlyByWifi,
				waiting: rows
					.filter(({ name }) => !tried.has(name))
					.map(({ name, size }) => ({
						name,
						size,
						failures: failures.get(name) ?? 0,
						isRequested: requestedNames.has(name),
					})),
			})
			show({
				blockedBy: step.step === 'wait' && (step.why === 'wifi' || step.why === 'asking') ? step.why : null,
			})
			const row = step.step === 'send' ? rows.find(({ name }) => name === step.name) : undefined
			if (!row) break
			const outcome = await sendOne(row)
			if (outcome === 'interrupted') continue
			tried.add(row.name)
			if (outcome === 'sent') continue
			problem = outcome
			if (holdsUpAll.includes(problem.code)) break
		}
		if (mayGo()) settle(problem)
	}

	/** Returns the problem if the upload failed. */
	async function sendOne(row: LocalAttachmentRow): Promise<'sent' | 'interrupted' | Problem> {
		const { name } = row
		show({ current: { name, sent: 0 } })
		try {
			const outcome = await sendAttachment({
				vaultSession,
				row,
				partSize,
				mayGoOn: () => mayGo() && mayGoByThis(name),
				onSent: (sent) => show({ current: { name, sent } }),
			})
			if (outcome === 'interrupted') return 'interrupted'
			await markAttachment(row, outcome)
			failures.delete(name)
			return 'sent'
		} catch (thrown) {
			failures.set(name, (failures.get(name) ?? 0) + 1)
			return asProblem(thrown)
		} finally {
			show({ current: null })
		}
	}

	/** Schedules a retry after a failed round; a new network triggers it earlier. */
	function settle(problem: Problem | null): void {
		show({ problem })
		tries = problem ? tries + 1 : 0
		if (problem) timer = setTimeout(() => void run(), waitAfter(tries, Math.random()))
	}

	const unsubscribe = whenConnected(() => {
		tries = 0
		void run()
	})
	return {
		wake(isRequested) {
			isRequestPending ||= isRequested
			void run()
		},
		stop() {
			isStopped = true
			clearTimeout(timer)
			unsubscribe()
		},
	}
}
