import type { Bytes } from '#shared/kernel/bytes'
import type { Document } from '#shared/sync/messages'
import type { DocumentRow } from '../database/database.ts'
import type { PhoneTables } from '../database/schema.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { buildDocumentAad, type DocumentKey } from '../vault/associated-data.ts'
import { buildPieceKey } from './documents.ts'

/** A document as received: its kind and its bytes. */
export interface IncomingDocument extends Document {
	readonly deflated: Bytes
}

/** Bytes. Sealed, with its key, a piece stays below 48 KiB. */
const bytesPerPiece = 40 * 1024

/**
 * Returns the rows of a document. A form with its tables and pictures is longer than what the browser keeps
 * in one value (64 KiB and more become a separate file, which phone cleaners delete): it is stored in pieces,
 * each sealed separately.
 */
export function sealDocument(
	{ device, vault }: VaultSession,
	{ kind, ref, deflated }: IncomingDocument,
): Promise<DocumentRow[]> {
	const main: DocumentKey = { device, kind, ref }
	const pieces = Math.max(1, Math.ceil(deflated.length / bytesPerPiece))
	return Promise.all(
		Array.from({ length: pieces }, async (_, piece): Promise<DocumentRow> => {
			const key = piece === 0 ? main : buildPieceKey(main, piece)
			const bytes = deflated.slice(piece * bytesPerPiece, (piece + 1) * bytesPerPiece)
			return {
				...key,
				...(piece === 0 && pieces > 1 ? { pieces } : {}),
				...(await vault.sealBytes(buildDocumentAad(key), bytes)),
			}
		}),
	)
}

/** Deletes the pieces of an earlier version under the same key. */
export function deletePieces(documents: PhoneTables['documents'], of: DocumentKey): PromiseLike<number> {
	const { device, kind, ref } = buildPieceKey(of, '')
	return documents
		.where('[device+kind+ref]')
		.between([device, kind, ref], [device, kind, `${ref}\uffff`])
		.delete()
}
