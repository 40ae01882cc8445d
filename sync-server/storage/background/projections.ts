import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

/** How far a part of a projection was computed, and by which version. */
export type Progress = Pick<Tables['projection'], 'name' | 'part' | 'version' | 'cursor'>

const ofName = (session: Session, name: string) =>
	session.db
		.selectFrom('projection')
		.select(['name', 'part', 'version', 'cursor'])
		.where('project', '=', session.project)
		.where('name', '=', name)

/** Returns undefined before the first batch of a part. */
export const findProgress = (session: Session, name: string, part: string): Promise<Progress | undefined> =>
	ofName(session, name).where('part', '=', part).executeTakeFirst()

/** Returns the progress of all parts of a projection, by part. */
export async function listProgress(session: Session, name: string): Promise<Map<string, Progress>> {
	const rows = await ofName(session, name).execute()
	return new Map(rows.map((row) => [row.part, row]))
}

export async function saveProgress(session: Session, { name, part, version, cursor }: Progress) {
	await session.db
		.insertInto('projection')
		.values({ project: session.project, name, part, version, cursor })
		.onConflict((conflict) => conflict.columns(['project', 'name', 'part']).doUpdateSet({ version, cursor }))
		.execute()
}

/** Forgets the progress of one part, or of all: it is computed again. */
export const resetProjection = (session: Session, name: string, part: string | null = null) =>
	session.db
		.deleteFrom('projection')
		.where('project', '=', session.project)
		.where('name', '=', name)
		.$if(part !== null, (query) => query.where('part', '=', part ?? ''))
		.execute()
