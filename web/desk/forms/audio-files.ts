import { largestSound, soundTypeOf } from '#shared/audio/sound-type'
import { Problem } from '#shared/kernel/problem'
import { unpackFiles } from './unpack-files.ts'

/** Maximum bytes unpacked from a zip: more than all audio of a form, and less than fills the memory. */
const largestZip = 100_000_000

/**
 * Returns the chosen files; of a zip, its files. @throws Problem `form-file-unreadable`,
 * `form-file-too-large`
 */
export const soundFilesIn = async (chosen: readonly File[]): Promise<File[]> =>
	(await Promise.all(chosen.map((file) => unpackFiles(file, largestZip)))).flat()

/**
 * Encodes an audio file for upload; the server checks it again. @throws Problem `sound-too-large`,
 * `sound-unreadable`
 */
export async function soundText(sound: Blob): Promise<string> {
	if (sound.size > largestSound) throw new Problem('sound-too-large', { most: largestSound / 1e6 })
	const bytes = new Uint8Array(await sound.arrayBuffer())
	if (!soundTypeOf(bytes)) throw new Problem('sound-unreadable')
	let text = ''
	for (const byte of bytes) text += String.fromCharCode(byte)
	return btoa(text)
}
