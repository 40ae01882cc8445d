import {
	type Answer,
	type Answers,
	isRowPath,
	repeatOf,
	rowOf,
	rowsAbove,
	templateOf,
} from '#shared/forms/answers'
import type { FormLanguage } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { createGeomask } from '#shared/forms/geomask'
import { localize } from '#shared/forms/localized-text'
import { questionTypes } from '#shared/forms/question-types'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { findTranscriptStructure } from '#shared/forms/transcript-structure'
import { type ColumnNames, nameColumns } from './column-names.ts'
import type { CsvRow } from './csv-rows.ts'
import type { FormAuditTable } from './form-audit-rows.ts'
import { type PlainColumn, recordColumns, repeatColumns } from './metadata-columns.ts'
import {
	type FormVersion,
	type KnownChoice,
	type KnownQuestion,
	partsAcrossVersions,
} from './parts-across-versions.ts'
import {
	type Audience,
	buildDisclosureRules,
	type DisclosureRules,
	type LicensedWeights,
	othersColumns,
	othersRowColumns,
} from './public-use-file.ts'
import { pathInRow, rowId, rowsOf } from './repeat-rows.ts'
import { indexRowsBySlot, type MostRows, rowAt, type WideRow, wideColumns } from './wide-rows.ts'

/** Columns that a multiple-choice question can have instead of both. */
export const multipleChoiceColumns = ['one', 'per-choice'] as const
export type MultipleChoiceColumns = (typeof multipleChoiceColumns)[number]

export interface ExportOptions {
	/** `codes`, or a language tag: selects are then written as labels in that language. */
	readonly values: string
	/** Language of the labels that are exported next to codes. Absent if the file has codes only. */
	readonly labels?: string
	/** U+FEFF first, so that Excel reads UTF-8. */
	readonly byteOrderMark: boolean
	/** Quoting and guarding of cells; the current rules if absent. */
	readonly cells?: 'as-before' | undefined
	/** Exact locations; else masked to the grid cell. */
	readonly exactPlaces?: boolean
	/**
	 * Maximum rows of each repeat, if they are columns of the records' table; else repeats are separate tables.
	 */
	readonly wide?: MostRows | undefined
	/** Columns of multiple-choice questions; one with all codes and one per choice if absent. */
	readonly multiple?: MultipleChoiceColumns | undefined
	/** Paths of the questions to export; all if absent. A repeat without any of them has no table. */
	readonly questions?: ReadonlySet<string> | undefined
	/** Audience of a shared file, without anything that identifies a person, time or place. */
	readonly audience?: Audience | undefined
	/** Weights of its interviews, in files for researchers. */
	readonly licensedWeights?: LicensedWeights | undefined
}

export interface ExportColumn {
	readonly header: string
	readonly of: KnownQuestion
	/** Part of the answer, for the dictionary: `''` the answer itself, else the suffix of a part. */
	readonly part: string
	/** The choice, if the column is its tick. */
	readonly choice: KnownChoice | null
	/** The repeat row of the column, in a wide table of records. */
	readonly row?: WideRow
	readonly cell: (answer: Answer | undefined) => string
}

/** One file of an export: the records, or the rows of one repeat. */
export interface ExportTable {
	readonly file: string
	/** Template of the repeat; null for the records themselves. */
	readonly repeat: string | null
	/** Repeats whose rows are columns of the records' table. */
	readonly wideRepeats: readonly string[]
	/** First columns of every row. */
	readonly plain: readonly PlainColumn[]
	readonly columns: readonly ExportColumn[]
}

/**
 * The files of a form: one for the records, one per repeat. Columns are in the form's order, always the same.
 */
export interface TablePlan {
	/** The first holds the records. */
	readonly tables: readonly [ExportTable, ...ExportTable[]]
	/** The file of form audits; null if no version has one. */
	readonly audit: FormAuditTable | null
	/** Name of the file of transcript turns; null if no version is a talk. */
	readonly turnsFile: string | null
	/** Questions that are in no file. */
	readonly leftOut: readonly KnownQuestion[]
	/** Disclosure rules of a shared file; null for an internal one. */
	readonly disclosure: DisclosureRules | null
	readonly languages: readonly FormLanguage[]
	/**
	 * True if a file may contain the answer at this path: a question that some version has and none excludes, or
	 * a row.
	 */
	canDisclose(path: string): boolean
	/** Returns the answer as the file may contain it; null if it may not. */
	coarsen(path: string, answer: Answer): Answer | null
	/** True if locations are masked to a grid cell. */
	readonly isBlurred: boolean
	/** True if a version of the form has the question or row at this path. */
	isIn(version: number, path: string): boolean
}

