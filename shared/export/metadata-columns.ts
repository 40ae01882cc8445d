/** A column without a question. */
export interface PlainColumn {
	readonly header: string
	readonly meaning: string
}

/** Export marker of a row: an imported row is compared with the state at that time. */
export const exportMarkerColumn: PlainColumn = {
	header: 'taken_from',
	meaning:
		'What the line was taken from: leave it as it is, so that the file can be brought back with corrections',
}

/** First columns of the records' table. The first is an id. */
export const recordColumns: readonly PlainColumn[] = [
	{ header: 'record_id', meaning: 'Id of the record, the same in every file and every export' },
	{ header: 'form_version', meaning: 'Newest version of the form with which the record was written' },
	{ header: 'record_status', meaning: 'submitted or approved; draft and returned only where asked for' },
	{ header: 'open_cases', meaning: 'Disagreements that nobody has decided; the values here are provisional' },
	{ header: 'enumerator', meaning: 'Code of the person who began the record' },
	{ header: 'started', meaning: 'When the form was opened (UTC; clock of the phone, corrected)' },
	{ header: 'changed', meaning: 'When it was last changed (UTC; clock of the phone, corrected)' },
	exportMarkerColumn,
]

/** First columns of a repeat's table. The first three are ids. */
export const repeatColumns: readonly PlainColumn[] = [
	{ header: 'record_id', meaning: 'Id of the record that the row belongs to' },
	{ header: 'row_id', meaning: 'Id of the row' },
	{ header: 'parent_row_id', meaning: 'Id of the row around it, where repeats stand inside repeats' },
	{ header: 'row_number', meaning: 'Place of the row, from 1' },
	exportMarkerColumn,
]
