import type { Bytes } from '#shared/kernel/bytes'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { type AckCode, isWithPhone } from '#shared/sync/messages'
import { bundlesIn, parseOfflineBundleHeader } from '#shared/sync/offline-bundle'
import { postBundle } from '../api/server-client.ts'
import { readReply } from './send-signed-bundle.ts'

/** Result of uploading an offline file, as far as it was processed. */
export interface OfflineImportResult {
	/** Creation time on the originating phone, ms since 1970; null if the file could not be read. */
	readonly made: number | null
	/**
	 * Revisions that are new at the server, were there already, were quarantined, or could not be read there.
	 */
	readonly added: number
	readonly known: number
	readonly heldBack: number
	readonly unreadable: number
	/** Number of attachments that are complete at the server. */
	readonly attachments: number
	/** Project of the file if it is another one: nothing was sent then. */
	readonly otherProject: string | null
	/** Bytes of the file that are processed; the rest is sent another time. */
	readonly upTo: number
	/** True if the server rejected some of it: the phone is unknown, or the bundle was changed. */
	readonly refused: boolean
	/** Why it ended before the end of the file, or why a bundle was rejected. */
	readonly problem: Problem | null
	/** Receipts of the server, for the originating phone. */
	readonly receipt: readonly Uint8Array<ArrayBuffer>[]
}

const nothing: OfflineImportResult = {
	made: null,
	added: 0,
	known: 0,
	heldBack: 0,
	unreadable: 0,
	attachments: 0,
	otherProject: null,
	upTo: 0,
	refused: false,
	problem: null,
	receipt: [],
}

/**
 * Uploads an offline file, bundle by bundle, from where it stopped. Idempotent, and a partial file is
 * accepted: the server knows which revisions it has.
 */
export async function importOfflineBundle(
	file: Blob,
	project: string,
	{
		from = 0,
		maySend = () => true,
		onBundle = () => {},
	}: {
		from?: number
		/** Returns false to stop before this bundle and continue another time. */
		maySend?: (bundle: Bytes) => boolean
		onBundle?: (sofar: OfflineImportResult) => Promise<void> | void
	} = {},
): Promise<OfflineImportResult> {
	let result: OfflineImportResult = { ...nothing, upTo: from }
	for await (const { bundle, readUpTo } of bundlesIn(file.slice(from))) {
		const found = parseOfflineBundleHeader(bundle)
		if (found?.kind !== 'carried') {
			result = { ...result, refused: true }
			continue
		}
		const { header } = found
		result = { ...result, made: header.carried }
		if (header.project !== project) return { ...result, otherProject: header.project }
		if (!maySend(bundle)) return result
		try {
			const reply = await postBundle(bundle)
			const { header: replyHeader } = readReply(reply, header)
			result = withReply(result, reply, replyHeader.acks, replyHeader.received?.length ?? 0)
		} catch (thrown) {
			const problem = asProblem(thrown)
			// without network the next bundle fails too; a rejected bundle does not affect the others
			if (problem.recovery === 'retry-later') return { ...result, problem }
			result = { ...result, refused: true, problem }
		}
		result = { ...result, upTo: from + readUpTo }
		await onBundle(result)
	}
	return { ...result, upTo: file.size }
}

function withReply(
	before: OfflineImportResult,
	reply: Uint8Array<ArrayBuffer>,
	acks: readonly (readonly [string, AckCode])[],
	attachments: number,
): OfflineImportResult {
	const count = (which: (code: AckCode) => boolean) => acks.filter(([, code]) => which(code)).length
	return {
		...before,
		added: before.added + count((code) => code === 'stored' || code === 'waiting-parent'),
		known: before.known + count((code) => code === 'dup' || code === 'destroyed'),
		heldBack: before.heldBack + count((code) => code === 'quarantined'),
		unreadable: before.unreadable + count(isWithPhone),
		attachments: before.attachments + attachments,
		receipt: [...before.receipt, reply],
	}
}
