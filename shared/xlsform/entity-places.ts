import type { SheetRow } from './sheets.ts'

/** A question as entities see it: its place, and the property that it saves to. */
export interface EntityQuestion {
	readonly name: string
	readonly template: string
	/** Template of the group or row around it; '' outside. */
	readonly container: string
	readonly saveTo: string | undefined
}

/** A row of the sheet `entities`, with the questions that save to it. */
export interface Declared {
	readonly row: SheetRow
	readonly list: string
	readonly label: string
	readonly entityId: string
	readonly createIf: string
	readonly updateIf: string
	readonly saved: EntityQuestion[]
}

type Fail = (entity: Declared, code: 'entity-rows-apart' | 'entity-no-place') => void

/**
 * Finds the group or row that each entity belongs to. Entities with saved answers come first: theirs is the
 * innermost group around all of these. One that only names questions gets the innermost free group around the
 * deepest of them. A group belongs to one entity at most, and all questions of an entity must be in rows that
 * belong together.
 */
export function locateEntities(
	declared: readonly Declared[],
	places: readonly EntityQuestion[],
	fail: Fail,
): Map<Declared, string> {
	const taken = new Set<string>()
	const found = new Map<Declared, string>()
	const byPriority = [...declared].sort((a, b) => Number(b.saved.length > 0) - Number(a.saved.length > 0))
	for (const entity of byPriority) {
		const named = namesOf(entity).flatMap((name) => places.filter((place) => place.name === name))
		const saved = entity.saved.map(({ container }) => container)
		const row = [...saved, ...named.map(({ container }) => container)].map(rowOf).reduce(deeper, '')
		const isTogether =
			saved.every((each) => rowOf(each) === row) &&
			named.every(({ container }) => isWithin(row, rowOf(container)))
		if (!isTogether) {
			fail(entity, 'entity-rows-apart')
			continue
		}
		const inRow = named.map(({ container }) => container).filter((each) => rowOf(each) === row)
		const wanted = saved.length > 0 ? saved.reduce(shared) : inRow.reduce(deeper, row)
		// an answer belongs to the nearest group with an entity, so no other entity may be in between
		const path = saved.length > 0 ? saved.flatMap((each) => upwards(each, wanted)) : []
		const free = saved.length > 0 ? wanted : upwards(wanted, row).find((each) => !taken.has(each))
		if (free === undefined || taken.has(free) || path.some((each) => taken.has(each)))
			fail(entity, 'entity-no-place')
		else {
			found.set(entity, free)
			for (const each of [free, ...path]) taken.add(each)
		}
	}
	return found
}

/** The questions that an entity's expressions name. */
const namesOf = ({ label, entityId, createIf, updateIf }: Declared): string[] =>
	[...[label, entityId, createIf, updateIf].join(' ').matchAll(/\$\{\s*([^{}#]+?)\s*\}/g)].map(
		([, name = '']) => name,
	)

/** Returns the row of a repeat that contains a container; '' outside of repeats. */
const rowOf = (container: string): string => {
	const at = container.lastIndexOf('/@')
	return at < 0 ? '' : container.slice(0, at + 2)
}
const isWithin = (inner: string, outer: string): boolean =>
	outer === '' || inner === outer || inner.startsWith(`${outer}/`)
const deeper = (a: string, b: string): string =>
	b.split('/').length > a.split('/').length || a === '' ? b : a

/** Returns the innermost container around both. */
function shared(a: string, b: string): string {
	const [own, other] = [a.split('/'), b.split('/')]
	const at = own.findIndex((part, i) => part !== other[i])
	return (at < 0 ? own : own.slice(0, at)).join('/')
}

/** Returns a container and those around it, up to and including `last`. */
function upwards(from: string, last: string): string[] {
	const found = [from]
	for (let here = from; here !== last && here !== ''; found.push(here))
		// a repeat and its row are one container
		here = here.replace(/\/?[^/]+(\/@)?$/, '')
	return found
}
