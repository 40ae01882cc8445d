import { parse } from '#shared/expressions/parse'
import { walk } from '#shared/expressions/syntax'
import type { CompiledForm, FaultRole } from './compile-form.ts'
import { expressionText, type FormNode, lookRoles, stateRoles } from './form-nodes.ts'
import { formReads } from './form-reads.ts'

/** An expression that looks at a sealed answer, in a place where nobody has the key. */
export interface SealedRead {
	readonly template: string
	readonly role: FaultRole
	/** Name of the sealed question. */
	readonly found: string
}

/**
 * Where a form looks at what is sealed for something that is not. On the phone the answers can still be read; at the server, at
 * the desk and in files they cannot, and the same expression would say something else there.
 */
export function sealedRead(form: CompiledForm): SealedRead[] {
	const reads = formReads(form)
	const isBesideSeal = new Map<FormNode, boolean>()
	const result: SealedRead[] = []
	for (const node of form.nodes) {
		if (saysNothingOpen(node, isBesideSeal)) continue
		for (const role of [...stateRoles, ...lookRoles, 'default'] as const) {
			const source = expressionText(node.part, role)
			const parsed = source === undefined ? null : parse(source)
			if (!parsed || !('expression' in parsed)) continue
			walk(parsed.expression, (part) => {
				const read = reads.nodeOf(part, node)?.part
				if (read?.kind === 'question' && read.sealedTo)
					result.push({ template: node.template, role, found: read.name })
			})
		}
	}
	const named = form.definition.instanceName
	const [first] = form.nodes
	const name = named === undefined ? null : parse(named)
	if (first && name && 'expression' in name)
		walk(name.expression, (part) => {
			const read = reads.nodeOf(part, first)?.part
			if (read?.kind === 'question' && read.sealedTo)
				result.push({ template: '', role: 'instanceName', found: read.name })
		})
	return result
}

/** A sealed question, a note, or a part that holds only such: what they look at changes nothing that others can read. */
function saysNothingOpen(node: FormNode, known: Map<FormNode, boolean>): boolean {
	const before = known.get(node)
	if (before !== undefined) return before
	const { part } = node
	const says =
		part.kind === 'question'
			? part.sealedTo !== undefined || part.type === 'note' || part.onPhoneOnly === true
			: part.kind === 'group' && node.children.every((child) => saysNothingOpen(child, known))
	known.set(node, says)
	return says
}
