import { type FlagKind, type FlagListItem, flagKinds } from './flags.ts'
import { type Severity, severityPoints } from './severity.ts'

/** An enumerator with open flags, in one district. */
export interface EnumeratorToVisit {
	readonly person: string
	readonly district: string
	/** The quality index, to one decimal: points of all families of flags. */
	readonly points: number
	/** True if the enumerator should be visited; otherwise a call is enough. */
	readonly isVisited: boolean
	/** Open flags about the enumerator, the weightiest first. */
	readonly flags: readonly FlagListItem[]
}

/** Maximum strength that counts, so that one extreme finding cannot dominate. */
const maxStrength = 3
/** Severities that a round changed from the defaults. */
export type ChangedSeverities = Partial<Readonly<Record<FlagKind, Severity>>>
export const severityOf = (kind: FlagKind, changed: ChangedSeverities = {}): Severity =>
	changed[kind] ?? flagKinds[kind].severity

export const pointsOf = (
	{ kind, strength }: Pick<FlagListItem, 'kind' | 'strength'>,
	changed: ChangedSeverities = {},
): number => severityPoints[severityOf(kind, changed)] * Math.min(maxStrength, strength)

/** Ranks the enumerators to visit or call, the most urgent first. Decided flags have no weight. */
export function rankEnumeratorsToVisit(
	flags: readonly FlagListItem[],
	visitPoints: number,
	changed: ChangedSeverities = {},
): EnumeratorToVisit[] {
	const people = new Map<string, FlagListItem[]>()
	for (const flag of flags) {
		if (flag.person === null || flag.state !== 'open' || flagKinds[flag.kind].about !== 'enumerator') continue
		if (severityOf(flag.kind, changed) === 'off') continue
		const key = `${flag.person} ${flag.district}`
		people.set(key, [...(people.get(key) ?? []), flag])
	}
	return [...people.values()]
		.map((own): EnumeratorToVisit => {
			const inOrder = own.sort((a, b) => pointsOf(b, changed) - pointsOf(a, changed))
			// compared as it is shown: nobody with “4” stays unvisited at a limit of 4
			const points = Math.round(indexOf(inOrder, changed) * 10) / 10
			const [first] = inOrder
			return {
				person: first?.person ?? '',
				district: first?.district ?? '',
				points,
				isVisited: points >= visitPoints,
				flags: inOrder,
			}
		})
		.sort((a, b) => b.points - a.points || (a.person < b.person ? -1 : 1))
}

/** Returns the sum of points over families; only the weightiest flag of a family counts. */
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
