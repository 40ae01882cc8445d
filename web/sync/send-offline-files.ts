import type { Bytes } from '#shared/kernel/bytes'
import type { Problem } from '#shared/kernel/problem'
import { frameTypes, readBundle } from '#shared/sync/bundle'
import { isOnlyByWifi } from '../storage/attachments/attachment-index.ts'
import type { UnlockedSession } from '../storage/enrolment/enrolments.ts'
import {
	deleteOfflineFile,
	isDone,
	listOfflineFiles,
	type OfflineFileRow,
	readOfflineFile,
	updateOfflineFile,
} from '../storage/outbox/offline-files.ts'
import { importOfflineBundle, type OfflineImportResult } from './import-offline-bundle.ts'
import { network } from './network.ts'

const hasParts = (bundle: Bytes): boolean =>
	readBundle(bundle)?.frames.some(({ type }) => type === frameTypes.carriedPart) ?? false

/**
 * Uploads the offline files on this phone, each from where it stopped: first the records of all, then the
 * attachments. Those wait for Wi-Fi like the phone's own, if that is set and nobody pressed "Send now"
 * (`isAsked`).
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
		// without network the next file fails too; a rejected file does not affect the others
		for (const mayBring of turns)
			for (const row of (await listOfflineFiles()).filter((each) => !isDone(each)))
				if ((await sendFile(row, project, mayBring))?.code === 'no-connection') return
	})

/** Returns the problem if it ended before the end of the file; null if it did not, or was paused. */
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
	// after each bundle, since an app in the background may be killed at any moment
	const went = await importOfflineBundle(file, project, { from: row.upTo, mayBring, onBundle: note })
	await note(went)
	return went.upTo < file.size ? went.problem : null
}
