import type { Kysely } from 'kysely'
import { alsoOf, askInParts } from './in-parts.ts'
import type { Tables } from './tables.ts'

export type AttachmentRow = Omit<Tables['attachment'], 'project'>

const columns = ['id', 'record', 'name', 'hash', 'size', 'device', 'received'] as const

export const findAttachment = (
	db: Kysely<Tables>,
	project: string,
	id: string,
): Promise<AttachmentRow | undefined> =>
	db
		.selectFrom('attachment')
		.select(columns)
		.where('project', '=', project)
		.where('id', '=', id)
		.executeTakeFirst()

/** Those of some records, in no order. */
export const attachmentsOf = (
	db: Kysely<Tables>,
	project: string,
	records: readonly string[],
): Promise<AttachmentRow[]> =>
	askInParts(records, (part) =>
		db.selectFrom('attachment').select(columns).where(alsoOf(project)).where('record', 'in', part).execute(),
	)

/** The same attachment a second time changes nothing: the first that came is the one that stays. */
export async function addAttachment(db: Kysely<Tables>, project: string, row: AttachmentRow): Promise<void> {
	await db
		.insertInto('attachment')
		.values({ ...row, project })
		.onConflict((conflict) => conflict.column('id').doNothing())
		.execute()
}
