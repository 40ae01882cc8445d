import { inflateRawSync } from 'node:zlib'
import { type Kysely, sql } from 'kysely'

interface Before {
	quarantine: { id: string; device: string; bytes: Buffer; n: number | null }
}

/** Imports nothing of ours and is never edited. */
export async function up(db: Kysely<unknown>, types: { whole: 'integer' | 'bigint' }): Promise<void> {
	const { whole } = types
	await db.schema.alterTable('device').addColumn('holds', 'text').execute()
	await db.schema.alterTable('device').addColumn('holds_at', 'text').execute()
	await db.schema.alterTable('quarantine').addColumn('n', whole).execute()
	await db.schema
		.alterTable('quarantine')
		.addColumn('kept_out', whole, (c) => c.notNull().defaultTo(0))
		.execute()
	await numberWhatIsApart(db as Kysely<Before>)
	await db.schema.createIndex('quarantine_device').on('quarantine').columns(['device', 'n']).execute()
	// looked for at every start; a program of before never was at a loss for long, so that they are few
	await db.schema
		.createIndex('quarantine_not_understood')
		.on('quarantine')
		.columns(['project', 'id'])
		.where(sql.ref('why'), '=', sql.lit('not-understood'))
		.execute()
	await db.schema
		.createTable('decision')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('seq', whole, (c) => c.notNull())
		.addColumn('chain', 'text', (c) => c.notNull())
		.addColumn('revision', 'text', (c) => c.notNull())
		.addColumn('device', 'text', (c) => c.notNull())
		.addColumn('held_for', 'text', (c) => c.notNull())
		.addColumn('decision', 'text', (c) => c.notNull())
		.addColumn('person', 'text')
		.addColumn('why', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('decision_pk', ['project', 'seq'])
		.execute()
	await db.schema.createIndex('decision_revision').on('decision').column('revision').execute()
	await db.schema
		.createTable('switching')
		.addColumn('project', 'text', (c) => c.notNull())
		.addColumn('person', 'text', (c) => c.notNull())
		.addColumn('device', 'text')
		.addColumn('active', whole, (c) => c.notNull())
		.addColumn('switched_by', 'text', (c) => c.notNull())
		.addColumn('at', 'text', (c) => c.notNull())
		.execute()
	await db.schema.createIndex('switching_person').on('switching').columns(['person', 'at']).execute()
}

/** Gives what was apart already the number that its phone gave it. */
async function numberWhatIsApart(db: Kysely<Before>): Promise<void> {
	for (let after = ''; ; ) {
		const rows = await db
			.selectFrom('quarantine')
			.select(['id', 'device', 'bytes'])
			.where('id', '>', after)
			.orderBy('id')
			.limit(200)
			.execute()
		for (const { id, device, bytes } of rows) {
			const n = numberIn(bytes, device)
			if (n !== null) await db.updateTable('quarantine').set({ n }).where('id', '=', id).execute()
		}
		const last = rows.at(-1)
		if (!last) return
		after = last.id
	}
}

function numberIn(bytes: Buffer, device: string): number | null {
	try {
		const said = JSON.parse(inflateRawSync(bytes, { maxOutputLength: 512 * 1024 }).toString('utf8')) as {
			device?: unknown
			n?: unknown
		}
		return said.device === device && Number.isSafeInteger(said.n) && Number(said.n) > 0
			? Number(said.n)
			: null
	} catch {
		return null
	}
}
