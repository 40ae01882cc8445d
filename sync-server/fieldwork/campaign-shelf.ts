import type { Kysely } from 'kysely'
import type { Round, Study } from '#shared/campaign/campaign'
import { buildHelplineRounds } from '#shared/campaign/works'
import { readLimits } from '#shared/quality/quality-limits'
import { roundStates, targets } from '../storage/fieldwork-table.ts'
import { limitsChanges } from '../storage/quality-limits-table.ts'
import { usedRounds } from '../storage/record-queries.ts'
import type { Store } from '../storage/store.ts'
import type { Tables } from '../storage/tables.ts'

/** The campaign. Its districts are those of the list that it was started with; what is decided while it runs is asked of the store. */
export interface StudyRepository extends Omit<Study, 'rounds'> {
	/** With its rounds as they are now: another server may have opened or closed one. */
	current(): Promise<Study>
	/** The same, inside a change. */
	within(db: Kysely<Tables>): Promise<Study>
}

/**
 * `planned`: with its rounds as they are before anybody decides something. `areCallsAlone`: nobody opens or closes any, whatever was decided before the
 * calls had a server of their own.
 */
export function createStudyRepository(
	store: Store,
	{ rounds: planned, ...campaign }: Study,
	areCallsAlone: boolean,
): StudyRepository {
	const { project } = campaign
	const codes = planned.map(({ code }) => code)
	async function within(db: Kysely<Tables>): Promise<Study> {
		const rounds = areCallsAlone
			? buildHelplineRounds(planned, await usedRounds(db, project, codes))
			: await roundsIn(db, project, planned)
		const quality = await limitsOnPhones(db, project, rounds)
		return { ...campaign, rounds, ...(quality ? { quality } : {}) }
	}
	return { ...campaign, within, current: () => within(store.reading) }
}

/** Phones ask by the limits of the round that is open; null where nothing is set for it. */
async function limitsOnPhones(db: Kysely<Tables>, project: string, rounds: readonly Round[]) {
	const open = rounds.find(({ state, demonstration }) => state === 'open' && !demonstration)
	const [newest] = open ? await limitsChanges(db, project, open.code, 1) : []
	return newest ? readLimits(newest.limits).onPhones : null
}

async function roundsIn(db: Kysely<Tables>, project: string, planned: readonly Round[]): Promise<Round[]> {
	const [states, wanted] = [await roundStates(db, project), await targets(db, project)]
	return planned.map((round): Round => {
		const decided = states.find((each) => each.round === round.code)
		const own = wanted
			.filter((each) => each.round === round.code)
			.map(
				(each) => [each.district, { interviews: each.interviews, focusGroups: each.focus_groups }] as const,
			)
		const { closed: before, ...rest } = round
		const closed = decided ? decided.closed : before
		return {
			...rest,
			...(decided ? { state: asState(decided.state) } : {}),
			...(closed ? { closed } : {}),
			...(own.length > 0 ? { targets: Object.fromEntries(own) } : {}),
		}
	})
}

const asState = (text: string): Round['state'] => (text === 'open' || text === 'closed' ? text : 'planned')

/** As phones are told: targets are the desk's. */
export const toStudyDocument = ({ rounds, ...campaign }: Study): Study => ({
	...campaign,
	rounds: rounds.map(({ targets: _, ...round }) => round),
})
