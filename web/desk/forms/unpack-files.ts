import { Problem } from '#shared/kernel/problem'

/**
 * Returns the files of a zip, in whatever folders; any other file is returned itself. `most`: maximum
 * unpacked bytes.
 * @throws Problem `form-file-too-large`, `form-file-unreadable`
 */
export async function unpackFiles(file: File, most: number): Promise<File[]> {
	if (!/\.zip$/i.test(file.name)) return [file]
	const { unzipSync } = await import('fflate')
	let left = most
	try {
		const entries = unzipSync(new Uint8Array(await file.arrayBuffer()), {
			// skips files that spreadsheet programs and archivers add; checks the size before unpacking
			filter: ({ name, originalSize }) => {
				if (name.endsWith('/') || /(^|\/)(\.|__MACOSX\/)/.test(name)) return false
				left -= originalSize
				if (left < 0) throw new Problem('form-file-too-large', { file: file.name })
				return true
			},
		})
		return Object.entries(entries).map(
			([name, bytes]) => new File([bytes as Uint8Array<ArrayBuffer>], name.split('/').at(-1) ?? name),
		)
	} catch (thrown) {
		throw thrown instanceof Problem
			? thrown
			: new Problem('form-file-unreadable', { file: file.name }, thrown)
	}
}
