import type { Bytes } from '#shared/kernel/bytes'
import { type DocumentRow, database, type EnrolmentRow } from '../database/database.ts'
import { buildDocumentAad } from '../vault/associated-data.ts'
import type { Vault } from '../vault/vault.ts'

export interface Owner {
	readonly device: string
	readonly vault: Vault
}

/**
 * A certificate of an enrolment, as received: this phone's own, or that of another author of records here.
 */
export interface IncomingCertificate {
	readonly device: string
	readonly bytes: Bytes
}

// stored among the documents, though the feed does not send it
export const certificateKind = 'certificate'
export const buildCertificateAad = (device: string, ref: string) =>
	buildDocumentAad({ device, kind: certificateKind, ref })

export const sealCertificate = async (
	{ device, vault }: Owner,
	{ device: ref, bytes }: IncomingCertificate,
): Promise<DocumentRow> => ({
	device,
	kind: certificateKind,
	ref,
	...(await vault.sealBytes(buildCertificateAad(device, ref), bytes)),
})

/**
 * True if the certificate of this enrolment is on the phone and signed with the server's current key: one
 * signed with an earlier key may lose its validity.
 */
export async function isCertified({ device }: Pick<Owner, 'device'>): Promise<boolean> {
	const db = await database()
	const { serverKey, certifiedBy } = (await db.enrolments.get(device)) ?? {}
	const isByAnother = serverKey !== undefined && certifiedBy !== serverKey
	return !isByAnother && (await db.documents.get([device, certificateKind, device])) !== undefined
}

/** Returns `certifiedBy` for the enrolment row; empty if its certificate is not among these. */
export const certifiedIn = (
	device: string,
	certificates: readonly Pick<IncomingCertificate, 'device'>[],
	serverKey: string | undefined,
): Pick<EnrolmentRow, 'certifiedBy'> =>
	serverKey !== undefined && certificates.some((each) => each.device === device)
		? { certifiedBy: serverKey }
		: {}

/** Returns all readable certificates on this phone; unreadable ones are skipped. */
export async function certificatesOnPhone({ device, vault }: Owner): Promise<IncomingCertificate[]> {
	const rows = await (await database()).documents.where({ device, kind: certificateKind }).toArray()
	const opened = await Promise.all(
		rows.map(async (row) => {
			const bytes = await vault.openBytes(buildCertificateAad(device, row.ref), row).catch(() => null)
			return bytes ? [{ device: row.ref, bytes }] : []
		}),
	)
	return opened.flat()
}
