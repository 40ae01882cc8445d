import { toText } from '#shared/expressions/values'
import {
	readTranscriptTurns,
	type TranscriptAnswers,
	type TranscriptStructure,
	type TranscriptTurn,
} from '../forms/transcript-structure.ts'

/** The transcript of one note-taker. */
export interface TranscriptNotes {
	readonly record: string
	/** Name of the note-taker. */
	readonly by: string
	readonly turns: readonly TranscriptTurn[]
}
/** A record of a discussion: all its answers, and those of them that may be disclosed. */
export interface EvaluatedTranscript {
	readonly structure: TranscriptStructure
	readonly answers: TranscriptAnswers
	readonly disclosed: TranscriptAnswers
}
/** Notes of one note-taker on a turn. */
export interface TurnNotes {
	readonly record: string
	readonly by: string
	readonly turn: TranscriptTurn
}
/** One turn with the notes of all note-takers. */
export interface MergedTurn {
	/** Seconds since the discussion began. */
	readonly at: number
	readonly speaker: string
	/** In the order in which they were begun. */
	readonly notes: readonly TurnNotes[]
}

/** Maximum seconds between the taps of two note-takers on the same speaker. */
const maxGapSeconds = 20

/**
 * Merges the notes of all note-takers into one transcript.
 *
 * MT1 Every turn of every note-taker is contained once; none is dropped.
 * MT2 Turns of one speaker that begin within 20 seconds, in notes of different people, become one turn: the
 *     nearest first. Two turns in the notes of one person are never merged.
 * MT3 The same notes give the same result, in whatever order the records arrive.
 */
export function mergeTurns(all: readonly TranscriptNotes[]): MergedTurn[] {
	const written = [...all]
		.sort((a, b) => (a.record < b.record ? -1 : 1))
		.flatMap(({ record, by, turns }) => turns.map((turn) => ({ record, by, turn })))
		// turns that begin in the same second stay in the order in which they were written
		.sort((a, b) => a.turn.at - b.turn.at)
	/** Turn that each note belongs to, as positions in `written`. */
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

/** Pairs of notes that may be of one turn, the nearest first. */
function nearestFirst(written: readonly TurnNotes[]): [number, number][] {
	const pairs: { gapSeconds: number; pair: [number, number] }[] = []
	for (const [i, { turn }] of written.entries())
		for (let k = i + 1; k < written.length; k++) {
			const gapSeconds = (written[k] as TurnNotes).turn.at - turn.at
			if (gapSeconds > maxGapSeconds) break
			if (written[k]?.turn.speaker === turn.speaker) pairs.push({ gapSeconds, pair: [i, k] })
		}
	return pairs.sort((a, b) => a.gapSeconds - b.gapSeconds).map(({ pair }) => pair)
}
const isSameTurn = (notes: readonly TurnNotes[]): boolean =>
	new Set(notes.map(({ record }) => record)).size === notes.length &&
	(notes.at(-1)?.turn.at ?? 0) - (notes[0]?.turn.at ?? 0) <= maxGapSeconds

/**
 * Contents of the first phone's offer: the code, the number of seats, and the pseudonym of each, or a dash if
 * the person takes no part.
 */
const offered = ({ roles: { offer } }: TranscriptStructure, answers: TranscriptAnswers): string[] =>
	offer ? toText(answers.read(offer.template)).split(' ') : []
export const codeOffered = (structure: TranscriptStructure, answers: TranscriptAnswers): string =>
	offered(structure, answers)[0] ?? ''
export function codeJoined({ roles: { joins } }: TranscriptStructure, answers: TranscriptAnswers): string {
	const [first = '', second = first] = joins ? toText(answers.read(joins.template)).trim().split(' ') : []
	return second.toUpperCase()
}

/**
 * Returns the turns of second notes by the clock of the first, with the words only of those who take part
 * according to the first. Notes whose beginning was copied with the code of this discussion have the clock of
 * the first; others have their own, and are shifted by the difference between the two beginnings.
 */
export function mergeTranscriptTurns(
	first: Omit<EvaluatedTranscript, 'disclosed'>,
	second: EvaluatedTranscript,
): TranscriptTurn[] {
	const { from } = second.structure.roles
	const isContinued =
		from !== undefined &&
		toText(second.answers.read(from.template)) === codeJoined(second.structure, second.answers)
	const later = isContinued ? 0 : (beganAt(second) - beganAt(first)) / 1000
	const shift = Number.isFinite(later) ? Math.round(later) : 0
	const [, , ...seats] = offered(first.structure, first.answers)
	const takesPart = (speaker: string) => !(Number(speaker) > 0) || (seats[Number(speaker) - 1] ?? '-') !== '-'
	return readTranscriptTurns(second.structure, second.disclosed).map((turn) => ({
		...turn,
		// a slow clock must not put a turn before the beginning
		at: Math.max(0, turn.at + shift),
		...(takesPart(turn.speaker) ? {} : suppressedNotes),
	}))
}
const suppressedNotes = { note: '', themes: [], isQuote: false, isSuppressed: true } as const
const beganAt = ({ structure, answers }: Omit<EvaluatedTranscript, 'disclosed'>): number =>
	structure.roles.began ? Date.parse(toText(answers.read(structure.roles.began.template))) : Number.NaN
