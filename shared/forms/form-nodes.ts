import type { Evaluate } from '#shared/expressions/scope'
import type { FormDefinition, FormPart, Question } from './form-definition.ts'
import { questionTypes } from './question-types.ts'

/** A part of the form as the engine sees it: one node per part, however many rows it has in a record. */
export interface FormNode {
	/** Place in document order. */
	readonly index: number
	/** Place in an order in which everything comes after what it depends on. */
	rank: number
	/** `section/repeat/@/question` */
	readonly template: string
	/** The end of the template after its last row: the instance path is row + `/` + suffix. */
	readonly suffix: string
	readonly part: FormPart
	readonly parent: FormNode | null
	/** The repeats it stands in, outermost first. */
	readonly repeats: readonly FormNode[]
	readonly children: FormNode[]
	/** Compiled expressions by what they decide. */
	readonly runs: { [Role in ExpressionRole]?: Evaluate }
	/** The calculation or default asks for the time or for chance: its result is an answer, not recomputed. */
	volatile: boolean
	/** Calculated and asked, and not read-only: the result is offered, and what a person makes of it is an answer. */
	readonly isOffered: boolean
	/** Not asked without consent; or only not when the person wants the answers deleted. */
	closedBy: 'ask' | 'wish' | null
	/** Calculated only when one of its triggers is answered, even while it is not relevant; the result is an answer. */
	isTriggered: boolean
	/** Nodes that are calculated when this is answered, with the number of repeats that both are in. */
	readonly triggers: Map<FormNode, number>
	/**
	 * Nodes whose being asked, value or rows follow from this one, and how many of its rows they stand in themselves: all, where
	 * they look at one value; fewer, where they look at several rows. Its children follow it without being named here.
	 */
	readonly dependents: Map<FormNode, number>
	/** Repeats that count their rows by it though it follows from their rows: they come before it, and count once more when it has changed. */
	readonly countedBy: Set<FormNode>
	/** A repeat that counts by what is worked out from its own rows: rows that are there stay, whatever it counts. */
	keepsRows: boolean
	/** Nodes that only look different (label, choices, required) when this one changes. */
	readonly watchers: Set<FormNode>
}

/** Expressions whose results are kept and passed on, against those evaluated when a person looks. */
export const stateRoles = ['relevant', 'calculation', 'count'] as const
export const displayRoles = [
	'required',
	'constraint',
	'warning',
	'readOnly',
	'choiceFilter',
	'order',
	'seed',
	'listFrom',
] as const
/** Roles of which only the truth is asked. */
export const truthRoles: readonly ExpressionRole[] = [
	'relevant',
	'required',
	'constraint',
	'warning',
	'readOnly',
	'choiceFilter',
]
export type ExpressionRole = (typeof stateRoles)[number] | (typeof displayRoles)[number] | 'default'

const isOffered = (part: FormPart): boolean =>
	part.kind === 'question' &&
	part.calculation !== undefined &&
	part.readOnly === undefined &&
	questionTypes[part.type].asked

/** Open, and made of answers that nobody reads who does not hold their key: only the phone that has them says it. */
export const isFlag = ({ part }: { readonly part: FormPart }): boolean =>
	part.kind === 'question' && part.flag === true

/**
 * A result made again by every reader, so that no revision carries it. What is sealed, or made of what is sealed, nobody else
 * can make.
 */
export const isRecomputed = ({ runs, part, volatile, isOffered: offered }: FormNode): boolean =>
	runs.calculation !== undefined &&
	!volatile &&
	!offered &&
	!(part.kind === 'question' && (part.sealedTo !== undefined || part.flag === true))

/** The definition as nodes in document order, not yet compiled. */
export function nodesOf(definition: Pick<FormDefinition, 'body'>): FormNode[] {
	const nodes: FormNode[] = []
	const add = (part: FormPart, parent: FormNode | null, repeats: readonly FormNode[]): void => {
		const inRepeat = parent?.part.kind === 'repeat'
		const above = parent ? `${parent.template}${inRepeat ? '/@' : ''}/` : ''
		const template = `${above}${part.name}`
		const node: FormNode = {
			index: nodes.length,
			rank: nodes.length,
			template,
			suffix: template.slice(template.lastIndexOf('@/') < 0 ? 0 : template.lastIndexOf('@/') + 2),
			part,
			parent,
			repeats,
			children: [],
			runs: {},
			volatile: false,
			closedBy: null,
			isOffered: isOffered(part),
			isTriggered: part.kind === 'question' && part.trigger !== undefined,
			triggers: new Map(),
			dependents: new Map(),
			countedBy: new Set(),
			keepsRows: false,
			watchers: new Set(),
		}
		nodes.push(node)
		parent?.children.push(node)
		if (part.kind !== 'question') {
			const within = part.kind === 'repeat' ? [...repeats, node] : repeats
			for (const child of part.parts) add(child, node, within)
		}
	}
	for (const part of definition.body) add(part, null, [])
	return nodes
}

/** `randomize=true`: its choices stand in an order that follows from the seed. */
export const isShuffled = (question: Question): boolean =>
	/^true$/i.test(question.parameters?.randomize ?? '')

/** The text of the expression that the part gives for a role. */
export function expressionText(part: FormPart, role: ExpressionRole): string | undefined {
	switch (role) {
		case 'relevant':
			return part.relevant
		case 'count':
			return part.kind === 'repeat' ? part.count : undefined
		case 'listFrom':
			return part.kind === 'question' && part.listFrom !== undefined ? `\${${part.listFrom}}` : undefined
		case 'seed':
			return part.kind === 'question' && isShuffled(part) ? part.parameters?.seed : undefined
		case 'order':
			return part.kind === 'group' ? part.order : undefined
		default:
			return part.kind === 'question' ? part[role] : undefined
	}
}

const placeTypes: ReadonlySet<string> = new Set(['geopoint', 'geotrace', 'geoshape'])
/** A question whose answer says where something is. */
export const isLocation = ({ part }: { readonly part: FormPart }): boolean =>
	part.kind === 'question' && placeTypes.has(part.type)
