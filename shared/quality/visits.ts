import { type FlagKind, type FlagListItem, flagKinds } from './flags.ts'
import { type Severity, severityPoints } from './severity.ts'

/** Somebody whose interviews ask for a word, in one district. */
export interface InterviewerToVisit {
	readonly person: string
	readonly district: string
	/** The quality index: points of all families of flags. */
	readonly points: number
	/** To be visited; else a call is enough. */
	readonly isVisited: boolean
	/** What is open about them, the weightiest first. */
	readonly flags: readonly FlagListItem[]
}

/** One thing far past its limit counts for three, however far. */
const mostStrength = 3
/** What a round says of the severity of kinds, where that is another than usual. */
export type ChangedSeverities = Partial<Readonly<Record<FlagKind, Severity>>>
export const severityOf = (kind: FlagKind, changed: ChangedSeverities = {}): Severity =>
	changed[kind] ?? flagKinds[kind].severity

export const pointsOf = (
	{ kind, strength }: Pick<FlagListItem, 'kind' | 'strength'>,
	changed: ChangedSeverities = {},
): number => severityPoints[severityOf(kind, changed)] * Math.min(mostStrength, strength)

/** Who is to be visited, and with whom to talk, the most pressing first. Decided flags weigh nothing. */
export function rankInterviewersToVisit(
	flags: readonly FlagListItem[],
	visitPoints: number,
	changed: ChangedSeverities = {},
): InterviewerToVisit[] {
	const people = new Map<string, FlagListItem[]>()
	for (const flag of flags) {
		if (flag.person === null || flag.state !== 'open' || flagKinds[flag.kind].about !== 'interviewer')
			continue
		if (severityOf(flag.kind, changed) === 'off') continue
		const key = `${flag.person} ${flag.district}`
		people.set(key, [...(people.get(key) ?? []), flag])
	}
	return [...people.values()]
		.map((own): InterviewerToVisit => {
			const inOrder = own.sort((a, b) => pointsOf(b, changed) - pointsOf(a, changed))
			const points = indexOf(inOrder, changed)
			const [first] = inOrder
			return {
				person: first?.person ?? '',
				district: first?.district ?? '',
				points: Math.round(points * 10) / 10,
				isVisited: points >= visitPoints,
				flags: inOrder,
			}
		})
		.sort((a, b) => b.points - a.points || (a.person < b.person ? -1 : 1))
}

/** The sum over families; of several flags of one family the weightiest counts. */
function indexOf(inOrder: readonly FlagListItem[], changed: ChangedSeverities): number {
	const counted = new Set<string>()
	let sum = 0
	for (const flag of inOrder) {
		const family = flagKinds[flag.kind].family || flag.kind
		if (counted.has(family)) continue
		counted.add(family)
		sum += pointsOf(flag, changed)
	}
	return sum
}
