import { setImmediate as nextTurn } from 'node:timers/promises'
import { alsoOf, queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

type Listed = Pick<Tables['record'], 'id' | 'form' | 'status' | 'round'>
const listed = ['id', 'form', 'status', 'round'] as const

/** Records per transaction: other writers wait meanwhile. */
export const recordBatchSize = 100

/**
 * Yields the records of a form for which retention may be due by `now`, page by page: those that are due, and
 * those that changed since they were checked. The caller saves for each record of a page when it is due next.
 */
export async function* dueBy(
	session: Session,
	form: string,
	now: number,
): AsyncGenerator<Pick<Listed, 'id'>[]> {
	let after: { at: number; id: string } | null = null
	for (;;) {
		const { at, id }: { at: number; id: string } = after ?? { at: 0, id: '' }
		const page = await session.db
			.selectFrom('record')
			.select(['id', 'retention_due_at'])
			.where('project', '=', session.project)
			.where('form', '=', form)
			.where('retention_due_at', '>=', at)
			.where('retention_due_at', '<=', now)
			.where((eb) => eb.or([eb('retention_due_at', '>', at), eb('id', '>', id)]))
			.orderBy('retention_due_at')
			.orderBy('id')
			.limit(recordBatchSize)
			.execute()
		if (page.length > 0) yield page
		const last = page.at(-1)
		if (!last || page.length < recordBatchSize) return
		after = { at: Number(last.retention_due_at), id: last.id }
		// reads of SQLite block the event loop
		await nextTurn()
	}
}

export const listUnscannedRecords = (session: Session, ids: readonly string[]): Promise<Listed[]> =>
	queryInChunks(ids, (part) =>
		session.db
			.selectFrom('record')
			.select(listed)
			.where(alsoOf(session.project))
			.where('id', 'in', part)
			.execute(),
	)

/** Yields the records of a form after an id, page by page. */
export async function* recordsOfForm(session: Session, form: string, from = ''): AsyncGenerator<Listed[]> {
	for (let after = from; ; ) {
		const page = await session.db
			.selectFrom('record')
			.select(listed)
			.where('project', '=', session.project)
			.where('form', '=', form)
			.where('id', '>', after)
			.orderBy('id')
			.limit(recordBatchSize)
			.execute()
		if (page.length > 0) yield page
		const last = page.at(-1)
		if (!last || page.length < recordBatchSize) return
		after = last.id
		// reads of SQLite block the event loop
		await nextTurn()
	}
}

/** Saves when retention is due next for each record. Null: never, with the answers that it has now. */
export async function saveRetentionDueAt(
	session: Session,
	next: ReadonlyMap<string, number | null>,
): Promise<void> {
	const at = new Map<number | null, string[]>()
	for (const [id, when] of next) at.set(when, [...(at.get(when) ?? []), id])
	for (const [when, ids] of at)
		await session.db
			.updateTable('record')
			.set({ retention_due_at: when })
			.where('id', 'in', ids)
			// rewriting an unchanged row costs as much as a change
			.where('retention_due_at', 'is distinct from', when)
			.execute()
}
