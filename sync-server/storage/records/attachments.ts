import type { Kysely } from 'kysely'
import { alsoOf, queryInChunks } from '../engine/chunks.ts'
import type { Tables } from '../tables/tables.ts'

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

/** Returns the attachments of some records, unordered. */
export const attachmentsOf = (
	db: Kysely<Tables>,
	project: string,
	records: readonly string[],
): Promise<AttachmentRow[]> =>
	queryInChunks(records, (part) =>
		db.selectFrom('attachment').select(columns).where(alsoOf(project)).where('record', 'in', part).execute(),
	)

/** Adds an attachment. A second upload with the same id changes nothing. */
export async function addAttachment(db: Kysely<Tables>, project: string, row: AttachmentRow): Promise<void> {
	await db
		.insertInto('attachment')
		.values({ ...row, project })
		.onConflict((conflict) => conflict.column('id').doNothing())
		.execute()
}

/**
 * Sums the bytes of all attachments that a person's phones have sent or begun to send, except one upload.
 * Counted per person, so that a replaced enrolment does not start from zero.
 */
export async function bytesOfPerson(
	db: Kysely<Tables>,
	project: string,
	person: string,
	but: string,
): Promise<number> {
	const devices = db.selectFrom('device').select('id').where('person', '=', person)
	const whole = await db
		.selectFrom('attachment')
		.select((eb) => eb.fn.sum('size').as('bytes'))
		.where('project', '=', project)
		.where('device', 'in', devices)
		.executeTakeFirst()
	const unfinished = await db
		.selectFrom('upload')
		.select((eb) => eb.fn.sum('size').as('bytes'))
		.where('project', '=', project)
		.where('device', 'in', devices)
		.where('id', '!=', but)
		.executeTakeFirst()
	return Number(whole?.bytes ?? 0) + Number(unfinished?.bytes ?? 0)
}

/** Returns the files that the store refers to: attachments and audio of forms. */
export const filesNamedIn = (db: Kysely<Tables>): Promise<{ hash: string; size: number }[]> =>
	db
		.selectFrom('attachment')
		.select(['hash', 'size'])
		.union(db.selectFrom('audio_text').select(['hash', 'size']))
		.execute()
