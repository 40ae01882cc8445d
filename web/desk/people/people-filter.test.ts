import { expect, test } from 'vitest'
import { personListed } from '../../testing/people.ts'
import { listTeams } from './list-teams.ts'
import { matchesFilter, type PeopleFilter } from './people-filter.ts'

const people = [
	personListed('Amina', { team: 'Team 10', phones: 1 }),
	personListed('Bilal', { districts: ['PK608'], isInvited: true }),
	personListed('Imran', { role: 'coordinator', districts: 'all', team: 'Team 9', isActive: false }),
]
const wanted = (filter: PeopleFilter) =>
	people.filter((each) => matchesFilter(each, filter)).map(({ name }) => name)

test('an empty filter keeps all users', () => {
	expect(wanted({})).toEqual(['Amina', 'Bilal', 'Imran'])
	expect(wanted({ search: '', role: '', state: '' })).toEqual(['Amina', 'Bilal', 'Imran'])
})

test('users are found by name and username, ignoring case', () => {
	expect(wanted({ search: 'BIL' })).toEqual(['Bilal'])
	expect(wanted({ search: 'imran' })).toEqual(['Imran'])
})

test('a user with all districts is in each of them', () => {
	expect(wanted({ district: 'PK608' })).toEqual(['Bilal', 'Imran'])
})

test('users without a team can be filtered too', () => {
	expect(wanted({ team: '-' })).toEqual(['Bilal'])
	expect(wanted({ team: 'Team 9' })).toEqual(['Imran'])
})

test('only users who work on a phone can lack one', () => {
	expect(wanted({ state: 'no-phone' })).toEqual(['Bilal'])
	expect(wanted({ state: 'invited' })).toEqual(['Bilal'])
	expect(wanted({ state: 'off' })).toEqual(['Imran'])
})

test('an unknown state matches nobody', () => {
	expect(wanted({ state: 'asleep' })).toEqual([])
})

test('filters are combined with “and”', () => {
	expect(wanted({ district: 'PK608', role: 'coordinator' })).toEqual(['Imran'])
	expect(wanted({ search: 'amina', team: '-' })).toEqual([])
})

test('teams are listed once, in numerical order', () => {
	expect(listTeams([...people, personListed('Zoya', { team: 'Team 10' })])).toEqual(['Team 9', 'Team 10'])
})
