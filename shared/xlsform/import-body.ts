import { type FormPart, type Group, isAudit, type Question, type Repeat } from '../forms/form-definition.ts'
import { nodesOf } from '../forms/form-nodes.ts'
import { questionTypes } from '../forms/question-types.ts'
import { isPossibleName, optional, type QuestionContext } from './import-context.ts'
import { loopBody } from './import-loop.ts'
import { checkSwitch } from './import-parameters.ts'
import {
	auditOf,
	commonOf,
	otherQuestion,
	questionOf,
	rejectQuestionColumnsOnGroup,
	triggersOf,
	withOtherName,
} from './import-question.ts'
import { reportIgnoredInRow } from './import-row-ignored.ts'
import { isOfKobo, readType, type SheetType } from './import-types.ts'
import type { Sheet, SheetRow } from './sheets.ts'

/** Rows that parts of the form came from, so that an error found later has its cell. */
export type Origins = Map<string, SheetRow>

interface OpenPart {
	readonly row: SheetRow
	readonly kind: 'group' | 'repeat' | 'loop'
	/** Name of the choice list of a loop. */
	readonly list: string
	readonly common: Omit<Group, 'kind' | 'parts'> & { count?: string }
	readonly parts: FormPart[]
	readonly names: Set<string>
	readonly template: string
	/** True if an unknown word began it: its end is not reported as well. */
	readonly isUnknown: boolean
}

/** Contents of the survey sheet. */
export interface Body {
	readonly body: FormPart[]
	readonly origins: Origins
	/** Files that rows of the types csv-external and xml-external name, with extension. */
	readonly tables: ReadonlyMap<string, SheetRow>
	/** Lists that only name the columns of a search. */
	readonly searched: ReadonlySet<string>
}

