import { isReserve, type LineState, type SampleLine, sexOfLine } from './sample.ts'

/** How far somebody has come with one household, as its record says. */
export interface HouseholdWork {
	readonly cluster: string
	readonly household: number
	/** 1 to 3 */
	readonly visit: number
	readonly contact: string
	/** When they come back, ISO with its offset; '' without an appointment. */
	readonly appointment: string
	/** The person has agreed to take part. */
	readonly hasAgreed: boolean
	/** The final result; '' before there is one. */
	readonly result: string
	/** The household that this one stands for. */
	readonly replaces: number | null
}

/** The questions that say so. */
export const workQuestions = [
	'cluster_id',
	'hh_no',
	'visit_no',
	'contact',
	'sel_avail',
	'appointment',
	'consent',
	'result',
	'replaced_hh_no',
] as const

/** `said`: what stands at a question, as text; '' if nothing does. Null while nobody has said which household it is. */
export function householdWork(
	said: (question: (typeof workQuestions)[number]) => string,
): HouseholdWork | null {
	const [cluster, household] = [said('cluster_id'), Number(said('hh_no'))]
	if (cluster === '' || !Number.isSafeInteger(household) || household < 1) return null
	return {
		cluster,
		household,
		visit: Number(said('visit_no')) || 1,
		contact: said('contact'),
		appointment: said('sel_avail') === 'later' ? said('appointment') : '',
		hasAgreed: said('consent') === 'yes',
		result: said('result'),
		replaces: Number(said('replaced_hh_no')) || null,
	}
}

/** The two results that no other household takes the place of. */
const handedBack = 'handed_back'
const complete = 'complete'

/** What lies with somebody of one household, and how far they are. */
export interface DayLine<Work extends HouseholdWork = HouseholdWork>
	extends Pick<SampleLine, 'household' | 'line' | 'selection'> {
	readonly isReserve: boolean
	readonly state: LineState
	/** For a reserve household: the one it stands for, or would stand for if it were begun now. */
	readonly replaces: number | null
	readonly sex: 'male' | 'female' | null
	readonly work: Work | null
}

/**
 * The households of one cluster in the order of the sample, with their state. A reserve household opens only when another one has
 * ended without an interview, one for each, in their order (R4); it takes that one's line, and so its sex.
 */
export function dayLines<Work extends HouseholdWork>(
	lines: readonly SampleLine[],
	work: ReadonlyMap<number, Work>,
): DayLine<Work>[] {
	const found = lines.map(({ household, over }) => {
		const own = work.get(household)
		return own ? { state: stateOf(own), replaces: own.replaces } : over
	})
	const taken = new Set(found.flatMap((each) => each?.replaces ?? []))
	const unreplaced = lines.flatMap(({ household }, i) =>
		found[i]?.state === 'ended' && !taken.has(household) ? [household] : [],
	)
	// a reserve household can stand for one that stood for another itself: the line goes along
	const lineOf = new Map(lines.flatMap(({ household, line }) => (line === null ? [] : [[household, line]])))
	return lines.map((sampled, i): DayLine<Work> => {
		const { household } = sampled
		const standsIn = isReserve(sampled)
		const replaces = standsIn ? (found[i] ? found[i].replaces : (unreplaced.shift() ?? null)) : null
		const line = sampled.line ?? (replaces === null ? null : (lineOf.get(replaces) ?? null))
		if (line !== null) lineOf.set(household, line)
		return {
			...{ household, line, selection: sampled.selection, isReserve: standsIn, replaces },
			sex: line === null ? null : sexOfLine(line),
			state: found[i]?.state ?? (standsIn && replaces === null ? 'closed' : 'to-visit'),
			work: work.get(household) ?? null,
		}
	})
}

function stateOf({ result, hasAgreed, contact }: HouseholdWork): LineState {
	if (result === complete) return 'done'
	if (result === handedBack) return 'handed-back'
	if (result !== '') return 'ended'
	if (hasAgreed) return 'begun'
	return contact === '' ? 'to-visit' : 'come-back'
}

/** By appointment: those that have one first, the earliest before the others; everything else keeps its place. */
export const byAppointment = <Line extends DayLine>(lines: readonly Line[]): Line[] => {
	const at = ({ work, state }: Line) =>
		state === 'come-back' && work?.appointment ? Date.parse(work.appointment) : Number.POSITIVE_INFINITY
	return [...lines].sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)))
}

/** What is left to do, by sex. */
export function leftOf(lines: readonly DayLine[]): { readonly male: number; readonly female: number } {
	const left = lines.filter(({ state }) => state === 'to-visit' || state === 'come-back' || state === 'begun')
	const of = (wanted: 'male' | 'female') => left.filter(({ sex }) => sex === wanted).length
	return { male: of('male'), female: of('female') }
}

/** What the interview of a household begins with. */
export const givenBy = (
	{ cluster, area }: { readonly cluster: string; readonly area: string },
	{ household, line, selection, isReserve, replaces }: DayLine,
) => ({
	sampled: 'yes',
	cluster,
	area,
	...(line === null ? {} : { line: String(line) }),
	household: String(household),
	reserve: isReserve ? 'yes' : 'no',
	...(replaces === null ? {} : { replaced: String(replaces) }),
	selection: String(selection),
})
