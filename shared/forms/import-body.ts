import type { Group, Part, Repeat } from './form-definition.ts'
import type { Columns } from './import-columns.ts'
import type { ImportProblem } from './import-problems.ts'
import {
	type ChoiceLists,
	commonOf,
	optional,
	otherQuestion,
	type QuestionContext,
	questionOf,
	type Say,
} from './import-question.ts'
import { readType } from './import-types.ts'
import type { SheetRow } from './sheets.ts'

/** Where a part of the form came from, so that a fault found later has its cell. */
export type Origins = Map<string, SheetRow>

interface OpenPart {
	readonly row: SheetRow
	readonly kind: 'group' | 'repeat'
	readonly common: Omit<Group, 'kind' | 'parts'> & { count?: string }
	readonly parts: Part[]
	readonly template: string
}

/** The rows of the survey sheet as a tree of parts. */
export function bodyOf(
	survey: Columns,
	lists: ChoiceLists,
	files: ReadonlySet<string>,
	report: (problem: ImportProblem) => void,
): { body: Part[]; origins: Origins } {
	const body: Part[] = []
	const open: OpenPart[] = []
	const origins: Origins = new Map()
	const say: Say = (row, column, code, details = {}, severity = 'error') =>
		report({ severity, sheet: 'survey', cell: survey.cell(row, column), code, details })
	const context: QuestionContext = { survey, lists, files, say }
	const here = () => open.at(-1)?.parts ?? body
	const above = () => {
		const parent = open.at(-1)
		return parent ? `${parent.template}/${parent.kind === 'repeat' ? '@/' : ''}` : ''
	}
	const add = (part: Part, row: SheetRow) => {
		if (here().some((known) => known.name === part.name)) say(row, 'name', 'name-twice', { found: part.name })
		else here().push(part)
	}

	for (const row of survey.sheet.rows) {
		const type = readType(survey.text(row, 'type'))
		if (type.kind === 'nothing') continue
		if (type.kind === 'end') {
			const closing = open.at(-1)
			if (closing?.kind !== type.of) {
				say(row, 'type', 'end-without-begin', { found: survey.text(row, 'type') })
				continue
			}
			open.pop()
			add(closed(closing), closing.row)
			continue
		}
		// what the app fills by itself may be called by its type
		const name = survey.text(row, 'name') || (type.kind === 'metadata' ? survey.text(row, 'type') : '')
		if (!isPossibleName(name, row)) continue
		origins.set(`${above()}${name}`, row)
		if (type.kind === 'begin') {
			const count = type.of === 'repeat' ? optional('count', survey.text(row, 'repeat_count')) : {}
			const order = type.of === 'group' ? optional('order', survey.text(row, 'bind::zila:order')) : {}
			open.push({
				row,
				kind: type.of,
				common: { ...commonOf(survey, row, name), ...count, ...order },
				parts: [],
				template: `${above()}${name}`,
			})
			continue
		}
		const question = questionOf(context, row, name, type)
		if (!question) continue
		add(question, row)
		if (type.kind !== 'select' || !type.hasOther) continue
		const further = otherQuestion(question)
		origins.set(`${above()}${further.name}`, row)
		add(further, row)
	}
	for (const left of open) say(left.row, 'type', 'begin-without-end', { found: left.common.name })
	return { body, origins }

	function isPossibleName(name: string, row: SheetRow): boolean {
		if (name === '') say(row, 'name', 'name-missing')
		else if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) say(row, 'name', 'name-not-possible', { found: name })
		else if (name === 'meta' && open.length === 0) say(row, 'name', 'name-reserved', { found: name })
		else return true
		return false
	}
}

const closed = (part: OpenPart): Group | Repeat => {
	const { parts } = part
	return part.kind === 'group'
		? { kind: 'group', ...part.common, parts }
		: { kind: 'repeat', ...part.common, parts }
}
