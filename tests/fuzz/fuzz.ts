import { setImmediate } from 'node:timers/promises'
import type { endpoints } from './endpoints.ts'
import { findInternalDetails } from './find-leaked-internals.ts'
import { mutatedBytes, randomFor } from './mutate.ts'
import { isExplainedError, type Parser } from './parsers.ts'

interface Fault {
	readonly where: string
	/** Index of the input for this seed. */
	readonly i: number
	readonly what: string
	readonly input: string
}
interface Inputs {
	readonly seed: number
	readonly from: number
	readonly many: number
	/** Number of faults after which fuzzing stops. */
	readonly maxFaults?: number
}

/** Checks that a parser ends for every input, with a value or with a `Problem`. */
export async function fuzzParser(
	{ name, examples, read }: Parser,
	{ seed, from, many, maxFaults = 3 }: Inputs,
): Promise<Fault[]> {
	const faults: Fault[] = []
	for (let i = from; i < from + many && faults.length < maxFaults; i++) {
		const bytes = mutatedBytes(randomFor(seed, i), examples)
		try {
			await read(bytes)
		} catch (thrown) {
			if (isExplainedError(thrown)) continue
			const what =
				thrown instanceof Error
					? (thrown.stack ?? String(thrown)).split('\n').slice(0, 6).join('\n')
					: String(thrown)
			faults.push({
				where: name,
				i,
				what,
				input: `base64 ${Buffer.from(bytes).toString('base64').slice(0, 3000)}`,
			})
		}
	}
	return faults
}

export async function fuzzEndpoint(
	{ name, ask }: ReturnType<Awaited<ReturnType<typeof endpoints>>['endpoint']>,
	failures: readonly string[],
	{ seed, from, many, maxFaults = 3 }: Inputs,
): Promise<Fault[]> {
	const faults: Fault[] = []
	for (let i = from; i < from + many && faults.length < maxFaults; i++) {
		// responses free resources in the event loop, so control is given to it now and then
		if (i % 50 === 0) await setImmediate()
		const before = failures.length
		const { status, text, request } = await ask(randomFor(seed, i))
		const logged = failures.slice(before).join('\n')
		const what = [
			...(status >= 500 ? [`answered ${status}`] : []),
			...findInternalDetails(text).map((words) => `said of itself: ${words}`),
			...(logged ? [logged] : []),
		].join('\n')
		if (what) faults.push({ where: name, i, what, input: request })
	}
	return faults
}
