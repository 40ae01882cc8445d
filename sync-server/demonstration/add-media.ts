import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { coverageForms, materialForm } from '#shared/study/record-attributes'
import { demonstrationRound } from '#shared/study/study'
import { attachmentId, writeStatement } from '#shared/sync/attachment-upload'
import type { FileStore } from '../attachments/file-store.ts'
import { namedAttachments } from '../attachments/named-attachments.ts'
import { receiveVerified } from '../attachments/receive-attachment.ts'
import type { ServerContext } from '../set-up.ts'
import { findAttachment } from '../storage/records/attachments.ts'
import { listRecords } from '../storage/records/record-pages.ts'
import { knownRecords } from '../sync/known-record.ts'
import { drawPhoto } from './draw-photo.ts'
import { generatedPhoto, generatedRecording } from './generated-media.ts'

/** A quiet room, recorded in the format of phones (`scripts/make-recording.mjs`). */
const recordingFile = 'shared/study/demonstration/recording.webm'

/** Records of a form in the districts, at most. */
const mostOfForm = 500

/** Adds the photos and recordings that generated records name, as if their phones had sent them. */
export async function addMedia(
	ready: Pick<ServerContext, 'store'> & { readonly files: FileStore },
	inDistricts: readonly string[],
	now: number,
): Promise<void> {
	const { store } = ready
	const round = demonstrationRound.code
	for (const form of [materialForm, coverageForms.focusGroup, coverageForms.keyInformant]) {
		const { records } = await listRecords(
			store.reading,
			{ form, round, inDistricts, demonstration: true, districts: 'all', role: 'data-manager' },
			{ limit: mostOfForm },
		)
		for (const { id } of records) await addMediaOf(ready, id, now)
	}
}

async function addMediaOf(
	{ store, files }: Pick<ServerContext, 'store'> & { readonly files: FileStore },
	record: string,
	now: number,
): Promise<void> {
	const { revisions = [] } = knownRecords([record], await store.revisionsOf(record)).get(record) ?? {}
	for (const [name, device] of namedAttachments(revisions)) {
		const isPhoto = name === generatedPhoto(record)
		if (!isPhoto && name !== generatedRecording(record)) continue
		if (await findAttachment(store.reading, attachmentId(record, name))) continue
		const bytes = isPhoto ? drawPhoto(record) : await readFile(recordingFile)
		const sent = {
			project: store.project,
			device,
			record,
			name,
			size: bytes.length,
			sha256: createHash('sha256').update(bytes).digest('hex'),
		}
		const statement = writeStatement(sent)
		const deps = { store, files, now: () => now }
		const nothing = new Uint8Array()
		const { offset } = await receiveVerified(deps, sent, {
			method: 'POST',
			statement,
			offset: 0,
			part: nothing,
		})
		if (offset === bytes.length) continue
		await receiveVerified(deps, sent, { method: 'PATCH', statement, offset, part: bytes.subarray(offset) })
	}
}
