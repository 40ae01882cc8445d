import type { Readable } from 'node:stream'

/** Result of adding a part: not added if the upload ends at another offset. */
export interface Appended {
	readonly isAdded: boolean
	/** End of the upload now. */
	readonly offset: number
}

/** Range of bytes, both ends included. */
export interface ByteRange {
	readonly first: number
	readonly last: number
}

/** A file by its content: SHA-256 in hexadecimal, and size in bytes. */
export interface FileNamed {
	readonly hash: string
	readonly size: number
}

/** Complete files, named by the SHA-256 of their content. FS1, FS6 and FS8 of `FileStore` hold for them. */
export interface CompletedFiles {
	has(hash: string): Promise<boolean>
	/** Reads a file, or a range of it. @throws Problem `not-found` */
	read(hash: string, range?: ByteRange): Promise<Readable>
	/**
	 * Saves a file. False if its bytes do not match `file`.
	 * @throws Problem `server-disk-full`, and whatever reading the bytes throws
	 */
	save(file: FileNamed, bytes: AsyncIterable<Uint8Array>): Promise<boolean>
	/** Deletes a file. Does nothing if it does not exist. */
	remove(hash: string): Promise<void>
}

/**
 * Store for the bytes of attachments. A file is named by the SHA-256 of its content, so that two phones with
 * the same file need its space once; an upload is named by its sender's id until it is complete.
 *
 * FS1 A file is either there completely, with the content that its name promises, or not at all.
 * FS2 A part is appended at the end of the upload, and nowhere else.
 * FS3 A part that could not be appended leaves the upload unchanged.
 * FS4 `complete` turns an upload into a file that survives a power cut. If the content differs from what was
 *     promised, nothing of it remains.
 * FS5 An upload outlives the process, and any process of the server can continue it.
 * FS6 `save` writes bytes as such a file, or leaves nothing.
 * FS7 Repeating `complete`, or calling it in two processes at once, has the effect of one call. After `clear`
 *     only the file is there.
 * FS8 `remove` leaves nothing of a file. Other files stay, and the removed file can be uploaded again.
 */
export interface FileStore extends CompletedFiles {
	/** Starts an upload, or finds a started one. Returns its end. */
	begin(upload: string): Promise<number>
	/** Returns the end of an upload. Null if it was not started. */
	offsetOf(upload: string): Promise<number | null>
	/** @throws Problem `not-found` for an upload that was not started, `server-disk-full` */
	append(upload: string, offset: number, part: Uint8Array): Promise<Appended>
	/**
	 * Completes an upload. False if its bytes have another hash.
	 * @throws Problem `not-found` for an upload that was not started, if the file does not exist either
	 */
	complete(upload: string, hash: string): Promise<boolean>
	/**
	 * True if the store is writable now, for the readiness check. @throws FilesUnavailable, or the disk's error
	 */
	isUsable(): Promise<boolean>
	/** Deletes the remains of an upload, after the file is recorded elsewhere. */
	clear(upload: string): Promise<void>
}

/** The file store as a whole failed, not a single file. */
export class FilesUnavailable extends Error {
	override readonly name = 'FilesUnavailable'
	/** Code of the file store or the network: `AccessDenied`, `ECONNREFUSED`. */
	readonly code: string

	constructor(code: string, cause?: unknown) {
		super(code, cause === undefined ? undefined : { cause })
		this.code = code
	}
}
