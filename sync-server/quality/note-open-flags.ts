import type { Round } from '#shared/campaign/campaign'
import { type Flag, flagKinds, listedFlags } from '#shared/quality/flags'
import { byKey } from '#shared/quality/seen-interview'
import { flagDecisions } from '../storage/flag-table.ts'
import { noteOpenFlags, noteStamp, stampsNoted } from '../storage/open-flag-table.ts'
import type { Store } from '../storage/store.ts'
import { decisionsByFlag } from './decided-flags.ts'
import type { LookingOver } from './look-over-round.ts'

/**
 * Notes how many questions about each interview are open, where something of its district has changed since: lists are narrowed to it and sorted by
 * it. A district of which something is not compared yet is left for the next time: nobody is to take for clean what may be a copy.
 */
export async function noteRounds(
	{ store, lookingOver }: { readonly store: Store; readonly lookingOver: LookingOver },
	rounds: readonly Round[],
): Promise<void> {
	const { reading, project } = store
	for (const round of rounds) {
		const noted = await stampsNoted(reading, project, round.code)
		const { districts } = await lookingOver.lookOver(
			round,
			(code, { stamp, isCompared }) => isCompared && noted.get(code) !== stamp,
		)
		for (const [district, { flags, interviews, stamp }] of districts)
			await store.write(async ({ db }) => {
				// it has changed meanwhile, and is looked at again
				if ((await lookingOver.stampOf(db, round, district)) !== stamp) return
				const decided = decisionsByFlag(await flagDecisions(db, project, round.code))
				const open = openKinds(flags, decided)
				const rows = interviews.map(({ record }) => ({ record, kinds: open.get(record) ?? [] }))
				await noteOpenFlags(db, project, rows)
				await noteStamp(db, { project, round: round.code, district, stamp })
			})
	}
}

/** The kinds of the open questions about each interview. */
export const openKinds = (
	flags: readonly Flag[],
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
