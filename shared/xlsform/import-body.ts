import { type FormPart, type Group, isAudit, type Question, type Repeat } from '../forms/form-definition.ts'
import { checkBody } from './check-body.ts'
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

type TypeOf<Kind extends SheetType['kind']> = Extract<SheetType, { readonly kind: Kind }>

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
	const reader = new BodyReader(context)
	for (const row of rowsInReach(survey.sheet, (stray) => report(stray, 'type', 'row-stray', {}, 'warning')))
		reader.readRow(row)
	reader.reportUnclosed()
	const found = { ...reader.contents, searched: context.searched }
	checkBody(context, found, reader.leftOutTriggers)
	return found
}

/** Reads the rows of the survey sheet one after the other. */
class BodyReader {
	readonly contents = {
		body: [] as FormPart[],
		origins: new Map() as Origins,
		tables: new Map<string, SheetRow>(),
	}
	/** Triggers of rows that are left out. */
	readonly leftOutTriggers: [SheetRow, string][] = []
	readonly #context: QuestionContext
	/** The groups around the current row, the outermost first. */
	readonly #open: OpenPart[] = []
	readonly #topNames = new Set<string>()

	constructor(context: QuestionContext) {
		this.#context = context
	}

	readRow(row: SheetRow): void {
		const { survey, report } = this.#context
		const type = readType(survey.text(row, 'type'))
		if (type.kind === 'nothing') {
			if (survey.text(row, 'type') === '' && (survey.text(row, 'name') !== '' || survey.texts(row, 'label')))
				report(row, 'type', 'type-missing', {}, 'warning')
		} else if (isYes(survey.text(row, 'disabled'))) report(row, 'disabled', 'row-disabled', {}, 'warning')
		else if (type.kind === 'switch') this.#readSwitch(row, type)
		else if (type.kind === 'table') this.#readTable(row, type)
		else {
			if (type.kind === 'begin' || type.kind === 'end') rejectQuestionColumnsOnGroup(this.#context, row)
			if (type.kind === 'end') this.#endPart(row, type.of)
			else if (type.kind === 'unknown' && type.bracket === 'end') this.#endPart(row, 'unknown')
			else this.#readPart(row, type)
		}
	}

	/** Reports groups that are still open below the last row. */
	reportUnclosed(): void {
		for (const { row, common } of this.#open)
			this.#context.report(row, 'type', 'begin-without-end', { found: common.name })
	}

	#readSwitch(row: SheetRow, type: TypeOf<'switch'>): void {
		const { survey, report } = this.#context
		const typed = survey.text(row, 'type')
		checkSwitch(survey.text(row, 'parameters'), type.of, ({ code, ...details }) =>
			report(row, 'parameters', code, details),
		)
		if (type.of === 'background-geopoint' && survey.text(row, 'trigger') === '' && !/^start/i.test(typed))
			report(row, 'trigger', 'trigger-missing')
		for (const name of triggersOf(this.#context, row) ?? []) this.leftOutTriggers.push([row, name])
		if (type.of.startsWith('background')) {
			report(row, 'type', 'never-unseen', { found: typed }, 'warning')
			this.#addUnrecorded(row)
		}
		if (type.of === 'old-settings') report(row, 'type', 'settings-in-survey', { found: typed }, 'warning')
	}

	#readTable(row: SheetRow, { ending }: TypeOf<'table'>): void {
		const { survey, report } = this.#context
		const table = survey.text(row, 'name')
		if (table.startsWith('__')) report(row, 'name', 'name-reserved', { found: table })
		else if (this.#isFree(table, row) && this.#reserveName(table, row))
			this.contents.tables.set(`${table}.${ending}`, row)
	}

	/** Reads a question, or the beginning of a group. */
	#readPart(row: SheetRow, type: SheetType): void {
		const context = this.#context
		const name = context.survey.text(row, 'name') || this.#nameByType(type, row)
		if (!this.#isFree(name, row)) return
		if (type.kind === 'question' && type.type === 'audit') {
			this.#addAudit(row, name)
			return
		}
		this.contents.origins.set(this.#templateOf(name), row)
		if (type.kind === 'begin') {
			reportIgnoredInRow(context, row, type.of === 'repeat' ? 'repeat' : 'group')
			this.#beginPart(row, name, type, false)
			return
		}
		const question = questionOf(context, row, name, type)
		if (type.kind === 'unknown' && type.bracket === 'begin') this.#beginPart(row, name, { of: 'group' }, true)
		else if (question) {
			this.#add(question, row)
			if (type.kind === 'select' && type.hasOther) this.#addOther(question, row)
		}
	}

	/** Adds the question for the text of "other". */
	#addOther(question: Question, row: SheetRow): void {
		const further = otherQuestion(question)
		this.contents.origins.set(this.#templateOf(further.name), row)
		this.#add(further, row)
	}

	/** Adds the audit: one for the form, wherever its row is. */
	#addAudit(row: SheetRow, name: string): void {
		const { body } = this.contents
		if (body.some(isAudit)) this.#context.report(row, 'type', 'audit-twice')
		else if (this.#reserveName(name, row, this.#topNames)) body.push(auditOf(this.#context, row, name))
	}

	/** Adds an empty field for a type that this app does not record, because expressions may refer to it. */
	#addUnrecorded(row: SheetRow): void {
		const name = this.#context.survey.text(row, 'name')
		if (name === '' || !this.#isFree(name, row)) return
		this.contents.origins.set(this.#templateOf(name), row)
		this.#add({ kind: 'question', type: 'calculate', name }, row)
	}

	#add(part: FormPart, row: SheetRow): void {
		if (this.#reserveName(part.name, row)) (this.#open.at(-1)?.parts ?? this.contents.body).push(part)
	}

	/** Reserves a name, by default in the group that is open. */
	#reserveName(name: string, row: SheetRow, names = this.#open.at(-1)?.names ?? this.#topNames): boolean {
		if (names.has(name)) this.#context.report(row, 'name', 'name-twice', { found: name })
		return !names.has(name) && names.add(name).has(name)
	}

	/** Template of a part in the group that is open. */
	#templateOf(name: string): string {
		const parent = this.#open.at(-1)
		return parent ? `${parent.template}/${parent.kind === 'repeat' ? '@/' : ''}${name}` : name
	}

	#beginPart(
		row: SheetRow,
		name: string,
		type: { readonly of: OpenPart['kind']; readonly list?: string },
		isUnknown: boolean,
	): void {
		const { survey, lists, report } = this.#context
		const count = type.of === 'repeat' ? optional('count', survey.text(row, 'repeat_count')) : {}
		const order = type.of === 'group' ? optional('order', survey.text(row, 'bind::zila:order')) : {}
		if (this.#open.length === maxNested) report(row, 'type', 'groups-too-deep', { most: String(maxNested) })
		this.#open.push({
			row,
			kind: type.of,
			common: { ...commonOf(survey, row, name), ...count, ...order },
			parts: [],
			names: new Set(),
			template: this.#templateOf(name),
			list: type.list ?? '',
			isUnknown,
		})
		if (type.list !== undefined && !lists.has(type.list))
			report(row, 'type', 'list-missing', { found: type.list })
	}

	/**
	 * Ends the innermost part of that kind. A part inside of it that was never ended is reported as the
	 * author's only mistake.
	 */
	#endPart(row: SheetRow, of: OpenPart['kind'] | 'unknown'): void {
		const { survey, report } = this.#context
		const open = this.#open
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
			// deeper ones were reported
			if (open.length < maxNested) this.#add(this.#closed(closing), closing.row)
		}
	}

	/**
	 * Default name: a field that the app fills in can be named by its type; a note that nothing refers to needs
	 * no name.
	 */
	#nameByType(type: SheetType, row: SheetRow): string {
		if (type.kind === 'metadata') return this.#context.survey.text(row, 'type')
		if (type.kind !== 'question') return ''
		if (type.type === 'audit') return 'audit'
		return type.type === 'note' ? `generated_note_name_${row.line}` : ''
	}

	#closed({ kind, common, parts, list, row }: OpenPart): Group | Repeat {
		const { lists, report } = this.#context
		if (kind === 'repeat') return { kind, ...common, parts }
		if (kind === 'group') return { kind, ...common, parts }
		// includes "other" if a question above has or_other
		const choices = lists.get(withOtherName(list)) ?? lists.get(list) ?? []
		const isTooLarge = partsIn(parts) * choices.length > maxParts
		if (isTooLarge) report(row, 'type', 'loop-too-large', { most: String(maxParts) })
		return { kind: 'group', ...common, parts: isTooLarge ? [] : loopBody(parts, choices) }
	}

	#isFree(name: string, row: SheetRow): boolean {
		const { report } = this.#context
		if (name === '') report(row, 'name', 'name-missing')
		else if (!isPossibleName(name)) report(row, 'name', 'name-not-possible', { found: name })
		else if (name === 'meta' && this.#open.length === 0) report(row, 'name', 'name-reserved', { found: name })
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

/** Most groups within each other: the program walks through them by recursion. Forms have up to ten. */
const maxNested = 50
const partsIn = (parts: readonly FormPart[]): number =>
	parts.reduce((sum, part) => sum + 1 + (part.kind === 'question' ? 0 : partsIn(part.parts)), 0)
