import { alsoOf, inParts, queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type CodedPassageRow = Tables['coded_passage']
type PassageKey = Pick<CodedPassageRow, 'project' | 'record' | 'path' | 'person'>

/** Returns the coding by all users of passages of these records. */
export async function codingsOf(session: Session, records: readonly string[]) {
	const passages = await queryInChunks(records, (part) =>
		session.db
			.selectFrom('coded_passage')
			.selectAll()
			.where(alsoOf(session.project))
			.where('record', 'in', part)
			.orderBy('at')
			.orderBy('person')
			.execute(),
	)
	const codings = await queryInChunks(records, (part) =>
		session.db
			.selectFrom('coding')
			.selectAll()
			.where(alsoOf(session.project))
			.where('record', 'in', part)
			.orderBy('theme')
			.execute(),
	)
	return { passages, codings }
}

/** Replaces one user's coding of a passage; null removes it. */
export async function saveCodedPassage(
	session: Session,
	place: PassageKey,
	coded: (Omit<CodedPassageRow, keyof PassageKey> & { readonly themes: readonly string[] }) | null,
): Promise<void> {
	for (const table of ['coding', 'coded_passage'] as const)
		await session.db
			.deleteFrom(table)
			.where('project', '=', place.project)
			.where('record', '=', place.record)
			.where('path', '=', place.path)
			.where('person', '=', place.person)
			.execute()
	if (!coded) return
	const { themes, ...passage } = coded
	await session.db
		.insertInto('coded_passage')
		.values({ ...place, ...passage })
		.execute()
	const rows = themes.map((theme) => ({ ...place, theme, at: passage.at }))
	if (rows.length > 0) await session.db.insertInto('coding').values(rows).execute()
}

/** Deletes the coding of a record's passages whose values were erased. */
export async function deleteCodings(
	session: Session,
	record: string,
	paths: readonly string[],
): Promise<void> {
	for (const table of ['coding', 'coded_passage'] as const)
		for (const part of inParts(paths))
			await session.db
				.deleteFrom(table)
				.where('project', '=', session.project)
				.where('record', '=', record)
				.where('path', 'in', part)
				.execute()
}
