import type { TablePlan } from '#shared/export/table-plan'
import { type Answer, isRowPath } from '#shared/forms/answers'
import type { ExportRow, RecordInFiles } from '../storage/exports/export-records.ts'
import { answersOf, withYields } from './select-answers.ts'

type JsonRecord = Answer | JsonRow[] | { [name: string]: JsonRecord }
interface JsonRow {
	readonly row_id: string
	[name: string]: JsonRecord
}

/**
 * Writes each record as one line of JSON: its metadata, and `answers` in the groups of the form, by name. A
 * repeat is an array of rows in order, each with its `row_id`; multiple choices are an array of codes. Values
 * that tables do not disclose are left out.
 */
export async function* streamJsonLines(
	records: AsyncIterable<ExportRow>,
	plan: TablePlan,
): AsyncGenerator<string> {
	for await (const row of withYields(records)) yield `${JSON.stringify(inJson(row, plan))}\n`
}

/** Converts a record to its JSON object. */
export function inJson(row: RecordInFiles, plan: TablePlan) {
	const { id, form_version, status, open_conflicts, owner_code, started, changed } = row
	const metadata = {
		record_id: id,
		form_version,
		record_status: status,
		open_cases: open_conflicts,
		enumerator: owner_code,
	}
	const answers = inGroups([...answersOf(row, plan)].filter(([path]) => isPathDisclosed(plan, path)))
	return { ...metadata, started, changed, answers }
}

const isPathDisclosed = (plan: TablePlan, path: string): boolean =>
	plan.canDisclose(path) && !(plan.audit?.templates.includes(path) ?? false)

/** Nests answers, given by path, into objects. */
function inGroups(answers: readonly (readonly [path: string, answer: Answer])[]): {
	[name: string]: JsonRecord
} {
	const root = bare()
	/** Rows by path. */
	const rows = new Map<string, JsonRow>()
	const inOrder = answers
		.filter(([path]) => isRowPath(path))
		// A row precedes its nested rows; siblings are in order of position.
		.sort(
			([a, placeA], [b, placeB]) =>
				depth(a) - depth(b) || Number(placeA) - Number(placeB) || (a < b ? -1 : 1),
		)
	for (const [path] of inOrder) {
		const at = path.lastIndexOf('/@')
		const row = Object.assign(bare(), { row_id: path.slice(at + 2) }) as JsonRow
		rows.set(path, row)
		const [folder, name] = placeOf(path.slice(0, at), root, rows)
		const list = folder[name]
		if (Array.isArray(list)) (list as JsonRow[]).push(row)
		else folder[name] = [row]
	}
	for (const [path, answer] of answers) {
		if (isRowPath(path)) continue
		const [folder, name] = placeOf(path, root, rows)
		// If another version's field or the row's own id has the name, it keeps it.
		const free = name in folder ? `${name}_` : name
		folder[free] = answer
	}
	return root
}

/** Creates an object without prototype: a question can have any name. */
const bare = (): { [name: string]: JsonRecord } => Object.create(null) as { [name: string]: JsonRecord }
const depth = (path: string): number => path.split('/').length

const isGroup = (node: JsonRecord | undefined): boolean =>
	node === undefined || (typeof node === 'object' && !Array.isArray(node))

/** Finds the object that holds the last name of a path; missing objects are created. */
function placeOf(
	path: string,
	root: { [name: string]: JsonRecord },
	rows: ReadonlyMap<string, JsonRow>,
): [folder: { [name: string]: JsonRecord }, name: string] {
	const end = path.lastIndexOf('/@')
	const after = end < 0 ? -1 : path.indexOf('/', end + 1)
	let folder: { [name: string]: JsonRecord } =
		(after < 0 ? undefined : rows.get(path.slice(0, after))) ?? root
	const names = path.slice(after + 1).split('/')
	const name = names.pop() ?? ''
	for (const group of names) {
		// A version may have a question or a repeat with the name of another version's group.
		const called = isGroup(folder[group]) ? group : `${group}_`
		folder[called] ??= bare()
		folder = folder[called] as { [name: string]: JsonRecord }
	}
	return [folder, name]
}
