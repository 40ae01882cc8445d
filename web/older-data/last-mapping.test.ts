import { beforeEach, expect, test } from 'vitest'
import type { Mapping } from '#shared/older-data/mapping'
import { forgetMappings, keepMapping, lastMapping } from './last-mapping.ts'

const mapping: Mapping = {
	form: 'visit',
	version: 2,
	id: ['KEY'],
	time: 'start',
	district: null,
	interviewer: null,
	questions: {},
	repeats: {},
	blanks: [],
	days: 'day-first',
}
beforeEach(forgetMappings)

test('the last choice for a form, its version and these columns is kept', () => {
	keepMapping(mapping, ['KEY', 'start'])
	keepMapping({ ...mapping, blanks: ['-99'] }, ['KEY', 'start'])
	expect(lastMapping('visit', 2, ['KEY', 'start'])?.blanks).toEqual(['-99'])
})

test.each([
	['another form', 'household', 2, ['KEY', 'start']],
	['another version', 'visit', 1, ['KEY', 'start']],
	['other columns', 'visit', 2, ['KEY', 'start', 'age']],
	['columns in another order', 'visit', 2, ['start', 'KEY']],
] as const)('%s begins anew', (_, form, version, columns) => {
	keepMapping(mapping, ['KEY', 'start'])
	expect(lastMapping(form, version, columns)).toBeNull()
})

test('nothing of it is left for whoever signs in next', () => {
	keepMapping(mapping, ['KEY', 'start'])
	forgetMappings()
	expect(lastMapping('visit', 2, ['KEY', 'start'])).toBeNull()
})
