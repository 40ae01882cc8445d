import type { PersonListItem } from '#shared/people/people'

/** An enumerator of all districts, as listed among the users. */
export const personListed = (over: Partial<PersonListItem> = {}): PersonListItem => ({
	id: 'person-nadia',
	name: 'Nadia',
	code: 'nadia',
	role: 'enumerator',
	districts: 'all',
	language: 'ur',
	demonstration: false,
	isActive: true,
	sex: 'female',
	team: null,
	supervisor: null,
	phones: 1,
	lastSeen: null,
	isInvited: false,
	hasPassword: false,
	...over,
})