/** Plans the tables. `versions` are all that were ever published, oldest first. */
export function planTables(versions: readonly FormVersion[], options: ExportOptions): TablePlan {
	const { questions, repeats } = partsAcrossVersions(versions)
	const { audience } = options
	const isOthers = audience !== undefined
	const others = isOthers ? buildDisclosureRules(versions) : null
	const names = nameColumns(versions)
	const isIncluded = (known: KnownQuestion) =>
		isOthers
			? (others?.isDisclosed(known) ?? false)
			: known.leftOut === null && (options.questions?.has(known.template) ?? true)
	const columnsIn = (repeat: string | null): ExportColumn[] =>
		questions
			.filter((known) => known.repeat === repeat && isIncluded(known))
			.flatMap((known) => questionColumns(known, names, options).map(orSealed))
	const own = columnsIn(null)
	const taken = new Set([...recordColumns, ...own].map(({ header }) => header))
	const wideRepeatColumns = options.wide ? wideColumns(repeats, columnsIn, options.wide, taken) : []
	const blur = options.exactPlaces ? null : createGeomask(versions.map(({ definition }) => definition))
	const id = versions.at(-1)?.definition.id ?? 'records'
	const audits = questions.filter(({ leftOut }) => leftOut === 'audit').map(({ template }) => template)
	const includedTemplates = new Set([
		...questions.filter(isIncluded).map(({ template }) => template),
		...repeats,
	])
	const byTemplate = new Map(questions.map((known) => [known.template, known]))
	const toOthers = (path: string, answer: Answer): Answer | null => {
		// a row path's value is its position
		if (isRowPath(path)) return answer
		const known = byTemplate.get(templateOf(path))
		return known && isIncluded(known) ? (others?.coarsen(known, answer) ?? null) : null
	}
	const templatesOf = new Map(
		versions.map(({ version, definition }) => [
			version,
			new Set(nodesOf(definition).map(({ template }) => template)),
		]),
	)
	return {
		tables: [
			{
				file: `${id}.csv`,
				repeat: null,
				columns: [...own, ...wideRepeatColumns],
				plain: audience ? othersColumns(audience, options.licensedWeights !== undefined) : recordColumns,
				wideRepeats: options.wide ? repeats : [],
			},
			...(options.wide ? [] : repeats)
				.map((repeat) => ({
					file: `${id}-${names.file(repeat)}.csv`,
					repeat,
					wideRepeats: [],
					columns: columnsIn(repeat),
					plain: isOthers ? othersRowColumns : repeatColumns,
				}))
				// rows without any disclosed column would disclose their number
				.filter(
					({ repeat, columns }) =>
						(!isOthers && !options.questions) ||
						(columns.length > 0 && (!isOthers || others?.isRepeatDisclosed(repeat))),
				),
		],
		audit:
			isOthers || audits[0] === undefined
				? null
				: { file: `${id}-${names.file(audits[0])}.csv`, templates: audits },
		turnsFile:
			!isOthers && versions.some(({ definition }) => findTranscriptStructure({ nodes: nodesOf(definition) }))
				? `${id}-timeline.csv`
				: null,
		leftOut: questions.filter(
			(known) =>
				known.leftOut === 'personal' ||
				known.leftOut === 'on-phone-only' ||
				(known.leftOut === null && !isIncluded(known)),
		),
		disclosure: others,
		languages: versions.at(-1)?.definition.languages ?? [],
		canDisclose: (path) => includedTemplates.has(partAt(path)),
		coarsen: (path, answer) => (isOthers ? toOthers(path, answer) : blur ? blur(path, answer) : answer),
		isBlurred: blur !== null,
		isIn: (version, path) => templatesOf.get(version)?.has(partAt(path)) ?? false,
	}
}

/** Returns the template of the question at a path, or of the repeat of a row. */
const partAt = (path: string): string => templateOf(isRowPath(path) ? repeatOf(path) : path)

