import type { Kysely } from 'kysely'
import { byKey } from '#shared/quality/seen-interview'
import { askInParts, inParts } from './in-parts.ts'
import type { Tables } from './tables.ts'

/** In the place of a number of open questions, until the checks have looked at the record. */
export const notLookedAt = -1

/** How each district of a round stood when its open questions were noted last. */
export async function stampsNoted(
	db: Kysely<Tables>,
	project: string,
	round: string,
): Promise<Map<string, string>> {
	const rows = await db
		.selectFrom('flags_noted')
		.select(['district', 'stamp'])
		.where('project', '=', project)
		.where('round', '=', round)
		.execute()
	return new Map(rows.map(({ district, stamp }) => [district, stamp]))
}

export async function noteStamp(db: Kysely<Tables>, row: Tables['flags_noted']): Promise<void> {
	await db
		.insertInto('flags_noted')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['project', 'round', 'district']).doUpdateSet({ stamp: row.stamp }),
		)
		.execute()
}

export interface OpenFlags {
	readonly record: string
	/** Of each open question its kind: one kind can be asked of several questions of the form. */
	readonly kinds: readonly string[]
}

/** What of this is not noted so: other kinds, or another number of them. */
async function otherThanNoted(db: Kysely<Tables>, found: readonly OpenFlags[]) {
	const ids = found.map(({ record }) => record)
	const counts = await askInParts(ids, (part) =>
		db.selectFrom('record').select(['id', 'open_flags']).where('id', 'in', part).execute(),
	)
	const known = await askInParts(ids, (part) =>
		db.selectFrom('open_flag').select(['record', 'kind']).where('record', 'in', part).execute(),
	)
	const countOf = new Map(counts.map(({ id, open_flags }) => [id, open_flags]))
	const kindsOf = byKey(known, ({ record }) => record)
	return {
		kinds: found.filter(({ record, kinds }) => {
			const before = (kindsOf.get(record) ?? []).map(({ kind }) => kind).sort()
			return before.join(' ') !== eachOnce(kinds).join(' ')
		}),
		counts: found.filter(({ record, kinds }) => {
			const before = countOf.get(record)
			return before !== undefined && before !== kinds.length
		}),
	}
}
const eachOnce = (kinds: readonly string[]): string[] => [...new Set(kinds)].sort()

export async function isOtherThanNoted(db: Kysely<Tables>, found: readonly OpenFlags[]): Promise<boolean> {
	const { kinds, counts } = await otherThanNoted(db, found)
	return kinds.length + counts.length > 0
}

/** Notes which questions about these records are open: writes only what is otherwise than it was. */
export async function noteOpenFlags(
	db: Kysely<Tables>,
	project: string,
	found: readonly OpenFlags[],
): Promise<void> {
	const other = await otherThanNoted(db, found)
	for (const part of inParts(other.kinds.map(({ record }) => record)))
		await db.deleteFrom('open_flag').where('record', 'in', part).execute()
	const rows = other.kinds.flatMap(({ record, kinds }) =>
		eachOnce(kinds).map((kind) => ({ project, record, kind })),
	)
	for (const part of inParts(rows)) await db.insertInto('open_flag').values(part).execute()
	for (const [count, own] of byKey(other.counts, ({ kinds }) => String(kinds.length)))
		for (const part of inParts(own.map(({ record }) => record)))
			await db
				.updateTable('record')
				.set({ open_flags: Number(count) })
				.where('id', 'in', part)
				.execute()
}

/** True while the checks have looked at a record as it is now. */
export async function isLookedAt(db: Kysely<Tables>, record: string): Promise<boolean> {
	const row = await db.selectFrom('record').select('open_flags').where('id', '=', record).executeTakeFirst()
	return row !== undefined && row.open_flags !== notLookedAt
}
