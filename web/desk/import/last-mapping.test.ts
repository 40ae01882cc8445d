import { beforeEach, expect, test } from 'vitest'
import type { Mapping } from '#shared/import/mapping'
import { clearMappings, lastMapping, saveLastMapping } from './last-mapping.ts'

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
beforeEach(clearMappings)

test('the last mapping for a form, its version and these columns is stored', () => {
	saveLastMapping(mapping, ['KEY', 'start'])
	saveLastMapping({ ...mapping, blanks: ['-99'] }, ['KEY', 'start'])
	expect(lastMapping('visit', 2, ['KEY', 'start'])?.blanks).toEqual(['-99'])
})

test.each([
	['another form', 'household', 2, ['KEY', 'start']],
	['another version', 'visit', 1, ['KEY', 'start']],
	['other columns', 'visit', 2, ['KEY', 'start', 'age']],
	['columns in another order', 'visit', 2, ['start', 'KEY']],
] as const)('%s starts without a mapping', (_, form, version, columns) => {
	saveLastMapping(mapping, ['KEY', 'start'])
	expect(lastMapping(form, version, columns)).toBeNull()
})

test('nothing of it is left for the next user who signs in', () => {
	saveLastMapping(mapping, ['KEY', 'start'])
	clearMappings()
	expect(lastMapping('visit', 2, ['KEY', 'start'])).toBeNull()
})
