/**
 * `no-workbook`: another kind of file, or without sheets. `older`: from Excel 95 or before. `encrypted`: with
 * a password. `too-large`: larger than any form. `damaged`: bytes are missing, or impossible.
 */
export type UnreadableReason = 'no-workbook' | 'older' | 'encrypted' | 'too-large' | 'damaged'

/** The only error of reading a workbook, whatever its bytes are. */
export class UnreadableWorkbook extends Error {
	readonly reason: UnreadableReason

	constructor(reason: UnreadableReason) {
		super(reason)
		this.name = 'UnreadableWorkbook'
		this.reason = reason
	}
}

export function damaged(): never {
	throw new UnreadableWorkbook('damaged')
}
