import type { endpoints } from './endpoints.ts'
import { mutatedBytes, randomFor } from './mutate.ts'
import { isSaid, type Parser } from './parsers.ts'

interface Fault {
	readonly where: string
	/** Which input of this seed. */
	readonly i: number
	readonly what: string
	readonly input: string
}
interface Inputs {
	readonly seed: number
	readonly from: number
	readonly many: number
	/** After so many faults the rest is not tried. */
	readonly mostFaults?: number
}

/** Every reader ends, with a value or with a problem that it says. */
export async function fuzzParser(
	{ name, examples, read }: Parser,
	{ seed, from, many, mostFaults = 3 }: Inputs,
): Promise<Fault[]> {
	const faults: Fault[] = []
	for (let i = from; i < from + many && faults.length < mostFaults; i++) {
		const bytes = mutatedBytes(randomFor(seed, i), examples)
		try {
			await read(bytes)
		} catch (thrown) {
			if (isSaid(thrown)) continue
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

/** What no reply says: where our program lies, how it came there, what it asks its database. */
const ours = new RegExp(
	[
		/\n\s+at .+:\d+:\d+/,
		/node_modules/,
		/sync-server/,
		/SQLITE_/,
		/\b[A-Z][a-z]+Error: /,
		new RegExp(escaped(process.cwd())),
	]
		.map(({ source }) => source)
		.join('|'),
)

export async function fuzzEndpoint(
	{ name, ask }: ReturnType<Awaited<ReturnType<typeof endpoints>>['endpoint']>,
	failures: readonly string[],
	{ seed, from, many, mostFaults = 3 }: Inputs,
): Promise<Fault[]> {
	const faults: Fault[] = []
	for (let i = from; i < from + many && faults.length < mostFaults; i++) {
		const before = failures.length
		const { status, text, asked } = await ask(randomFor(seed, i))
		const noted = failures.slice(before).join('\n')
		const what = [
			...(status >= 500 ? [`answered ${status}`] : []),
			...(ours.test(text) ? [`said of itself: ${ours.exec(text)?.[0]}`] : []),
			...(noted ? [noted] : []),
		].join('\n')
		if (what) faults.push({ where: name, i, what, input: asked })
	}
	return faults
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
