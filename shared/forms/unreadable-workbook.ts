/**
 * `no-workbook`: something else, or without sheets. `older`: of Excel 95 or before. `encrypted`: behind a password.
 * `too-large`: no form has so much. `damaged`: bytes are missing, or say what cannot be.
 */
export type UnreadableReason = 'no-workbook' | 'older' | 'encrypted' | 'too-large' | 'damaged'

/** The only thing that reading a workbook throws, whatever the bytes are. */
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
