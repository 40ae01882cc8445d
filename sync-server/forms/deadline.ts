import { createContext, Script } from 'node:vm'
import { Problem } from '#shared/kernel/problem'

/** What a form works out for one record takes a millisecond or two. */
export const longestEvaluationMs = 250

/** The rules of a form took so long for one record that they were stopped. */
export class TooSlow extends Problem {
	override name = 'TooSlow'

	constructor() {
		super('rules-too-slow')
	}
}

const context = { run: () => {} }
createContext(context)
const script = new Script('run()')

/**
 * Does something that works with what it is given alone, and stops it when it takes too long: in the middle of a regular expression too, which
 * nothing else in the language stops. It may leave no half-written state behind, so that it writes nothing but what it gives back.
 *
 * @throws TooSlow, and whatever `work` throws
 */
export function withDeadline<Result>(ms: number, work: () => Result): Result {
	let became: { readonly result: Result } | { readonly thrown: unknown } | null = null
	const outer = context.run
	context.run = () => {
		try {
			became = { result: work() }
		} catch (thrown) {
			became = { thrown }
		}
	}
	try {
		script.runInContext(context, { timeout: Math.max(1, Math.round(ms)) })
	} catch (thrown) {
		throw isTimeout(thrown) ? new TooSlow() : thrown
	} finally {
		context.run = outer
	}
	return resultOf(became)
}

/** An error of the other context, which is no `Error` of this one. */
const isTimeout = (thrown: unknown): boolean =>
	typeof thrown === 'object' &&
	thrown !== null &&
	'code' in thrown &&
	thrown.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

function resultOf<Result>(became: { readonly result: Result } | { readonly thrown: unknown } | null): Result {
	if (became === null) throw new TooSlow()
	if ('thrown' in became) throw became.thrown
	return became.result
}

/** On a machine that never lets this process run, all of them count. */
const mostTries = 3

interface EachLimits {
	readonly eachMs: number
	/** When all together took so long, those that are left have a tenth of `eachMs` each. */
	readonly allMs: number
}

/** What became of one: a value, or what it threw. */
export type Evaluated<Result> = { readonly result: Result } | { readonly thrown: unknown }

/**
 * The same for several, one after the other, at the cost of one timer for many: a timer for each would cost as much as a small form. What was
 * not busy for half of that time when the timer ended is begun once more, with all of it: it may have come last, or the machine may have stood
 * still.
 */
export function eachWithin<Item, Result>(
	items: readonly Item[],
	work: (item: Item) => Result,
	{ eachMs, allMs }: EachLimits,
): Evaluated<Result>[] {
	const evaluated: Evaluated<Result>[] = []
	const began = performance.now()
	let [tried, tries] = [-1, 0]
	while (evaluated.length < items.length) {
		const isLate = performance.now() - began > allMs
		const ms = isLate ? eachMs / 10 : eachMs
		let begun = { cpu: process.cpuUsage(), item: evaluated.length }
		try {
			withDeadline(ms, () => {
				while (evaluated.length < items.length) {
					begun = { cpu: process.cpuUsage(), item: evaluated.length }
					evaluated.push(attempt(() => work(items[begun.item] as Item)))
				}
			})
		} catch (thrown) {
			if (!(thrown instanceof TooSlow)) throw thrown
			if (begun.item !== evaluated.length) continue
			const { user, system } = process.cpuUsage(begun.cpu)
			const isItsOwn = (user + system) / 1000 > ms / 2
			tries = begun.item === tried ? tries + 1 : 1
			tried = begun.item
			if (!isItsOwn && !isLate && tries < mostTries) continue
			evaluated.push({ thrown })
		}
	}
	return evaluated
}

function attempt<Result>(work: () => Result): Evaluated<Result> {
	try {
		return { result: work() }
	} catch (thrown) {
		return { thrown }
	}
}
