import type { Flag } from './flags.ts'
import { seeInterviews } from './interview-flags.ts'
import { interviewerFlags } from './interviewer-flags.ts'
import type { Interview, RoundSettings, SeenInterview } from './seen-interview.ts'
import { teamFlags } from './team-flags.ts'

export interface LookedOver {
	readonly interviews: readonly SeenInterview[]
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
		interviews: seen,
		flags: [
			...seen.flatMap(({ flags }) => flags),
			...interviewerFlags(seen, district, settings.limits),
			...teamFlags(seen, district, settings.limits),
		],
	}
}
