import type { Bytes } from '#shared/kernel/bytes'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { bundlesIn, parseOfflineBundleHeader } from '#shared/sync/carried-file'
import { type AckCode, isWithPhone } from '#shared/sync/messages'
import { readReply } from './ask-server.ts'
import { postBundle } from './server-client.ts'

/** What became of a carried file, so far as it was brought to the server. */
export interface OfflineImportResult {
	/** When its phone made it, ms since 1970; null where nothing of it could be read. */
	readonly made: number | null
	/** Came to the server with it · was there already · was kept apart · could not be read there. */
	readonly added: number
	readonly known: number
	readonly heldBack: number
	readonly unreadable: number
	/** Photos, sounds and files that are whole at the server. */
	readonly attachments: number
	/** Of whose project it is, where that is another one: nothing of it was sent. */
	readonly otherProject: string | null
	/** Up to here the file is done with, in bytes; what follows goes another time. */
	readonly upTo: number
	/** Some of it the server does not take: it does not know the phone, or it was changed on its way. */
	readonly refused: boolean
	/** Why it ended before the file did, or why something was refused. */
	readonly problem: Problem | null
	/** The server's word for it, for the way back. */
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
 * Brings a carried file to the server, bundle by bundle, from where it was left. Twice is once, and a piece of it is a piece of
 * it: the server knows what it has.
 */
export async function importOfflineBundle(
	file: Blob,
	project: string,
	{
		from = 0,
		mayBring = () => true,
		onBundle = () => {},
	}: {
		from?: number
		/** False: it ends before this bundle, and goes on another time. */
		mayBring?: (bundle: Bytes) => boolean
		onBundle?: (sofar: OfflineImportResult) => Promise<void> | void
	} = {},
): Promise<OfflineImportResult> {
	let carried: OfflineImportResult = { ...nothing, upTo: from }
	for await (const { bundle, readUpTo } of bundlesIn(file.slice(from))) {
		const found = parseOfflineBundleHeader(bundle)
		if (found?.kind !== 'carried') {
			carried = { ...carried, refused: true }
			continue
		}
		const { header } = found
		carried = { ...carried, made: header.carried }
		if (header.project !== project) return { ...carried, otherProject: header.project }
		if (!mayBring(bundle)) return carried
		try {
			const reply = await postBundle(bundle)
			const { header: said } = readReply(reply, header)
			carried = withReply(carried, reply, said.acks, said.received?.length ?? 0)
		} catch (thrown) {
			const problem = asProblem(thrown)
			// no network for one is none for the next; what is wrong with one is nothing to the others
			if (problem.recovery === 'retry-later') return { ...carried, problem }
			carried = { ...carried, refused: true, problem }
		}
		carried = { ...carried, upTo: from + readUpTo }
		await onBundle(carried)
	}
	return { ...carried, upTo: file.size }
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
