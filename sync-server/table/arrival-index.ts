import {
	changedOtherwise,
	filterArrivals,
	listArrivals,
	listChangedArrivals,
} from '../storage/exports/data-records.ts'
import type { Store } from '../storage/store.ts'
import type { TableQuery } from './table-query.ts'

type OfForm = Pick<TableQuery, 'filter' | 'versions'>

/** Arrival numbers of the records that a user may see, in ascending order. Cached in memory. */
export interface ArrivalIndex {
	/** `next`: awaited between two pieces of work. @throws the errors of `next` */
	of(ofForm: OfForm, next: () => Promise<void>): Promise<Float64Array>
}

interface CachedArrivals {
	readonly seqs: Float64Array
	/** Sequence number of the store when the list was read. */
	readonly seq: number
	/** State, at that time, of the changes that have no sequence number. */
	readonly others: string
}

const atATime = 50_000
/** Maximum changed records that are checked one by one; beyond that, the whole list is read again. */
const maxChanged = 5000
/** Limit of the cache, at 8 bytes per number. */
const maxCachedArrivals = 4_000_000

/**
 * Creates the cache, which users with the same rights share. A full read takes about a second per million
 * records. Afterwards only records with new revisions are checked, unless something changed without a
 * sequence number: then all are read again.
 */
export function createArrivalIndex({ reading, head }: Store): ArrivalIndex {
	const cache = new Map<string, CachedArrivals>()
	async function all({ filter }: OfForm, next: () => Promise<void>): Promise<Float64Array> {
		const pages: number[][] = []
		for (let after = -1; ; ) {
			const page = await listArrivals(reading, filter, { after, limit: atATime })
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
		const changed = await listChangedArrivals(reading, filter.form, {
			after: seq,
			limit: maxChanged + 1,
		})
		if (changed.length > maxChanged) return null
		if (changed.length === 0) return seqs
		return replaced(seqs, changed, await filterArrivals(reading, filter, changed))
	}
	return {
		async of(ofForm, next) {
			const key = JSON.stringify([ofForm.filter, ofForm.versions])
			// read before the records, so that revisions that arrive meanwhile are checked next time
			const { seq } = await head()
			const others = await changedOtherwise(reading)
			const before = cache.get(key)
			const known = before?.others === others ? await since(before, ofForm) : null
			const seqs = known ?? (await all(ofForm, next))
			cache.delete(key)
			cache.set(key, { seqs, seq, others })
			let held = [...cache.values()].reduce((sum, each) => sum + each.seqs.length, 0)
			for (const [oldest, each] of cache) {
				if (held <= maxCachedArrivals || cache.size === 1) break
				held -= each.seqs.length
				cache.delete(oldest)
			}
			return seqs
		},
	}
}

/** Returns a sorted list without some numbers and with others. */
function replaced(list: Float64Array, without: readonly number[], others: readonly number[]): Float64Array {
	const removed = new Set(without)
	const left = list.filter((seq) => !removed.has(seq))
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
