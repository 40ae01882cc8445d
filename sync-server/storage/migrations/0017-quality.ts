import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.createTable('interview')
		.addColumn('record', 'text', (c) => c.primaryKey())
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('district', 'text', (c) => c.notNull())
		.addColumn('cluster', 'text', (c) => c.notNull())
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('demonstration', 'integer', (c) => c.notNull())
		.addColumn('finished', 'text', (c) => c.notNull())
		.addColumn('seq', whole, (c) => c.notNull())
		.addColumn('made', 'integer', (c) => c.notNull())
		.addColumn('facts', 'text', (c) => c.notNull())
		.addColumn('answers', 'text', (c) => c.notNull())
		.addColumn('compared', 'integer', (c) => c.notNull())
		.addColumn('alike', 'text')
		.addColumn('alike_permille', 'integer')
		.execute()
	await db.schema
		.createIndex('interview_district')
		.on('interview')
		.columns(['project', 'round', 'district'])
		.execute()
	await db.schema
		.createIndex('interview_compared')
		.on('interview')
		.columns(['project', 'compared', 'round'])
		.execute()
	await db.schema.createIndex('interview_alike').on('interview').column('alike').execute()
	await db.schema
		.createTable('flag_decision')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('round', 'text', (c) => c.notNull())
		.addColumn('district', 'text', (c) => c.notNull())
		.addColumn('subject', 'text', (c) => c.notNull())
		.addColumn('kind', 'text', (c) => c.notNull())
		.addColumn('item', 'text', (c) => c.notNull())
		.addColumn('n', whole, (c) => c.notNull())
		.addColumn('state', 'text', (c) => c.notNull())
		.addColumn('found', 'text', (c) => c.notNull())
		.addColumn('many', whole, (c) => c.notNull())
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addColumn('why', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('flag_decision_pk', [
			...(['project', 'round', 'district', 'subject', 'kind', 'item', 'n'] as const),
		])
		.execute()
	await db.schema.createIndex('flag_decision_subject').on('flag_decision').column('subject').execute()
}
