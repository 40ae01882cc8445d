import { parse } from '#shared/expressions/parse'
import { readsOthers } from '#shared/expressions/references'
import { noAnswers, surroundingsAt } from '#shared/expressions/scope'
import { toTruth } from '#shared/expressions/values'
import { templateOf } from './answers.ts'
import type { CompiledForm } from './compile-form.ts'

/**
 * What the form says about ticks that two phones set together: a constraint that looks only at the answer itself
 * ("don't know" alone) is asked. A constraint that looks at other answers is for the validation after the merge.
 */
export function ticksCanBeTogether(form: CompiledForm): (path: string, ticks: readonly string[]) => boolean {
	return (path, ticks) => {
		const node = form.byTemplate.get(templateOf(path))
		if (node?.part.kind !== 'question' || !node.runs.constraint) return true
		const parsed = parse(node.part.constraint ?? '')
		if ('fault' in parsed) return true
		if (readsOthers(parsed.expression)) return true
		return toTruth(
			node.runs.constraint({
				answers: noAnswers,
				surroundings: surroundingsAt(0),
				self: ticks.join(' '),
				row: '',
				place: null,
			}),
		)
	}
}
