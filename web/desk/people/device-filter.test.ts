import { expect, test } from 'vitest'
import { readCsv } from '#shared/kernel/csv'
import type { DeviceListItem } from '#shared/sync/device-list'
import { filterDevices } from './device-filter.ts'
import { devicesFile } from './devices-file.ts'

const now = Date.UTC(2026, 0, 15)
const phone = (name: string, more: Partial<DeviceListItem> = {}): DeviceListItem => ({
	id: name,
	label: 'Android 12',
	app: '1.9',
	enrolled: '2026-01-01T00:00:00.000Z',
	team: 'A',
	person: {
		id: name,
		name,
		code: name.toLowerCase(),
		role: 'enumerator',
		districts: ['PK607'],
		language: 'ur',
		demonstration: false,
		isActive: true,
	},
	lastSeen: '2026-01-14T00:00:00.000Z',
	inventory: null,
	inventoryAt: null,
	formsBehind: 0,
	gaps: [],
	missing: 0,
	reusedCounters: [],
	replacedBy: 0,
	quarantined: 0,
	isRevoked: false,
	deactivation: null,
	...more,
})
const holds = { waiting: 0, records: 0, days: 0, drafts: 0, stuck: 0 }
const phones = [
	phone('Amina', { app: '1.10' }),
	phone('Zoya', { quarantined: 1, team: null, lastSeen: '2026-01-13T00:00:00.000Z' }),
	phone('Bilal', { inventory: { ...holds, waiting: 3, records: 2 } }),
]
const names = (filter: Parameters<typeof filterDevices>[1]) =>
	filterDevices(phones, filter, now).map(({ person }) => person.name)

test('devices are filtered by name, district, team and alert', () => {
	expect(names({ search: 'BILAL' })).toEqual(['Bilal'])
	expect(names({ district: 'PK608' })).toEqual([])
	expect(names({ team: '-' })).toEqual(['Zoya'])
	expect(names({ mark: 'held-back' })).toEqual(['Zoya'])
	expect(names({ mark: 'any' })).toEqual(['Zoya'])
})
test('the most urgent device comes first, or another chosen order', () => {
	expect(names({})[0]).toBe('Zoya')
	expect(names({ sort: 'name' })).toEqual(['Amina', 'Bilal', 'Zoya'])
	expect(names({ sort: 'unsent' })[0]).toBe('Bilal')
	expect(names({ sort: 'seen' })[0]).toBe('Zoya')
	// 1.10 is newer than 1.9
	expect(names({ sort: 'app' }).at(-1)).toBe('Amina')
})
test('the file contains the filtered list, with formulas neutralised', () => {
	const [, row] = readCsv(
		devicesFile([phone('=Amina', { inventory: { ...holds, clock: -15, copyDays: 2 } })], now),
	)
	expect(row).toEqual([
		...["'=Amina", "'=amina", 'enumerator', 'PK607', 'A', 'Android 12', '1.9', '0'],
		...['2026-01-01T00:00:00.000Z', '2026-01-14T00:00:00.000Z', ''],
		...['0', '0', '0', '0', '0', '', '', '2', '-15', '0', '0', 'clock'],
	])
})
