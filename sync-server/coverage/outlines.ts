import type { Person } from '#shared/access/people'
import { isDistrictInScope } from '#shared/access/roles'
import type { Study } from '#shared/campaign/campaign'
import { type Boundaries, type BoundaryShape, boundariesSchema } from '#shared/campaign/outlines'
import type { Store } from '../storage/store.ts'

/** No phone hears of it. */
const place = { kind: 'outlines', ref: 'outlines', scope: 'desk' } as const

/** Of the districts that somebody sees; null where nobody brought any in, or they were taken away again. */
export async function findBoundaries(
	store: Pick<Store, 'documentsByRef'>,
	{ districts }: Pick<Person, 'districts'>,
): Promise<Boundaries | null> {
	const [document] = await store.documentsByRef([place.ref])
	const found = boundariesSchema.safeParse(document?.body).data
	if (!found || found.shapes.length === 0) return null
	return { ...found, shapes: found.shapes.filter(({ district }) => isDistrictInScope(districts, district)) }
}

/** Of all districts, read again only when somebody has brought in others; and the number by which that is told. */
export function createBoundaryCache({
	documentsByRef,
	documentSeq,
}: Pick<Store, 'documentsByRef' | 'documentSeq'>) {
	let kept: { readonly seq: number; readonly shapes: ReadonlyMap<string, BoundaryShape['rings']> } | null =
		null
	return async () => {
		const seq = await documentSeq(place.kind, place.ref)
		if (kept?.seq === seq) return kept
		const found = await findBoundaries({ documentsByRef }, { districts: 'all' })
		kept = { seq, shapes: new Map(found?.shapes.map(({ district, rings }) => [district, rings])) }
		return kept
	}
}

/** Those of the campaign's districts; none take all away. */
export async function saveBoundaries(
	store: Pick<Store, 'write'>,
	{ districts }: Pick<Study, 'districts'>,
	outlines: Boundaries,
): Promise<void> {
	const known = new Set(districts.map(({ code }) => code))
	const shapes = outlines.shapes.filter(({ district }) => known.has(district))
	await store.write((session) => session.putDocument({ ...place, body: { ...outlines, shapes } }))
}
