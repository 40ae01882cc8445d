import { describe, expect, it } from 'vitest'
import { isLeaseOver, leaseEnds } from './lease.ts'

describe('the time that a household stays assigned', () => {
	const given = Date.parse('2026-03-02T06:00:00Z')
	it('is fourteen days of the study from the last sync, or from the assignment', () => {
		expect(leaseEnds(given)).toBe('2026-03-16')
		expect(leaseEnds(given, Date.parse('2026-03-05T06:00:00Z'))).toBe('2026-03-19')
		expect(leaseEnds(given, Date.parse('2026-02-01T06:00:00Z'))).toBe('2026-03-16')
		// 20:00 in Greenwich is the next day in Karachi
		expect(leaseEnds(Date.parse('2026-03-02T20:00:00Z'))).toBe('2026-03-17')
	})
	it('includes its last day', () => {
		expect(isLeaseOver('2026-03-16', '2026-03-16')).toBe(false)
		expect(isLeaseOver('2026-03-16', '2026-03-17')).toBe(true)
	})
})
