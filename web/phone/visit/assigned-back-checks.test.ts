import { expect, test } from 'vitest'
import type { BackCheckProgress } from '../../storage/records/back-check-progress.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { listAssignedBackChecks } from './assigned-back-checks.ts'

const places = [7, 9].map((household) => ({ cluster: 'PK607-03', household, line: household, sex: null }))
const record = (
	check: Partial<BackCheckProgress> | null,
	more: Partial<LocalRecordListItem> = {},
): LocalRecordListItem => ({
	id: 'r',
	form: { id: 'back_check', ver: 1 },
	name: 'PK607-03 / 7',
	status: 'submitted' as const,
	isVoid: false,
	openCases: 0,
	changedAt: 1,
	sendState: 'at-server' as const,
	isUnreadable: false,
	isEvicted: false,
	...(check && {
		check: { round: 'endline', cluster: 'PK607-03', household: 7, isReached: true, ...check },
	}),
	...more,
})
const of = (...records: LocalRecordListItem[]) =>
	listAssignedBackChecks('endline', places, { drafts: [], records }).map(
		({ check, record: done, isNotReached }) => [
			check.household,
			done ? 'done' : isNotReached ? 'in vain' : 'to do',
		],
	)

test('a back-check is completed when the respondent was met, and is listed last', () => {
	expect(of()).toEqual([
		[7, 'to do'],
		[9, 'to do'],
	])
	expect(of(record({}))).toEqual([
		[9, 'to do'],
		[7, 'done'],
	])
})
test('one that was not reached stays open until it is', () => {
	expect(of(record({ isReached: false }))[0]).toEqual([7, 'in vain'])
	expect(of(record({ isReached: false }), record({}, { id: 's' })).at(-1)).toEqual([7, 'done'])
})
test('one of another round, or a void one, does not count', () => {
	expect(of(record({ round: 'baseline' }))[0]).toEqual([7, 'to do'])
	expect(of(record({}, { isVoid: true }))[0]).toEqual([7, 'to do'])
})
test('one started by an earlier app is matched by its name', () => {
	expect(of(record(null)).at(-1)).toEqual([7, 'done'])
})
test('a started one is matched by its household, not by a name that another round has too', () => {
	const draft = (round: string) => ({
		id: 'd',
		record: 'r',
		form: { id: 'back_check', ver: 1 },
		name: 'PK607-03 / 7',
		page: 0,
		startedAt: 1,
		isCorrection: false,
		changedAt: 1,
		isCopied: false,
		isUnreadable: false,
		check: { round, cluster: 'PK607-03', household: 7, isReached: false },
	})
	const openDraftId = (round: string) =>
		listAssignedBackChecks('endline', places, { drafts: [draft(round)], records: [] })[0]?.draft?.id
	expect(openDraftId('endline')).toBe('d')
	expect(openDraftId('baseline')).toBeUndefined()
})
