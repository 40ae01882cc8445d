import type { Bytes } from '#shared/kernel/bytes'
import type { Problem } from '#shared/kernel/problem'
import { frameTypes, readBundle } from '#shared/sync/bundle'
import { isOnlyByWifi } from '../storage/attachments/attachment-index.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
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
 * (`isRequested`).
 */
export const sendOfflineFiles = (
	{ project, device }: Pick<VaultSession, 'project' | 'device'>,
	isRequested = false,
): Promise<void> =>
	navigator.locks.request('zila-carried', async () => {
		const isFree = isRequested || !(await isOnlyByWifi(device))
		const passes = [
			(bundle: Bytes) => !hasParts(bundle),
			(bundle: Bytes) => isFree || network() === 'wifi' || !hasParts(bundle),
		]
		// without network the next file fails too; a rejected file does not affect the others
		for (const maySend of passes)
			for (const row of (await listOfflineFiles()).filter((each) => !isDone(each)))
				if ((await sendFile(row, project, maySend))?.code === 'no-connection') return
	})

/** Returns the problem if it ended before the end of the file; null if it did not, or was paused. */
async function sendFile(
	row: OfflineFileRow,
	project: string,
	maySend: (bundle: Bytes) => boolean,
): Promise<Problem | null> {
	const file = await readOfflineFile(row.name)
	if (!file) {
		await deleteOfflineFile(row.name)
		return null
	}
	let savedReceipts = 0
	const saveProgress = (progress: OfflineImportResult) => {
		const receipt = progress.receipt.slice(savedReceipts)
		savedReceipts = progress.receipt.length
		return updateOfflineFile(
			{
				...row,
				upTo: progress.upTo,
				added: row.added + progress.added,
				known: row.known + progress.known,
				heldBack: row.heldBack + progress.heldBack,
				unreadable: row.unreadable + progress.unreadable,
				attachments: row.attachments + progress.attachments,
				refused: row.refused || progress.refused,
			},
			receipt,
		)
	}
	// after each bundle, since an app in the background may be killed at any moment
	const result = await importOfflineBundle(file, project, {
		from: row.upTo,
		maySend,
		onBundle: saveProgress,
	})
	await saveProgress(result)
	return result.upTo < file.size ? result.problem : null
}
