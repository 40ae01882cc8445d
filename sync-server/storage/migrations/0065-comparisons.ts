import type { Kysely } from 'kysely'

/**
 * Numbers the comparisons of interviews, so that a process reads only those that were compared after its last
 * look. Imports nothing of ours and is never edited.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('interview')
		.addColumn('comparison', 'integer', (c) => c.notNull().defaultTo(0))
		.execute()
	await db.schema
		.createIndex('interview_comparison')
		.on('interview')
		.columns(['project', 'round', 'comparison', 'record'])
		.execute()
}
