import {
	changedOtherwise,
	filterArrivals,
	listArrivals,
	listChangedArrivals,
} from '../storage/live-queries.ts'
import type { Store } from '../storage/store.ts'
import type { TableQuery } from './looking.ts'

type OfForm = Pick<TableQuery, 'filter' | 'versions'>

/** The numbers with which the records arrived that somebody may see, in their order. */
export interface ArrivalIndex {
	/** `next`: between two pieces of work. @throws what `next` throws */
	of(looking: OfForm, next: () => Promise<void>): Promise<Float64Array>
}

interface CachedArrivals {
	readonly seqs: Float64Array
	/** Of the last thing that had come when they were asked for. */
	readonly seq: number
	/** By then, what changes without a number. */
	readonly others: string
}

const atATime = 50_000
/** So many records that have changed are asked for one by one; of more all are asked. */
const mostChanged = 5000
/** 8 bytes each. */
const maxCachedArrivals = 4_000_000

/**
 * Asks the records, in this process once for all who may see the same: a million take a second. Afterwards only those are asked that something has come to
 * since, and all again when anything changed without a number.
 */
export function createArrivalIndex({ reading, project, head }: Store): ArrivalIndex {
	const kept = new Map<string, CachedArrivals>()
	async function all({ filter }: OfForm, next: () => Promise<void>): Promise<Float64Array> {
		const pages: number[][] = []
		for (let after = -1; ; ) {
			const page = await listArrivals(reading, project, filter, { after, limit: atATime })
			pages.push(page)
			after = page.at(-1) ?? after
			if (page.length < atATime) break
			await next()
		}
		const seqs = new Float64Array(pages.reduce((sum, { length }) => sum + length, 0))
		for (const [i, page] of pages.entries()) seqs.set(page, i * atATime)
		return seqs
	}
	async function since({ seqs, seq }: CachedArrivals, { filter }: OfForm): Promise<Float64Array | null> {
		const changed = await listChangedArrivals(reading, project, filter.form, {
			after: seq,
			limit: mostChanged + 1,
		})
		if (changed.length > mostChanged) return null
		if (changed.length === 0) return seqs
		return replaced(seqs, changed, await filterArrivals(reading, project, filter, changed))
	}
	return {
		async of(looking, next) {
			const key = JSON.stringify([looking.filter, looking.versions])
			// before what they say of: what comes meanwhile is asked again
			const { seq } = await head()
			const others = await changedOtherwise(reading, project)
			const before = kept.get(key)
			const known = before?.others === others ? await since(before, looking) : null
			const seqs = known ?? (await all(looking, next))
			kept.delete(key)
			kept.set(key, { seqs, seq, others })
			let held = [...kept.values()].reduce((sum, each) => sum + each.seqs.length, 0)
			for (const [oldest, each] of kept) {
				if (held <= maxCachedArrivals || kept.size === 1) break
				held -= each.seqs.length
				kept.delete(oldest)
			}
			return seqs
		},
	}
}

/** A list in order without some and with others, in order again. */
function replaced(list: Float64Array, without: readonly number[], others: readonly number[]): Float64Array {
	const gone = new Set(without)
	const left = list.filter((seq) => !gone.has(seq))
	const added = Float64Array.from(others).sort()
	const merged = new Float64Array(left.length + added.length)
	let [mine, theirs] = [0, 0]
	for (let to = 0; to < merged.length; to++) {
		const takesMine =
			theirs >= added.length || (left[mine] ?? Number.POSITIVE_INFINITY) < (added[theirs] ?? 0)
		merged[to] = (takesMine ? left[mine++] : added[theirs++]) ?? 0
	}
	return merged
}
