import type { Bytes } from '#shared/kernel/bytes'
import type { Problem } from '#shared/kernel/problem'
import { frameTypes, readBundle } from '#shared/sync/bundle'
import { isOnlyByWifi } from '../storage/attachment-list.ts'
import {
	deleteOfflineFile,
	isDone,
	listOfflineFiles,
	type OfflineFileRow,
	readOfflineFile,
	updateOfflineFile,
} from '../storage/carried-files.ts'
import type { UnlockedSession } from '../storage/people-on-phone.ts'
import { importOfflineBundle, type OfflineImportResult } from './carry-in.ts'
import { network } from './network.ts'

const hasParts = (bundle: Bytes): boolean =>
	readBundle(bundle)?.frames.some(({ type }) => type === frameTypes.carriedPart) ?? false

/**
 * Brings what this phone carries for others to the server, each file from where it was left: the records of all of them, and then the
 * photos. Those wait for Wi-Fi as its own do, where that is wished and nobody asked (`isRequested`).
 */
export const sendOfflineFiles = (
	{ project }: Pick<UnlockedSession, 'project'>,
	isAsked = false,
): Promise<void> =>
	navigator.locks.request('zila-carried', async () => {
		const isFree = isAsked || !(await isOnlyByWifi())
		const turns = [
			(bundle: Bytes) => !hasParts(bundle),
			(bundle: Bytes) => isFree || network() === 'wifi' || !hasParts(bundle),
		]
		// no network for one is none for the next; what is wrong with one is nothing to the others
		for (const mayBring of turns)
			for (const row of (await listOfflineFiles()).filter((each) => !isDone(each)))
				if ((await sendFile(row, project, mayBring))?.code === 'no-connection') return
	})

/** Gives why it ended before the file did; null where it did not, or may not go on. */
async function sendFile(
	row: OfflineFileRow,
	project: string,
	mayBring: (bundle: Bytes) => boolean,
): Promise<Problem | null> {
	const file = await readOfflineFile(row.name)
	if (!file) {
		await deleteOfflineFile(row.name)
		return null
	}
	let kept = 0
	const note = (went: OfflineImportResult) => {
		const receipt = went.receipt.slice(kept)
		kept = went.receipt.length
		return updateOfflineFile(
			{
				...row,
				upTo: went.upTo,
				added: row.added + went.added,
				known: row.known + went.known,
				heldBack: row.heldBack + went.heldBack,
				unreadable: row.unreadable + went.unreadable,
				attachments: row.attachments + went.attachments,
				refused: row.refused || went.refused,
			},
			receipt,
		)
	}
	// after each bundle, since an app in the background may end any moment
	const went = await importOfflineBundle(file, project, { from: row.upTo, mayBring, onBundle: note })
	await note(went)
	return went.upTo < file.size ? went.problem : null
}
