import { Problem } from '#shared/kernel/problem'

/**
 * What is in a zip, whatever folders it has; any other file is itself. `maxArguments`: bytes that may come out of it.
 *
 * @throws Problem `form-file-too-large`, `form-file-unreadable`
 */
export async function unpackZip(file: File, most: number): Promise<File[]> {
	if (!/\.zip$/i.test(file.name)) return [file]
	const { unzipSync } = await import('fflate')
	let left = most
	try {
		const entries = unzipSync(new Uint8Array(await file.arrayBuffer()), {
			// what a spreadsheet program or an archiver adds is nobody's file; what would fill the memory is not unpacked
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
