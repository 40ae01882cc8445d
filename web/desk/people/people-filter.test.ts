import { expect, test } from 'vitest'
import { personListed } from '../../testing/people.ts'
import { teamsOf } from './list-teams.ts'
import { matchesFilter, type PeopleFilter } from './people-filter.ts'

const people = [
	personListed('Amina', { team: 'Team 10', phones: 1 }),
	personListed('Bilal', { districts: ['PK608'], isInvited: true }),
	personListed('Imran', { role: 'coordinator', districts: 'all', team: 'Team 9', isActive: false }),
]
const wanted = (filter: PeopleFilter) =>
	people.filter((each) => matchesFilter(each, filter)).map(({ name }) => name)

test('an empty filter leaves everybody', () => {
	expect(wanted({})).toEqual(['Amina', 'Bilal', 'Imran'])
	expect(wanted({ search: '', role: '', state: '' })).toEqual(['Amina', 'Bilal', 'Imran'])
})

test('people are found by name and code, in small letters and capitals', () => {
	expect(wanted({ search: 'BIL' })).toEqual(['Bilal'])
	expect(wanted({ search: 'imran' })).toEqual(['Imran'])
})

test('who has all districts is in each of them', () => {
	expect(wanted({ district: 'PK608' })).toEqual(['Bilal', 'Imran'])
})

test('people without a team can be looked for, too', () => {
	expect(wanted({ team: '-' })).toEqual(['Bilal'])
	expect(wanted({ team: 'Team 9' })).toEqual(['Imran'])
})

test('only those who work on a phone lack one', () => {
	expect(wanted({ state: 'no-phone' })).toEqual(['Bilal'])
	expect(wanted({ state: 'invited' })).toEqual(['Bilal'])
	expect(wanted({ state: 'off' })).toEqual(['Imran'])
})

test('a state that there is not is nobody’s', () => {
	expect(wanted({ state: 'asleep' })).toEqual([])
})

test('all that is chosen holds together', () => {
	expect(wanted({ district: 'PK608', role: 'coordinator' })).toEqual(['Imran'])
	expect(wanted({ search: 'amina', team: '-' })).toEqual([])
})

test('teams are named once, in the order of their numbers', () => {
	expect(teamsOf([...people, personListed('Zoya', { team: 'Team 10' })])).toEqual(['Team 9', 'Team 10'])
})
