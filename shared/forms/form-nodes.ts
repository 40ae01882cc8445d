import type { Evaluate } from '#shared/expressions/scope'
import type { FormDefinition, FormPart, Question } from './form-definition.ts'
import { questionTypes } from './question-types.ts'

/** A part of the form as the engine sees it: one node per part, however many rows it has in a record. */
export interface FormNode {
	/** Position in document order. */
	readonly index: number
	/** Position in an order in which every node comes after those that it depends on. */
	rank: number
	/** `section/repeat/@/question` */
	readonly template: string
	/** The end of the template after its last row: the instance path is row + `/` + suffix. */
	readonly suffix: string
	readonly part: FormPart
	readonly parent: FormNode | null
	/** Repeats that contain it, outermost first. */
	readonly repeats: readonly FormNode[]
	readonly children: FormNode[]
	/** Compiled expressions by role. */
	readonly runs: { [Role in ExpressionRole]?: Evaluate }
	/** True if the calculation or default reads the time or chance: its result is an answer, not recomputed. */
	volatile: boolean
	/**
	 * True if it is calculated and asked, and not read-only: the result is a suggestion, and an edit of it is
	 * an answer.
	 */
	readonly isOffered: boolean
	/** `ask`: not asked without consent. `wish`: only not asked if the respondent wants the answers deleted. */
	closedBy: 'ask' | 'wish' | null
	/**
	 * Calculated only when one of its triggers is answered, even while it is not relevant; the result is an
	 * answer.
	 */
	isTriggered: boolean
	/** Nodes that are calculated when this is answered, with the number of repeats that both are in. */
	readonly triggers: Map<FormNode, number>
	/**
	 * Nodes whose relevance, value or rows depend on this one, and the number of its repeats whose row they
	 * share: all if they read one value; fewer if they read several rows. Its children depend on it without
	 * being listed.
	 */
	readonly dependents: Map<FormNode, number>
	/**
	 * Repeats that count their rows by it although it depends on these rows: they come first, and count again
	 * when it has changed.
	 */
	readonly countedBy: Set<FormNode>
	/**
	 * True for a repeat that counts by a calculation in its own rows: existing rows stay, whatever the count.
	 */
	keepsRows: boolean
	/** Nodes of which only the display (label, choices, required) depends on this one. */
	readonly watchers: Set<FormNode>
}

/** Roles whose results are stored and propagated; `displayRoles` are evaluated only for display. */
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
/** Roles whose result is read as true or false. */
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
	questionTypes[part.type].isInput

/**
 * True for a flag: open, and calculated from sealed answers, so that only the phone that has them can
 * calculate it.
 */
export const isFlag = ({ part }: { readonly part: FormPart }): boolean =>
	part.kind === 'question' && part.flag === true

/**
 * True if every reader recomputes the result, so that no revision contains it. A sealed result, or one from
 * sealed answers, cannot be recomputed by others.
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

/** True for `randomize=true`: the order of the choices follows from the seed. */
export const isShuffled = (question: Question): boolean =>
	/^true$/i.test(question.parameters?.randomize ?? '')

/** Returns the source of the expression that a part has for a role. */
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
/** True for a question whose answer is a location. */
export const isLocation = ({ part }: { readonly part: FormPart }): boolean =>
	part.kind === 'question' && placeTypes.has(part.type)