function questionColumns(known: KnownQuestion, names: ColumnNames, options: ExportOptions): ExportColumn[] {
	const { template, question, choices, definitions } = known
	const column = (
		part: string,
		cell: (answer: Answer) => string,
		choice: KnownChoice | null = null,
	): ExportColumn => ({
		header: names.header(template, choice ? `/${choice.name}` : part),
		of: known,
		part,
		choice,
		cell: (answer) => (answer === undefined ? '' : cell(answer)),
	})
	const written = writerOf(choices, options.values)
	if (question.type === 'select-one') return [column('', (answer) => written(String(answer)))]
	if (question.type === 'select-many') {
		const ticked = (answer: Answer) => (typeof answer === 'object' ? answer : [String(answer)])
		const separator = options.values === 'codes' ? ' ' : '; '
		const one = column('', (answer) => ticked(answer).map(written).join(separator))
		const perChoice = choices.map((choice) =>
			column(choice.name, (answer) => (ticked(answer).includes(choice.name) ? '1' : '0'), choice),
		)
		if (options.multiple === 'one') return [one]
		// an encrypted answer is in the column with all codes
		const isEverSealed = definitions.some(({ sealedTo }) => sealedTo !== undefined)
		return options.multiple === 'per-choice' && !isEverSealed ? perChoice : [one, ...perChoice]
	}
	if (question.type === 'rank') {
		const separator = options.values === 'codes' ? ' ' : ' > '
		return [column('', (answer) => String(answer).split(' ').map(written).join(separator))]
	}
	return questionTypes[question.type].columns.map(({ ending, cell }) => column(ending, cell))
}

/**
 * Puts a sealed answer unchanged in the first column of its question, where a holder of the key can open it.
 */
const orSealed = (column: ExportColumn, place: number): ExportColumn => ({
	...column,
	cell: (answer) => (isSealed(answer) ? (place === 0 ? answer : '') : column.cell(answer)),
})

function writerOf(choices: readonly KnownChoice[], values: string): (code: string) => string {
	if (values === 'codes') return (code) => code
	const labels = new Map(choices.map((choice) => [choice.name, localize(choice.label, values)]))
	return (code) => labels.get(code) ?? code
}

/**
 * Answers by path, as pairs: building an object of a hundred paths would cost the server more than all other
 * work on them.
 */
type Pairs = readonly (readonly [path: string, answer: Answer])[]

/** A record's answers as the server stores them. */
export interface StoredAnswers {
	/** Entered and calculated answers. */
	readonly answers: Pairs
	/** Answers that are not relevant in the record's form. */
	readonly leftOver: Pairs
}

/** Returns all stored answers, including those that are no longer relevant. */
export function listCurrentAnswers(view: string): Map<string, Answer> {
	const { answers, leftOver } = JSON.parse(view) as StoredAnswers
	return new Map([...answers, ...leftOver])
}

/**
 * Returns the answers that a file contains. A left-over answer counts if only another version has its
 * question; one that this version has, but that is irrelevant there, is left out.
 */
export function answersInFiles(stored: StoredAnswers, version: number, plan: TablePlan): Map<string, Answer> {
	const disclosed = new Map<string, Answer>()
	const addCoarsened = (path: string, answer: Answer) => {
		const coarsened = plan.coarsen(path, answer)
		if (coarsened !== null) disclosed.set(path, coarsened)
	}
	for (const [path, answer] of stored.leftOver) if (!plan.isIn(version, path)) addCoarsened(path, answer)
	for (const [path, answer] of stored.answers) addCoarsened(path, answer)
	// answers in a row that no file contains are left out too
	for (const path of disclosed.keys())
		if (rowsAbove(path).some((row) => !disclosed.has(row))) disclosed.delete(path)
	return disclosed
}

/** Returns the rows of one record in one table: one, or one per row of the repeat. */
export function buildTableRows(table: ExportTable, record: string, answers: Answers): CsvRow[] {
	if (table.repeat === null) {
		const rows = table.wideRepeats.length === 0 ? null : indexRowsBySlot(table.wideRepeats, answers)
		const answerIn = ({ of, row }: ExportColumn) => {
			if (!rows || !row) return answers.get(of.template)
			const found = rowAt(rows, row)
			return found === undefined ? undefined : answers.get(pathInRow(of.template, found))
		}
		return [{ ids: [record], cells: table.columns.map((column) => column.cell(answerIn(column))) }]
	}
	const placeIn = new Map<string, number>()
	return rowsOf(table.repeat, answers).map((row) => {
		const repeat = repeatOf(row)
		const place = (placeIn.get(repeat) ?? 0) + 1
		placeIn.set(repeat, place)
		return {
			ids: [record, rowId(row), rowId(rowOf(row))],
			cells: [
				String(place),
				...table.columns.map(({ of, cell }) => cell(answers.get(pathInRow(of.template, row)))),
			],
		}
	})
}
