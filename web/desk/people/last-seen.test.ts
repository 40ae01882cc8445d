import { expect, test } from 'vitest'
import type { Translate } from '../../ui/i18n.ts'
import { formatLastSeen } from './last-seen.ts'

const t = ((key: string, values = {}) => `${key} ${JSON.stringify(values)}`) as unknown as Translate
/** 1:00 on Thursday in Pakistan, still Wednesday in UTC. */
const now = Date.parse('2026-01-14T20:00:00Z')
const lastSeenText = (seen: string | null) => formatLastSeen(t, 'en', seen, now)

test('days are those of Pakistan', () => {
	expect(lastSeenText('2026-01-14T19:30:00Z')).toBe('devices.today {"time":"00:30"}')
	expect(lastSeenText('2026-01-14T18:30:00Z')).toBe('devices.yesterday {"time":"23:30"}')
})

test('within a week the weekday is shown, later the date', () => {
	expect(lastSeenText('2026-01-12T08:00:00Z')).toBe('devices.daysAgo {"day":"Monday","count":3}')
	expect(lastSeenText('2026-01-08T08:00:00Z')).toBe('devices.daysAgo {"day":"8 Jan 2026","count":7}')
})

test('a device that never synced, or whose last sync is ahead of this clock, is shown without a count', () => {
	expect(lastSeenText(null)).toBe('devices.never {}')
	expect(lastSeenText('2026-01-15T20:00:00Z')).toMatch(/^devices\.today/)
})
