import { toText } from '#shared/expressions/values'
import {
	readTranscriptTurns,
	type TranscriptAnswers,
	type TranscriptStructure,
	type TranscriptTurn,
} from './talk.ts'

/** What one note-taker wrote of a talk. */
export interface TranscriptNotes {
	readonly record: string
	/** Who wrote it. */
	readonly by: string
	readonly turns: readonly TranscriptTurn[]
}
/** A record of a talk: all its answers, and those of them that may be told. */
export interface EvaluatedTranscript {
	readonly talk: TranscriptStructure
	readonly answers: TranscriptAnswers
	readonly disclosed: TranscriptAnswers
}
/** What one of them wrote of a turn. */
export interface TurnNotes {
	readonly record: string
	readonly by: string
	readonly turn: TranscriptTurn
}
/** One turn, as all who took notes of it have it. */
export interface MergedTurn {
	/** Seconds since the talk began. */
	readonly at: number
	readonly speaker: string
	/** In the order in which they were begun. */
	readonly notes: readonly TurnNotes[]
}

/** Two people tap on the same speaker within so many seconds. */
const maxGapSeconds = 20

/**
 * The notes of all as one talk.
 *
 * MT1 Every turn of every note-taker stands in it once; none is dropped.
 * MT2 Turns of one speaker that begin within 20 seconds, in notes of different people, are one turn: the nearest first. Nobody's own two
 * turns are.
 * MT3 The same notes give the same, in whatever order the records come.
 */
export function mergeTurns(all: readonly TranscriptNotes[]): MergedTurn[] {
	const written = [...all]
		.sort((a, b) => (a.record < b.record ? -1 : 1))
		.flatMap(({ record, by, turns }) => turns.map((turn) => ({ record, by, turn })))
		// what begins in the same second stays in the order in which it was written
		.sort((a, b) => a.turn.at - b.turn.at)
	/** The turn that each note belongs to, as places in `written`. */
	const together = written.map((_, i) => [i])
	for (const [i, k] of nearestFirst(written)) {
		const [one = [], other = []] = [together[i], together[k]]
		const joined = [...one, ...other].sort((a, b) => a - b)
		if (isSameTurn(joined.flatMap((place) => written[place] ?? [])))
			for (const place of joined) together[place] = joined
	}
	return [...new Set(together)].map((places) => {
		const notes = places.flatMap((place) => written[place] ?? [])
		const { at, speaker } = (notes[0] as TurnNotes).turn
		return { at, speaker, notes }
	})
}

/** Pairs of notes that may be of one turn. */
function nearestFirst(written: readonly TurnNotes[]): [number, number][] {
	const pairs: { apart: number; pair: [number, number] }[] = []
	for (const [i, { turn }] of written.entries())
		for (let k = i + 1; k < written.length; k++) {
			const apart = (written[k] as TurnNotes).turn.at - turn.at
			if (apart > maxGapSeconds) break
			if (written[k]?.turn.speaker === turn.speaker) pairs.push({ apart, pair: [i, k] })
		}
	return pairs.sort((a, b) => a.apart - b.apart).map(({ pair }) => pair)
}
const isSameTurn = (notes: readonly TurnNotes[]): boolean =>
	new Set(notes.map(({ record }) => record)).size === notes.length &&
	(notes.at(-1)?.turn.at ?? 0) - (notes[0]?.turn.at ?? 0) <= maxGapSeconds

/** What the first phone offers: the code, how many seats, and of each its pseudonym, or a dash for who takes no part. */
const offered = ({ roles: { offer } }: TranscriptStructure, answers: TranscriptAnswers): string[] =>
	offer ? toText(answers.read(offer.template)).split(' ') : []
export const codeOffered = (talk: TranscriptStructure, answers: TranscriptAnswers): string =>
	offered(talk, answers)[0] ?? ''
export function codeJoined({ roles: { joins } }: TranscriptStructure, answers: TranscriptAnswers): string {
	const [first = '', second = first] = joins ? toText(answers.read(joins.template)).trim().split(' ') : []
	return second.toUpperCase()
}

/**
 * The turns of second notes by the clock of the first, and with the words of those alone who take part by the first. Whose beginning came
 * with the code of this talk has the clock of the first; any other began by the own clock, and both clocks are held against each other.
 */
export function mergeTranscriptTurns(
	first: Omit<EvaluatedTranscript, 'disclosed'>,
	second: EvaluatedTranscript,
): TranscriptTurn[] {
	const { from } = second.talk.roles
	const isTakenOver =
		from !== undefined &&
		toText(second.answers.read(from.template)) === codeJoined(second.talk, second.answers)
	const later = isTakenOver ? 0 : (beganAt(second) - beganAt(first)) / 1000
	const shift = Number.isFinite(later) ? Math.round(later) : 0
	const [, , ...seats] = offered(first.talk, first.answers)
	const takesPart = (speaker: string) => !(Number(speaker) > 0) || (seats[Number(speaker) - 1] ?? '-') !== '-'
	return readTranscriptTurns(second.talk, second.disclosed).map((turn) => ({
		...turn,
		// a clock that is slow does not begin before the talk
		at: Math.max(0, turn.at + shift),
		...(takesPart(turn.speaker) ? {} : untold),
	}))
}
const untold = { note: '', themes: [], isQuote: false, isSuppressed: true } as const
const beganAt = ({ talk, answers }: Omit<EvaluatedTranscript, 'disclosed'>): number =>
	talk.roles.began ? Date.parse(toText(answers.read(talk.roles.began.template))) : Number.NaN
