interface FormatTraits {
	/** Rows of repeats can stand beside each other. */
	readonly canBeWide: boolean
	readonly isForOthers: boolean
	readonly holdsMedia: boolean
	readonly hasAllTables: boolean
	/** It is another file in each language of labels. */
	readonly hasLabels: boolean
	/** It can have codes and labels side by side. */
	readonly hasLabelsBeside: boolean
}

const nothing: FormatTraits = {
	canBeWide: false,
	isForOthers: false,
	holdsMedia: false,
	hasAllTables: false,
	hasLabels: false,
	hasLabelsBeside: false,
}
/** A zip with a file for each table of records and rows. */
const statistics: FormatTraits = { ...nothing, canBeWide: true, hasLabels: true }
const tables: FormatTraits = { ...statistics, isForOthers: true, hasAllTables: true }

/** How records are written into files, and what each way can hold. */
export const exportFormats = {
	/** A zip of tables. */
	csv: { ...tables, holdsMedia: true },
	/** A workbook with a sheet for each table. */
	xlsx: { ...tables, hasLabelsBeside: true },
	/** For SPSS. */
	sav: statistics,
	/** The same with codes as texts, as they stand in the other files. */
	'sav-text': statistics,
	/** For Stata. */
	dta: statistics,
	/** For programs that read columns. */
	parquet: statistics,
	/** A zip with a line of JSON for each record. */
	jsonl: nothing,
	/** A zip with a file of places (GeoJSON) for each question of one. */
	geojson: nothing,
	/** A zip with a codebook: a page, and DDI. */
	codebook: nothing,
} as const satisfies Readonly<Record<string, FormatTraits>>
export type ExportFormat = keyof typeof exportFormats
export const exportFormatNames = Object.keys(exportFormats) as ExportFormat[]
