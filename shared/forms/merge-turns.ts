import { toText } from '#shared/expressions/values'
import { type Talk, type TalkAnswers, type Turn, turnsOf } from './talk.ts'

/** What one note-taker wrote of a talk. */
export interface TalkNotes {
	readonly record: string
	/** Who wrote it. */
	readonly by: string
	readonly turns: readonly Turn[]
}
/** A record of a talk: all its answers, and those of them that may be told. */
export interface ReadTalk {
	readonly talk: Talk
	readonly answers: TalkAnswers
	readonly told: TalkAnswers
}
/** What one of them wrote of a turn. */
export interface TurnNotes {
	readonly record: string
	readonly by: string
	readonly turn: Turn
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
const mostApart = 20

/**
 * The notes of all as one talk.
 *
 * M1 Every turn of every note-taker stands in it once; none is dropped.
 * M2 Turns of one speaker that begin within 20 seconds, in notes of different people, are one turn. Nobody's own two turns are.
 * M3 The same notes give the same, in whatever order the records come.
 */
export function mergeTurns(all: readonly TalkNotes[]): MergedTurn[] {
	const written = [...all]
		.sort((a, b) => (a.record < b.record ? -1 : 1))
		.flatMap(({ record, by, turns }) => turns.map((turn) => ({ record, by, turn })))
		// what begins in the same second stays in the order in which it was written
		.sort((a, b) => a.turn.at - b.turn.at)
	const merged: { at: number; speaker: string; notes: TurnNotes[] }[] = []
	for (const each of written) {
		const { at, speaker } = each.turn
		const same = merged.find(
			(turn) =>
				turn.speaker === speaker &&
				at - turn.at <= mostApart &&
				turn.notes.every(({ record }) => record !== each.record),
		)
		if (same) same.notes.push(each)
		else merged.push({ at, speaker, notes: [each] })
	}
	return merged
}

/** The code of a talk: the first word of what is offered, and what the other phone took over. */
export const codeOffered = ({ roles: { offer } }: Talk, answers: TalkAnswers): string =>
	(offer && toText(answers.read(offer.template)).split(' ')[0]) ?? ''
export function codeJoined({ roles: { joins } }: Talk, answers: TalkAnswers): string {
	const [first = '', second = first] = joins ? toText(answers.read(joins.template)).trim().split(' ') : []
	return second.toUpperCase()
}

/**
 * The turns of second notes by the clock of the first. Who scanned the code took the beginning over; who typed it began by the own
 * clock, and both clocks are held against each other.
 */
export function turnsJoined(first: Omit<ReadTalk, 'told'>, second: ReadTalk): Turn[] {
	const { joins } = second.talk.roles
	const isScanned = joins !== undefined && toText(second.answers.read(joins.template)).trim().includes(' ')
	const later = isScanned ? 0 : (beganAt(second) - beganAt(first)) / 1000
	const shift = Number.isFinite(later) ? Math.round(later) : 0
	return turnsOf(second.talk, second.told).map((turn) => ({ ...turn, at: turn.at + shift }))
}
const beganAt = ({ talk, answers }: Omit<ReadTalk, 'told'>): number =>
	talk.roles.began ? Date.parse(toText(answers.read(talk.roles.began.template))) : Number.NaN
