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

const referralStep = (step: ReferralStep, at: string, ending: ReferralOutcome | null = null) => ({
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
	test('has the status of its last step, and undone steps do not count', () => {
		expect(deriveReferralProgress([])).toMatchObject({ status: 'to-send', receivedAt: null })
		const steps = [
			referralStep('sent', early),
			referralStep('received', late),
			referralStep('closed', later, 'withdrawn'),
		]
		expect(deriveReferralProgress(steps)).toEqual({
			status: 'closed',
			receivedAt: late,
			closedAt: later,
			ending: 'withdrawn',
		})
		const reopened = [...steps, referralStep('reopened', later)]
		expect(deriveReferralProgress(reopened)).toEqual({
			status: 'to-send',
			receivedAt: null,
			closedAt: null,
			ending: null,
		})
		const again = [referralStep('sent', early), referralStep('received', early), referralStep('sent', late)]
		expect(deriveReferralProgress(again)).toMatchObject({ status: 'sent', receivedAt: null })
	})
	test('can be closed in any status, and reopened once closed', () => {
		for (const status of referralStatuses)
			expect(nextSteps[status]).toContain(status === 'closed' ? 'reopened' : 'closed')
	})
	test('with an unknown call time is overdue until the department has confirmed it', () => {
		const about = { since: null, isUrgent: false }
		expect(isReferralOverdue({ ...about, status: 'to-send' }, 0)).toBe(true)
		expect(isReferralOverdue({ ...about, status: 'received' }, 0)).toBe(false)
	})
	test('goes to the departments named by the form', () => {
		const { choices } = loadInstrument('helpline')
		expect(choices.ref_to?.map(({ name }) => name)).toEqual([...departments])
	})
	test('exists where the outcome says so, with consent of the caller or in danger, once for each department', () => {
		const departmentsFor = (outcome: string, consent: string, urgency = 'normal') =>
			callFacts([
				['result/outcome', outcome],
				['result/ref_consent', consent],
				['matter/urgency', urgency],
				['result/ref_to', ['police15', 'shelter', 'police15']],
				// a later form may ask it for each of several
				['result/others/@one/ref_to', 'police15'],
			]).departments
		expect(departmentsFor('referred', 'yes')).toEqual(['police15', 'shelter'])
		expect(departmentsFor('referred', 'no')).toEqual([])
		expect(departmentsFor('referred', 'no', 'danger')).toEqual(['police15', 'shelter'])
		expect(departmentsFor('registered', 'yes')).toEqual([])
	})
})

test('numbers are by department, with the median hours from call to confirmation and to closing', () => {
	const referral = (
		department: string,
		steps: ReturnType<typeof referralStep>[],
		since: string | null = early,
	) => ({
		department,
		since,
		isUrgent: false,
		steps,
	})
	const { all, departments: counted } = countReferrals(
		[
			referral('legal', [referralStep('sent', early), referralStep('received', late)]),
			referral('shelter', []),
			referral('legal', [referralStep('received', later), referralStep('closed', later, 'helped')]),
			referral('legal', [referralStep('received', late)], null),
			// reopened
			referral('legal', [referralStep('received', later), referralStep('reopened', later)]),
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

test('a phone ignores unknown fields of a shift from a later server', () => {
	const shift = { at: early, open: [], done: [], referrals: [], openReferrals: 0, handovers: [] }
	expect(helplineShiftSchema.parse({ ...shift, later: [1] })).toEqual(shift)
})
