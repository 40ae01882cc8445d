import { type Bytes, joinBytes } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { storageProblem } from './database.ts'
import { randomBytes, type Vault } from './vault.ts'

/*
 * Sound lies in the origin's private files (OPFS), never in IndexedDB, in sealed pieces of a few seconds: what is
 * recorded is safe while the recording still runs. Sending recordings comes with attachments; until then they stay
 * here, and files name them.
 */

export const secondsPerPiece = 5

export interface Recording {
	/** The answer of the question: names the recording everywhere. */
	readonly name: string
	/** Seals and keeps one more piece, after those before it. */
	add(piece: Blob): Promise<void>
}

async function folderOf(name: string, create: boolean): Promise<FileSystemDirectoryHandle> {
	const root = await navigator.storage.getDirectory()
	const recordings = await root.getDirectoryHandle('recordings', { create: true })
	return recordings.getDirectoryHandle(name, { create })
}

const placeOf = (name: string, piece: number) => `recording ${name} ${piece}`

export async function startRecording(vault: Vault): Promise<Recording> {
	const name = `sound-${randomId(randomBytes)}.webm`
	const folder = await folderOf(name, true)
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

/** The sound so far; null if it is not on this phone. */
export async function openRecording(vault: Vault, name: string): Promise<Blob | null> {
	try {
		const folder = await folderOf(name, false)
		const names: string[] = []
		for await (const [file] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>)
			names.push(file)
		const pieces: Bytes[] = []
		for (const file of names.sort()) {
			const stored = await (await folder.getFileHandle(file)).getFile()
			const bytes = new Uint8Array(await stored.arrayBuffer())
			// the phone was switched off before this piece was written
			if (bytes.length === 0) continue
			const sealed = { iv: bytes.slice(0, 12), box: bytes.slice(12).buffer }
			pieces.push(await vault.openBytes(placeOf(name, Number(file)), sealed))
		}
		return new Blob(pieces, { type: 'audio/webm' })
	} catch (thrown) {
		if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return null
		throw storageProblem(thrown)
	}
}

const isRecording = /^sound-[\w-]{22}\.webm$/

/** Deletes the sound that these answers name; answers that name none are passed over. */
export async function forgetRecordings(answers: readonly unknown[]): Promise<void> {
	const names = answers
		.flatMap((answer) => (typeof answer === 'string' ? answer.split(' ') : []))
		.filter((name) => isRecording.test(name))
	if (names.length === 0) return
	const root = await navigator.storage.getDirectory()
	const recordings = await root.getDirectoryHandle('recordings', { create: true })
	for (const name of names)
		await recordings.removeEntry(name, { recursive: true }).catch((thrown: unknown) => {
			if (!(thrown instanceof DOMException && thrown.name === 'NotFoundError')) throw storageProblem(thrown)
		})
}
