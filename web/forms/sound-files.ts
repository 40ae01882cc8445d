import { largestSound, soundTypeOf } from '#shared/forms/sound-type'
import { Problem } from '#shared/kernel/problem'
import { unpackZip } from './unpack-files.ts'

/** All sounds of a whole form and more; what would fill the memory is not unpacked. */
const largestZip = 100_000_000

/** What was chosen; of a zip, what is in it. @throws Problem `form-file-unreadable`, `form-file-too-large` */
export const soundFilesIn = async (chosen: readonly File[]): Promise<File[]> =>
	(await Promise.all(chosen.map((file) => unpackZip(file, largestZip)))).flat()

/** A sound as it is sent; the server looks again. @throws Problem `sound-too-large`, `sound-unreadable` */
export async function soundText(sound: Blob): Promise<string> {
	if (sound.size > largestSound) throw new Problem('sound-too-large', { most: largestSound / 1e6 })
	const bytes = new Uint8Array(await sound.arrayBuffer())
	if (!soundTypeOf(bytes)) throw new Problem('sound-unreadable')
	let text = ''
	for (const byte of bytes) text += String.fromCharCode(byte)
	return btoa(text)
}
