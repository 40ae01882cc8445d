import type { Bytes } from '#shared/kernel/bytes'
import { type DocumentRow, database } from './database.ts'
import type { Vault } from './vault.ts'

interface Owner {
	readonly device: string
	readonly vault: Vault
}

/** The server's word for an enrolment, as it travelled: this phone's own, and those of others whose work lies here. */
export interface IncomingCertificate {
	readonly device: string
	readonly bytes: Bytes
}

// beside the documents, though no feed brings it
const kind = 'certificate'
const placeOf = (device: string, ref: string) => `document ${device} ${kind} ${ref}`

export const sealCertificate = async (
	{ device, vault }: Owner,
	{ device: ref, bytes }: IncomingCertificate,
): Promise<DocumentRow> => ({
	device,
	kind,
	ref,
	...(await vault.sealBytes(placeOf(device, ref), bytes)),
})

export const hasOwnCertificate = async ({ device }: Pick<Owner, 'device'>): Promise<boolean> =>
	(await (await database()).count('documents', [device, kind, device])) > 0

/** All certificates that lie here; one that can no longer be read is passed over. */
export async function certificatesOnPhone({ device, vault }: Owner): Promise<IncomingCertificate[]> {
	const rows = await (await database()).getAllFromIndex('documents', 'kind', [device, kind])
	const opened = await Promise.all(
		rows.map(async (row) => {
			const bytes = await vault.openBytes(placeOf(device, row.ref), row).catch(() => null)
			return bytes ? [{ device: row.ref, bytes }] : []
		}),
	)
	return opened.flat()
}
