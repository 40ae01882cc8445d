import type { Flag } from './flags.ts'
import { seeInterviews } from './interview-flags.ts'
import { interviewerFlags } from './interviewer-flags.ts'
import type { MaterialEntry } from './material-flags.ts'
import { type Counted, countedOf } from './measures.ts'
import { byKey, type Interview, type RoundSettings, type SeenInterview } from './seen-interview.ts'
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

/** All that is found about the interviews of one district in one round. */
export function lookOver(
	interviews: readonly Interview[],
	district: string,
	settings: RoundSettings,
): LookedOver {
	const seen = seeInterviews(interviews, district, settings)
	return {
		interviews: seen.map(({ record, person, finishedAt, isComplete, activeMinutes }) => ({
			...{ record, person, finishedAt, isComplete, activeMinutes },
		})),
		material: [],
		people: new Map(
			[...byKey(seen, ({ person }) => person)].map(([person, own]) => [person, countedOf(own)]),
		),
		flags: [
			...seen.flatMap(({ flags }) => flags),
			...interviewerFlags(seen, district, settings.limits),
			...teamFlags(seen, district, settings.limits),
		],
	}
}
