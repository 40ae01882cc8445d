import { maxBulkRecords } from '#shared/review/bulk-review'

/** Maximum characters per request: longer notes are sent separately. */
const maxLetters = 200_000

/**
 * Returns the items, from index `from`, that fit into one request. `longPart` returns the part of an item that
 * can be long.
 */
export function inOneRequest<Each>(
	items: readonly Each[],
	from: number,
	longPart: (each: Each) => unknown,
): Each[] {
	const some: Each[] = []
	let letters = 0
	for (const each of items.slice(from, from + maxBulkRecords)) {
		letters += JSON.stringify(longPart(each)).length
		if (some.length > 0 && letters > maxLetters) break
		some.push(each)
	}
	return some
}
