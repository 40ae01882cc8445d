import { expect, test } from 'vitest'
import { defaultRounds } from '#shared/study/study'
import { roundBefore } from './default-round.ts'

test('a round is compared with the one before it, and the first or an open one with none', () => {
	const [baseline, endline, pilot] = defaultRounds
	if (!baseline || !endline || !pilot) throw new Error('fewer than three rounds')
	expect(roundBefore([baseline, endline], 'endline')).toBe(baseline)
	expect(roundBefore([baseline, endline, pilot], 'pilot')).toBe(baseline)
	expect(roundBefore([baseline, endline], 'baseline')).toBeUndefined()
	expect(roundBefore([baseline], 'endline')).toBeUndefined()
})
