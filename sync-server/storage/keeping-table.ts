import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { alsoOf, queryInChunks } from './in-parts.ts'
import type { Tables } from './tables.ts'

type Listed = Pick<Tables['record'], 'id' | 'form' | 'status' | 'round'>
const listed = ['id', 'form', 'status', 'round'] as const

/** Records in one writing: others wait meanwhile. */
export const recordsAtATime = 100

/**
 * Records of a form of which something may be due by then, a page at a time: those whose time has come, and those that have changed since
 * somebody looked. Whoever takes a page notes when each of them is due next.
 */
export async function* dueBy(
	db: Kysely<Tables>,
	project: string,
	form: string,
	now: number,
): AsyncGenerator<Pick<Listed, 'id'>[]> {
	let after: { at: number; id: string } | null = null
	for (;;) {
		const { at, id }: { at: number; id: string } = after ?? { at: 0, id: '' }
		const page = await db
			.selectFrom('record')
			.select(['id', 'forget_at'])
			.where('project', '=', project)
			.where('form', '=', form)
			.where('forget_at', '>=', at)
			.where('forget_at', '<=', now)
			.where((eb) => eb.or([eb('forget_at', '>', at), eb('id', '>', id)]))
			.orderBy('forget_at')
			.orderBy('id')
			.limit(recordsAtATime)
			.execute()
		if (page.length > 0) yield page
		const last = page.at(-1)
		if (!last || page.length < recordsAtATime) return
		after = { at: Number(last.forget_at), id: last.id }
		// reading SQLite leaves nobody else any turn
		await nextTurn()
	}
}

export const listUnscannedRecords = (
	db: Kysely<Tables>,
	project: string,
	ids: readonly string[],
): Promise<Listed[]> =>
	queryInChunks(ids, (part) =>
		db.selectFrom('record').select(listed).where(alsoOf(project)).where('id', 'in', part).execute(),
	)

/** All records of a form, a page at a time. */
export async function* recordsOfForm(
	db: Kysely<Tables>,
	project: string,
	form: string,
): AsyncGenerator<Listed[]> {
	for (let after = ''; ; ) {
		const page = await db
			.selectFrom('record')
			.select(listed)
			.where('project', '=', project)
			.where('form', '=', form)
			.where('id', '>', after)
			.orderBy('id')
			.limit(recordsAtATime)
			.execute()
		if (page.length > 0) yield page
		const last = page.at(-1)
		if (!last || page.length < recordsAtATime) return
		after = last.id
		// reading SQLite leaves nobody else any turn
		await nextTurn()
	}
}

/** When something of each of these is due next; null: of what is there nothing is, as far as is known. */
export async function saveRetentionDueAt(
	db: Kysely<Tables>,
	next: ReadonlyMap<string, number | null>,
): Promise<void> {
	const at = new Map<number | null, string[]>()
	for (const [id, when] of next) at.set(when, [...(at.get(when) ?? []), id])
	for (const [when, ids] of at)
		await db
			.updateTable('record')
			.set({ forget_at: when })
			.where('id', 'in', ids)
			// a row that is written again for nothing costs as much as one that changes
			.where('forget_at', 'is distinct from', when)
			.execute()
}

/** By which rules all records of a form were looked through last. */
export async function findRetentionRules(
	db: Kysely<Tables>,
	project: string,
	form: string,
): Promise<string | null> {
	const row = await db
		.selectFrom('keeping')
		.select('rules')
		.where('project', '=', project)
		.where('form', '=', form)
		.executeTakeFirst()
	return row?.rules ?? null
}

export async function saveRetentionRules(db: Kysely<Tables>, row: Tables['keeping']): Promise<void> {
	await db
		.insertInto('keeping')
		.values(row)
		.onConflict((conflict) => conflict.columns(['project', 'form']).doUpdateSet({ rules: row.rules }))
		.execute()
}
