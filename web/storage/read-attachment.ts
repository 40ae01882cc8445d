import { type Bytes, joinBytes } from '#shared/kernel/bytes'
import { listPieces, openPiece } from './attachments.ts'
import type { Vault } from './vault.ts'

/** An attachment that is read a part at a time: a long video does not fit into a cheap phone's memory. */
export interface AttachmentReader {
	/** Bytes. */
	readonly size: number
	/** The bytes from `from` to before `to`. @throws DOMException where a piece no longer opens */
	read(from: number, to: number): Promise<Bytes>
}

/** Null if it is not on this phone. @throws Problem `phone-storage-broken` */
export async function readAttachment(vault: Vault, name: string): Promise<AttachmentReader | null> {
	const pieces = await listPieces(name)
	if (!pieces) return null
	let size = 0
	const placed = pieces.map((piece) => {
		const start = size
		size += piece.size
		return { start, end: size, piece }
	})
	// parts are smaller than most pieces: the one in hand is opened once
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
