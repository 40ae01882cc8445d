import { describe, expect, test } from 'vitest'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { helplineShiftSchema } from './call-backs.ts'
import { callFacts } from './call-facts.ts'
import { countReferrals } from './count-referrals.ts'
import {
	departments,
	deriveReferralProgress,
	isReferralOverdue,
	nextSteps,
	type ReferralOutcome,
	type ReferralStep,
	referralStatuses,
} from './referrals.ts'

const noted = (step: ReferralStep, at: string, ending: ReferralOutcome | null = null) => ({
	step,
	ending,
	at,
})
const [early, late, later] = [
	'2026-01-15T06:00:00.000Z',
	'2026-01-16T06:00:00.000Z',
	'2026-01-17T06:00:00.000Z',
]

describe('a referral', () => {
	test('stands as the last step says, and what was taken back counts no more', () => {
		expect(deriveReferralProgress([])).toMatchObject({ status: 'to-send', receivedAt: null })
		const steps = [noted('sent', early), noted('received', late), noted('closed', later, 'withdrawn')]
		expect(deriveReferralProgress(steps)).toEqual({
			status: 'closed',
			receivedAt: late,
			closedAt: later,
			ending: 'withdrawn',
		})
		const reopened = [...steps, noted('reopened', later)]
		expect(deriveReferralProgress(reopened)).toEqual({
			status: 'to-send',
			receivedAt: null,
			closedAt: null,
			ending: null,
		})
		const again = [noted('sent', early), noted('received', early), noted('sent', late)]
		expect(deriveReferralProgress(again)).toMatchObject({ status: 'sent', receivedAt: null })
	})
	test('from wherever it stands it can be closed, or is closed and can be opened again', () => {
		for (const status of referralStatuses)
			expect(nextSteps[status]).toContain(status === 'closed' ? 'reopened' : 'closed')
	})
	test('of whose call nobody knows the time is overdue until the department has confirmed it', () => {
		const about = { since: null, isUrgent: false }
		expect(isReferralOverdue({ ...about, status: 'to-send' }, 0)).toBe(true)
		expect(isReferralOverdue({ ...about, status: 'received' }, 0)).toBe(false)
	})
	test('goes to departments that the form names', () => {
		const { choices } = loadInstrument('helpline')
		expect(choices.ref_to?.map(({ name }) => name)).toEqual([...departments])
	})
	test('is one where the outcome says so, with the caller’s yes or in danger, to each department once', () => {
		const to = (outcome: string, consent: string, urgency = 'normal') =>
			callFacts([
				['result/outcome', outcome],
				['result/ref_consent', consent],
				['matter/urgency', urgency],
				['result/ref_to', ['police15', 'shelter', 'police15']],
				// a later form may ask it for each of several
				['result/others/@one/ref_to', 'police15'],
			]).departments
		expect(to('referred', 'yes')).toEqual(['police15', 'shelter'])
		expect(to('referred', 'no')).toEqual([])
		expect(to('referred', 'no', 'danger')).toEqual(['police15', 'shelter'])
		expect(to('registered', 'yes')).toEqual([])
	})
})

test('numbers are by department, with the median of the hours from call to confirmation and to the end', () => {
	const referral = (department: string, steps: ReturnType<typeof noted>[], since: string | null = early) => ({
		department,
		since,
		isUrgent: false,
		steps,
	})
	const { all, departments: counted } = countReferrals(
		[
			referral('legal', [noted('sent', early), noted('received', late)]),
			referral('shelter', []),
			referral('legal', [noted('received', later), noted('closed', later, 'helped')]),
			referral('legal', [noted('received', late)], null),
			// reopened
			referral('legal', [noted('received', later), noted('reopened', later)]),
		],
		Date.parse(early) + 73 * 3_600_000,
	)
	expect(counted.map(({ department }) => department)).toEqual(['legal', 'shelter'])
	expect(counted[0]).toMatchObject({
		statuses: { 'to-send': 1, sent: 0, received: 2, closed: 1 },
		overdue: 1,
		hoursToReceived: 36,
		hoursToClosed: 48,
		endings: { helped: 1, 'no-help': 0, withdrawn: 0, 'not-reached': 0 },
	})
	expect(counted[1]).toMatchObject({ overdue: 1, hoursToReceived: null, hoursToClosed: null })
	expect(all.statuses).toEqual({ 'to-send': 2, sent: 0, received: 2, closed: 1 })
})

test('a phone passes over what a later server says of a shift', () => {
	const shift = { at: early, open: [], done: [], referrals: [], openReferrals: 0, handovers: [] }
	expect(helplineShiftSchema.parse({ ...shift, later: [1] })).toEqual(shift)
})
