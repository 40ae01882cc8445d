import { describe, expect, test } from 'vitest'
import { type DeviceListItem, inOrderOfUrgency, marksOf } from './device-list.ts'

const now = Date.UTC(2026, 0, 15)
const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString()
const holds = { waiting: 0, records: 0, days: 0, drafts: 0, stuck: 0 }
const quiet: DeviceListItem = {
	id: 'quiet',
	person: {
		id: 'p',
		name: 'Amina',
		code: 'amina',
		role: 'enumerator',
		districts: ['PK607'],
		language: 'ur',
		demonstration: false,
		isActive: true,
	},
	team: null,
	label: 'Android 12',
	app: '1',
	enrolled: daysAgo(30),
	lastSeen: daysAgo(1),
	inventory: holds,
	inventoryAt: daysAgo(1),
	formsBehind: 0,
	gaps: [],
	missing: 0,
	reusedCounters: [],
	replacedBy: 0,
	quarantined: 0,
	isRevoked: false,
	deactivation: null,
}

describe('the marks of a phone', () => {
	const marks = (change: Partial<DeviceListItem>) => marksOf({ ...quiet, ...change }, now)
	test('none for one that was seen and holds nothing, or does not report', () => {
		expect(marks({})).toEqual([])
		expect(marks({ inventory: null })).toEqual([])
	})
	test('silent when not seen for a week, or never since enrolment', () => {
		expect(marks({ lastSeen: daysAgo(8) })).toEqual(['silent'])
		expect(marks({ lastSeen: daysAgo(6) })).toEqual([])
		expect(marks({ lastSeen: null })).toEqual(['silent'])
		expect(marks({ lastSeen: null, enrolled: daysAgo(1) })).toEqual([])
	})
	test('a deactivated one need not sync, unless it has unsent work', () => {
		expect(marks({ lastSeen: daysAgo(8), isRevoked: true })).toEqual(['off'])
		expect(
			marks({ lastSeen: daysAgo(8), isRevoked: true, inventory: { ...holds, waiting: 1, records: 1 } }),
		).toEqual(['silent', 'off'])
	})
	test('for a deactivated one missing work is no task, but quarantined work is', () => {
		expect(marks({ missing: 3, reusedCounters: [2], quarantined: 1, isRevoked: true })).toEqual([
			'held-back',
			'off',
		])
	})
	test('unsent work is marked when it waits for days although the phone was seen', () => {
		expect(marks({ inventory: { ...holds, waiting: 3, records: 2 } })).toEqual([])
		expect(marks({ inventory: { ...holds, waiting: 3, records: 2, days: 2 } })).toEqual(['waiting'])
	})
	test('a full phone, or one with a wrong clock, is marked while it is in use', () => {
		const full = { ...holds, room: 50, clock: -10 }
		expect(marks({ inventory: full })).toEqual(['full', 'clock'])
		expect(marks({ inventory: full, isRevoked: true })).toEqual(['off'])
		expect(marks({ inventory: { ...holds, room: 60, clock: 5 } })).toEqual([])
	})
	test('the most urgent comes first', () => {
		expect(marks({ lastSeen: daysAgo(9), missing: 2, reusedCounters: [4], quarantined: 1 })).toEqual([
			...['twice', 'missing', 'held-back', 'silent'],
		])
	})
})

test('phones that need action today come first, and among others the longest unseen', () => {
	const phones: DeviceListItem[] = [
		quiet,
		{ ...quiet, id: 'off', isRevoked: true },
		{ ...quiet, id: 'older', lastSeen: daysAgo(3) },
		{ ...quiet, id: 'silent', lastSeen: daysAgo(9) },
		{ ...quiet, id: 'gap', missing: 1 },
		{ ...quiet, id: 'gap and silent', missing: 1, lastSeen: daysAgo(9) },
		{ ...quiet, id: 'copy', reusedCounters: [7] },
		{ ...quiet, id: 'held', quarantined: 1 },
		{ ...quiet, id: 'made up', reusedCounters: [7], person: { ...quiet.person, demonstration: true } },
	]
	expect(inOrderOfUrgency(phones, now).map(({ id }) => id)).toEqual([
		...['copy', 'gap and silent', 'gap', 'held', 'silent', 'off', 'older', 'quiet', 'made up'],
	])
})
