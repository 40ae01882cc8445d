import { expect, test } from 'vitest'
import { districtStatus, lastWeek, plannedBy } from './district-status.ts'

const plan = { firstDay: '2026-11-01', lastDay: '2026-11-30' }
const work = (interviews: number, lastDay = '2026-11-15') => ({
	interviews,
	targetInterviews: 300,
	missing: Math.max(0, 300 - interviews),
	days: interviews > 0 ? [{ day: lastDay, done: interviews }] : [],
})
const today = '2026-11-15'

test('the plan spreads the target evenly over the planned days, today included', () => {
	expect(plannedBy(300, plan, '2026-10-20')).toBe(0)
	expect(plannedBy(300, plan, '2026-11-01')).toBe(10)
	expect(plannedBy(300, plan, today)).toBe(150)
	expect(plannedBy(300, plan, '2026-12-24')).toBe(300)
	expect(plannedBy(300, null, today)).toBeNull()
	expect(plannedBy(300, { firstDay: '2026-11-30', lastDay: '2026-11-01' }, today)).toBeNull()
})
test.each([
	[0, 'not-started'],
	[134, 'behind'],
	[135, 'on-track'],
	[165, 'on-track'],
	[166, 'ahead'],
	[300, 'complete'],
] as const)('%i of 300 interviews, with 150 planned, is %s', (interviews, status) => {
	expect(districtStatus(work(interviews), { planned: 150, today })).toBe(status)
})
test('no interview for more than three days is stalled, whatever the plan says', () => {
	expect(districtStatus(work(200, '2026-11-12'), { planned: 150, today })).toBe('ahead')
	expect(districtStatus(work(200, '2026-11-11'), { planned: 150, today })).toBe('stalled')
	expect(districtStatus(work(200), { planned: null, today })).toBe('in-progress')
})
test('the last week ends today and has a zero for each day without an interview', () => {
	const days = [
		{ day: '2026-11-08', done: 9 },
		{ day: '2026-11-09', done: 4 },
		{ day: today, done: 2 },
	]
	expect(lastWeek(days, today)).toEqual([4, 0, 0, 0, 0, 0, 2])
})
