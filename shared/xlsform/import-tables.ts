import type { FormDefinition, Question, TableRow } from '../forms/form-definition.ts'
import type { Body } from './import-body.ts'
import { type ChoiceLists, questionsIn } from './import-choices.ts'
import type { ReportProblem } from './import-context.ts'
import { type AttachedTables, tableName } from './import-files.ts'
import type { Sheet, SheetRow } from './sheets.ts'

interface TableContext {
	readonly survey: Sheet
	readonly found: Body
	/** Choice lists, including those from files. */
	readonly lists: ChoiceLists
	readonly entities: NonNullable<FormDefinition['entities']>
	readonly attached: AttachedTables
	readonly report: ReportProblem
}

/**
 * Returns the data that expressions can read besides the answers: `lists` are the choice lists that the
 * definition keeps, `tables` the attached ones. Reports names for which there is none.
 */
export function importTables(context: TableContext): {
	lists: ReadonlySet<string>
	tables: Record<string, readonly TableRow[]>
} {
	const { survey, found, lists, entities, attached, report } = context
	const referenced = namedIn(survey, 'pulldata|instance')
	const pulled = namedIn(survey, 'pulldata')
	const usedTables: Record<string, readonly TableRow[]> = {}
	const declared = new Map([...found.tables].map(([file, row]) => [tableName(file), { file, row }]))
	for (const name of new Set([...declared.keys(), ...referenced.keys()])) {
		const row = declared.get(name)?.row ?? referenced.get(name)
		if (declared.get(name)?.file.endsWith('.xml') && pulled.has(name) && row)
			report(row, 'name', 'table-name-twice', { found: name })
		const rows = lists.has(name) ? undefined : attached.table(name)
		if (rows) usedTables[name] = rows
		else if (row && !lists.has(name) && !entities.some(({ list }) => list === name))
			report(row, 'type', 'file-missing', { found: declared.get(name)?.file ?? `${name}.csv` }, 'warning')
	}
	const questions = questionsIn(found.body)
	const named = new Set([...declared.keys(), ...referenced.keys()])
	for (const question of questions) checkGeometry(question, context, named)
	const used = new Set([
		...questions.flatMap(({ list, parameters }) => [list ?? [], parameters?.tick_labelset ?? []].flat()),
		...referenced.keys(),
	])
	return { lists: used, tables: usedTables }
}

/** Checks the source from which a location is chosen: a list, a table or the rows of a repeat. */
function checkGeometry(
	{ name, parameters }: Question,
	context: TableContext,
	tables: ReadonlySet<string>,
): void {
	const wanted = parameters?.['reference-geometry']
	if (wanted === undefined || wanted.startsWith('${')) return
	const row = [...context.found.origins].find(([template]) => template.split('/').at(-1) === name)?.[1]
	if (!row) return
	const { lists, entities, found } = context
	const isList = lists.has(wanted) && !found.searched.has(wanted)
	const isFile = [...lists.keys()].some(
		(list) => list.includes('.') && tableName(list.split(' ')[0] ?? '') === wanted,
	)
	const isTable = tables.has(wanted) || isFile || entities.some(({ list }) => list === wanted)
	if (isList && tables.has(wanted)) context.report(row, 'parameters', 'table-name-twice', { found: wanted })
	else if (!isList && !isTable) context.report(row, 'parameters', 'geometry-unknown', { found: wanted })
}

/** Returns tables and lists that expressions name, each with the first row that does. */
function namedIn(survey: Sheet, functions: string): Map<string, SheetRow> {
	const pattern = new RegExp(`\\b(?:${functions})\\s*\\(\\s*['"‘’“”]([^'"‘’“”]+)['"‘’“”]`, 'g')
	const found = new Map<string, SheetRow>()
	for (const row of survey.rows)
		for (const cell of row.cells.filter((text) => text.includes('(')))
			for (const [, name = ''] of cell.matchAll(pattern)) {
				const table = tableName(name.trim())
				if (!table.startsWith('__') && !found.has(table)) found.set(table, row)
			}
	return found
}
