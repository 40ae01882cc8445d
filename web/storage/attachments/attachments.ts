import { type AttachmentKind, attachmentsNamedBy, typeOfAttachment } from '#shared/forms/attachment-names'
import { type Bytes, joinBytes } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { storageProblem } from '../database/database.ts'
import { randomBytes, type Vault } from '../vault/vault.ts'

/*
 * Recordings, pictures and files are stored in the origin private file system (OPFS), never in IndexedDB, as
 * sealed pieces. A piece of a recording is a few seconds, so that what was recorded is safe while the
 * recording runs. Attachments are sent after their records and stay on the phone afterwards.
 */

export const secondsPerPiece = 5
/** Bytes that sealing adds to a piece: nonce and tag (AES-GCM). */
const bytesOfSeal = 12 + 16

/**
 * A new attachment of an answer. Only the extension of its file name is stored: the name may be a person's.
 */
export interface NewAttachment {
	readonly kind: AttachmentKind
	/** File extension such as `jpg`; '' if there is none. */
	readonly ending: string
	readonly blob: Blob
}

/** An attachment that is written piece by piece. */
export interface GrowingAttachment {
	/** Name of the attachment, which is also the answer of the question. */
	readonly name: string
	/** Seals and stores one more piece at the end. */
	add(piece: Blob): Promise<void>
}

/** `IMG 2041.JPEG` → `jpeg`; an unusual extension becomes ''. */
export const getFileExtension = (fileName: string): string =>
	/\.([a-z\d]{1,8})$/.exec(fileName.toLowerCase())?.[1] ?? ''

/** Opens or creates a folder in the origin private file system. */
export const folderNamed = async (name: string): Promise<FileSystemDirectoryHandle> =>
	(await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true })
// both names are from when there was only sound; existing files are stored and sealed under them
const attachments = () => folderNamed('recordings')
const placeOf = (name: string, piece: number) => `recording ${name} ${piece}`

const isMissing = (thrown: unknown): boolean =>
	thrown instanceof DOMException && thrown.name === 'NotFoundError'

/** Returns the names of the files in a folder, sorted. */
export async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
	const names: string[] = []
	for await (const [name] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) names.push(name)
	return names.sort()
}

/** Deletes attachments by name; missing ones are ignored. */
export async function removeAttachments(names: readonly string[]): Promise<void> {
	const folder = await attachments()
	for (const name of names)
		await folder.removeEntry(name, { recursive: true }).catch((thrown: unknown) => {
			if (!isMissing(thrown)) throw storageProblem(thrown)
		})
}

/** Creates an attachment that is written piece by piece. */
export async function startAttachment(
	vault: Vault,
	{ kind, ending }: Pick<NewAttachment, 'kind' | 'ending'>,
): Promise<GrowingAttachment> {
	const name = `${kind}-${randomId(randomBytes)}${ending === '' ? '' : `.${ending}`}`
	const folder = await (await attachments()).getDirectoryHandle(name, { create: true })
	let pieces = 0
	let last: Promise<void> = Promise.resolve()
	const keep = async (piece: number, blob: Blob) => {
		const bytes = new Uint8Array(await blob.arrayBuffer())
		const { iv, box } = await vault.sealBytes(placeOf(name, piece), bytes)
		const file = await folder.getFileHandle(String(piece).padStart(6, '0'), { create: true })
		const writable = await file.createWritable()
		await writable.write(joinBytes([iv, new Uint8Array(box)]))
		await writable.close()
	}
	return {
		name,
		add(blob) {
			const piece = pieces++
			last = last
				.then(() => keep(piece, blob))
				.catch((thrown: unknown) => {
					throw storageProblem(thrown)
				})
			return last
		},
	}
}

/** A piece as it is stored on the disk. */
export interface StoredPiece {
	readonly piece: number
	readonly stored: File
	/** Bytes of the plain content. */
	readonly size: number
}

/** Returns the stored pieces of an attachment, in order; null if it is not on this phone. */
export async function listPieces(name: string): Promise<StoredPiece[] | null> {
	try {
		const folder = await (await attachments()).getDirectoryHandle(name)
		const pieces = await Promise.all(
			(await namesIn(folder)).map(async (file) => {
				const stored = await (await folder.getFileHandle(file)).getFile()
				return { piece: Number(file), stored, size: stored.size - bytesOfSeal }
			}),
		)
		// the phone was switched off before the piece was written
		return pieces.filter(({ size }) => size > 0)
	} catch (thrown) {
		if (isMissing(thrown)) return null
		throw storageProblem(thrown)
	}
}

/** @throws DOMException if the piece was changed or another vault sealed it */
export async function openPiece(vault: Vault, name: string, { piece, stored }: StoredPiece): Promise<Bytes> {
	const bytes: Bytes = new Uint8Array(await stored.arrayBuffer())
	return vault.openBytes(placeOf(name, piece), { iv: bytes.slice(0, 12), box: bytes.slice(12).buffer })
}

/** Decrypts the attachment as far as it is written; null if it is not on this phone. */
export async function openAttachment(vault: Vault, name: string): Promise<Blob | null> {
	const pieces = await listPieces(name)
	if (!pieces) return null
	try {
		const opened: Blob[] = []
		for (const piece of pieces) opened.push(new Blob([await openPiece(vault, name, piece)]))
		return new Blob(opened, { type: typeOfAttachment(name) })
	} catch (thrown) {
		throw storageProblem(thrown)
	}
}

/** Bytes of the plain content, without decrypting it; null if it is not on this phone. */
export async function sizeOfAttachment(name: string): Promise<number | null> {
	const pieces = await listPieces(name)
	return pieces?.reduce((total, { size }) => total + size, 0) ?? null
}

/**
 * Deletes the attachments that `answers` name and no answer in `remaining` names. An answer may name several
 * recordings, and one of them may also be named by another answer.
 */
export async function deleteReplacedAttachments(
	answers: Iterable<unknown>,
	remaining: Iterable<unknown> = [],
): Promise<void> {
	const named = new Set(attachmentsNamedBy(remaining))
	const names = attachmentsNamedBy(answers).filter((name) => !named.has(name))
	if (names.length > 0) await removeAttachments(names)
}
