import type { Kysely } from 'kysely'

/** Uploads that are not whole yet count towards what a person's phones may send. Imports nothing of ours and is never edited. */
export async function up(
	db: Kysely<unknown>,
	types: { bytes: 'blob' | 'bytea'; whole: 'integer' | 'bigint' },
): Promise<void> {
	await db.schema
		.alterTable('upload')
		.addColumn('device', 'text', (c) => c.notNull().defaultTo(''))
		.execute()
	await db.schema
		.alterTable('upload')
		.addColumn('size', types.whole, (c) => c.notNull().defaultTo(0))
		.execute()
	await db.schema.createIndex('upload_of_device').on('upload').columns(['project', 'device']).execute()
	await db.schema
		.createIndex('attachment_of_device')
		.on('attachment')
		.columns(['project', 'device'])
		.execute()
}
