import type { NewFieldworkDates } from '#shared/coverage/fieldwork-dates'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isDistrictInScope } from '#shared/people/roles'
import { type NewTargets, obstacleTo, type SetRoundStateRequest } from '#shared/study/rounds-and-targets'
import { dayOf } from '#shared/study/study-day'
import { savePlannedDays, saveRoundState, saveTargets } from '../storage/sample/rounds-and-targets.ts'
import type { Store } from '../storage/store.ts'
import { type StudyRepository, toStudyDocument } from './study-repository.ts'

/**
 * Opens or closes a round. Phones receive it at their next sync: new records start in the open round, and
 * records of another round are finished and count.
 *
 * @throws Problem `not-found`, `round-transition-not-allowed`, `another-round-open`
 */
export async function setRoundState(
	store: Store,
	study: StudyRepository,
	person: Person,
	move: SetRoundStateRequest,
): Promise<void> {
	await store.write(async (session) => {
		const { project } = study
		const { rounds } = await study.within(session)
		const obstacle = obstacleTo(rounds, move)
		if (obstacle === 'unknown') throw new Problem('not-found')
		if (obstacle === 'not-from-here') throw new Problem('round-transition-not-allowed')
		if (obstacle === 'other-open') throw new Problem('another-round-open')
		const { round, state } = move
		const today = dayOf(Date.parse(session.at))
		await saveRoundState(session, {
			project,
			round,
			state,
			closed: state === 'closed' ? today : null,
			person: person.id,
			at: session.at,
		})
		const body = toStudyDocument(await study.within(session))
		await session.putDocument({ kind: 'campaign', ref: project, scope: 'all', body })
	})
}

/**
 * Sets the targets of districts.
 *
 * @throws Problem `not-found` for a round or a district that does not exist, `not-allowed` for another
 * person's district
 */
export async function setTargets(
	store: Store,
	study: StudyRepository,
	person: Person,
	{ round, targets }: NewTargets,
): Promise<void> {
	for (const { district } of targets) {
		if (!study.districts.some(({ code }) => code === district)) throw new Problem('not-found')
		if (!isDistrictInScope(person.districts, district)) throw new Problem('not-allowed')
	}
	await store.write(async (session) => {
		const { rounds } = await study.within(session)
		if (!rounds.some(({ code, demonstration }) => code === round && !demonstration))
			throw new Problem('not-found')
		await saveTargets(
			session,
			targets.map(({ district, interviews, focusGroups }) => ({
				project: study.project,
				round,
				district,
				interviews,
				focus_groups: focusGroups,
				person: person.id,
				at: session.at,
			})),
		)
	})
}

/**
 * Sets the first and the last day of fieldwork of a round.
 *
 * @throws Problem `not-found` for a round that does not exist
 */
export async function setFieldworkDates(
	store: Store,
	study: StudyRepository,
	person: Person,
	{ round, firstDay, lastDay }: NewFieldworkDates,
): Promise<void> {
	const { project } = study
	await store.write(async (session) => {
		const { rounds } = await study.within(session)
		if (!rounds.some(({ code, demonstration }) => code === round && !demonstration))
			throw new Problem('not-found')
		await savePlannedDays(session, {
			project,
			round,
			first_day: firstDay,
			last_day: lastDay,
			person: person.id,
			at: session.at,
		})
	})
}
