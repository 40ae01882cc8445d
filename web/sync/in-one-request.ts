import { maxBulkRecords } from '#shared/revisions/many-moves'

/** Letters of a request: long notes go by themselves. */
const mostLetters = 200_000

/** Of some items, from one of them on, those that go in one request; `said`: what of each makes it long. */
export function inOneRequest<Each>(
	items: readonly Each[],
	from: number,
	said: (each: Each) => unknown,
): Each[] {
	const some: Each[] = []
	let letters = 0
	for (const each of items.slice(from, from + maxBulkRecords)) {
		letters += JSON.stringify(said(each)).length
		if (some.length > 0 && letters > mostLetters) break
		some.push(each)
	}
	return some
}
