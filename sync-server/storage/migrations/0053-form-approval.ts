import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('form_version').addColumn('approval', 'text').execute()
	// what was published before approvals were asked for stands as it is
	await sql`update form_version set approval = '[]'`.execute(db)
	await db.schema
		.createTable('form_proposal')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('form', 'text', (column) => column.notNull())
		.addColumn('base', 'integer', (column) => column.notNull())
		.addColumn('hash', 'text', (column) => column.notNull())
		.addColumn('definition', 'text', (column) => column.notNull())
		.addColumn('proposed', 'text', (column) => column.notNull())
		.addColumn('proposed_by', 'text')
		.addColumn('state', 'text', (column) => column.notNull())
		.execute()
	await db.schema.createIndex('form_proposal_of').on('form_proposal').columns(['project', 'state']).execute()
	await db.schema
		.createTable('form_proposal_decision')
		.addColumn('proposal', 'text', (column) => column.notNull())
		.addColumn('person', 'text', (column) => column.notNull())
		.addColumn('role', 'text', (column) => column.notNull())
		.addColumn('decision', 'text', (column) => column.notNull())
		.addColumn('why', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('form_proposal_decision_pk', ['proposal', 'person'])
		.execute()
}
