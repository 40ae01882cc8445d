import { createContext, Script } from 'node:vm'
import { Problem } from '#shared/kernel/problem'

/** Maximum time to evaluate a form for one record; usually it takes a millisecond or two. */
export const longestEvaluationMs = 250

/** The evaluation of a form for one record was stopped at its deadline. */
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
 * Runs work that depends on its arguments only, and stops it at the deadline, also within a regular
 * expression, which nothing else in JavaScript can stop. Work may be interrupted anywhere, so it must have no
 * side effects.
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

/** True for the timeout error of the other context, which is not an `Error` of this one. */
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

/** Maximum attempts on a machine that does not let this process run. */
const maxTries = 3

interface EachLimits {
	readonly eachMs: number
	/** Total time after which the remaining items have a tenth of `eachMs` each. */
	readonly allMs: number
}

/** Outcome of one item: a value, or the thrown error. */
export type Evaluated<Result> = { readonly result: Result } | { readonly thrown: unknown }

/**
 * Evaluates several items with a deadline each, at the cost of one timer for many: a timer for each would
 * cost as much as a small form. An item that was busy for less than half of its time when the timer ended is
 * run again with all of it: it may have come last, or the machine may have paused.
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
		let current = evaluated.length
		let measured = measureCpu()
		try {
			withDeadline(ms, () => {
				while (evaluated.length < items.length) {
					current = evaluated.length
					// reading the CPU time takes a tenth of a small form, so quick items share one reading
					if (performance.now() - measured.at > ms / 20) measured = measureCpu()
					evaluated.push(attempt(() => work(items[current] as Item)))
				}
			})
		} catch (thrown) {
			if (!(thrown instanceof TooSlow)) throw thrown
			if (current !== evaluated.length) continue
			const { user, system } = process.cpuUsage(measured.cpu)
			const isItsOwn = (user + system) / 1000 > ms / 2
			tries = current === tried ? tries + 1 : 1
			tried = current
			if (!isItsOwn && !isLate && tries < maxTries) continue
			evaluated.push({ thrown })
		}
	}
	return evaluated
}

const measureCpu = () => ({ cpu: process.cpuUsage(), at: performance.now() })

function attempt<Result>(work: () => Result): Evaluated<Result> {
	try {
		return { result: work() }
	} catch (thrown) {
		return { thrown }
	}
}
