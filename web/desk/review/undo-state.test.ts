import { expect, test } from 'vitest'
import { undoWindowMinutes } from '#shared/review/bulk-review'
import { addOutcome, type BulkReviewOutcome, emptyUndoState, firstEnd, withoutOld } from './undo-state.ts'

const minute = 60_000
const named = (id: string) => ({ id, name: id })
const approve = (...ids: string[]): BulkReviewOutcome => ({ kind: 'approve', done: ids.map(named), left: [] })
const takeBack = (...ids: string[]): BulkReviewOutcome => ({
	kind: 'undo',
	done: ids.map(named),
	left: [],
})
const idsOf = ({ approvals }: typeof emptyUndoState) => approvals.map(({ done }) => done.map(({ id }) => id))

test('each approval can be undone, the newest first', () => {
	const two = addOutcome(addOutcome(emptyUndoState, approve('a', 'b'), 0), approve('c'), minute)
	expect(idsOf(two)).toEqual([['a', 'b'], ['c']])
	const one = addOutcome(two, takeBack('c'), 2 * minute)
	expect(idsOf(one)).toEqual([['a', 'b']])
	expect(idsOf(addOutcome(one, takeBack('a', 'b'), 3 * minute))).toEqual([])
})
test('each for its own time, independent of when the screen was opened', () => {
	const two = addOutcome(addOutcome(emptyUndoState, approve('a'), 0), approve('b'), 4 * minute)
	expect(firstEnd(two)).toBe(undoWindowMinutes * minute)
	const later = withoutOld(two, undoWindowMinutes * minute)
	expect(idsOf(later)).toEqual([['b']])
	expect(later.outcome).toEqual(approve('b'))
	expect(withoutOld(later, (4 + undoWindowMinutes) * minute)).toEqual(emptyUndoState)
	expect(firstEnd(emptyUndoState)).toBe(null)
})
test('permanently refused ones are not offered again; those the server did not reach are', () => {
	const left = (id: string, why: BulkReviewOutcome['left'][number]['why']) => ({ ...named(id), why })
	const some = addOutcome(emptyUndoState, approve('a', 'b', 'c'), 0)
	const after = addOutcome(
		some,
		{ ...takeBack('a'), left: [left('b', 'changed'), left('c', 'not-reached')] },
		minute,
	)
	expect(idsOf(after)).toEqual([['c']])
})
test('if all were refused, there is nothing to undo', () => {
	const nothing = addOutcome(emptyUndoState, { ...approve(), left: [{ ...named('a'), why: 'changed' }] }, 0)
	expect(idsOf(nothing)).toEqual([])
})
