import type { Invitation, Person, PersonListItem } from '#shared/people/people'
import type { DeviceInventory } from '#shared/sync/device-inventory'
import type { DeviceListItem } from '#shared/sync/device-list'

/*
 * Users and their devices as the server lists them.
 */

/** An enumerator of one district. */
export const person = (name: string, over: Partial<Person> = {}): Person => ({
	id: `person-${name.toLowerCase()}`,
	name,
	code: name.toLowerCase(),
	role: 'enumerator',
	districts: ['PK607'],
	language: 'ur',
	demonstration: false,
	isActive: true,
	...over,
})

export const personListed = (name: string, over: Partial<PersonListItem> = {}): PersonListItem => ({
	...person(name),
	sex: null,
	team: null,
	supervisor: null,
	phones: 0,
	lastSeen: null,
	isInvited: false,
	hasPassword: false,
	...over,
})

export const invitation = (name: string, over: Partial<Invitation> = {}): Invitation => ({
	code: 'ABCD-EFGH',
	expires: '2026-02-01T05:00:00.000Z',
	person: person(name),
	isUnconfirmed: false,
	...over,
})

export const deviceInventory = (over: Partial<DeviceInventory> = {}): DeviceInventory => ({
	waiting: 0,
	records: 0,
	days: 0,
	drafts: 0,
	stuck: 0,
	...over,
})

/** A phone last seen an hour before noon of 15 January 2026, without alerts. */
export const phoneListed = (name: string, over: Partial<DeviceListItem> = {}): DeviceListItem => ({
	id: `phone-${name.toLowerCase()}`,
	person: person(name),
	team: null,
	label: 'Android 12',
	app: '1.9',
	enrolled: '2026-01-01T00:00:00.000Z',
	lastSeen: '2026-01-15T06:00:00.000Z',
	inventory: deviceInventory(),
	inventoryAt: '2026-01-15T06:00:00.000Z',
	formsBehind: 0,
	gaps: [],
	missing: 0,
	reusedCounters: [],
	replacedBy: 0,
	quarantined: 0,
	isRevoked: false,
	deactivation: null,
	...over,
})
