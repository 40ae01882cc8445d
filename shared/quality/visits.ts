import { type FlagListed, flagKinds } from './flags.ts'

/** Somebody whose interviews ask for a word, in one district. */
export interface Asked {
	readonly person: string
	readonly district: string
	readonly points: number
	/** To be visited; else a call is enough. */
	readonly isVisited: boolean
	/** What is open about them, the weightiest first. */
	readonly flags: readonly FlagListed[]
}

/** One thing far past its limit counts for three, however far. */
const mostStrength = 3
export const pointsOf = ({ kind, strength }: FlagListed): number =>
	flagKinds[kind].weight * Math.min(mostStrength, strength)

/** Who is to be visited, and with whom to talk, the most pressing first. Decided flags weigh nothing. */
export function whomToAsk(flags: readonly FlagListed[], visitPoints: number): Asked[] {
	const people = new Map<string, FlagListed[]>()
	for (const flag of flags) {
		if (flag.person === null || flag.state !== 'open' || flagKinds[flag.kind].about !== 'interviewer')
			continue
		const key = `${flag.person} ${flag.district}`
		people.set(key, [...(people.get(key) ?? []), flag])
	}
	return [...people.values()]
		.map((own): Asked => {
			const inOrder = own.sort((a, b) => pointsOf(b) - pointsOf(a))
			const points = inOrder.reduce((sum, flag) => sum + pointsOf(flag), 0)
			const [first] = inOrder
			return {
				...{ person: first?.person ?? '', district: first?.district ?? '' },
				...{ points: Math.round(points * 10) / 10, isVisited: points >= visitPoints, flags: inOrder },
			}
		})
		.sort((a, b) => b.points - a.points || (a.person < b.person ? -1 : 1))
}
