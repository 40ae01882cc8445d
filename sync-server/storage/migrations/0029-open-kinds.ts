import { type Kysely, sql } from 'kysely'

interface Before {
	open_flag: { record: string; kind: string }
	record: { id: string; open_kinds: string }
}

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<Before>): Promise<void> {
	// the kinds of its open questions stand in the record, so that a list that is narrowed to one is read from an index alone
	await db.schema
		.alterTable('record')
		.addColumn('open_kinds', 'text', (c) => c.notNull().defaultTo(''))
		.execute()
	const kinds = new Map<string, string>()
	for (const { record, kind } of await db.selectFrom('open_flag').selectAll().orderBy('kind').execute())
		kinds.set(record, `${kinds.get(record) ?? ' '}${kind} `)
	const records = new Map<string, string[]>()
	for (const [record, text] of kinds) {
		const alike = records.get(text)
		if (alike) alike.push(record)
		else records.set(text, [record])
	}
	for (const [open_kinds, ids] of records)
		for (let from = 0; from < ids.length; from += 500)
			await db
				.updateTable('record')
				.set({ open_kinds })
				.where('id', 'in', ids.slice(from, from + 500))
				.execute()
	await db.schema.dropTable('open_flag').execute()
	const narrowed = ['demonstration', 'round', 'district', 'form', 'owner', 'readers'] as const
	for (const [name, columns] of [
		['record_waiting', ['project', 'finished_seq', ...narrowed, 'open_flags', 'open_kinds']],
		['record_waiting_worst', ['project', 'open_flags desc', 'finished_seq', ...narrowed, 'open_kinds']],
	] as const) {
		await db.schema.dropIndex(name).execute()
		await db.schema
			.createIndex(name)
			.on('record')
			.columns([...columns])
			.where(sql.ref('status'), '=', sql.lit('submitted'))
			.where(sql.ref('void'), '=', sql.lit(0))
			.execute()
	}
	// begins as all that is asked for does: SQLite takes the index of which it can use most columns, and took the round's
	await db.schema.dropIndex('record_of_owner').execute()
	await db.schema
		.createIndex('record_of_owner')
		.on('record')
		.columns([
			...['project', 'owner', 'round', 'last_seq', 'demonstration', 'readers', 'district', 'form'],
			...['status', 'void', 'open_flags', 'open_kinds'],
		])
		.execute()
}
