import { shuffle } from '../shuffle.ts'
import { hasWord, isNodes, toText, toTruth, words } from '../values.ts'
import { always, type FunctionTable, none, numberOf, one, several, two } from './function-row.ts'

/** True if the choice is selected; the blank choice is selected if nothing is. */
const isSelected = (list: string, choice: string): boolean =>
	choice === '' ? list.trim() === '' : list === choice || hasWord(list, choice)

/** Functions for truth, choosing between values, and lists of codes. */
export const choiceFunctions: FunctionTable = {
	true: none(() => true),
	false: none(() => false),
	not: { ...one((a) => !toTruth(a)), booleanArguments: [0] },
	boolean: { ...one(toTruth), booleanArguments: [0] },
	'boolean-from-string': one((a) => ['1', 'true'].includes(toText(a))),
	/** Without a third argument it is blank if the condition is false, as forms in use write it. */
	if: {
		minArguments: 2,
		maxArguments: 3,
		make:
			([test = always(''), yes = always(''), no = always('')]) =>
			(scope) =>
				toTruth(test(scope)) ? yes(scope) : no(scope),
		booleanArguments: [0],
	},
	coalesce: {
		minArguments: 1,
		maxArguments: 64,
		make: (args) => (scope) => {
			for (const arg of args) {
				const value = arg(scope)
				if (toText(value) !== '' && !Number.isNaN(value)) return value
			}
			return ''
		},
	},
	empty: one((a) => toText(a) === ''),
	/** Keeps the first value it ever had. */
	once: {
		minArguments: 1,
		maxArguments: 1,
		volatile: true,
		make:
			([a = always('')]) =>
			(scope) =>
				toText(scope.self) === '' ? a(scope) : scope.self,
	},

	selected: two((list, choice) => isSelected(toText(list), toText(choice).trim())),
	'count-selected': one((list) => words(list).length),
	'selected-at': two((list, index, scope) => words(list)[numberOf(index, scope)] ?? ''),

	random: { ...none(({ context }) => context.random()), volatile: true },
	uuid: { ...several(0, 1, (_, { context }) => context.uuid()), volatile: true },
	/** Returns nodes in another order; the same order for the same seed. */
	randomize: several(1, 2, ([nodes = '', seed], scope) => {
		if (!isNodes(nodes)) return nodes
		const by = seed === undefined ? scope.context.random() : numberOf(seed, scope)
		return { nodes: shuffle(nodes.nodes, by) }
	}),
	/**
	 * An extension: the words of a list in an order that depends on the seed alone. Used for the display order
	 * of questions (`bind::zila:order`), for which XLSForm has nothing.
	 */
	shuffle: two((list, seed, scope) => shuffle(words(list), numberOf(seed, scope)).join(' ')),
}
