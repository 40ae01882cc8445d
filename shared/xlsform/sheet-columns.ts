import type { FormLanguage, LocalizedText } from '../forms/form-definition.ts'
import { languageOf } from './import-columns.ts'
import type { Sheet } from './sheets.ts'

/** A column of a sheet to be written. */
export interface SheetColumnSpec {
	readonly header: string
	/** True if texts in several languages have a column each: `label::English (en)`. */
	readonly isTranslated?: true
	/** True if it is written even without a value in any row. */
	readonly isAlwaysWritten?: true
	/** Converts the value to a cell; a text is written as it is. */
	readonly cell?: (value: never) => string
}
export type SheetRowValues = Readonly<Record<string, unknown>>

interface SheetTableSpec {
	readonly name: string
	readonly columns: Readonly<Record<string, SheetColumnSpec>>
	readonly lines: readonly SheetRowValues[]
	readonly languages: readonly FormLanguage[]
	/** Language in which the importer reads a column that names none. */
	readonly plainTag?: string
}

/**
 * Builds a sheet with a column for each key of `columns` that any line fills. A single language has a column
 * with the plain name, as authors of such forms write it.
 */
export function buildTableSheet({
	name,
	columns,
	lines,
	languages,
	plainTag = languages[0]?.tag,
}: SheetTableSpec): Sheet {
	const used = Object.entries(columns).flatMap(([key, column]): WrittenColumn[] => {
		const values = lines.map((line) => line[key])
		if (!column.isAlwaysWritten && values.every((value) => value === undefined)) return []
		if (!column.isTranslated)
			return [{ header: column.header, cells: values.map((value) => cellOf(column, value)) }]
		const texts = values.map((value) => (value ?? {}) as LocalizedText)
		const written = languagesIn(texts, column.isAlwaysWritten ? languages : [], languages)
		const isPlain = languages.length === 1 && written.length === 1 && written[0]?.tag === plainTag
		return written.map((language) => ({
			header: isPlain ? column.header : `${column.header}::${languageHeader(language)}`,
			cells: texts.map((text) => text[language.tag] ?? ''),
		}))
	})
	return {
		name,
		header: used.map(({ header }) => header),
		rows: lines.map((_, i) => ({ line: i + 2, cells: used.map(({ cells }) => cells[i] ?? '') })),
	}
}

interface WrittenColumn {
	readonly header: string
	readonly cells: readonly string[]
}

const cellOf = (column: SheetColumnSpec, value: unknown): string =>
	value === undefined ? '' : column.cell ? column.cell(value as never) : String(value)

/**
 * Languages that must have a column, in the form's order; a tag that the form does not list is its own name.
 */
function languagesIn(
	texts: readonly LocalizedText[],
	required: readonly FormLanguage[],
	all: readonly FormLanguage[],
): FormLanguage[] {
	const tags = new Set([...required.map(({ tag }) => tag), ...texts.flatMap((each) => Object.keys(each))])
	const listed = all.filter(({ tag }) => tags.delete(tag))
	return [...listed, ...[...tags].map((tag) => ({ tag, name: tag }))]
}

/** Returns the language as a header names it, so that it is read as the same. */
export function languageHeader({ tag, name }: FormLanguage): string {
	const spellings = name === tag ? [name] : [`${name} (${tag})`, name]
	return (
		spellings.find((spelling) => {
			const read = languageOf(spelling)
			return read.tag === tag && read.name === name
		}) ?? `${name} (${tag})`
	)
}
