import { isPhoneRole } from '#shared/access/roles'
import type { Bytes } from '#shared/kernel/bytes'
import {
	type Certificate,
	certificateContent,
	certificateToSign,
	readCertificate,
} from '#shared/sync/certificate'
import { openCertificate, writeCertificate } from '#shared/sync/certificate-bytes'
import { appendAuditEntry, byServer } from '../access-log/log-lines.ts'
import { addEnrolment, certifiedEnrolments, findDevice } from '../storage/device-table.ts'
import { asPerson, findPerson, findPersonCalled, insertPerson } from '../storage/person-table.ts'
import { restoredAt } from '../storage/restored-table.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import type { Signer } from './signer.ts'
import { isPhoneKey } from './verify-phone.ts'

/** Certificates of these enrolments, as they travel; made anew each time, from what the store says. */
export async function certificatesOf(
	store: Store,
	signer: Signer,
	devices: readonly string[],
): Promise<Bytes[]> {
	const found = await certifiedEnrolments(store.reading, store.project, devices)
	return found.map((enrolment) => {
		const content = certificateContent({ v: 1, project: store.project, ...enrolment })
		return writeCertificate(signer.sign(certificateToSign(content)), content)
	})
}

/** What a certificate says, if this server signed it, also with a key of before; null otherwise. */
export function trustedCertificate(signer: Signer, project: string, bytes: Uint8Array): Certificate | null {
	const { signature, content } = openCertificate(bytes)
	if (!signer.hasSigned(certificateToSign(content), signature)) return null
	const certificate = readCertificate(content)
	if (certificate?.project !== project) return null
	return certificate.publicKey === null || isPhoneKey(certificate.publicKey) ? certificate : null
}

/** So long after a store was put back phones may show certificates: as long as somebody may be without network, twice over. */
export const readmissionMs = 60 * 24 * 60 * 60_000

/** Whether this store was put back lately: only then it can have lost enrolments that it gave out. */
async function isReadmitting(store: Store, now: number): Promise<boolean> {
	const at = await restoredAt(store.reading, store.project)
	return at !== undefined && now - Date.parse(at) < readmissionMs
}

/**
 * Enrolments that this server gave out and lost when it was put back are there again, with their people; each is noted. One that is there
 * stays as it is: a person who was switched off is not switched on by an old certificate. Phones come back for who works on phones; of the desk
 * only that it is known whose work a phone brings: whoever it is needs a new code to sign in.
 */
export async function restoreEnrolments(
	store: Store,
	certificates: readonly Certificate[],
	now: number,
): Promise<void> {
	if (certificates.length === 0 || !(await isReadmitting(store, now))) return
	for (const certificate of certificates) {
		if (await findDevice(store.reading, store.project, certificate.device)) continue
		await store.write((session) => admit(session, store.project, certificate))
	}
}

async function admit(
	{ db, at }: Pick<WriteSession, 'db' | 'at'>,
	project: string,
	{ person, ...enrolment }: Certificate,
): Promise<void> {
	if (await findDevice(db, project, enrolment.device)) return
	const known = await findPerson(db, project, person.id)
	const isPhone = enrolment.publicKey !== null
	if (isPhone && !isPhoneRole(known ? asPerson(known).role : person.role)) return
	if (!known) {
		// somebody new may have got the name since
		const isTaken = (await findPersonCalled(db, project, person.code)) !== undefined
		await insertPerson(db, {
			id: person.id,
			project,
			name: person.name,
			code: isTaken ? `${person.code}-${person.id.slice(0, 4)}` : person.code,
			role: person.role,
			districts: person.districts === 'all' ? 'all' : JSON.stringify(person.districts),
			language: person.language,
			// whoever signs in at the desk is invited anew
			password: null,
			demonstration: person.demonstration ? 1 : 0,
			active: 1,
			created: at,
		})
	}
	await addEnrolment(db, { ...enrolment, person: person.id })
	await appendAuditEntry({ db, at }, project, byServer, {
		kind: isPhone ? 'enrolment-readmitted' : 'desk-readmitted',
		of: isPhone ? enrolment.device : person.id,
	})
}
