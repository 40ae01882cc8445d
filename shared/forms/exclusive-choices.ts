import { parse } from '#shared/expressions/parse'
import type { Expression } from '#shared/expressions/syntax'
import type { Question } from './form-definition.ts'

/**
 * Returns the codes of a multiple choice that its constraint allows only on their own, as in
 * `not((selected(., 'dk') or selected(., 'ref')) and count-selected(.) > 1)`. Of a constraint in other words
 * nothing is known, and the set is empty: the constraint itself refuses the answer then.
 */
export function exclusiveChoices({ type, constraint }: Question): ReadonlySet<string> {
	if (type !== 'select-many' || constraint === undefined) return none
	const known = byConstraint.get(constraint)
	if (known) return known
	const parsed = parse(constraint)
	const found = new Set('expression' in parsed ? exclusiveIn(parsed.expression) : [])
	byConstraint.set(constraint, found)
	return found
}

const none: ReadonlySet<string> = new Set()
/** Results by constraint: a form has few, and each is asked for at every tick. */
const byConstraint = new Map<string, ReadonlySet<string>>()

function exclusiveIn(rule: Expression): string[] {
	if (rule.kind === 'binary' && rule.operator === 'and')
		return [...exclusiveIn(rule.left), ...exclusiveIn(rule.right)]
	if (rule.kind !== 'call' || rule.name !== 'not') return []
	const [refused] = rule.args
	if (refused?.kind !== 'binary' || refused.operator !== 'and') return []
	const { left, right } = refused
	if (isSeveral(right)) return selectedIn(left) ?? []
	return isSeveral(left) ? (selectedIn(right) ?? []) : []
}

/** True for `count-selected(.) > 1` and `count-selected(.) >= 2`. */
const isSeveral = (rule: Expression): boolean =>
	rule.kind === 'binary' &&
	rule.left.kind === 'call' &&
	rule.left.name === 'count-selected' &&
	isHere(rule.left.args[0]) &&
	rule.right.kind === 'number' &&
	((rule.operator === '>' && rule.right.value === 1) || (rule.operator === '>=' && rule.right.value === 2))

/** Returns the codes of `selected(., 'a') or selected(., 'b')`; null for anything else. */
function selectedIn(rule: Expression): string[] | null {
	if (rule.kind === 'binary' && rule.operator === 'or') {
		const [left, right] = [selectedIn(rule.left), selectedIn(rule.right)]
		return left && right && [...left, ...right]
	}
	if (rule.kind !== 'call' || rule.name !== 'selected' || !isHere(rule.args[0])) return null
	const [, code] = rule.args
	return code?.kind === 'text' ? [code.value] : null
}

/** True for `.`. */
const isHere = (rule: Expression | undefined): boolean =>
	rule?.kind === 'path' &&
	rule.origin === 'here' &&
	rule.steps.every(({ axis, predicates }) => axis === 'self' && predicates.length === 0)
