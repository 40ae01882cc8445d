export interface FormatTraits {
	/** There are columns per question, and options for them: repeats and multiple-choice questions. */
	readonly hasColumns: boolean
	readonly isForOthers: boolean
	readonly holdsMedia: boolean
	readonly hasAllTables: boolean
	/** There is a separate file for each language of labels. */
	readonly hasLabels: boolean
	/** Labels can be exported next to codes. */
	readonly hasLabelsNextToCodes: boolean
}

const nothing: FormatTraits = {
	hasColumns: false,
	isForOthers: false,
	holdsMedia: false,
	hasAllTables: false,
	hasLabels: false,
	hasLabelsNextToCodes: false,
}
/** A zip with a file for each table of records and rows. */
const statistics: FormatTraits = { ...nothing, hasColumns: true, hasLabels: true }
const tables: FormatTraits = { ...statistics, isForOthers: true, hasAllTables: true }

/** Export formats and their features. */
export const exportFormats = {
	/** A zip of tables. */
	csv: { ...tables, holdsMedia: true },
	/** A workbook with a sheet for each table. */
	xlsx: { ...tables, hasLabelsNextToCodes: true },
	/** For SPSS. */
	sav: statistics,
	/** For SPSS, with codes as texts, as in the other files. */
	'sav-text': statistics,
	/** For Stata. */
	dta: statistics,
	/** For programs that read columns. */
	parquet: statistics,
	/** A zip with a line of JSON for each record. */
	jsonl: nothing,
	/** A zip with a GeoJSON file for each location question. */
	geojson: nothing,
	/** A zip with a codebook: HTML, and DDI. */
	codebook: nothing,
} as const satisfies Readonly<Record<string, FormatTraits>>
export type ExportFormat = keyof typeof exportFormats
export const exportFormatNames = Object.keys(exportFormats) as ExportFormat[]
