import type { CallBack, HelplineShift } from '#shared/helpline/call-backs'
import type { Referral } from '#shared/helpline/referrals'
import { toBase64url, utf8 } from '#shared/kernel/bytes'

/* Replies of the helpline's server about a shift, at ten in the morning of 25 November 2026. */

const id = (letter: string) => letter.repeat(22)

export const callBack = (over: Partial<CallBack> = {}): CallBack => ({
	record: id('a'),
	name: 'Call 17',
	since: '2026-11-24T16:30:00+05:00',
	category: 'wages',
	about: [{ en: 'Unpaid wages', ur: 'اجرت نہ ملنا' }],
	agreed: 'after six',
	takenBy: null,
	isMine: false,
	isOverdue: false,
	...over,
})

export const referral = (over: Partial<Referral> = {}): Referral => ({
	record: id('b'),
	name: 'Call 21',
	since: '2026-11-25T07:00:00+05:00',
	department: 'social',
	isUrgent: false,
	isOverdue: false,
	status: 'to-send',
	steps: [],
	...over,
})

type Handover = HelplineShift['handovers'][number]
export const handover = (over: Partial<Handover> = {}): Handover => ({
	id: 5,
	by: 'Bano',
	at: '2026-11-25T06:00:00+05:00',
	calls: 12,
	open: 2,
	referrals: 1,
	note: 'Quiet night',
	confirmedBy: null,
	isMine: false,
	...over,
})

/** The reply as it is sent, without encryption. */
export const shiftReply = (over: Partial<HelplineShift> = {}): { sealed: string } => ({
	sealed: toBase64url(utf8(JSON.stringify(shift(over)))),
})

export const shift = (over: Partial<HelplineShift> = {}): HelplineShift => ({
	at: '2026-11-25T10:00:00+05:00',
	open: [],
	done: [],
	referrals: [],
	openReferrals: 0,
	handovers: [],
	...over,
})
