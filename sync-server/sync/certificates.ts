import type { Bytes } from '#shared/kernel/bytes'
import { isPhoneRole } from '#shared/people/roles'
import {
	type Certificate,
	certificateContent,
	certificateToSign,
	readCertificate,
} from '#shared/sync/certificate'
import { openCertificate, writeCertificate } from '#shared/sync/certificate-bytes'
import { appendAuditEntry, byServer } from '../audit-log/entries.ts'
import { restoredAt } from '../storage/log/restores.ts'
import { addEnrolment, certifiedEnrolments, findDevice } from '../storage/people/devices.ts'
import { asPerson, findPerson, findPersonCalled, insertPerson } from '../storage/people/people.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import type { Signer } from './signer.ts'
import { isPhoneKey } from './verify-phone.ts'

/** Returns the certificates of these enrolments in wire format, created from the current store. */
export async function certificatesOf(
	store: Store,
	signer: Signer,
	devices: readonly string[],
): Promise<Bytes[]> {
	const found = await certifiedEnrolments(store.reading, devices)
	return found.map((enrolment) => {
		const content = certificateContent({ v: 1, project: store.project, ...enrolment })
		return writeCertificate(signer.sign(certificateToSign(content)), content)
	})
}

/**
 * Returns the content of a certificate if this server signed it, with the current key or a former one; null
 * otherwise.
 */
export function trustedCertificate(signer: Signer, project: string, bytes: Uint8Array): Certificate | null {
	const { signature, content } = openCertificate(bytes)
	if (!signer.hasSigned(certificateToSign(content), signature)) return null
	const certificate = readCertificate(content)
	if (certificate?.project !== project) return null
	return certificate.publicKey === null || isPhoneKey(certificate.publicKey) ? certificate : null
}

/** Time after a restore in which certificates are accepted: twice as long as a phone may be offline. */
export const readmissionMs = 60 * 24 * 60 * 60_000

/** True if this store was restored recently: only then can it have lost enrolments. */
async function isReadmitting(store: Store, now: number): Promise<boolean> {
	const at = await restoredAt(store.reading)
	return at !== undefined && now - Date.parse(at) < readmissionMs
}

/**
 * Restores enrolments, with their people, that this server issued and lost in a restore; each is written to
 * the audit log. Existing ones stay unchanged, so that an old certificate does not reactivate a person.
 * Phones are restored for phone roles only; of a desk only the authorship of its revisions is: its user needs
 * a new code to sign in.
 */
export async function restoreEnrolments(
	store: Store,
	certificates: readonly Certificate[],
	now: number,
): Promise<void> {
	if (certificates.length === 0 || !(await isReadmitting(store, now))) return
	for (const certificate of certificates) {
		if (await findDevice(store.reading, certificate.device)) continue
		await store.write((session) => admit(session, certificate))
	}
}

async function admit(
	session: Pick<WriteSession, 'at' | 'db' | 'project'>,
	{ person, ...enrolment }: Certificate,
): Promise<void> {
	if (await findDevice(session, enrolment.device)) return
	const known = await findPerson(session, person.id)
	const isPhone = enrolment.publicKey !== null
	if (isPhone && !isPhoneRole(known ? asPerson(known).role : person.role)) return
	if (!known) {
		// the username may have been assigned to a new user since
		const isTaken = (await findPersonCalled(session, person.code)) !== undefined
		await insertPerson(session, {
			id: person.id,
			project: session.project,
			name: person.name,
			code: isTaken ? `${person.code}-${person.id.slice(0, 4)}` : person.code,
			role: person.role,
			districts: person.districts === 'all' ? 'all' : JSON.stringify(person.districts),
			language: person.language,
			// desk users need a new code
			password: null,
			demonstration: person.demonstration ? 1 : 0,
			active: 1,
			created: session.at,
		})
	}
	await addEnrolment(session, { ...enrolment, person: person.id })
	await appendAuditEntry(session, byServer, {
		kind: isPhone ? 'enrolment-readmitted' : 'desk-readmitted',
		of: isPhone ? enrolment.device : person.id,
	})
}