/** Converts the rows of the survey sheet to a tree of parts. */
export function importBody(context: QuestionContext): Body {
	const { survey, report } = context
	const body: FormPart[] = []
	const open: OpenPart[] = []
	const origins: Origins = new Map()
	const tables = new Map<string, SheetRow>()
	/** Triggers of rows that are left out. */
	const waiting: [SheetRow, string][] = []
	const here = () => open.at(-1)?.parts ?? body
	const above = () => {
		const parent = open.at(-1)
		return parent ? `${parent.template}/${parent.kind === 'repeat' ? '@/' : ''}` : ''
	}
	const topNames = new Set<string>()
	/** Reserves a name in the group that is open. */
	const take = (name: string, row: SheetRow): boolean =>
		reserveName(open.at(-1)?.names ?? topNames, name, row)
	const reserveName = (names: Set<string>, name: string, row: SheetRow): boolean => {
		if (names.has(name)) report(row, 'name', 'name-twice', { found: name })
		return !names.has(name) && names.add(name).has(name)
	}
	const add = (part: FormPart, row: SheetRow) => {
		if (take(part.name, row)) here().push(part)
	}

	for (const row of rowsInReach(survey.sheet, (row) => report(row, 'type', 'row-stray', {}, 'warning'))) {
		const type = readType(survey.text(row, 'type'))
		if (type.kind === 'nothing') {
			if (survey.text(row, 'type') === '' && (survey.text(row, 'name') !== '' || survey.texts(row, 'label')))
				report(row, 'type', 'type-missing', {}, 'warning')
			continue
		}
		if (isYes(survey.text(row, 'disabled'))) {
			report(row, 'disabled', 'row-disabled', {}, 'warning')
			continue
		}
		if (type.kind === 'switch') {
			checkSwitch(survey.text(row, 'parameters'), type.of, ({ code, ...details }) =>
				report(row, 'parameters', code, details),
			)
			if (
				type.of === 'background-geopoint' &&
				survey.text(row, 'trigger') === '' &&
				!/^start/i.test(survey.text(row, 'type'))
			)
				report(row, 'trigger', 'trigger-missing')
			for (const name of triggersOf(context, row) ?? []) waiting.push([row, name])
			if (type.of.startsWith('background')) {
				report(row, 'type', 'never-unseen', { found: survey.text(row, 'type') }, 'warning')
				addUnrecorded(row)
			}
			if (type.of === 'old-settings')
				report(row, 'type', 'settings-in-survey', { found: survey.text(row, 'type') }, 'warning')
			continue
		}
		if (type.kind === 'table') {
			const table = survey.text(row, 'name')
			if (table.startsWith('__')) report(row, 'name', 'name-reserved', { found: table })
			else if (isFree(table, row) && take(table, row)) tables.set(`${table}.${type.ending}`, row)
			continue
		}
		if (type.kind === 'begin' || type.kind === 'end') rejectQuestionColumnsOnGroup(context, row)
		if (type.kind === 'end' || (type.kind === 'unknown' && type.bracket === 'end')) {
			endPart(row, type.kind === 'end' ? type.of : 'unknown')
			continue
		}
		const name = survey.text(row, 'name') || nameByType(type, row)
		if (!isFree(name, row)) continue
		if (type.kind === 'question' && type.type === 'audit') {
			// one audit for the form, wherever its row is
			if (body.some(isAudit)) report(row, 'type', 'audit-twice')
			else if (reserveName(topNames, name, row)) body.push(auditOf(context, row, name))
			continue
		}
		origins.set(`${above()}${name}`, row)
		if (type.kind === 'unknown' && type.bracket === 'begin') {
			questionOf(context, row, name, type)
			beginPart(row, name, { of: 'group' }, true)
			continue
		}
		if (type.kind === 'begin') {
			reportIgnoredInRow(context, row, type.of === 'repeat' ? 'repeat' : 'group')
			beginPart(row, name, type, false)
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
	for (const left of open) report(left.row, 'type', 'begin-without-end', { found: left.common.name })
	for (const [row, name] of waiting)
		if (![...origins.keys()].some((template) => template.split('/').at(-1) === name))
			report(row, 'trigger', 'reference-unknown', { found: name })
	let hasChecks = false
	for (const { part, template, repeats } of nodesOf({ body })) {
		const own = part.kind === 'question' ? origins.get(template) : undefined
		if (own && part.kind === 'question') {
			if (part.background && repeats.length > 0)
				report(own, 'bind::zila:background', 'cannot-be-background', { found: survey.text(own, 'type') })
			if (part.checks && (repeats.length > 0 || hasChecks))
				report(own, 'bind::zila:checks', 'cannot-be-checks')
			hasChecks ||= part.checks === true
		}
		if (own && part.kind === 'question') checkTriggers(part, own)
		const list = part.kind === 'question' ? part.list : undefined
		const row = list !== undefined && context.searched.has(list) ? origins.get(template) : undefined
		if (row) report(row, 'type', 'search-list-shared', { found: list ?? '' })
	}
	return { body, origins, tables, searched: context.searched }

	/**
	 * A trigger must be a question that a person answers. pyxform also accepts a note, which never triggers
	 * anything.
	 */
	function checkTriggers({ trigger = [] }: Question, row: SheetRow): void {
		for (const name of trigger) {
			const named = nodesOf({ body }).filter(({ part }) => part.name === name)
			const isAnswered = ({ part }: (typeof named)[number]) =>
				part.kind === 'question' && questionTypes[part.type].isInput
			if (named.length === 0 || named.some(isAnswered)) continue
			const isNote = named.some(({ part }) => part.kind === 'question' && part.type === 'note')
			report(row, 'trigger', 'trigger-never', { found: name }, isNote ? 'warning' : 'error')
		}
	}
	/** Adds an empty field for a type that this app does not record, because expressions may refer to it. */
	function addUnrecorded(row: SheetRow): void {
		const name = survey.text(row, 'name')
		if (name === '' || !isFree(name, row)) return
		origins.set(`${above()}${name}`, row)
		add({ kind: 'question', type: 'calculate', name }, row)
	}
	function beginPart(
		row: SheetRow,
		name: string,
		type: { readonly of: OpenPart['kind']; readonly list?: string },
		isUnknown: boolean,
	): void {
		const count = type.of === 'repeat' ? optional('count', survey.text(row, 'repeat_count')) : {}
		const order = type.of === 'group' ? optional('order', survey.text(row, 'bind::zila:order')) : {}
		open.push({
			row,
			kind: type.of,
			common: { ...commonOf(survey, row, name), ...count, ...order },
			parts: [],
			names: new Set(),
			template: `${above()}${name}`,
			list: type.list ?? '',
			isUnknown,
		})
		if (type.list !== undefined && !context.lists.has(type.list))
			report(row, 'type', 'list-missing', { found: type.list })
	}
	/**
	 * Ends the innermost part of that kind. A part inside of it that was never ended is reported as the
	 * author's only mistake.
	 */
	function endPart(row: SheetRow, of: OpenPart['kind'] | 'unknown'): void {
		const isMatch = (part: OpenPart) =>
			of === 'unknown' ? part.isUnknown : part.kind === of || part.isUnknown
		const found = open.findLastIndex(isMatch)
		if (found < 0) {
			const unknown = isOfKobo(survey.text(row, 'type')) ? 'type-kobo' : 'type-unknown'
			report(row, 'type', of === 'unknown' ? unknown : 'end-without-begin', {
				found: survey.text(row, 'type'),
			})
			return
		}
		for (const { row: unclosedRow, common } of open.slice(found + 1))
			report(unclosedRow, 'type', 'begin-without-end', { found: common.name })
		while (open.length > found) {
			const closing = open.pop() as OpenPart
			add(closed(closing), closing.row)
		}
	}
	/**
	 * Default name: a field that the app fills in can be named by its type; a note that nothing refers to needs
	 * no name.
	 */
	function nameByType(type: SheetType, row: SheetRow): string {
		if (type.kind === 'metadata') return survey.text(row, 'type')
		if (type.kind !== 'question') return ''
		if (type.type === 'audit') return 'audit'
		return type.type === 'note' ? `generated_note_name_${row.line}` : ''
	}
	function closed({ kind, common, parts, list, row }: OpenPart): Group | Repeat {
		if (kind === 'repeat') return { kind, ...common, parts }
		if (kind === 'group') return { kind, ...common, parts }
		// includes "other" if a question above has or_other
		const choices = context.lists.get(withOtherName(list)) ?? context.lists.get(list) ?? []
		const isTooLarge = partsIn(parts) * choices.length > maxParts
		if (isTooLarge) report(row, 'type', 'loop-too-large', { most: String(maxParts) })
		return { kind: 'group', ...common, parts: isTooLarge ? [] : loopBody(parts, choices) }
	}
	function isFree(name: string, row: SheetRow): boolean {
		if (name === '') report(row, 'name', 'name-missing')
		else if (!isPossibleName(name)) report(row, 'name', 'name-not-possible', { found: name })
		else if (name === 'meta' && open.length === 0) report(row, 'name', 'name-reserved', { found: name })
		else return true
		return false
	}
}

const isYes = (cell: string): boolean => /^(yes|true|true\(\)|1)$/i.test(cell)

/** A sheet ends at a gap of more empty rows, as in pyxform. */
const maxEmptyRows = 60

/**
 * Yields the rows up to a gap of more than `maxEmptyRows` empty rows; `leave` is called with the first row
 * below it.
 */
function* rowsInReach({ header, rows }: Sheet, leave: (row: SheetRow) => void): Generator<SheetRow> {
	// empty rows above the first row are not a gap
	let last = rows[0]?.line ?? 0
	for (const row of rows) {
		if (!row.cells.some((cell, place) => cell !== '' && header[place])) continue
		if (row.line - last > maxEmptyRows + 1) return leave(row)
		last = row.line
		yield row
	}
}

/**
 * Ten times the largest form in use: loops inside of loops would make millions of questions out of fifty
 * rows.
 */
const maxParts = 20_000
const partsIn = (parts: readonly FormPart[]): number =>
	parts.reduce((sum, part) => sum + 1 + (part.kind === 'question' ? 0 : partsIn(part.parts)), 0)
