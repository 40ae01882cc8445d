import { readLimits } from '#shared/quality/quality-limits'
import { buildHelplineRounds } from '#shared/study/deployments'
import { type Round, type Study, studySchema } from '#shared/study/study'
import { limitsChanges } from '../storage/quality/quality-limits.ts'
import { usedRounds } from '../storage/records/records.ts'
import { roundStates, targets } from '../storage/sample/rounds-and-targets.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'

/**
 * The study. Its districts come from the list at the start of the server; what changes during fieldwork is
 * read from the store.
 */
export interface StudyRepository extends Omit<Study, 'rounds'> {
	/** Returns the study with its current rounds: another server may have opened or closed one. */
	current(): Promise<Study>
	/** Returns the study within a transaction. */
	within(session: Session): Promise<Study>
}

/**
 * Creates the repository. `planned` rounds: their states before any decision. `areCallsAlone`: rounds are
 * never opened or closed, whatever was decided before the helpline had a server of its own.
 */
export function createStudyRepository(
	store: Store,
	{ rounds: planned, ...study }: Study,
	areCallsAlone: boolean,
): StudyRepository {
	const codes = planned.map(({ code }) => code)
	async function within(session: Session): Promise<Study> {
		const rounds = areCallsAlone
			? buildHelplineRounds(planned, await usedRounds(session, codes))
			: await roundsIn(session, planned)
		const quality = await limitsOnPhones(session, rounds)
		return { ...study, rounds, ...(quality ? { quality } : {}) }
	}
	return { ...study, within, current: () => within(store.reading) }
}

/** Returns the phone limits of the open round. Null if none are set. */
async function limitsOnPhones(session: Session, rounds: readonly Round[]) {
	const open = rounds.find(({ state, demonstration }) => state === 'open' && !demonstration)
	const [newest] = open ? await limitsChanges(session, open.code, 1) : []
	return newest ? readLimits(newest.limits).onPhones : null
}

async function roundsIn(session: Session, planned: readonly Round[]): Promise<Round[]> {
	const [states, wanted] = [await roundStates(session), await targets(session)]
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

/** Returns the study as phones have it; undefined before the first start, or if another version wrote it. */
export async function findStudyDocument(store: Store): Promise<Study | undefined> {
	const [known] = await store.documentsByRef([store.project])
	return known ? studySchema.safeParse(known.body).data : undefined
}

/** Converts the study for phones, without the desk's targets. */
export const toStudyDocument = ({ rounds, ...study }: Study): Study => ({
	...study,
	rounds: rounds.map(({ targets: _, ...round }) => round),
})
