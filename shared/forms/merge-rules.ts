import { parse } from '#shared/expressions/parse'
import { hasReferences } from '#shared/expressions/references'
import { buildReadingContext, noAnswers } from '#shared/expressions/scope'
import { toTruth } from '#shared/expressions/values'
import { type Answer, templateOf } from './answers.ts'
import type { CompiledForm } from './compile-form.ts'
import { isAudit } from './form-definition.ts'

/** Puts together what several said, given what all of them had seen. */
type Join = (sides: readonly (Answer | null)[], past: readonly (Answer | null)[]) => Answer

/**
 * What the form says about merging, as `fold` asks it. Two phones that each went on with a record have spent all of their
 * time on it: `mergeFormAudits` of `audit.ts`, which a phone fetches only for a form that has one.
 */
export const mergeRulesOf = (form: CompiledForm, joinAudits: Join | undefined) => ({
	canCoexist: ticksCanBeTogether(form),
	join(path: string, sides: Parameters<Join>[0], past: Parameters<Join>[1]): Answer | undefined {
		const part = form.byTemplate.get(path)?.part
		return part && isAudit(part) ? joinAudits?.(sides, past) : undefined
	},
})

/**
 * What the form says about ticks that two phones set together: a constraint that looks only at the answer itself
 * ("don't know" alone) is asked. A constraint that looks at other answers is for the validation after the merge.
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
