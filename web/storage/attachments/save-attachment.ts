import { storageProblem } from '../database/database.ts'
import { fileRejected, rejectWhenLow } from '../database/disk-guard.ts'
import type { Vault } from '../vault/vault.ts'
import {
	folderNamed,
	type NewAttachment,
	namesIn,
	removeAttachments,
	startAttachment,
} from './attachments.ts'

const bytesPerPiece = 1024 * 1024
const smallFileBytes = 64 * 1024

/**
 * Seals and stores a whole file. Returns its name once all of it is on the disk. Files left incomplete by a
 * full disk or a crash are deleted, at the latest when the next one is stored.
 * @throws Problem `phone-full`, `phone-nearly-full`, `phone-storage-broken`
 */
export const saveAttachment = (vault: Vault, attachment: NewAttachment): Promise<string> =>
	// one at a time, across tabs too: any unfinished file found under this lock was abandoned
	navigator.locks.request('zila-attachments', () => sealAndSave(vault, attachment)) as Promise<string>

async function sealAndSave(vault: Vault, attachment: NewAttachment): Promise<string> {
	try {
		// a signature is no larger than some answers
		if (attachment.blob.size > smallFileBytes) await rejectWhenLow()
		// holds an empty file for each attachment that is being written
		const unfinished = await folderNamed('unfinished')
		const left = await namesIn(unfinished)
		await removeAttachments(left)
		for (const name of left) await unfinished.removeEntry(name)

		const growing = await startAttachment(vault, attachment)
		const { name } = growing
		await unfinished.getFileHandle(name, { create: true })
		try {
			const { blob } = attachment
			for (let at = 0; at < blob.size; at += bytesPerPiece)
				await growing.add(blob.slice(at, at + bytesPerPiece))
		} catch (thrown) {
			await removeAttachments([name])
			throw thrown
		}
		await unfinished.removeEntry(name)
		return name
	} catch (thrown) {
		const problem = storageProblem(thrown)
		if (problem.code === 'phone-full' || problem.code === 'phone-nearly-full') fileRejected()
		throw problem
	}
}
