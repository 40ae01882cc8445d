import type { Bytes } from '#shared/kernel/bytes'
import {
	type Certificate,
	certificateContent,
	certificateToSign,
	readCertificate,
} from '#shared/sync/certificate'
import { openCertificate, writeCertificate } from '#shared/sync/certificate-bytes'
import { addEnrolment, certifiedEnrolments, findDevice } from '../storage/device-table.ts'
import { findPerson, findPersonCalled, insertPerson } from '../storage/person-table.ts'
import type { Store } from '../storage/store.ts'
import type { Signer } from './signer.ts'
import { isPhoneKey, isSignedBy } from './verify-phone.ts'

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

/** What a certificate says, if this server signed it; null otherwise. */
export function trustedCertificate(signer: Signer, project: string, bytes: Uint8Array): Certificate | null {
	const { signature, content } = openCertificate(bytes)
	if (!isSignedBy(signer.publicKey, certificateToSign(content), signature)) return null
	const certificate = readCertificate(content)
	if (certificate?.project !== project) return null
	return certificate.publicKey === null || isPhoneKey(certificate.publicKey) ? certificate : null
}

/**
 * Enrolments that this server gave out and lost when it was set back are there again, with their people. One that is
 * there stays as it is: a person who was switched off is not switched on by an old certificate.
 */
export async function admitAgain(store: Store, certificates: readonly Certificate[]): Promise<void> {
	for (const certificate of certificates) {
		if (await findDevice(store.reading, store.project, certificate.device)) continue
		await store.write(async ({ db, at }) => {
			if (await findDevice(db, store.project, certificate.device)) return
			const { person, ...enrolment } = certificate
			if (!(await findPerson(db, store.project, person.id))) {
				// somebody new may have got the name since
				const isTaken = (await findPersonCalled(db, store.project, person.code)) !== undefined
				await insertPerson(db, {
					id: person.id,
					project: store.project,
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
		})
	}
}
