import { alsoOf, inParts, queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type AttachmentRow = Omit<Tables['attachment'], 'project'>

const columns = ['id', 'record', 'name', 'hash', 'size', 'device', 'received'] as const

export const findAttachment = (session: Session, id: string): Promise<AttachmentRow | undefined> =>
	session.db
		.selectFrom('attachment')
		.select(columns)
		.where('project', '=', session.project)
		.where('id', '=', id)
		.executeTakeFirst()

/** Returns the attachments of some records, unordered. */
export const attachmentsOf = (session: Session, records: readonly string[]): Promise<AttachmentRow[]> =>
	queryInChunks(records, (part) =>
		session.db
			.selectFrom('attachment')
			.select(columns)
			.where(alsoOf(session.project))
			.where('record', 'in', part)
			.execute(),
	)

/** Adds an attachment. A second upload with the same id changes nothing. */
export async function addAttachment(session: Session, row: AttachmentRow): Promise<void> {
	await session.db
		.insertInto('attachment')
		.values({ ...row, project: session.project })
		.onConflict((conflict) => conflict.column('id').doNothing())
		.execute()
}

/**
 * Sums the bytes of all attachments that a person's phones have sent or begun to send, except one upload.
 * Counted per person, so that a replaced enrolment does not start from zero.
 */
export async function bytesOfPerson(session: Session, person: string, but: string): Promise<number> {
	const devices = session.db.selectFrom('device').select('id').where('person', '=', person)
	const whole = await session.db
		.selectFrom('attachment')
		.select((eb) => eb.fn.sum('size').as('bytes'))
		.where('project', '=', session.project)
		.where('device', 'in', devices)
		.executeTakeFirst()
	const unfinished = await session.db
		.selectFrom('upload')
		.select((eb) => eb.fn.sum('size').as('bytes'))
		.where('project', '=', session.project)
		.where('device', 'in', devices)
		.where('id', '!=', but)
		.executeTakeFirst()
	return Number(whole?.bytes ?? 0) + Number(unfinished?.bytes ?? 0)
}

/** Returns the files that the store refers to: attachments and audio of forms. */
export const filesNamedIn = (session: Session): Promise<{ hash: string; size: number }[]> =>
	session.db
		.selectFrom('attachment')
		.select(['hash', 'size'])
		.union(session.db.selectFrom('audio_text').select(['hash', 'size']))
		.execute()

/** Deletes rows of missing files, so that phones are asked for them again and audio is recorded again. */
export async function deleteRowsOfFiles(session: Session, hashes: readonly string[]): Promise<void> {
	for (const part of inParts(hashes))
		for (const table of ['attachment', 'audio_text'] as const)
			await session.db.deleteFrom(table).where('hash', 'in', part).execute()
}
