import type { ColumnDescription } from './describe-columns.ts'
import type { ExportFile } from './export-tables.ts'
import { type StataCode, type StataName, stataCodes, stataLabels, stataNames } from './stata-words.ts'

/** A table for an import script. */
export interface ScriptTable {
	/** File name without extension. */
	readonly file: string
	/** Empty for tables with text columns only. */
	readonly columns: readonly ColumnToRead[]
}

export interface ColumnToRead extends Omit<ColumnDescription, 'codes'> {
	/** Names and label in Stata, the same as in Stata files. */
	readonly inStata: StataName & { readonly label: string }
	/** Choices as they appear in cells, each once. */
	readonly choices: readonly (ColumnDescription['codes'][number] & {
		readonly cell: string
		readonly value: StataCode['value']
	})[]
}

/** `values`: `codes`, or the language of the labels in the cells. */
export function scriptTable(
	{ name, columns = [] }: Pick<ExportFile, 'name' | 'columns'>,
	values: string,
): ScriptTable {
	const [names, labels] = [stataNames(columns), stataLabels(columns)]
	return {
		file: name.replace(/\.csv$/, ''),
		columns: columns.map((column, i) => ({
			...column,
			inStata: { ...(names[i] ?? noName), label: labels[i] ?? '' },
			choices: choicesOf(column, values),
		})),
	}
}

const noName: StataName = { name: '', local: '', offset: '' }

function choicesOf({ codes }: ColumnDescription, values: string): ColumnToRead['choices'] {
	const numbered = stataCodes(codes)
	const byCell = new Map<string, ColumnToRead['choices'][number]>()
	for (const [i, code] of codes.entries()) {
		const cell = values === 'codes' ? code.code : (code.cell ?? code.label)
		if (!byCell.has(cell)) byCell.set(cell, { ...code, cell, value: numbered[i]?.value ?? 0 })
	}
	return [...byCell.values()]
}
