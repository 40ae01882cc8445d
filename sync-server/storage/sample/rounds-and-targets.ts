import type { Kysely } from 'kysely'
import { inParts } from '../engine/chunks.ts'
import type { Tables } from '../tables/tables.ts'

type RoundStateRow = Tables['round_state']
type TargetRow = Tables['target']

export const roundStates = (db: Kysely<Tables>, project: string): Promise<RoundStateRow[]> =>
	db.selectFrom('round_state').selectAll().where('project', '=', project).execute()

export const targets = (db: Kysely<Tables>, project: string): Promise<TargetRow[]> =>
	db
		.selectFrom('target')
		.selectAll()
		.where('project', '=', project)
		.orderBy('round')
		.orderBy('district')
		.execute()

export async function saveRoundState(db: Kysely<Tables>, row: RoundStateRow): Promise<void> {
	const { state, closed, person, at } = row
	await db
		.insertInto('round_state')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['project', 'round']).doUpdateSet({ state, closed, person, at }),
		)
		.execute()
}

export async function saveTargets(db: Kysely<Tables>, rows: readonly TargetRow[]): Promise<void> {
	for (const part of inParts(rows))
		await db
			.insertInto('target')
			.values(part)
			.onConflict((conflict) =>
				conflict.columns(['project', 'round', 'district']).doUpdateSet((eb) => ({
					interviews: eb.ref('excluded.interviews'),
					focus_groups: eb.ref('excluded.focus_groups'),
					person: eb.ref('excluded.person'),
					at: eb.ref('excluded.at'),
				})),
			)
			.execute()
}

export async function lastDayOf(db: Kysely<Tables>, project: string, round: string): Promise<string | null> {
	const found = await db
		.selectFrom('round_plan')
		.select('last_day')
		.where('project', '=', project)
		.where('round', '=', round)
		.executeTakeFirst()
	return found?.last_day ?? null
}

export async function saveFieldworkEnd(db: Kysely<Tables>, row: Tables['round_plan']): Promise<void> {
	const { last_day, person, at } = row
	await db
		.insertInto('round_plan')
		.values(row)
		.onConflict((conflict) => conflict.columns(['project', 'round']).doUpdateSet({ last_day, person, at }))
		.execute()
}
