import type { CompiledForm, FormErrorRole } from './compile-form.ts'
import { displayRoles, expressionText, type FormNode, isFlag, stateRoles } from './form-nodes.ts'
import { createReferenceFinder, type FindReferencedNodes } from './looked-at.ts'

/** An expression that looks at a sealed answer, in a place where nobody has the key. */
export interface SealedReference {
	readonly template: string
	readonly role: FormErrorRole
	/** Name of the sealed question. */
	readonly found: string
}

/** A flag, and what it is made of that others than the phone do not see. */
export interface FlagDisclosure {
	readonly template: string
	/** Name of the flag. */
	readonly found: string
	/** Names of questions that are sealed or stay on the phone. */
	readonly hidden: readonly string[]
}

/**
 * Where a form looks at what is sealed for something that is not, and what its flags tell of it. On the phone the answers can
 * still be read; at the server, at the desk and in files they cannot, and the same expression would say something else there.
 */
export function checkSealed(form: CompiledForm): {
	readonly read: readonly SealedReference[]
	readonly told: readonly FlagDisclosure[]
} {
	const nodesIn = createReferenceFinder(form)
	const quiet = new Map<FormNode, boolean>()
	const lookedAt = new Map(form.nodes.map((node) => [node, nodesReadBy(node, nodesIn)]))
	// what is kept to the phone or shown there may look at it, and is then as little to be looked at by others
	const secret = new Set(form.nodes.filter(isSealedNode))
	for (let before = -1; before < secret.size; ) {
		before = secret.size
		for (const node of form.nodes)
			if (
				revealsNothing(node, quiet) &&
				!isFlag(node) &&
				lookedAt.get(node)?.some(({ read }) => secret.has(read))
			)
				secret.add(node)
	}
	const found = form.nodes.flatMap((node) =>
		(lookedAt.get(node) ?? [])
			.filter(({ read }) => secret.has(read) && !canReferenceSealed(node, read, quiet))
			.map(({ role, read }) => ({ template: node.template, role, found: read.part.name })),
	)
	const told = form.nodes.filter(isFlag).flatMap((node) => {
		const hidden = hiddenBehind([node, ...groupsAround(node)], lookedAt)
		return hidden.size > 0 ? [{ template: node.template, found: node.part.name, hidden: [...hidden] }] : []
	})
	return {
		read: [...found, ...namesSealed(form, nodesIn, secret), ...entitiesSealed(form, nodesIn, secret)],
		told,
	}
}

/** A group with a flag in it has to be there for others as well, who know that of a sealed answer and not of one that is gone. */
const canReferenceSealed = (node: FormNode, read: FormNode, quiet: Map<FormNode, boolean>): boolean =>
	revealsNothing(node, quiet) && (isSealedNode(read) || node.part.kind !== 'group' || !holdsFlag(node))

const holdsFlag = (node: FormNode): boolean => isFlag(node) || node.children.some(holdsFlag)

const groupsAround = ({ parent }: FormNode): FormNode[] => (parent ? [parent, ...groupsAround(parent)] : [])

/** Names of what these look at and others cannot see; what only passes it on is followed to where it comes from. */
function hiddenBehind(
	nodes: readonly FormNode[],
	lookedAt: ReadonlyMap<FormNode, readonly SealedLookup[]>,
	seen = new Set<FormNode>(),
): ReadonlySet<string> {
	const names = new Set<string>()
	for (const { read } of nodes.flatMap((node) => lookedAt.get(node) ?? [])) {
		if (seen.has(read)) continue
		seen.add(read)
		const { part } = read
		const isOnPhone = part.kind === 'question' && part.onPhoneOnly === true
		if (isSealedNode(read) || (isOnPhone && part.calculation === undefined)) names.add(part.name)
		// that a group is there tells as well
		if (isOnPhone || part.kind !== 'question')
			for (const name of hiddenBehind([read], lookedAt, seen)) names.add(name)
	}
	return names
}

const isSealedNode = ({ part }: FormNode): boolean => part.kind === 'question' && part.sealedTo !== undefined

interface SealedLookup {
	readonly role: FormErrorRole
	readonly read: FormNode
}

/** What its expressions look at, and what sets its calculation off. */
function nodesReadBy(node: FormNode, nodesIn: FindReferencedNodes): SealedLookup[] {
	const { part } = node
	const triggers = part.kind === 'question' ? (part.trigger ?? []).map((name) => `\${${name}}`) : []
	return [
		...[...stateRoles, ...displayRoles, 'default' as const].flatMap((role) =>
			[...nodesIn(expressionText(part, role), node)].map((read) => ({ role, read })),
		),
		...triggers.flatMap((source) =>
			[...nodesIn(source, node)].map((read) => ({ role: 'trigger' as const, read })),
		),
	]
}

/** The name by which lists call a record. */
function namesSealed(
	form: CompiledForm,
	nodesIn: FindReferencedNodes,
	secret: ReadonlySet<FormNode>,
): SealedReference[] {
	const [first] = form.nodes
	return [...(first ? nodesIn(form.definition.instanceName, first) : [])]
		.filter((read) => secret.has(read))
		.map(({ part }) => ({ template: '', role: 'instanceName', found: part.name }))
}

/** Lists that records add to are open to every phone. */
function entitiesSealed(
	form: CompiledForm,
	nodesIn: FindReferencedNodes,
	secret: ReadonlySet<FormNode>,
): SealedReference[] {
	const [first] = form.nodes
	const said = (form.definition.entities ?? []).flatMap(({ place, label, entityId, createIf, updateIf }) =>
		[label, entityId, createIf, updateIf].flatMap((source) =>
			first ? [...nodesIn(source, form.byTemplate.get(place) ?? first)] : [],
		),
	)
	const saved = [...secret].filter(({ part }) => part.kind === 'question' && part.saveTo !== undefined)
	return [...said.filter((read) => secret.has(read)), ...saved].map(({ part }) => ({
		template: '',
		role: 'entity',
		found: part.name,
	}))
}

/**
 * A sealed question, a note, what stays on the phone, or a part that holds only such: what they look at changes nothing that others
 * can read. Nor does what a flag looks at, but for the flag, which says it on purpose.
 */
function revealsNothing(node: FormNode, known: Map<FormNode, boolean>): boolean {
	const before = known.get(node)
	if (before !== undefined) return before
	const { part } = node
	const says =
		part.kind === 'question'
			? part.sealedTo !== undefined || part.type === 'note' || part.onPhoneOnly === true || part.flag === true
			: part.kind === 'group' && node.children.every((child) => revealsNothing(child, known))
	known.set(node, says)
	return says
}
