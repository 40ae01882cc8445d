import { foldForSearch } from '#shared/kernel/fold-for-search'
import { between, listColumnAliases } from './kept-back.ts'

/** The columns of a table, found by what they can be called. */
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
	/** A whole name comes before what stands behind a group. */
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

/** `group/question/choice` → what its last two parts say. */
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
