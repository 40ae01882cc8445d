/*
 * Associated data of encrypted rows: a row that is copied to another place or to another phone cannot be
 * decrypted there.
 */

/** A document on a phone. */
export interface DocumentKey {
	readonly device: string
	readonly kind: string
	readonly ref: string
}

export const buildDocumentAad = ({ device, kind, ref }: DocumentKey) => `document ${device} ${kind} ${ref}`
export const buildRecordAad = (device: string, id: string) => `record ${device} ${id}`
export const buildRevisionAad = (device: string, id: string) => `revision ${device} ${id}`
