import { expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { TranscriptTurn } from '../forms/transcript-structure.ts'
import { mergeTurns, type TranscriptNotes } from './merge-turns.ts'

const turn = (at: number, speaker: string, note = '', row = `r${at}${speaker}${note}`): TranscriptTurn => ({
	row,
	at,
	speaker,
	note,
	question: '',
	themes: [],
	isQuote: false,
	recordingPosition: null,
})
const describeMerged = (all: readonly TranscriptNotes[]) =>
	mergeTurns(all).map(({ at, speaker, notes }) =>
		[at, speaker, ...notes.map(({ by, turn: { note } }) => `${by}: ${note}`)].join(' | '),
	)

test('[MT2] two note-takers on one turn: merged into one, with both notes and their authors', () => {
	expect(
		describeMerged([
			{ record: 'a', by: 'amina', turns: [turn(60, '3', 'Agents.'), turn(95, '7', 'The number.')] },
			{ record: 'b', by: 'bilal', turns: [turn(66, '3', 'About agents.'), turn(90, '0', '')] },
		]),
	).toEqual([
		'60 | 3 | amina: Agents. | bilal: About agents.',
		'90 | 0 | bilal: ',
		'95 | 7 | amina: The number.',
	])
})

test('[MT2] more than 20 seconds apart, of another speaker, or of the same note-taker: separate turns', () => {
	expect(describeMerged([notes('a', turn(10, '1', 'x')), notes('b', turn(31, '1', 'y'))])).toHaveLength(2)
	expect(describeMerged([notes('a', turn(10, '1', 'x')), notes('b', turn(30, '1', 'y'))])).toHaveLength(1)
	expect(describeMerged([notes('a', turn(10, '1', 'x')), notes('b', turn(10, '2', 'y'))])).toHaveLength(2)
	expect(describeMerged([notes('a', turn(10, '1', 'x'), turn(12, '1', 'y'))])).toHaveLength(2)
})

test('[MT2] two turns of one speaker soon after each other: a note joins the nearest, by either note-taker', () => {
	const first = notes('a', turn(0, '3', 'Agents.'), turn(15, '3', 'And the police.'))
	const second = notes('b', turn(16, '3', 'Police.'))
	const nearest = ['0 | 3 | a: Agents.', '15 | 3 | a: And the police. | b: Police.']
	expect(describeMerged([first, second])).toEqual(nearest)
	const before = notes('b', turn(14, '3', 'Police.'))
	expect(describeMerged([first, before])).toEqual([
		'0 | 3 | a: Agents.',
		'14 | 3 | b: Police. | a: And the police.',
	])
	// both turns of the second are matched
	const both = notes('b', turn(13, '3', 'x'), turn(18, '3', 'y'))
	const later = notes('a', turn(1, '3', 'x'), turn(17, '3', 'y'))
	expect(describeMerged([later, both])).toEqual(['1 | 3 | a: x | b: x', '17 | 3 | a: y | b: y'])
})

test('[MT1] [MT3] for any notes of two or three people, nothing is dropped and the order of arrival changes nothing', () => {
	for (let seed = 1; seed <= 300; seed++) {
		const random = seededRandom(seed)
		const all = ['a', 'b', 'c']
			.slice(0, 2 + random.below(2))
			.map((record) =>
				notes(
					record,
					...Array.from({ length: random.below(12) }, (_, i) =>
						turn(random.below(120), String(random.below(3)), `${record}${i}`, `${record}/@${i}`),
					),
				),
			)
		const merged = mergeTurns(all)
		expect(mergeTurns([...all].reverse()), `seed ${seed}`).toEqual(merged)
		const rows = merged.flatMap((each) => each.notes.map(({ turn: { row } }) => row))
		expect([...rows].sort()).toEqual(all.flatMap(({ turns }) => turns.map(({ row }) => row)).sort())
		for (const { at, speaker, notes: own } of merged) {
			expect(new Set(own.map(({ record }) => record)).size).toBe(own.length)
			for (const { turn: each } of own) {
				expect(each.speaker).toBe(speaker)
				expect(each.at - at).toBeLessThanOrEqual(20)
			}
		}
		expect(merged.map(({ at }) => at)).toEqual(merged.map(({ at }) => at).sort((x, y) => x - y))
	}
})

function notes(record: string, ...turns: TranscriptTurn[]): TranscriptNotes {
	return { record, by: record, turns }
}
