import { describe, expect, test } from 'vitest'
import { obstacleTo, readTargets } from './rounds-and-targets.ts'
import { defaultRounds, demonstrationRound, type Round } from './study.ts'

describe('the state of a round', () => {
	const rounds = [...defaultRounds, demonstrationRound]
	const closed = rounds.map((round): Round => ({ ...round, state: 'closed' }))
	test.each([
		['the open one is closed', rounds, 'endline', 'closed', null],
		['or is only planned again', rounds, 'endline', 'planned', null],
		['a second one is not opened', rounds, 'pilot', 'open', 'other-open'],
		['where none is open, it is', closed, 'baseline', 'open', null],
		['what was closed is planned no more', rounds, 'baseline', 'planned', 'not-from-here'],
		['what is planned is not closed', rounds, 'pilot', 'closed', 'not-from-here'],
		['the demonstration stays as it is', rounds, 'demo', 'closed', 'unknown'],
		['there is no such round', rounds, 'later', 'open', 'unknown'],
	] as const)('%s', (_, known, round, state, expected) => {
		expect(obstacleTo(known, { round, state })).toBe(expected)
	})
})

describe('a file of targets', () => {
	const districts = [{ code: 'PK607' }, { code: 'PK608' }]
	const read = (...lines: string[]) =>
		readTargets(['pcode,target_interviews,target_fgd', ...lines].join('\n'), districts)
	test('is read, and other columns are ignored', () => {
		expect(read('PK608,240,2', 'PK607,0,0')).toEqual({
			targets: [
				{ district: 'PK608', interviews: 240, focusGroups: 2 },
				{ district: 'PK607', interviews: 0, focusGroups: 0 },
			],
			faults: [],
		})
		expect(
			readTargets('name,pcode,target_fgd,target_interviews\nSwat,PK607,1,30\n', districts).targets,
		).toEqual([{ district: 'PK607', interviews: 30, focusGroups: 1 }])
	})
	test('every error is reported at its cell, and then nothing is imported', () => {
		const { targets, faults } = read('PK607,300,2', 'PK607,many,2', 'PK999,300,-1')
		expect(targets).toEqual([])
		expect(faults.map(({ at, column, found }) => `${at} ${column} ${found}`)).toEqual([
			'3 pcode PK607',
			'3 target_interviews many',
			'4 pcode PK999',
			'4 target_fgd -1',
		])
	})
	test('a file of another kind reports the missing columns', () => {
		expect(readTargets('a;b\n', districts).faults).toHaveLength(1)
		expect(readTargets('', districts).faults).toHaveLength(1)
	})
})
