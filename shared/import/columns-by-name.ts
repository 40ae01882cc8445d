import { foldForSearch } from '#shared/kernel/fold-for-search'
import { between, listColumnAliases } from './excluded-columns.ts'

/** Columns of a table by their possible names. */
export class ColumnsByName {
	readonly #columns: readonly (readonly [
		header: string,
		names: readonly string[],
		ticks: readonly string[],
	])[]
	constructor(header: readonly string[]) {
		this.#columns = [...new Set(header)]
			.filter((name) => name !== '')
			.map(
				(name) =>
					[name, listColumnAliases(name).map(foldForSearch), endings(name).map(foldForSearch)] as const,
			)
	}
	/** Finds a column; a whole name comes before the part after a group. */
	find(is: (name: string) => boolean): string | null {
		const depth = Math.max(0, ...this.#columns.map(([, names]) => names.length))
		for (let i = 0; i < depth; i++) {
			const found = this.#columns.find(([, names]) => names[i] !== undefined && is(names[i] as string))
			if (found) return found[0]
		}
		return null
	}
	findTick(is: (name: string) => boolean): string | null {
		return this.#columns.find(([, , ticks]) => ticks.some(is))?.[0] ?? null
	}
}

/** Returns the possible texts of a header `group/question/choice`: its last two parts. */
function endings(header: string): string[] {
	return [
		header,
		...between.map((mark) => header.split(mark).slice(-2).join(' ')),
		header
			.split(/[/.:-]/)
			.slice(-2)
			.join(' '),
	]
}
