import { type Bytes, joinBytes } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { storageProblem } from './database.ts'
import { randomBytes, type Vault } from './vault.ts'

/*
 * Sound, pictures and files lie in the origin's private files (OPFS), never in IndexedDB, in sealed pieces: a sound's
 * are a few seconds each, so that what is recorded is safe while the recording still runs. Sending them comes later;
 * until then they stay here, and exported tables name them.
 */

export const secondsPerPiece = 5
/** What sealing adds to a piece: nonce and seal (AES-GCM). */
const bytesOfSeal = 12 + 16

export type AttachmentKind = 'sound' | 'picture' | 'video' | 'file'

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

const isAttachment = /^(sound|picture|video|file)-[\w-]{22}(\.[a-z\d]{1,8})?$/
const types: Readonly<Record<string, string>> = { jpg: 'image/jpeg', png: 'image/png', mp4: 'video/mp4' }
const typeOf = (name: string): string =>
	name.startsWith('sound-') ? 'audio/webm' : (types[name.split('.')[1] ?? ''] ?? '')

/** `IMG 2041.JPEG` → `jpeg`; what is no plain ending is left out. */
export const endingOf = (fileName: string): string =>
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

/** The stored pieces of an attachment; null if it is not on this phone. */
async function piecesOf(name: string): Promise<{ readonly piece: number; readonly stored: File }[] | null> {
	try {
		const folder = await (await attachments()).getDirectoryHandle(name)
		const pieces = await Promise.all(
			(await namesIn(folder)).map(async (file) => ({
				piece: Number(file),
				stored: await (await folder.getFileHandle(file)).getFile(),
			})),
		)
		// the phone was switched off before an empty one was written
		return pieces.filter(({ stored }) => stored.size > bytesOfSeal)
	} catch (thrown) {
		if (isMissing(thrown)) return null
		throw storageProblem(thrown)
	}
}

/** The attachment so far; null if it is not on this phone. */
export async function openAttachment(vault: Vault, name: string): Promise<Blob | null> {
	const pieces = await piecesOf(name)
	if (!pieces) return null
	try {
		const opened: Blob[] = []
		for (const { piece, stored } of pieces) {
			const bytes: Bytes = new Uint8Array(await stored.arrayBuffer())
			const sealed = { iv: bytes.slice(0, 12), box: bytes.slice(12).buffer }
			opened.push(new Blob([await vault.openBytes(placeOf(name, piece), sealed)]))
		}
		return new Blob(opened, { type: typeOf(name) })
	} catch (thrown) {
		throw storageProblem(thrown)
	}
}

/** How many bytes it has, without opening it; null if it is not on this phone. */
export async function sizeOfAttachment(name: string): Promise<number | null> {
	const pieces = await piecesOf(name)
	return pieces?.reduce((total, { stored }) => total + stored.size - bytesOfSeal, 0) ?? null
}

/**
 * Deletes the attachments that these answers name and that no answer of `kept` names: a sound of several parts is one
 * answer, and one of its parts may stand in another.
 */
export async function forgetAttachments(
	answers: Iterable<unknown>,
	kept: Iterable<unknown> = [],
): Promise<void> {
	const named = new Set(namedBy(kept))
	const names = namedBy(answers).filter((name) => !named.has(name))
	if (names.length > 0) await removeAttachments(names)
}

const namedBy = (answers: Iterable<unknown>): string[] =>
	[...answers]
		.flatMap((answer) => (typeof answer === 'string' ? answer.split(' ') : []))
		.filter((name) => isAttachment.test(name))
