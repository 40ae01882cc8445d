import { parse } from '#shared/expressions/parse'
import { type Expression, walk } from '#shared/expressions/syntax'
import { displayRoles, expressionText, type FormNode, stateRoles } from './form-nodes.ts'

/**
 * True if the form itself handles a missing team lead: an expression compares the name with the empty text,
 * `${lead} = ''`.
 */
export function handlesMissingLead(nodes: readonly FormNode[]): boolean {
	const leads = nodes.flatMap(({ part }) =>
		part.kind === 'question' && part.preset === 'lead' ? [part.name] : [],
	)
	const isLead = (each: Expression) => each.kind === 'reference' && leads.includes(each.name)
	const isEmpty = (each: Expression) => each.kind === 'text' && each.value === ''
	const checksForMissingLead = (source: string): boolean => {
		const parsed = parse(source)
		let found = false
		if ('expression' in parsed)
			walk(parsed.expression, (part) => {
				if (part.kind !== 'binary' || part.operator !== '=') return
				const { left, right } = part
				found ||= (isLead(left) && isEmpty(right)) || (isEmpty(left) && isLead(right))
			})
		return found
	}
	return (
		leads.length > 0 &&
		nodes.some(({ part }) =>
			[...stateRoles, ...displayRoles].some((role) => checksForMissingLead(expressionText(part, role) ?? '')),
		)
	)
}
