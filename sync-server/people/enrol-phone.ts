import { toBase64url } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isPhoneRole } from '#shared/people/roles'
import type { Study } from '#shared/study/study'
import type { EnrolReply } from '#shared/sync/messages'
import { addPhone, hasPhone } from '../storage/people/devices.ts'
import { enrolmentByCode, useCode } from '../storage/people/invitations.ts'
import type { Store } from '../storage/store.ts'
import { certificatesOf } from '../sync/certificates.ts'
import type { SealingKeys } from '../sync/sealing-keys.ts'
import type { Signer } from '../sync/signer.ts'
import { isPhoneKey } from '../sync/verify-phone.ts'
import { type KnownCode, readCode, rejectUsedInvitation, serverRandom } from './invitations.ts'
import { personDocument } from './people.ts'
import { notifyNewDevice } from './second-device.ts'

interface Enrolling {
	readonly code: string
	readonly publicKey: string
	/** Id of the phone; the same for every user of it. */
	readonly phone: string
	readonly label: string
}

export interface EnrolDeps {
	readonly store: Store
	readonly study: Pick<Study, 'districts'>
	readonly signer: Signer
	readonly sealing: SealingKeys
}

/**
 * Enrols one person on one phone: registers the phone's public key in exchange for an enrolment code. A
 * repeated request with the same phone and key returns the same enrolment: the first reply may have been
 * lost, and the code is used by then.
 *
 * @throws Problem as `readCode` and `rejectUsedInvitation`, `code-is-for-the-desk`, `input-invalid`,
 * `device-not-confirmed` if a device of the person must confirm it first
 */
export async function enrolPhone(deps: EnrolDeps, given: Enrolling, now: number): Promise<EnrolReply> {
	const { store } = deps
	if (!isPhoneKey(given.publicKey)) throw new Problem('input-invalid', { field: 'publicKey' })
	const code = await readCode(store, given.code, now)
	if (!isPhoneRole(code.person.role)) throw new Problem('code-is-for-the-desk')
	const device = (await enrolmentBefore(store, code, given)) ?? (await enrolNow(store, code, given))
	return enrolReply(deps, device, code.person)
}

/** Builds the response to a new enrolment. */
export async function enrolReply(
	{ store, study, signer, sealing }: EnrolDeps,
	device: string,
	person: Person,
): Promise<EnrolReply> {
	const [certificate] = await certificatesOf(store, signer, [device])
	return {
		device,
		project: store.project,
		person: personDocument(person, study),
		language: person.language,
		...(certificate ? { certificate: toBase64url(certificate) } : {}),
		sealingKey: sealing.current().publicKey,
		serverKey: signer.publicKey,
	}
}

async function enrolmentBefore(store: Store, code: KnownCode, given: Enrolling): Promise<string | null> {
	const made = await enrolmentByCode(store.reading, code.digest)
	return made?.publicKey === given.publicKey && made.phone === given.phone ? made.id : null
}

async function enrolNow(store: Store, code: KnownCode, given: Enrolling): Promise<string> {
	rejectUsedInvitation(code)
	if (code.row.unconfirmed === 1) throw new Problem('device-not-confirmed')
	const id = randomId(serverRandom)
	const isMine = await store.write(async (session) => {
		const { at } = session
		const isOther = !code.person.demonstration && (await hasPhone(session, code.person.id))
		if (!(await useCode(session, code.digest, at, id))) return false
		const { phone, label, publicKey } = given
		await notifyNewDevice(session, code.row, { state: 'enrolled', device: id, label })
		await addPhone(session, {
			id,
			person: code.person.id,
			phone,
			label,
			publicKey,
			enrolled: at,
			lastSeen: null,
			codeBy: isOther ? code.row.made_by : null,
		})
		return true
	})
	if (isMine) return id
	// a concurrent request used the code: a repetition by this phone, or another phone
	const before = await enrolmentBefore(store, code, given)
	if (before === null) throw new Problem('code-used')
	return before
}
