import type { TablePlan } from '#shared/export/table-plan'
import { type Answer, isRowPath } from '#shared/forms/answers'
import type { ExportRow, RecordInFiles } from '../storage/export-queries.ts'
import { answersOf, withYields } from './export-answers.ts'

type JsonRecord = Answer | JsonRow[] | { [name: string]: JsonRecord }
interface JsonRow {
	readonly row_id: string
	[name: string]: JsonRecord
}

/**
 * A record as one line of JSON: what stands beside its answers, and `answers` in the groups of its form, by their names. A repeat is a list of
 * rows in their order, each with its `row_id`; ticks are a list of codes. What the tables do not tell is not told here either.
 */
export async function* streamJsonLines(
	records: AsyncIterable<ExportRow>,
	plan: TablePlan,
): AsyncGenerator<string> {
	for await (const row of withYields(records)) yield `${JSON.stringify(inJson(row, plan))}\n`
}

/** A record as it stands in one line. */
export function inJson(row: RecordInFiles, plan: TablePlan) {
	const { id, form_version, status, open_cases, owner_code, started, changed } = row
	const beside = { record_id: id, form_version, record_status: status, open_cases, enumerator: owner_code }
	const answers = inGroups([...answersOf(row, plan)].filter(([path]) => isPathDisclosed(plan, path)))
	return { ...beside, started, changed, answers }
}

const isPathDisclosed = (plan: TablePlan, path: string): boolean =>
	plan.canDisclose(path) && !(plan.audit?.templates.includes(path) ?? false)

/** Answers by path as objects in each other. */
function inGroups(answers: readonly (readonly [path: string, answer: Answer])[]): {
	[name: string]: JsonRecord
} {
	const root = bare()
	/** By their paths. */
	const rows = new Map<string, JsonRow>()
	const inOrder = answers
		.filter(([path]) => isRowPath(path))
		// rows before what lies in them, and by the places that they hold
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
		// what another version had there, or the row's own id, keeps its place
		const free = name in folder ? `${name}_` : name
		folder[free] = answer
	}
	return root
}

/** Without anything that every object has: a question can be called anything. */
const bare = (): { [name: string]: JsonRecord } => Object.create(null) as { [name: string]: JsonRecord }
const depth = (path: string): number => path.split('/').length

const isGroup = (told: JsonRecord | undefined): boolean =>
	told === undefined || (typeof told === 'object' && !Array.isArray(told))

/** The object in which a path's last name stands, made where it is missing. */
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
		// a version may have called a question, or a repeat, what another calls a group
		const called = isGroup(folder[group]) ? group : `${group}_`
		folder[called] ??= bare()
		folder = folder[called] as { [name: string]: JsonRecord }
	}
	return [folder, name]
}
