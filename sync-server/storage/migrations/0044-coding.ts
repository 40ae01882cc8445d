import type { Kysely } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>, types: { whole: 'integer' | 'bigint' }): Promise<void> {
	const { whole } = types
	await db.schema
		.createTable('theme')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('demonstration', 'integer', (column) => column.notNull())
		.addColumn('id', 'text', (column) => column.notNull())
		.addColumn('n', whole, (column) => column.notNull())
		.addColumn('is_on', 'integer', (column) => column.notNull())
		.addColumn('wording', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('theme_pk', ['project', 'demonstration', 'id', 'n'])
		.execute()
	await db.schema
		.createTable('coding')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('record', 'text', (column) => column.notNull())
		.addColumn('path', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('theme', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('coding_pk', ['project', 'record', 'path', 'person', 'theme'])
		.execute()
	await db.schema
		.createTable('coded_passage')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('record', 'text', (column) => column.notNull())
		.addColumn('path', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('said', 'text', (column) => column.notNull())
		.addColumn('is_quote', 'integer', (column) => column.notNull())
		.addColumn('memo', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('coded_passage_pk', ['project', 'record', 'path', 'person'])
		.execute()
}
