import type { Kysely } from 'kysely'
import { alsoOf, inParts, queryInChunks } from '../engine/chunks.ts'
import type { Tables } from '../tables/tables.ts'

export type CodedPassageRow = Tables['coded_passage']
type PassageKey = Pick<CodedPassageRow, 'project' | 'record' | 'path' | 'person'>

/** Returns the coding by all users of passages of these records. */
export async function codingsOf(db: Kysely<Tables>, project: string, records: readonly string[]) {
	const passages = await queryInChunks(records, (part) =>
		db
			.selectFrom('coded_passage')
			.selectAll()
			.where(alsoOf(project))
			.where('record', 'in', part)
			.orderBy('at')
			.orderBy('person')
			.execute(),
	)
	const codings = await queryInChunks(records, (part) =>
		db
			.selectFrom('coding')
			.selectAll()
			.where(alsoOf(project))
			.where('record', 'in', part)
			.orderBy('theme')
			.execute(),
	)
	return { passages, codings }
}

/** Replaces one user's coding of a passage; null removes it. */
export async function saveCodedPassage(
	db: Kysely<Tables>,
	place: PassageKey,
	coded: (Omit<CodedPassageRow, keyof PassageKey> & { readonly themes: readonly string[] }) | null,
): Promise<void> {
	for (const table of ['coding', 'coded_passage'] as const)
		await db
			.deleteFrom(table)
			.where('project', '=', place.project)
			.where('record', '=', place.record)
			.where('path', '=', place.path)
			.where('person', '=', place.person)
			.execute()
	if (!coded) return
	const { themes, ...passage } = coded
	await db
		.insertInto('coded_passage')
		.values({ ...place, ...passage })
		.execute()
	const rows = themes.map((theme) => ({ ...place, theme, at: passage.at }))
	if (rows.length > 0) await db.insertInto('coding').values(rows).execute()
}

/** Deletes the coding of a record's passages. `paths`: only of these, whose values were erased. */
export async function deleteCodings(
	db: Kysely<Tables>,
	project: string,
	record: string,
	paths?: readonly string[],
): Promise<void> {
	for (const table of ['coding', 'coded_passage'] as const)
		for (const part of paths ? inParts(paths) : [null])
			await db
				.deleteFrom(table)
				.where('project', '=', project)
				.where('record', '=', record)
				.$if(part !== null, (query) => query.where('path', 'in', part ?? []))
				.execute()
}
