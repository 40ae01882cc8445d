import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>, types: { whole: 'integer' | 'bigint' }): Promise<void> {
	await db.schema
		.createTable('correction')
		.addColumn('revision', 'text', (column) => column.primaryKey())
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('record', 'text', (column) => column.notNull())
		.addColumn('correction', 'text', (column) => column.notNull())
		.addColumn('takes_back', 'text')
		.addColumn('seq', types.whole, (column) => column.notNull())
		.execute()
	for (const [name, columns] of [
		['correction_by_id', ['project', 'correction', 'seq']],
		['correction_by_seq', ['project', 'seq']],
		['correction_taken_back', ['project', 'takes_back', 'record']],
		['correction_of_record', ['record']],
	] as const)
		await db.schema
			.createIndex(name)
			.on('correction')
			.columns([...columns])
			.execute()
}
