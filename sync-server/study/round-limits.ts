import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import {
	type ChangeLimits,
	type LimitsListed,
	limitsWith,
	type QualityLimits,
	type RoundLimits,
	readLimits,
	shippedLimits,
} from '#shared/quality/quality-limits'
import type { Round } from '#shared/study/study'
import { insertLimits, limitsChanges } from '../storage/quality/quality-limits.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import { type StudyRepository, toStudyDocument } from './study-repository.ts'

/** Returns the limits that are set for a round, or the defaults. */
export async function limitsSet(session: Session, round: string): Promise<QualityLimits> {
	const [newest] = await limitsChanges(session, round, 1)
	return newest ? readLimits(newest.limits) : shippedLimits
}

/** Returns all current limits of a round. */
export const limitsOfRound = async (
	{ reading }: Pick<Store, 'reading' | 'project'>,
	round: string,
): Promise<RoundLimits> => limitsWith(await limitsSet(reading, round))

const maxChanges = 100

export async function listLimits(
	{ reading }: Pick<Store, 'reading' | 'project'>,
	round: string,
): Promise<LimitsListed> {
	const rows = await limitsChanges(reading, round, maxChanges)
	const changes = rows.map(({ by, at, why, limits }) => ({
		by: by ?? '',
		at,
		why,
		limits: readLimits(limits),
	}))
	return { limits: changes[0]?.limits ?? shippedLimits, n: rows[0]?.n ?? 0, changes }
}

/**
 * Sets the limits of a round. While the round is open, phones receive theirs with the study.
 *
 * @throws Problem `reason-missing`; `limits-changed` if another user has changed them meanwhile
 */
export async function changeLimits(
	{
		store,
		study,
		round,
		person,
	}: {
		readonly store: Pick<Store, 'write' | 'project'>
		readonly study: StudyRepository
		readonly round: Round
		readonly person: Person
	},
	{ limits, seen, why }: ChangeLimits,
): Promise<void> {
	if (why.trim() === '') throw new Problem('reason-missing')
	const { project } = store
	await store.write(async (session) => {
		const [newest] = await limitsChanges(session, round.code, 1)
		const n = newest?.n ?? 0
		if (n !== seen) throw new Problem('limits-changed')
		await insertLimits(session, {
			project,
			round: round.code,
			n: n + 1,
			limits: JSON.stringify(limits),
			person: person.id,
			at: session.at,
			why: why.trim(),
		})
		const body = toStudyDocument(await study.within(session))
		await session.putDocument({ kind: 'campaign', ref: project, scope: 'all', body })
	})
}
