import type { Session } from '../session.ts'
import { type FeedEntry, type FeedRange, isFeedKind } from '../tables/row-types.ts'

/** A document as it is announced in the feed. */
interface StoredDocument {
	readonly kind: string
	readonly ref: string
	readonly seq: number
	readonly body: unknown
}

/** Returns the feed entries of any of the scopes within a range, in the order of their numbers. */
export async function feedAfter(
	{ db, project }: Session,
	scopes: readonly string[],
	{ after, upTo, limit }: FeedRange,
): Promise<FeedEntry[]> {
	const rows = await db
		.selectFrom('feed')
		.select(['seq', 'kind', 'ref'])
		.where('project', '=', project)
		.where('scope', 'in', scopes)
		.where('seq', '>', after)
		.$if(upTo !== undefined, (query) => query.where('seq', '<=', upTo ?? 0))
		.orderBy('seq')
		.limit(limit)
		.execute()
	return rows.map((row) => ({ ...row, kind: isFeedKind(row.kind) ? row.kind : 'revision' }))
}

/** Returns the documents that the feed names, in the order of their numbers. */
export async function documentsByRef(
	{ db, project }: Session,
	refs: readonly string[],
): Promise<StoredDocument[]> {
	if (refs.length === 0) return []
	const rows = await db
		.selectFrom('document')
		.select(['kind', 'ref', 'seq', 'body'])
		.where('project', '=', project)
		.where('ref', 'in', refs)
		.orderBy('seq')
		.execute()
	return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }))
}

/** Returns the sequence number of a document; 0 if there is none. */
export async function documentSeq({ db, project }: Session, kind: string, ref: string): Promise<number> {
	const row = await db
		.selectFrom('document')
		.select('seq')
		.where('project', '=', project)
		.where('kind', '=', kind)
		.where('ref', '=', ref)
		.executeTakeFirst()
	return Number(row?.seq ?? 0)
}
