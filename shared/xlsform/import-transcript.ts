import type { FormPart, TranscriptMark } from '../forms/form-definition.ts'
import { type FormNode, nodesOf } from '../forms/form-nodes.ts'
import { type TranscriptRole, transcriptRoles } from '../forms/part-roles.ts'
import type { QuestionType } from '../forms/question-types.ts'
import type { ChoiceLists } from './import-choices.ts'
import type { Columns } from './import-columns.ts'
import type { ImportCode, ImportProblem } from './import-problems.ts'
import type { SheetRow } from './sheets.ts'

export const transcriptColumn = 'bind::zila:transcript'

/** Parses `probes: heard` as the role and what it belongs to. `checkTranscript` reports an unknown role. */
export function parseTranscriptMark(cell: string): { talk?: TranscriptMark } {
	if (cell === '') return {}
	const [role = '', of = ''] = cell.split(/:(.*)/s).map((each) => each.trim())
	return { talk: { role: role as TranscriptRole, ...(of === '' ? {} : { of }) } }
}

interface PartLocation {
	/** Required place of the part: in the turns, in the rows of another repeat, in no repeat, or anywhere. */
	readonly where: 'turns' | 'rows' | 'once' | 'any'
	readonly types: readonly QuestionType[] | 'repeat'
	/** True if a form can have several. */
	readonly isMany?: true
}
const places: Readonly<Record<TranscriptRole, PartLocation>> = {
	turns: { where: 'once', types: 'repeat' },
	at: { where: 'turns', types: ['integer'] },
	part: { where: 'turns', types: ['integer'] },
	second: { where: 'turns', types: ['integer'] },
	speaker: { where: 'turns', types: ['select-one'] },
	note: { where: 'turns', types: ['text'] },
	question: { where: 'turns', types: ['select-one'] },
	themes: { where: 'turns', types: ['select-many'] },
	quote: { where: 'turns', types: ['select-one'] },
	began: { where: 'once', types: ['datetime'] },
	seat: { where: 'rows', types: ['calculate', 'integer', 'text'] },
	name: { where: 'rows', types: ['text'] },
	probes: { where: 'once', types: ['select-many'], isMany: true },
	summary: { where: 'any', types: ['text'], isMany: true },
	offer: { where: 'once', types: ['calculate'] },
	joins: { where: 'once', types: ['text', 'barcode'] },
	from: { where: 'once', types: ['calculate'] },
}
const wheres: Readonly<Record<PartLocation['where'], string>> = {
	turns: 'in the repeat with the role "turns"',
	rows: 'in the rows of a repeat',
	once: 'outside of repeats',
	any: 'anywhere',
}
/** Examples for the roles that need something behind the colon. */
const examples: { readonly [Role in TranscriptRole]?: string } = {
	probes: 'heard',
	summary: 'heard',
	quote: 'yes',
	joins: 'focus_group',
}
/** Roles without which no notes can be taken. */
const needed = ['began', 'at', 'speaker', 'note'] as const

interface TranscriptCheck {
	readonly survey: Columns
	readonly body: readonly FormPart[]
	readonly lists: ChoiceLists
	/** Rows that parts come from, by template. */
	readonly origins: ReadonlyMap<string, SheetRow>
	readonly report: (problem: ImportProblem) => void
}

/** Reports a transcript whose parts do not fit, before a discussion begins with it. */
export function checkTranscript({ survey, body, lists, origins, report }: TranscriptCheck): void {
	const marked = nodesOf({ body }).filter(({ part }) => part.talk)
	const taken = new Map<TranscriptRole, FormNode>()
	const reportNode = ({ template }: FormNode, code: ImportCode, details: Record<string, string>) => {
		const row = origins.get(template)
		report({
			severity: 'error',
			sheet: 'survey',
			code,
			details,
			cell: row ? survey.cell(row, transcriptColumn) : '',
		})
	}
	for (const node of marked) {
		const { role } = markOf(node)
		const place = places[role]
		if (!place)
			reportNode(node, 'transcript-role-unknown', { found: role, possible: transcriptRoles.join(', ') })
		else if (!fits(node, place))
			reportNode(node, 'transcript-role-misplaced', {
				found: role,
				possible: `${describeTypes(place)} ${wheres[place.where]}`,
			})
		else if (!place.isMany && taken.has(role)) reportNode(node, 'transcript-role-twice', { found: role })
		else taken.set(role, node)
	}
	const guide = listOf(taken.get('question'))
	for (const node of marked) {
		const { role, of } = markOf(node)
		if (taken.get(role) === undefined) continue
		// a summary in rows gets its question from the row
		const example = examples[role]
		const isNamed = example !== undefined && !(role === 'summary' && node.repeats.length > 0)
		if (isNamed && of === undefined)
			reportNode(node, 'transcript-of-missing', { found: role, possible: example })
		else if (of !== undefined && role !== 'joins')
			reportUnknown(node, of, role === 'quote' ? listOf(node) : guide)
	}
	const [first] = marked
	const left = ['turns' as const, ...needed].filter((role) => !taken.has(role))
	if (first && left.length > 0 && [...taken].length > 0)
		reportNode(taken.get('turns') ?? first, 'transcript-incomplete', { found: left.join(', ') })

	function reportUnknown(node: FormNode, found: string, list: string): void {
		const choices = lists.get(list) ?? []
		if (!choices.some(({ name }) => name === found))
			reportNode(node, 'transcript-of-unknown', { found, list })
	}
}

const markOf = ({ part }: FormNode) => part.talk as TranscriptMark
const listOf = (node: FormNode | undefined): string =>
	node?.part.kind === 'question' ? (node.part.list ?? '') : ''
const describeTypes = ({ types }: PartLocation): string =>
	types === 'repeat' ? 'a repeat' : `a row of type ${types.join(' or ')}`

function fits({ part, repeats, parent }: FormNode, { where, types }: PartLocation): boolean {
	const isKind =
		types === 'repeat' ? part.kind === 'repeat' : part.kind === 'question' && types.includes(part.type)
	if (!isKind) return false
	if (where === 'once') return repeats.length === 0
	if (where === 'turns') return parent?.part.talk?.role === 'turns'
	return where === 'any' || repeats.length === 1
}
