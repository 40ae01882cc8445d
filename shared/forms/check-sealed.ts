import type { CompiledForm, FormErrorRole } from './compile-form.ts'
import { displayRoles, expressionText, type FormNode, isFlag, stateRoles } from './form-nodes.ts'
import { createReferenceFinder, type FindReferencedNodes } from './referenced-nodes.ts'

/** An expression that reads a sealed answer, and is evaluated where the key is not available. */
export interface SealedReference {
	readonly template: string
	readonly role: FormErrorRole
	/** Name of the sealed question. */
	readonly found: string
}

/** A flag, and those of its inputs that only the phone can read. */
export interface FlagDisclosure {
	readonly template: string
	/** Name of the flag. */
	readonly found: string
	/** Names of questions that are sealed or stay on the phone. */
	readonly hidden: readonly string[]
}

/**
 * Finds expressions that read sealed answers for a part that is not sealed, and what each flag discloses of
 * hidden answers. The phone can still read the answers; the server, the desk and files cannot, and the same
 * expression would give another result there.
 */
export function checkSealed(form: CompiledForm): {
	readonly references: readonly SealedReference[]
	readonly flagDisclosures: readonly FlagDisclosure[]
} {
	const nodesIn = createReferenceFinder(form)
	const quiet = new Map<FormNode, boolean>()
	const lookupsByNode = new Map(form.nodes.map((node) => [node, nodesReadBy(node, nodesIn)]))
	// a part that is shown or kept on the phone only may read hidden answers, and is then as hidden as they are
	const secret = new Set(form.nodes.filter(isSealedNode))
	for (let before = -1; before < secret.size; ) {
		before = secret.size
		for (const node of form.nodes)
			if (
				revealsNothing(node, quiet) &&
				!isFlag(node) &&
				lookupsByNode.get(node)?.some(({ read }) => secret.has(read))
			)
				secret.add(node)
	}
	const found = form.nodes.flatMap((node) =>
		(lookupsByNode.get(node) ?? [])
			.filter(({ read }) => secret.has(read) && !canReferenceSealed(node, read, quiet))
			.map(({ role, read }) => ({ template: node.template, role, found: read.part.name })),
	)
	const flagDisclosures = form.nodes.filter(isFlag).flatMap((node) => {
		const hidden = hiddenBehind([node, ...groupsAround(node)], lookupsByNode)
		return hidden.size > 0 ? [{ template: node.template, found: node.part.name, hidden: [...hidden] }] : []
	})
	return {
		references: [...found, ...namesSealed(form, nodesIn, secret), ...entitiesSealed(form, nodesIn, secret)],
		flagDisclosures,
	}
}

/**
 * True if the node may read the other. A group with a flag is needed elsewhere too, where a sealed answer is
 * known to exist, but an answer that only the phone had is gone.
 */
const canReferenceSealed = (node: FormNode, read: FormNode, quiet: Map<FormNode, boolean>): boolean =>
	revealsNothing(node, quiet) && (isSealedNode(read) || node.part.kind !== 'group' || !holdsFlag(node))

const holdsFlag = (node: FormNode): boolean => isFlag(node) || node.children.some(holdsFlag)

const groupsAround = ({ parent }: FormNode): FormNode[] => (parent ? [parent, ...groupsAround(parent)] : [])

/** Names of the hidden answers that the nodes read, directly or through nodes that pass them on. */
function hiddenBehind(
	nodes: readonly FormNode[],
	lookupsByNode: ReadonlyMap<FormNode, readonly SealedLookup[]>,
	seen = new Set<FormNode>(),
): ReadonlySet<string> {
	const names = new Set<string>()
	for (const { read } of nodes.flatMap((node) => lookupsByNode.get(node) ?? [])) {
		if (seen.has(read)) continue
		seen.add(read)
		const { part } = read
		const isOnPhone = part.kind === 'question' && part.onPhoneOnly === true
		if (isSealedNode(read) || (isOnPhone && part.calculation === undefined)) names.add(part.name)
		// a reader also learns whether the group is shown
		if (isOnPhone || part.kind !== 'question')
			for (const name of hiddenBehind([read], lookupsByNode, seen)) names.add(name)
	}
	return names
}

const isSealedNode = ({ part }: FormNode): boolean => part.kind === 'question' && part.sealedTo !== undefined

interface SealedLookup {
	readonly role: FormErrorRole
	readonly read: FormNode
}

/** Nodes that a node's expressions read, and the triggers of its calculation. */
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

/** Hidden answers in the instance name. */
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

/** Hidden answers in entities: every phone can read the lists that records add to. */
function entitiesSealed(
	form: CompiledForm,
	nodesIn: FindReferencedNodes,
	secret: ReadonlySet<FormNode>,
): SealedReference[] {
	const [first] = form.nodes
	const entityReads = (form.definition.entities ?? []).flatMap(
		({ place, label, entityId, createIf, updateIf }) =>
			[label, entityId, createIf, updateIf].flatMap((source) =>
				first ? [...nodesIn(source, form.byTemplate.get(place) ?? first)] : [],
			),
	)
	const saved = [...secret].filter(({ part }) => part.kind === 'question' && part.saveTo !== undefined)
	return [...entityReads.filter((read) => secret.has(read)), ...saved].map(({ part }) => ({
		template: '',
		role: 'entity',
		found: part.name,
	}))
}

/**
 * True for a sealed question, a note, a question that stays on the phone, or a group of such parts: whatever
 * they read changes nothing that others can read. Also true for a flag, which discloses its inputs on
 * purpose.
 */
function revealsNothing(node: FormNode, known: Map<FormNode, boolean>): boolean {
	const before = known.get(node)
	if (before !== undefined) return before
	const { part } = node
	const isQuiet =
		part.kind === 'question'
			? part.sealedTo !== undefined || part.type === 'note' || part.onPhoneOnly === true || part.flag === true
			: part.kind === 'group' && node.children.every((child) => revealsNothing(child, known))
	known.set(node, isQuiet)
	return isQuiet
}
