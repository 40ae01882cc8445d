import { byKey } from '#shared/quality/checked-interview'
import { flagKinds, listedFlags, type QualityFlag } from '#shared/quality/flags'
import type { Round } from '#shared/study/study'
import { flagDecisions } from '../storage/quality/flag-decisions.ts'
import { interviewChanges } from '../storage/quality/interviews.ts'
import {
	hasFlagChanges,
	listFlagStamps,
	type OpenFlags,
	saveFlagStamp,
	saveOpenFlags,
} from '../storage/records/open-flags.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import type { QualityChecker } from './check-round.ts'
import { decisionsByFlag } from './flag-decisions.ts'

/**
 * Stores the number of open flags of each interview in districts that have changed, for filtering and sorting
 * lists. A district with uncompared interviews is left for the next run: a possible copy must not be shown as
 * clean.
 */
export async function updateOpenFlags(
	{ store, checker }: { readonly store: Store; readonly checker: QualityChecker },
	rounds: readonly Round[],
): Promise<void> {
	const { reading, project } = store
	for (const round of rounds) {
		const savedStamps = await listFlagStamps(reading, round.code)
		for (const { district, n, stamp, uncompared } of await checker.districtStates(round)) {
			if (uncompared > 0 || savedStamps.get(district) === stamp) continue
			const { districts } = await checker.checkRound(round, district)
			const { flags = [], interviews = [] } = districts.get(district) ?? {}
			await store.write(async (session) => {
				// The interviews have changed meanwhile and are checked again; other changes are found by the stamp next
				// time.
				const [now] = await interviewChanges(session, round.code, district)
				if (now?.n !== n) return
				await saveOpenFlags(session, await openOf(session, { project, round, district }, flags, interviews))
				await saveFlagStamp(session, { project, round: round.code, district, stamp })
			})
		}
		// Photos arrive later than their entries.
		const ofMaterial = async (session: Session) => {
			const found = await checker.lookAtMaterial(session, round)
			return Promise.all(
				[...found].map(([district, { flags, material }]) =>
					openOf(session, { project, round, district }, flags, material),
				),
			).then((each) => each.flat())
		}
		if (await hasFlagChanges(reading, await ofMaterial(reading)))
			await store.write(async (session) => saveOpenFlags(session, await ofMaterial(session)))
	}
}

interface FlagScope {
	readonly project: string
	readonly round: Round
	readonly district: string
}

async function openOf(
	session: Session,
	{ round, district }: FlagScope,
	flags: readonly QualityFlag[],
	records: readonly { readonly record: string }[],
): Promise<OpenFlags[]> {
	const open = openKinds(flags, decisionsByFlag(await flagDecisions(session, round.code, { district })))
	return records.map(({ record }) => ({ record, kinds: open.get(record) ?? [] }))
}

/** Returns the kinds of open flags by interview. */
export const openKinds = (
	flags: readonly QualityFlag[],
	decided: ReturnType<typeof decisionsByFlag>,
): Map<string, string[]> =>
	new Map(
		[
			...byKey(
				listedFlags(
					flags.filter(({ kind }) => flagKinds[kind].about === 'interview'),
					decided,
				).filter(({ state }) => state === 'open'),
				({ subject }) => subject,
			),
		].map(([record, own]) => [record, own.map(({ kind }) => kind)]),
	)
