import { Problem } from '#shared/kernel/problem'
import { isDistrictInScope } from '#shared/people/roles'
import { flagKeyOf, flagKinds, type ResolveFlag } from '#shared/quality/flags'
import { flagDecisions, insertFlagDecision } from '../storage/quality/flag-decisions.ts'
import { areFlagsComputed, saveOpenFlags } from '../storage/records/open-flags.ts'
import type { Store } from '../storage/store.ts'
import { limitsOfRound } from '../study/round-limits.ts'
import { checkCalls } from './check-calls.ts'
import { decisionsByFlag } from './flag-decisions.ts'
import type { QualityDeps, QualityScope } from './quality-alerts.ts'
import { openKinds } from './update-open-flags.ts'

/**
 * Records the resolution of a flag. The record itself does not change: it is edited or returned separately.
 * `through`: a store that also writes the log entry.
 *
 * @throws Problem `reason-missing`; `not-found`, also for a flag that is found no longer
 */
export async function resolveFlag(
	{ store, checker }: QualityDeps,
	{ round, person }: QualityScope,
	decision: ResolveFlag,
	through: Pick<Store, 'write'>,
): Promise<void> {
	const why = decision.why.trim()
	if (why === '') throw new Problem('reason-missing')
	const { district, subject, kind, item, state } = decision
	const flags =
		flagKinds[kind].about === 'operator'
			? await checkCalls(store, round, person, (await limitsOfRound(store, round.code)).limits)
			: isDistrictInScope(person.districts, district)
				? (await checker.checkRound(round, district)).districts.get(district)?.flags
				: []
	const flag = flags?.find((each) => flagKeyOf(each) === flagKeyOf(decision))
	if (!flag) throw new Problem('not-found')
	await through.write(async (session) => {
		const before = await flagDecisions(session, round.code, { subject })
		const n = Math.max(0, ...before.map((each) => each.n)) + 1
		await insertFlagDecision(session, {
			project: store.project,
			round: round.code,
			district,
			subject,
			kind,
			item,
			n,
			state,
			found: String(flag.found),
			count: flag.many,
			other: flag.other,
			person: person.id,
			at: session.at,
			why,
		})
		// A concurrent change triggers another check by itself.
		if (flagKinds[kind].about !== 'interview' || !(await areFlagsComputed(session, subject))) return
		const own = (flags ?? []).filter((each) => each.subject === subject)
		const decided = decisionsByFlag(await flagDecisions(session, round.code, { subject }))
		await saveOpenFlags(session, [{ record: subject, kinds: openKinds(own, decided).get(subject) ?? [] }])
	})
}
