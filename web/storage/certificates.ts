import type { Bytes } from '#shared/kernel/bytes'
import { type DocumentRow, database, type EnrolmentRow } from './database.ts'
import type { Vault } from './vault.ts'

export interface Owner {
	readonly device: string
	readonly vault: Vault
}

/** The server's word for an enrolment, as it travelled: this phone's own, and those of others whose work lies here. */
export interface IncomingCertificate {
	readonly device: string
	readonly bytes: Bytes
}

// beside the documents, though no feed brings it
export const certificateKind = 'certificate'
export const buildCertificateAad = (device: string, ref: string) =>
	`document ${device} ${certificateKind} ${ref}`

export const sealCertificate = async (
	{ device, vault }: Owner,
	{ device: ref, bytes }: IncomingCertificate,
): Promise<DocumentRow> => ({
	device,
	kind: certificateKind,
	ref,
	...(await vault.sealBytes(buildCertificateAad(device, ref), bytes)),
})

/** Whether the server's word for this enrolment lies here, by the key that it signs with now: one by a key of before may count for nothing some day. */
export async function isCertified({ device }: Pick<Owner, 'device'>): Promise<boolean> {
	const db = await database()
	const { serverKey, certifiedBy } = (await db.get('enrolments', device)) ?? {}
	const isByAnother = serverKey !== undefined && certifiedBy !== serverKey
	return !isByAnother && (await db.count('documents', [device, certificateKind, device])) > 0
}

/** By which key the server signed the certificate of this enrolment, where it is among these. */
export const certifiedIn = (
	device: string,
	certificates: readonly Pick<IncomingCertificate, 'device'>[],
	serverKey: string | undefined,
): Pick<EnrolmentRow, 'certifiedBy'> =>
	serverKey !== undefined && certificates.some((each) => each.device === device)
		? { certifiedBy: serverKey }
		: {}
