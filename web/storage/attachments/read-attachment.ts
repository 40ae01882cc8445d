import { type Bytes, joinBytes } from '#shared/kernel/bytes'
import type { Vault } from '../vault/vault.ts'
import { listPieces, openPiece } from './attachments.ts'

/** Reads an attachment in parts: a long video does not fit into a cheap phone's memory. */
export interface AttachmentReader {
	/** Bytes of the plain content. */
	readonly size: number
	/**
	 * Returns the bytes from `from` up to, not including, `to`. @throws DOMException if a piece cannot be
	 * decrypted
	 */
	read(from: number, to: number): Promise<Bytes>
}

/**
 * Opens an attachment for reading; null if it is not on this phone. @throws Problem `phone-storage-broken`
 */
export async function readAttachment(vault: Vault, name: string): Promise<AttachmentReader | null> {
	const pieces = await listPieces(name)
	if (!pieces) return null
	let size = 0
	const placed = pieces.map((piece) => {
		const start = size
		size += piece.size
		return { start, end: size, piece }
	})
	// parts are smaller than most pieces: the current piece is decrypted once
	let open: { readonly start: number; readonly bytes: Bytes } | null = null
	return {
		size,
		async read(from, to) {
			const found: Bytes[] = []
			for (const { start, end, piece } of placed) {
				if (end <= from || start >= to) continue
				if (open?.start !== start) open = { start, bytes: await openPiece(vault, name, piece) }
				found.push(open.bytes.slice(Math.max(0, from - start), to - start))
			}
			return joinBytes(found)
		},
	}
}
