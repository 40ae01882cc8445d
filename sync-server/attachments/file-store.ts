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

/** A file by what is in it: the SHA-256, hexadecimal, and how many bytes it has. */
export interface FileNamed {
	readonly hash: string
	readonly size: number
}

/** Files that are whole, called by the SHA-256 of what is in them. FS1, FS6 and FS8 of `FileStore` hold for them. */
export interface CompletedFiles {
	has(hash: string): Promise<boolean>
	/** Its bytes, or some of them. @throws Problem `not-found` */
	read(hash: string, range?: ByteRange): Promise<Readable>
	/**
	 * Takes all bytes of a file. False if they are others than its name says.
	 * @throws Problem `server-disk-full`, and whatever reading the bytes throws
	 */
	save(file: FileNamed, bytes: AsyncIterable<Uint8Array>): Promise<boolean>
	/** Takes a file away for good; one that is not there is passed over. */
	remove(hash: string): Promise<void>
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
 * FS5 An upload outlives the process, and any process of the server goes on with it.
 * FS6 `save` turns bytes into such a file, or leaves nothing.
 * FS7 `complete` asked again, or by two processes at once, is as asked once; after `clear` nothing but the file is there.
 * FS8 `remove` leaves nothing of a file; other files stay, and it can come again.
 */
export interface FileStore extends CompletedFiles {
	/** Begins an upload, or finds one that was begun. Gives where it ends. */
	begin(upload: string): Promise<number>
	/** Null for one that nobody began. */
	offsetOf(upload: string): Promise<number | null>
	/** @throws Problem `not-found` for one that nobody began, `server-disk-full` */
	append(upload: string, offset: number, part: Uint8Array): Promise<Appended>
	/**
	 * False if its bytes have another hash.
	 * @throws Problem `not-found` for one that nobody began, where the file is not there either
	 */
	complete(upload: string, hash: string): Promise<boolean>
	/** Whether it can be written to just now, for a probe of readiness. @throws FilesUnavailable, or what the disk says */
	isUsable(): Promise<boolean>
	/** Takes away what an upload needed beside its file, when it is noted elsewhere that the file is there. */
	clear(upload: string): Promise<void>
}

/** The place of the files did not do what it was asked; not one file, the whole place. */
export class FilesUnavailable extends Error {
	override readonly name = 'FilesUnavailable'
	/** As the place says it, or the way to it: `AccessDenied`, `ECONNREFUSED`. */
	readonly code: string

	constructor(code: string, cause?: unknown) {
		super(code, cause === undefined ? undefined : { cause })
		this.code = code
	}
}
