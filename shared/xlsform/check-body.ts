import type { FormPart, Question } from '../forms/form-definition.ts'
import { type FormNode, nodesOf } from '../forms/form-nodes.ts'
import { questionTypes } from '../forms/question-types.ts'
import type { QuestionContext, ReportProblem } from './import-context.ts'
import type { SheetRow } from './sheets.ts'

interface CheckedBody {
	readonly body: readonly FormPart[]
	/** Rows that parts come from, by template. */
	readonly origins: ReadonlyMap<string, SheetRow>
	/** Lists that only name the columns of a search. */
	readonly searched: ReadonlySet<string>
}

/** Checks what depends on other rows of the survey sheet. `leftOutTriggers`: those of rows without a part. */
export function checkBody(
	{ survey, report }: QuestionContext,
	{ body, origins, searched }: CheckedBody,
	leftOutTriggers: readonly (readonly [SheetRow, string])[],
): void {
	for (const [row, name] of leftOutTriggers)
		if (![...origins.keys()].some((template) => template.split('/').at(-1) === name))
			report(row, 'trigger', 'reference-unknown', { found: name })
	let hasChecks = false
	const nodes = nodesOf({ body })
	for (const { part, template, repeats } of nodes) {
		const row = origins.get(template)
		if (part.kind !== 'question' || !row) continue
		if (part.background && repeats.length > 0)
			report(row, 'bind::zila:background', 'cannot-be-background', { found: survey.text(row, 'type') })
		if (part.checks && (repeats.length > 0 || hasChecks)) report(row, 'bind::zila:checks', 'cannot-be-checks')
		hasChecks ||= part.checks === true
		checkTriggers(part, row, nodes, report)
		if (part.list !== undefined && searched.has(part.list))
			report(row, 'type', 'search-list-shared', { found: part.list })
	}
}

/**
 * A trigger must be a question that a person answers. pyxform also accepts a note, which never triggers
 * anything.
 */
function checkTriggers(
	{ trigger = [] }: Question,
	row: SheetRow,
	nodes: readonly FormNode[],
	report: ReportProblem,
): void {
	for (const name of trigger) {
		const named = nodes.filter(({ part }) => part.name === name)
		const isAnswered = ({ part }: (typeof named)[number]) =>
			part.kind === 'question' && questionTypes[part.type].isInput
		if (named.length === 0 || named.some(isAnswered)) continue
		const isNote = named.some(({ part }) => part.kind === 'question' && part.type === 'note')
		report(row, 'trigger', 'trigger-never', { found: name }, isNote ? 'warning' : 'error')
	}
}
