import type { Person } from '#shared/access/people'
import { isInDistricts } from '#shared/access/roles'
import type { Campaign } from '#shared/campaign/campaign'
import { type Outlines, outlinesSchema } from '#shared/campaign/outlines'
import type { Store } from '../storage/store.ts'

/** No phone hears of it. */
const place = { kind: 'outlines', ref: 'outlines', scope: 'desk' } as const

/** Of the districts that somebody sees; null where nobody brought any in, or they were taken away again. */
export async function findOutlines(
	store: Pick<Store, 'documentsByRef'>,
	{ districts }: Pick<Person, 'districts'>,
): Promise<Outlines | null> {
	const [document] = await store.documentsByRef([place.ref])
	const found = outlinesSchema.safeParse(document?.body).data
	if (!found || found.shapes.length === 0) return null
	return { ...found, shapes: found.shapes.filter(({ district }) => isInDistricts(districts, district)) }
}

/** Those of the campaign's districts; none take all away. */
export async function putOutlines(
	store: Pick<Store, 'write'>,
	{ districts }: Pick<Campaign, 'districts'>,
	outlines: Outlines,
): Promise<void> {
	const known = new Set(districts.map(({ code }) => code))
	const shapes = outlines.shapes.filter(({ district }) => known.has(district))
	await store.write((session) => session.putDocument({ ...place, body: { ...outlines, shapes } }))
}
