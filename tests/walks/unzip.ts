import { inflateRawSync } from 'node:zlib'

/** Returns the files of a zip, by its central directory (PKWARE APPNOTE 4.3.12). */
export function unzip(zip: Buffer): Map<string, Buffer> {
	const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
	const files = new Map<string, Buffer>()
	let at = zip.readUInt32LE(end + 16)
	for (let entriesLeft = zip.readUInt16LE(end + 10); entriesLeft > 0; entriesLeft--) {
		const size = zip.readUInt32LE(at + 20)
		const nameLength = zip.readUInt16LE(at + 28)
		const local = zip.readUInt32LE(at + 42)
		const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
		const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
		const bytes = zip.subarray(start, start + size)
		files.set(name, zip.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes))
		at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
	}
	return files
}
