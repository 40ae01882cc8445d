import { fromBase64url } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { EnrolReply } from '#shared/sync/messages'
import { type ReplaceRequest, replacementToSign } from '#shared/sync/replacement-messages'
import { addPhone, findDevice, replacementOf, replacementsOf } from '../storage/people/devices.ts'
import { asPerson, findPerson } from '../storage/people/people.ts'
import { isPhoneKey, isSignedBy } from '../sync/verify-phone.ts'
import { type EnrolDeps, enrolReply } from './enrol-phone.ts'
import { serverRandom } from './invitations.ts'

/** Maximum replacements of one enrolment: a phone and a few old copies of it. */
const maxReplacements = 4

/**
 * Issues a separate enrolment to a phone whose enrolment is also used by a copy. The request is signed with
 * the key that the PIN unlocks; only the phone and its copy have it, and the copy gets an enrolment of its
 * own as well. A repeated request with the same key returns the same enrolment.
 *
 * @throws Problem `input-invalid`, `phone-unknown`, `person-inactive`, `not-allowed` if no device counter was
 * used twice, or too many replacements exist
 */
export async function replaceEnrolment(deps: EnrolDeps, given: ReplaceRequest): Promise<EnrolReply> {
	const { store } = deps
	if (!isPhoneKey(given.publicKey)) throw new Problem('input-invalid', { field: 'publicKey' })
	const before = await findDevice(store.reading, given.device)
	const signature = fromBase64url(given.signature)
	if (!before?.access || !isSignedBy(before.access.sign, replacementToSign(given), signature))
		throw new Problem('phone-unknown')
	if (!before.isActive) throw new Problem('person-inactive')
	if (!before.isCloned) throw new Problem('not-allowed')
	const row = await findPerson(store.reading, before.person)
	if (!row) throw new Problem('phone-unknown')
	const { publicKey, phone, label } = given
	const id = await store.write(async (session) => {
		// the phone may have been deactivated meanwhile, with all of its replacements
		if (!(await findDevice(session, before.id))?.isActive) throw new Problem('person-inactive')
		const known = await replacementOf(session, before.id, publicKey)
		if (known) return known.id
		if ((await replacementsOf(session, before.id)).length >= maxReplacements) throw new Problem('not-allowed')
		const made = randomId(serverRandom)
		await addPhone(session, {
			id: made,
			person: before.person,
			phone,
			label,
			publicKey,
			enrolled: session.at,
			lastSeen: null,
			replaces: before.id,
		})
		return made
	})
	return enrolReply(deps, id, asPerson(row))
}
