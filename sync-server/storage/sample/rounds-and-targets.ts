import { inParts } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

type RoundStateRow = Tables['round_state']
type TargetRow = Tables['target']

export const roundStates = (session: Session): Promise<RoundStateRow[]> =>
	session.db.selectFrom('round_state').selectAll().where('project', '=', session.project).execute()

export const targets = (session: Session): Promise<TargetRow[]> =>
	session.db
		.selectFrom('target')
		.selectAll()
		.where('project', '=', session.project)
		.orderBy('round')
		.orderBy('district')
		.execute()

export async function saveRoundState(session: Session, row: RoundStateRow): Promise<void> {
	const { state, closed, person, at } = row
	await session.db
		.insertInto('round_state')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['project', 'round']).doUpdateSet({ state, closed, person, at }),
		)
		.execute()
}

export async function saveTargets(session: Session, rows: readonly TargetRow[]): Promise<void> {
	for (const part of inParts(rows))
		await session.db
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

/** Returns the planned days of a round's fieldwork; null where none is set. */
export async function plannedDaysOf(
	session: Session,
	round: string,
): Promise<{ readonly firstDay: string | null; readonly lastDay: string | null }> {
	const found = await session.db
		.selectFrom('round_plan')
		.select(['first_day', 'last_day'])
		.where('project', '=', session.project)
		.where('round', '=', round)
		.executeTakeFirst()
	return { firstDay: found?.first_day ?? null, lastDay: found?.last_day ?? null }
}

export async function savePlannedDays(session: Session, row: Tables['round_plan']): Promise<void> {
	const { first_day, last_day, person, at } = row
	await session.db
		.insertInto('round_plan')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['project', 'round']).doUpdateSet({ first_day, last_day, person, at }),
		)
		.execute()
}
