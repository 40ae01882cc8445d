import type { Kysely } from 'kysely'
import { shortDigest } from '#shared/kernel/digest'
import { inParts } from '../engine/chunks.ts'
import type { RedactedCopy } from '../tables/row-types.ts'
import type { Tables } from '../tables/tables.ts'

/** Returns the chain entry of a redacted copy. */
export const redactionLink = (id: string, redacted: string): string =>
	shortDigest(`redacted ${id} ${redacted}`)

/**
 * Replaces revisions by redacted copies. Rows are deleted and inserted again: the server's PostgreSQL account
 * cannot update their content.
 */
export async function redactRevisions(db: Kysely<Tables>, copies: readonly RedactedCopy[]): Promise<void> {
	const byId = new Map(copies.map((copy) => [copy.id, copy]))
	for (const table of ['revision', 'quarantine'] as const)
		for (const part of inParts([...byId.keys()])) {
			const rows = await db.deleteFrom(table).where('id', 'in', part).returningAll().execute()
			for (const row of rows) {
				const copy = byId.get(row.id)
				if (copy)
					await db
						.insertInto(table)
						.values({ ...row, bytes: copy.bytes, redacted: copy.redacted })
						.execute()
			}
		}
}

/** Returns the id of a redacted copy without a chain entry; null if all have one. */
export async function redactedOutsideChain(db: Kysely<Tables>, project: string): Promise<string | null> {
	for (const table of ['revision', 'quarantine'] as const) {
		const rows = await db
			.selectFrom(table)
			.select(['id', 'redacted'])
			.where('project', '=', project)
			.where('redacted', 'is not', null)
			.execute()
		for (const part of inParts(rows)) {
			const wanted = part.map(({ id, redacted }) => redactionLink(id, redacted ?? ''))
			const links = await db.selectFrom('chain_link').select('id').where('id', 'in', wanted).execute()
			const known = new Set(links.map(({ id }) => id))
			const missing = part.find(({ id, redacted }) => !known.has(redactionLink(id, redacted ?? '')))
			if (missing) return missing.id
		}
	}
	return null
}
