import { type Kysely, sql } from 'kysely'

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('signing_key').renameTo('signing_key_before').execute()
	await db.schema
		.createTable('signing_key')
		.addColumn('project', 'text', (column) => column.notNull())
		.addColumn('public_key', 'text', (column) => column.notNull())
		.addColumn('private_key', 'text', (column) => column.notNull())
		.addColumn('created', 'text', (column) => column.notNull())
		.addColumn('signed_by_former', 'text')
		.addPrimaryKeyConstraint('signing_key_of_project_pk', ['project', 'public_key'])
		.execute()
	await sql`insert into signing_key (project, public_key, private_key, created)
		select project, public_key, private_key, created from signing_key_before`.execute(db)
	await db.schema.dropTable('signing_key_before').execute()
}
