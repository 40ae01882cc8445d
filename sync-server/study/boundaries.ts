import type { Person } from '#shared/people/people'
import { isDistrictInScope } from '#shared/people/roles'
import { type Boundaries, type BoundaryShape, boundariesSchema } from '#shared/study/boundaries'
import type { Study } from '#shared/study/study'
import type { Store } from '../storage/store.ts'

/** The document of the boundaries; it is not sent to phones. */
const place = { kind: 'outlines', ref: 'outlines', scope: 'desk' } as const

/**
 * Returns the boundaries of the districts that a person may see. Null if none were imported, or they were
 * deleted.
 */
export async function findBoundaries(
	store: Pick<Store, 'documentsByRef'>,
	{ districts }: Pick<Person, 'districts'>,
): Promise<Boundaries | null> {
	const [document] = await store.documentsByRef([place.ref])
	const found = boundariesSchema.safeParse(document?.body).data
	if (!found || found.shapes.length === 0) return null
	return { ...found, shapes: found.shapes.filter(({ district }) => isDistrictInScope(districts, district)) }
}

/** Caches all boundaries until others are imported; `seq` changes with each import. */
export function createBoundaryCache({
	documentsByRef,
	documentSeq,
}: Pick<Store, 'documentsByRef' | 'documentSeq'>) {
	let cached: { readonly seq: number; readonly shapes: ReadonlyMap<string, BoundaryShape['rings']> } | null =
		null
	return async () => {
		const seq = await documentSeq(place.kind, place.ref)
		if (cached?.seq === seq) return cached
		const found = await findBoundaries({ documentsByRef }, { districts: 'all' })
		cached = { seq, shapes: new Map(found?.shapes.map(({ district, rings }) => [district, rings])) }
		return cached
	}
}

/** Saves the boundaries of the study's districts. An empty list deletes all. */
export async function saveBoundaries(
	store: Pick<Store, 'write'>,
	{ districts }: Pick<Study, 'districts'>,
	boundaries: Boundaries,
): Promise<void> {
	const known = new Set(districts.map(({ code }) => code))
	const shapes = boundaries.shapes.filter(({ district }) => known.has(district))
	await store.write((session) => session.putDocument({ ...place, body: { ...boundaries, shapes } }))
}
