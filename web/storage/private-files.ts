/*
 * The origin's private files (OPFS): sound, pictures and files lie there, and the reserve of the disk guard.
 */

/** A folder of the origin's private files. */
export const folderNamed = async (name: string): Promise<FileSystemDirectoryHandle> =>
	(await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true })

/** What lies in a folder, by name. */
export async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
	const names: string[] = []
	for await (const [name] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) names.push(name)
	return names.sort()
}

/** Writes a whole file; it is there, with all its bytes, when the promise is kept. */
export async function writeFile(
	folder: FileSystemDirectoryHandle,
	name: string,
	bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
	const file = await folder.getFileHandle(name, { create: true })
	const writable = await file.createWritable()
	await writable.write(bytes)
	await writable.close()
}

export const isMissing = (thrown: unknown): boolean =>
	thrown instanceof DOMException && thrown.name === 'NotFoundError'
