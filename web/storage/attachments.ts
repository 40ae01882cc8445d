import { type AttachmentKind, attachmentsNamedBy, typeOfAttachment } from '#shared/forms/attachment-names'
import { type Bytes, joinBytes } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { storageProblem } from './database.ts'
import { randomBytes, type Vault } from './vault.ts'

/*
 * Sound, pictures and files lie in the origin's private files (OPFS), never in IndexedDB, in sealed pieces: a sound's
 * are a few seconds each, so that what is recorded is safe while the recording still runs. They
 * are sent after their records, and stay here all the same.
 */

export const secondsPerPiece = 5
/** What sealing adds to a piece: nonce and seal (AES-GCM). */
const bytesOfSeal = 12 + 16

/** Something that a question is to keep. Of its own name, which may be a person's, only the ending stays. */
export interface NewAttachment {
	readonly kind: AttachmentKind
	/** `jpg`; '' for none. */
	readonly ending: string
	readonly blob: Blob
}

/** An attachment that comes piece by piece. */
export interface GrowingAttachment {
	/** The answer of the question: names the attachment everywhere. */
	readonly name: string
	/** Seals and keeps one more piece, after those before it. */
	add(piece: Blob): Promise<void>
}

/** `IMG 2041.JPEG` → `jpeg`; what is no plain ending is left out. */
export const getFileExtension = (fileName: string): string =>
	/\.([a-z\d]{1,8})$/.exec(fileName.toLowerCase())?.[1] ?? ''

/** A folder of the origin's private files. */
export const folderNamed = async (name: string): Promise<FileSystemDirectoryHandle> =>
	(await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true })
// both names are from when there was only sound, and what phones hold already lies and opens under them
const attachments = () => folderNamed('recordings')
const placeOf = (name: string, piece: number) => `recording ${name} ${piece}`

const isMissing = (thrown: unknown): boolean =>
	thrown instanceof DOMException && thrown.name === 'NotFoundError'

/** What lies in a folder, by name. */
export async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
	const names: string[] = []
	for await (const [name] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) names.push(name)
	return names.sort()
}

/** Deletes attachments by their names; one that is not here is passed over. */
export async function removeAttachments(names: readonly string[]): Promise<void> {
	const folder = await attachments()
	for (const name of names)
		await folder.removeEntry(name, { recursive: true }).catch((thrown: unknown) => {
			if (!isMissing(thrown)) throw storageProblem(thrown)
		})
}

/** Begins an attachment that grows. */
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

/** A piece as it lies on the disk. */
export interface StoredPiece {
	readonly piece: number
	readonly stored: File
	/** Bytes, unsealed. */
	readonly size: number
}

/** The stored pieces of an attachment, in order; null if it is not on this phone. */
export async function listPieces(name: string): Promise<StoredPiece[] | null> {
	try {
		const folder = await (await attachments()).getDirectoryHandle(name)
		const pieces = await Promise.all(
			(await namesIn(folder)).map(async (file) => {
				const stored = await (await folder.getFileHandle(file)).getFile()
				return { piece: Number(file), stored, size: stored.size - bytesOfSeal }
			}),
		)
		// the phone was switched off before an empty one was written
		return pieces.filter(({ size }) => size > 0)
	} catch (thrown) {
		if (isMissing(thrown)) return null
		throw storageProblem(thrown)
	}
}

/** @throws DOMException if it was changed, or another person sealed it */
export async function openPiece(vault: Vault, name: string, { piece, stored }: StoredPiece): Promise<Bytes> {
	const bytes: Bytes = new Uint8Array(await stored.arrayBuffer())
	return vault.openBytes(placeOf(name, piece), { iv: bytes.slice(0, 12), box: bytes.slice(12).buffer })
}

/** The attachment so far; null if it is not on this phone. */
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

/** How many bytes it has, without opening it; null if it is not on this phone. */
export async function sizeOfAttachment(name: string): Promise<number | null> {
	const pieces = await listPieces(name)
	return pieces?.reduce((total, { size }) => total + size, 0) ?? null
}

/**
 * Deletes the attachments that these answers name and that no answer of `kept` names: a sound of several parts is one
 * answer, and one of its parts may stand in another.
 */
export async function deleteReplacedAttachments(
	answers: Iterable<unknown>,
	kept: Iterable<unknown> = [],
): Promise<void> {
	const named = new Set(attachmentsNamedBy(kept))
	const names = attachmentsNamedBy(answers).filter((name) => !named.has(name))
	if (names.length > 0) await removeAttachments(names)
}
