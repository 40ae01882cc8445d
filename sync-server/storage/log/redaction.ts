import { shortDigest } from '#shared/kernel/digest'
import { inParts } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { RedactedCopy } from '../tables/row-types.ts'

/** Returns the chain entry of a redacted copy. */
export const redactionLink = (id: string, redacted: string): string =>
	shortDigest(`redacted ${id} ${redacted}`)

/**
 * Replaces revisions by redacted copies. Rows are deleted and inserted again: the server's PostgreSQL account
 * cannot update their content.
 */
export async function redactRevisions(session: Session, copies: readonly RedactedCopy[]): Promise<void> {
	const byId = new Map(copies.map((copy) => [copy.id, copy]))
	for (const table of ['revision', 'quarantine'] as const)
		for (const part of inParts([...byId.keys()])) {
			const rows = await session.db.deleteFrom(table).where('id', 'in', part).returningAll().execute()
			for (const row of rows) {
				const copy = byId.get(row.id)
				if (copy)
					await session.db
						.insertInto(table)
						.values({ ...row, bytes: copy.bytes, redacted: copy.redacted })
						.execute()
			}
		}
}

/** Returns the id of a redacted copy without a chain entry; null if all have one. */
export async function redactedOutsideChain(session: Session): Promise<string | null> {
	for (const table of ['revision', 'quarantine'] as const) {
		const rows = await session.db
			.selectFrom(table)
			.select(['id', 'redacted'])
			.where('project', '=', session.project)
			.where('redacted', 'is not', null)
			.execute()
		for (const part of inParts(rows)) {
			const wanted = part.map(({ id, redacted }) => redactionLink(id, redacted ?? ''))
			const links = await session.db.selectFrom('chain_link').select('id').where('id', 'in', wanted).execute()
			const known = new Set(links.map(({ id }) => id))
			const missing = part.find(({ id, redacted }) => !known.has(redactionLink(id, redacted ?? '')))
			if (missing) return missing.id
		}
	}
	return null
}
