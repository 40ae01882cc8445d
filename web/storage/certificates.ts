import type { Bytes } from '#shared/kernel/bytes'
import { type DocumentRow, database } from './database.ts'
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
export const certificatePlace = (device: string, ref: string) =>
	`document ${device} ${certificateKind} ${ref}`

export const sealCertificate = async (
	{ device, vault }: Owner,
	{ device: ref, bytes }: IncomingCertificate,
): Promise<DocumentRow> => ({
	device,
	kind: certificateKind,
	ref,
	...(await vault.sealBytes(certificatePlace(device, ref), bytes)),
})

export const hasOwnCertificate = async ({ device }: Pick<Owner, 'device'>): Promise<boolean> =>
	(await (await database()).count('documents', [device, certificateKind, device])) > 0
