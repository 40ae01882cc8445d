import type { StoredAnswers } from '#shared/export/table-plan'
import type { FormDefinition } from '#shared/forms/form-definition'
import { isSealed } from '#shared/forms/sealed-answer-text'
import {
	claimLeaseMs,
	type HelplineShift,
	overdueAfterMs,
	type ShiftAct,
	type ShiftRequest,
	shiftAddress,
} from '#shared/helpline/call-backs'
import { isReferralAct } from '#shared/helpline/referrals'
import { type Bytes, utf8 } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { canFillForm } from '#shared/people/roles'
import { helplineForm } from '#shared/study/record-attributes'
import type { FormRepository } from '../forms/form-repository.ts'
import {
	addHandover,
	confirmHandover,
	countCallsSince,
	doneCalls,
	findCallBack,
	isWaiting,
	lastHandovers,
	saveCallBack,
	waitingCalls,
} from '../storage/helpline/call-backs.ts'
import { countOpenReferrals } from '../storage/helpline/referrals.ts'
import { asPerson, findPerson } from '../storage/people/people.ts'
import type { Session } from '../storage/session.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { identifyReader } from '../sync/identify-request.ts'
import { sealReply } from '../sync/seal-reply.ts'
import { describeCalls } from './describe-call.ts'
import { recordReferralStep, referrals } from './referrals.ts'

type ShiftRequester = Pick<Person, 'id' | 'demonstration'>

/** Period of calls that a first handover counts. */
const firstShiftMs = 12 * 3_600_000

/** Returns the open call-backs, their claims, and the handovers of the last shifts. */
export async function helplineShift(
	session: Session,
	{ id, demonstration }: ShiftRequester,
	{ now, form }: { readonly now: number; readonly form: FormDefinition },
): Promise<HelplineShift> {
	const aboutIn = describeCalls(form)
	const waiting = await waitingCalls(session, demonstration)
	const handovers = await lastHandovers(session, demonstration)
	return {
		at: new Date(now).toISOString(),
		open: waiting.map(({ record, name, began, category, answers: stored, taken_by, taker }) => {
			// Read from the record itself, so that redaction and erasure apply.
			const { answers } = JSON.parse(stored) as StoredAnswers
			return {
				record,
				name,
				category,
				since: began,
				agreed: agreedIn(answers),
				takenBy: taker,
				about: aboutIn(answers),
				isMine: taken_by === id,
				isOverdue: began === null || now - Date.parse(began) > overdueAfterMs,
			}
		}),
		done: await doneCalls(session, demonstration),
		referrals: await referrals(session, demonstration, now),
		openReferrals: await countOpenReferrals(session, demonstration),
		handovers: handovers.map(({ n, person, calls, open, referrals, ...handover }) => ({
			...handover,
			id: n,
			isMine: person === id,
			calls: Number(calls),
			open: Number(open),
			referrals: referrals === null ? null : Number(referrals),
		})),
	}
}

function agreedIn(answers: StoredAnswers['answers']): string {
	const [, agreed] = answers.find(([path]) => path.endsWith('/callback_safe')) ?? []
	return agreed === undefined || isSealed(agreed) ? '' : String(agreed)
}

interface ShiftDeps {
	readonly store: Store
	readonly forms: FormRepository
	readonly now: number
	/** Called when the signature of the phone is verified. @throws Problem `too-many-requests` */
	readonly onDeviceIdentified: (device: string) => void
}

/**
 * Performs an operator's act from a phone. Returns the state of the shift, encrypted to the phone.
 * Idempotent, since replies get lost.
 *
 * @throws Problem as `identifyReader`, `person-inactive`, `not-allowed`, `not-found` if no call-back is open
 * for that call, `call-back-taken`, `referral-changed`
 */
export async function actInShift(
	{ store, forms, now, onDeviceIdentified }: ShiftDeps,
	given: ShiftRequest,
): Promise<Bytes> {
	const { reading } = store
	const device = await identifyReader(
		{ store, now: () => now },
		{ ...given, address: shiftAddress(given.act) },
	)
	onDeviceIdentified(device.id)
	const row = await findPerson(reading, device.person)
	if (!row || !device.isActive) throw new Problem('person-inactive')
	const person = asPerson(row)
	const [form] = (await forms.current()).filter(({ id }) => id === helplineForm)
	if (!form || !canFillForm(person.role, form.definition.filledBy)) throw new Problem('not-allowed')
	const { act } = given
	if (act.kind !== 'look') await store.write((session) => perform(session, person, act))
	const shift = await helplineShift(reading, person, { now, form: form.definition })
	return sealReply(device.access.seal, utf8(JSON.stringify(shift)), given.nonce)
}

async function perform(
	session: WriteSession,
	asker: ShiftRequester,
	act: Exclude<ShiftAct, { kind: 'look' }>,
): Promise<void> {
	const { at } = session
	const { id: person, demonstration } = asker
	if (isReferralAct(act)) return recordReferralStep(session, asker, act)
	if (act.kind === 'confirm')
		return confirmHandover(session, { project: session.project, n: act.handover, person })
	if (act.kind === 'hand-over') {
		const [last] = await lastHandovers(session, demonstration)
		if (last?.person === person && last.note === act.note && last.confirmedBy === null) return
		const since = last?.at ?? new Date(Date.parse(at) - firstShiftMs).toISOString()
		await addHandover(session, {
			project: session.project,
			person,
			at,
			note: act.note,
			confirmed_by: null,
			demonstration: demonstration ? 1 : 0,
			calls: await countCallsSince(session, demonstration, since),
			open: (await waitingCalls(session, demonstration)).length,
			referrals: await countOpenReferrals(session, demonstration),
		})
		return
	}
	const { record, kind } = act
	if (!(await isWaiting(session, record, demonstration))) throw new Problem('not-found')
	const before = await findCallBack(session, record)
	if (kind === 'again' || before?.done_by) {
		if (kind === 'again' && before?.done_by)
			await saveCallBack(session, { record, project: session.project, at, taken_by: null, done_by: null })
		return
	}
	// A claim prevents two operators from ringing the same caller; it expires, so that an operator who went home
	// does not block it.
	const isHeld = before && Date.parse(at) - Date.parse(before.at) < claimLeaseMs
	if (isHeld && before.taken_by && before.taken_by !== person) throw new Problem('call-back-taken')
	await saveCallBack(session, {
		record,
		project: session.project,
		at,
		taken_by: kind === 'leave' ? null : person,
		done_by: kind === 'done' ? person : null,
	})
}
