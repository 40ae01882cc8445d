import { expect, test } from 'vitest'
import { takeBackMinutes } from '#shared/revisions/many-moves'
import { firstEnd, type JustMoved, noMoves, withMove, withoutOld } from './just-approved.ts'

const minute = 60_000
const named = (id: string) => ({ id, name: id })
const approve = (...ids: string[]): JustMoved => ({ kind: 'approve', done: ids.map(named), left: [] })
const takeBack = (...ids: string[]): JustMoved => ({ kind: 'take-back', done: ids.map(named), left: [] })
const idsOf = ({ approvals }: typeof noMoves) => approvals.map(({ done }) => done.map(({ id }) => id))

test('each approval can be taken back, the newest first', () => {
	const two = withMove(withMove(noMoves, approve('a', 'b'), 0), approve('c'), minute)
	expect(idsOf(two)).toEqual([['a', 'b'], ['c']])
	const one = withMove(two, takeBack('c'), 2 * minute)
	expect(idsOf(one)).toEqual([['a', 'b']])
	expect(idsOf(withMove(one, takeBack('a', 'b'), 3 * minute))).toEqual([])
})
test('each for its own time, whenever the screen was opened', () => {
	const two = withMove(withMove(noMoves, approve('a'), 0), approve('b'), 4 * minute)
	expect(firstEnd(two)).toBe(takeBackMinutes * minute)
	const later = withoutOld(two, takeBackMinutes * minute)
	expect(idsOf(later)).toEqual([['b']])
	expect(later.said).toEqual(approve('b'))
	expect(withoutOld(later, (4 + takeBackMinutes) * minute)).toEqual(noMoves)
	expect(firstEnd(noMoves)).toBe(null)
})
test('what was left for good is not offered again; what the server did not come to is', () => {
	const left = (id: string, why: JustMoved['left'][number]['why']) => ({ ...named(id), why })
	const some = withMove(noMoves, approve('a', 'b', 'c'), 0)
	const after = withMove(
		some,
		{ ...takeBack('a'), left: [left('b', 'changed'), left('c', 'not-reached')] },
		minute,
	)
	expect(idsOf(after)).toEqual([['c']])
})
test('where all were left, there is nothing to take back', () => {
	const nothing = withMove(noMoves, { ...approve(), left: [{ ...named('a'), why: 'changed' }] }, 0)
	expect(idsOf(nothing)).toEqual([])
})
