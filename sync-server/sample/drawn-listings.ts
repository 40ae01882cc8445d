import type { StoredAnswers } from '#shared/export/table-plan'
import { type Drawn, drawnIn, listingForm, sampleFrom } from '#shared/sample/listing-draw'
import { getClusterDistrict } from '#shared/sample/sample'
import type { ImportListingDrawRequest, ImportSampleRequest } from '#shared/sample/sample-api'
import { finishedIn, sampleOfDistrict } from '../storage/sample/sample.ts'
import type { Store } from '../storage/store.ts'

export type DrawnListing = Drawn & { readonly record: string }

/**
 * Returns the drawn listings of a district that are not in its sample. If a cluster was listed twice, both
 * are included.
 */
export async function drawnListings(
	{ reading, project }: Store,
	round: string,
	district: string,
): Promise<DrawnListing[]> {
	const there = new Set((await sampleOfDistrict(reading, round, district)).map(({ cluster }) => cluster))
	const records = await finishedIn(reading, { project, form: listingForm, round }, district)
	return records.flatMap(({ id, answers }) => {
		const drawn = drawnIn((JSON.parse(answers) as StoredAnswers).answers)
		const isNew = drawn && getClusterDistrict(drawn.cluster) === district && !there.has(drawn.cluster)
		return isNew ? [{ ...drawn, record: id }] : []
	})
}

/** Builds the sample from the draw of a listing. Null if the record does not exist. */
export async function sampleDrawn(
	store: Store,
	{ round, record, area }: ImportListingDrawRequest,
	district: string,
): Promise<ImportSampleRequest | null> {
	const drawn = (await drawnListings(store, round, district)).find((each) => each.record === record)
	if (!drawn) return null
	const rows = await sampleOfDistrict(store.reading, round, district)
	const lastLine = Math.max(0, ...rows.map(({ line }) => line ?? 0))
	return { round, clusters: [sampleFrom(drawn, { round, area, lastLine })] }
}
