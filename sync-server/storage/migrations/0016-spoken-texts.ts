import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	{ whole }: { readonly whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.createTable('spoken_text')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('form', 'text', (c) => c.notNull())
		.addColumn('language', 'text', (c) => c.notNull())
		.addColumn('text', 'text', (c) => c.notNull())
		.addColumn('place', 'text', (c) => c.notNull())
		.addColumn('hash', 'text', (c) => c.notNull())
		.addColumn('size', whole, (c) => c.notNull())
		.addColumn('type', 'text', (c) => c.notNull())
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('spoken_text_pk', ['project', 'form', 'language', 'text'])
		.execute()
	await db.schema.createIndex('spoken_text_hash').on('spoken_text').columns(['project', 'hash']).execute()
}
