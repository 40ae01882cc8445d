/** What a line of a file was taken from. */
export interface ExportMarker {
	/** Number of the last thing that had come. */
	readonly seq: number
	/** How the id of the record's last revision until then begins: after a server was put back, numbers mean something else. */
	readonly revision: string
}

const lettersOfId = 8

/** As it stands in the line: `1204-k3Xw9Qab`. Begins with a digit, so that no spreadsheet takes it for a formula. */
export const formatExportMarker = (seq: number, revision: string): string =>
	`${seq}-${revision.slice(0, lettersOfId)}`

/** Null for what no export wrote. */
export function parseExportMarker(cell: string): ExportMarker | null {
	const [, seq, revision = ''] = /^(\d{1,15})-([\w-]{8})$/.exec(cell.trim()) ?? []
	return seq === undefined ? null : { seq: Number(seq), revision }
}
