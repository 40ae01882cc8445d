/** Export marker of a row: the state that it was exported from. */
export interface ExportMarker {
	/** Sequence number of the newest revision at the export. */
	readonly seq: number
	/**
	 * First letters of the id of the record's newest revision at the export: after a server was restored from a
	 * backup, sequence numbers have another meaning.
	 */
	readonly revision: string
}

const lettersOfId = 8

/**
 * Formats the marker: `1204-k3Xw9Qab`. It begins with a digit, so that no spreadsheet reads it as a formula.
 */
export const formatExportMarker = (seq: number, revision: string): string =>
	`${seq}-${revision.slice(0, lettersOfId)}`

/** Parses a marker. Null if no export wrote the cell. */
export function parseExportMarker(cell: string): ExportMarker | null {
	const [, seq, revision = ''] = /^(\d{1,15})-([\w-]{8})$/.exec(cell.trim()) ?? []
	return seq === undefined ? null : { seq: Number(seq), revision }
}
