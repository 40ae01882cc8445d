import { parse } from '#shared/expressions/parse'
import { hasReferences } from '#shared/expressions/references'
import { buildReadingContext, noAnswers } from '#shared/expressions/scope'
import { toTruth } from '#shared/expressions/values'
import { type Answer, templateOf } from './answers.ts'
import type { CompiledForm } from './compile-form.ts'
import { isAudit } from './form-definition.ts'

/** Merges the answers of several revisions, given those that all of them had seen. */
type Join = (sides: readonly (Answer | null)[], past: readonly (Answer | null)[]) => Answer

/**
 * Rules of the form for a merge, as `fold` needs them. Two phones that each continued a record have spent all
 * of their time on it, which `mergeFormAudits` of `audit.ts` adds up; a phone fetches that only for a form
 * with an audit.
 */
export const mergeRulesOf = (form: CompiledForm, joinAudits: Join | undefined) => ({
	canCoexist: ticksCanBeTogether(form),
	join(path: string, sides: Parameters<Join>[0], past: Parameters<Join>[1]): Answer | undefined {
		const part = form.byTemplate.get(path)?.part
		return part && isAudit(part) ? joinAudits?.(sides, past) : undefined
	},
})

/**
 * Tests choices that two phones selected together against a constraint that reads only the answer itself
 * ("don't know" alone). A constraint that reads other answers is left to the validation after the merge.
 */
function ticksCanBeTogether(form: CompiledForm): (path: string, ticks: readonly string[]) => boolean {
	return (path, ticks) => {
		const node = form.byTemplate.get(templateOf(path))
		if (node?.part.kind !== 'question' || !node.runs.constraint) return true
		const parsed = parse(node.part.constraint ?? '')
		if ('fault' in parsed) return true
		if (hasReferences(parsed.expression)) return true
		return toTruth(
			node.runs.constraint({
				answers: noAnswers,
				context: buildReadingContext(0),
				self: ticks.join(' '),
				row: '',
				position: null,
			}),
		)
	}
}
