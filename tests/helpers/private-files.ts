/*
 * The origin's private files (OPFS) in memory, as far as attachments need them, on a disk that can be full.
 * Node 20 has none.
 */

const missing = () => new DOMException('no such file', 'NotFoundError')

class FileInMemory {
	bytes = new Uint8Array()
	readonly disk: Disk
	constructor(disk: Disk) {
		this.disk = disk
	}
	getFile = async () => new Blob([this.bytes])
	createWritable = async () => {
		const written: Uint8Array[] = []
		return {
			write: async (given: Uint8Array | Blob) => {
				const piece = given instanceof Blob ? new Uint8Array(await given.arrayBuffer()) : given
				this.disk.left -= piece.length
				if (this.disk.left < 0) throw new DOMException('disk is full', 'QuotaExceededError')
				written.push(piece)
			},
			close: async () => {
				this.bytes = new Uint8Array(Buffer.concat(written))
			},
		}
	}
}

class FolderInMemory {
	readonly inside = new Map<string, FolderInMemory | FileInMemory>()
	readonly disk: Disk
	constructor(disk: Disk) {
		this.disk = disk
	}
	#get<Kind>(name: string, create: boolean | undefined, make: () => FolderInMemory | FileInMemory): Kind {
		const found = this.inside.get(name) ?? (create ? make() : null)
		if (!found) throw missing()
		this.inside.set(name, found)
		return found as Kind
	}
	getDirectoryHandle = async (name: string, { create }: { create?: boolean } = {}) =>
		this.#get<FolderInMemory>(name, create, () => new FolderInMemory(this.disk))
	getFileHandle = async (name: string, { create }: { create?: boolean } = {}) =>
		this.#get<FileInMemory>(name, create, () => new FileInMemory(this.disk))
	removeEntry = async (name: string) => {
		if (!this.inside.delete(name)) throw missing()
	}
	async *[Symbol.asyncIterator]() {
		yield* this.inside
	}
}

interface Disk {
	/** Free bytes. */
	left: number
	/** All files, `folder/name`, with their content. */
	files(): Map<string, Uint8Array>
}

/** Replaces the private files by an empty disk. */
export function emptyDisk(): Disk {
	const disk: Disk = {
		left: Number.POSITIVE_INFINITY,
		files: () => {
			const found = new Map<string, Uint8Array>()
			const visit = (folder: FolderInMemory, above: string): void => {
				for (const [name, each] of folder.inside)
					if (each instanceof FileInMemory) found.set(above + name, each.bytes)
					else visit(each, `${above}${name}/`)
			}
			visit(root, '')
			return found
		},
	}
	const root = new FolderInMemory(disk)
	Object.assign(navigator, { storage: { getDirectory: async () => root } })
	return disk
}
