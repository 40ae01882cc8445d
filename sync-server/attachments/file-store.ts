import type { Readable } from 'node:stream'

/** What became of a part: added, or not, since the upload ends somewhere else. */
export interface Appended {
	readonly isAdded: boolean
	/** Where the upload ends now. */
	readonly offset: number
}

/** From `first` to `last` byte, both included. */
export interface ByteRange {
	readonly first: number
	readonly last: number
}

/**
 * Where the bytes of attachments lie. A file is called by the SHA-256 of what is in it, so that two phones with the same
 * file need the room of one; an upload, by an id of its sender's, until it is whole.
 *
 * FS1 A file is there whole, with the bytes that its name says, or it is not there.
 * FS2 A part is added where the upload ends, and nowhere else.
 * FS3 A part that could not be added leaves the upload as it was.
 * FS4 `complete` turns an upload into a file that a power cut does not take away; where its bytes are not those that were
 *     promised, nothing of it remains.
 * FS5 An upload outlives the process.
 *
 * The disk is one such place; a store of objects (S3) can be another: parts, then one object under the hash.
 */
export interface FileStore {
	/** Begins an upload, or finds one that was begun. Gives where it ends. */
	begin(upload: string): Promise<number>
	/** Null for one that nobody began. */
	offsetOf(upload: string): Promise<number | null>
	/** @throws Problem `not-found` for one that nobody began, `server-disk-full` */
	append(upload: string, offset: number, part: Uint8Array): Promise<Appended>
	/** False if its bytes have another hash. */
	complete(upload: string, hash: string): Promise<boolean>
	has(hash: string): Promise<boolean>
	/** Its bytes, or some of them. @throws Problem `not-found` */
	read(hash: string, range?: ByteRange): Promise<Readable>
}
