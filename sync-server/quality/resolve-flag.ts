import { Problem } from '#shared/kernel/problem'
import { isDistrictInScope } from '#shared/people/roles'
import {
	type FlagKey,
	type FlagsResolved,
	flagKeyOf,
	flagKinds,
	type ResolveFlags,
} from '#shared/quality/flags'
import { flagDecisions, insertFlagDecision } from '../storage/quality/flag-decisions.ts'
import { areFlagsComputed, saveOpenFlags } from '../storage/records/open-flags.ts'
import type { Store } from '../storage/store.ts'
import { limitsOfRound } from '../study/round-limits.ts'
import { checkCalls } from './check-calls.ts'
import { decisionsByFlag } from './flag-decisions.ts'
import { openKinds } from './flag-projection.ts'
import type { QualityDeps, QualityScope } from './quality-alerts.ts'

/** A flag with the scope of its district, and the store that also writes the log entry. */
export interface FlagToResolve {
	readonly key: FlagKey
	readonly scope: QualityScope
	readonly through: Pick<Store, 'write'>
}

/**
 * Records one decision about several flags, each in its own transaction. A flag that is found no longer stops
 * no other. The records themselves do not change: they are edited or returned separately.
 *
 * @throws Problem `reason-missing`; `not-found` if none of the flags is found any longer
 */
export async function resolveFlags(
	deps: QualityDeps,
	flags: readonly FlagToResolve[],
	{ state, why }: Pick<ResolveFlags, 'state' | 'why'>,
): Promise<FlagsResolved> {
	const reason = why.trim()
	if (reason === '') throw new Problem('reason-missing')
	let resolved = 0
	for (const each of flags) if (await resolveFlag(deps, each, { state, why: reason })) resolved++
	if (resolved === 0) throw new Problem('not-found')
	return { resolved, gone: flags.length - resolved }
}

/** Returns false, and writes nothing, for a flag that is found no longer. */
async function resolveFlag(
	{ store, checker }: QualityDeps,
	{ key, scope: { round, person }, through }: FlagToResolve,
	{ state, why }: Pick<ResolveFlags, 'state' | 'why'>,
): Promise<boolean> {
	const { district, subject, kind, item } = key
	const flags =
		flagKinds[kind].about === 'operator'
			? await checkCalls(store, round, person, (await limitsOfRound(store, round.code)).limits)
			: isDistrictInScope(person.districts, district)
				? (await checker.checkRound(round, district)).districts.get(district)?.flags
				: []
	const flag = flags?.find((each) => flagKeyOf(each) === flagKeyOf(key))
	if (!flag) return false
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
	return true
}
