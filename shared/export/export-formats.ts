/** How records are written into files, and what each way can hold. `hasLabels`: it is another file in each language of labels. */
export const exportFormats = {
	/** A zip of tables. */
	csv: { canBeWide: true, isForOthers: true, holdsMedia: true, hasAllTables: true, hasLabels: true },
	/** A workbook with a sheet for each table. */
	xlsx: { canBeWide: true, isForOthers: true, holdsMedia: false, hasAllTables: true, hasLabels: true },
	/** A zip with an SPSS file for each table of records and rows. */
	sav: { canBeWide: true, isForOthers: false, holdsMedia: false, hasAllTables: false, hasLabels: true },
	/** The same with codes as texts, as they stand in the other files. */
	'sav-text': {
		canBeWide: true,
		isForOthers: false,
		holdsMedia: false,
		hasAllTables: false,
		hasLabels: true,
	},
	/** The same for Stata. */
	dta: { canBeWide: true, isForOthers: false, holdsMedia: false, hasAllTables: false, hasLabels: true },
	/** The same as Parquet, for programs that read columns. */
	parquet: { canBeWide: true, isForOthers: false, holdsMedia: false, hasAllTables: false, hasLabels: true },
	/** A zip with a line of JSON for each record. */
	jsonl: { canBeWide: false, isForOthers: false, holdsMedia: false, hasAllTables: false, hasLabels: false },
	/** A zip with a file of places (GeoJSON) for each question of one. */
	geojson: { canBeWide: false, isForOthers: false, holdsMedia: false, hasAllTables: false, hasLabels: false },
	/** A zip with a codebook: a page, and DDI. */
	codebook: {
		canBeWide: false,
		isForOthers: false,
		holdsMedia: false,
		hasAllTables: false,
		hasLabels: false,
	},
} as const
export type ExportFormat = keyof typeof exportFormats
export const exportFormatNames = Object.keys(exportFormats) as ExportFormat[]
