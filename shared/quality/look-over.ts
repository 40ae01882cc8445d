import type { Flag } from './flags.ts'
import { seeByPerson } from './interview-flags.ts'
import { interviewerFlags } from './interviewer-flags.ts'
import type { MaterialEntry } from './material-flags.ts'
import { type Counted, countedOf } from './measures.ts'
import type { Interview, RoundSettings, SeenInterview } from './seen-interview.ts'
import { teamFlags } from './team-flags.ts'

/** As much of an interview as is kept when its district was looked over: a round has very many. */
export type LookedAt = Pick<
	SeenInterview,
	'record' | 'person' | 'finishedAt' | 'isComplete' | 'activeMinutes'
>

export interface LookedOver {
	readonly interviews: readonly LookedAt[]
	readonly people: ReadonlyMap<string, Counted>
	/** Entries of the material log. */
	readonly material: readonly MaterialEntry[]
	/** About interviews, interviewers and the team. */
	readonly flags: readonly Flag[]
}

/**
 * All that is found about the interviews of one district in one round, a part at a time: where there are tens of thousands, whoever
 * asks for the next part can answer others before.
 */
export function* lookOverInParts(
	interviews: readonly Interview[],
	district: string,
	settings: RoundSettings,
): Generator<undefined, LookedOver> {
	const seen: SeenInterview[] = []
	const people = new Map<string, Counted>()
	const flags: Flag[] = []
	for (const own of seeByPerson(interviews, district, settings)) {
		seen.push(...own)
		if (own[0]) people.set(own[0].person, countedOf(own))
		flags.push(...own.flatMap((each) => each.flags))
		yield
	}
	for (const found of [interviewerFlags, teamFlags])
		for (const some of found(seen, district, settings.limits)) {
			flags.push(...some)
			yield
		}
	return {
		interviews: seen.map(({ record, person, finishedAt, isComplete, activeMinutes }) => ({
			...{ record, person, finishedAt, isComplete, activeMinutes },
		})),
		...{ material: [], people, flags },
	}
}

/** The same at once. */
export function lookOver(...asked: Parameters<typeof lookOverInParts>): LookedOver {
	const parts = lookOverInParts(...asked)
	for (;;) {
		const { done, value } = parts.next()
		if (done) return value
	}
}
