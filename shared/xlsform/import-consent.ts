import type { ConsentMark, FormPart } from '../forms/form-definition.ts'
import { type FormNode, nodesOf } from '../forms/form-nodes.ts'
import { type ConsentRole, consentRoles } from '../forms/part-roles.ts'
import type { ChoiceLists } from './import-choices.ts'
import type { Columns } from './import-columns.ts'
import type { ImportCode, ReportImportProblem } from './import-problems.ts'
import type { SheetRow } from './sheets.ts'

export const consentColumn = 'bind::zila:consent'

/**
 * Parses `privacy: alone child` as the role and the answers that count. `checkConsent` reports an unknown
 * role.
 */
export function consentMark(cell: string): { consent?: ConsentMark } {
	if (cell === '') return {}
	const [role = '', answers = ''] = cell.split(/:(.*)/s).map((each) => each.trim())
	const named = answers.split(/[\s,]+/).filter(Boolean)
	return { consent: { role: role as ConsentRole, ...(named.length > 0 ? { answers: named } : {}) } }
}

/** Kind of part that each role needs. */
const places: Readonly<Record<ConsentRole, 'select_one' | 'calculate' | 'a question or group'>> = {
	ask: 'select_one',
	privacy: 'select_one',
	stop: 'select_one',
	wish: 'select_one',
	time: 'calculate',
	language: 'calculate',
	version: 'calculate',
	code: 'calculate',
	open: 'a question or group',
	goes: 'a question or group',
}
const fits = ({ part }: FormNode, role: ConsentRole): boolean => {
	if (places[role] === 'a question or group') return true
	return part.kind === 'question' && part.type === (places[role] === 'calculate' ? 'calculate' : 'select-one')
}

interface ConsentCheck {
	readonly survey: Columns
	readonly settings: Columns
	readonly body: readonly FormPart[]
	readonly lists: ChoiceLists
	/** Rows that parts come from, by template. */
	readonly origins: ReadonlyMap<string, SheetRow>
	readonly report: ReportImportProblem
}

/** Reports a consent that would close nothing, or never open, before anybody uses the form in the field. */
export function checkConsent(check: ConsentCheck): void {
	const { settings, body, report } = check
	const marked = nodesOf({ body }).filter(({ part }) => part.consent)
	const { taken, isReadable } = assignRoles(check, marked)
	const [first] = marked
	const ask = taken.get('ask')
	if (!first) return
	if (!ask) {
		// a part that was meant to ask for consent is already reported
		if (isReadable) reportNode(check, first, 'consent-ask-missing', { found: first.part.consent?.role ?? '' })
		return
	}
	checkQuestions(check, taken, ask)
	const left = (['time', 'language', 'version'] as const).filter((role) => !taken.has(role))
	if (left.length > 0) reportNode(check, ask, 'consent-incomplete', { found: left.join(', ') })
	const [row] = settings.sheet.rows
	if (taken.has('version') && (!row || settings.text(row, 'zila:consent_version') === ''))
		report({ severity: 'warning', sheet: 'settings', cell: '', code: 'consent-version-missing', details: {} })
}

type NodesByRole = ReadonlyMap<ConsentRole, FormNode>

/** Returns the part that has each role, and reports parts that cannot have theirs. */
function assignRoles(
	check: ConsentCheck,
	marked: readonly FormNode[],
): { readonly taken: NodesByRole; readonly isReadable: boolean } {
	const taken = new Map<ConsentRole, FormNode>()
	let isReadable = true
	for (const node of marked) {
		const { role, answers } = node.part.consent as ConsentMark
		if (!consentRoles.includes(role)) {
			reportNode(check, node, 'consent-role-unknown', { found: role, possible: consentRoles.join(', ') })
			isReadable = false
			continue
		}
		const isMany = role === 'open' || role === 'goes'
		if (!fits(node, role))
			reportNode(check, node, 'consent-role-misplaced', { found: role, possible: places[role] })
		else if (!isMany && node.repeats.length > 0)
			reportNode(check, node, 'consent-in-repeat', { found: node.part.name })
		else if (!isMany && taken.has(role)) reportNode(check, node, 'consent-role-twice', { found: role })
		else {
			if (places[role] === 'select_one') checkAnswers(check, node, role, answers ?? [])
			taken.set(role, node)
		}
	}
	return { taken, isReadable }
}

/** Checks the order of the questions, and that a person answers them. */
function checkQuestions(check: ConsentCheck, taken: NodesByRole, ask: FormNode): void {
	const privacy = taken.get('privacy')
	const wish = taken.get('wish')
	const stop = taken.get('stop')
	if (privacy && privacy.index > ask.index)
		reportNode(check, privacy, 'consent-order', { found: privacy.part.name })
	if (wish && stop && stop.index > wish.index)
		reportNode(check, stop, 'consent-order', { found: stop.part.name })
	for (const node of [ask, privacy])
		if (node?.part.kind === 'question' && (node.part.default ?? node.part.calculation ?? node.part.preset))
			reportNode(check, node, 'consent-given-by-form', {})
}

function checkAnswers(
	check: ConsentCheck,
	node: FormNode,
	role: ConsentRole,
	answers: readonly string[],
): void {
	if (answers.length === 0) reportNode(check, node, 'consent-answers-missing', { found: role })
	const list = (node.part.kind === 'question' && node.part.list) || ''
	const choices = check.lists.get(list) ?? []
	const unknown = answers.find((answer) => !choices.some(({ name }) => name === answer))
	if (choices.length > 0 && unknown !== undefined)
		reportNode(check, node, 'consent-answer-unknown', { found: unknown, list })
}

function reportNode(
	{ survey, origins, report }: ConsentCheck,
	{ template }: FormNode,
	code: ImportCode,
	details: Record<string, string>,
): void {
	// the interview can take place without what is recorded of the consent
	const severity = code === 'consent-incomplete' ? 'warning' : 'error'
	const row = origins.get(template)
	report({ severity, sheet: 'survey', cell: row ? survey.cell(row, consentColumn) : '', code, details })
}
