import type { Bytes } from '#shared/kernel/bytes'
import { type Revision, readRevision } from '#shared/revisions/revision'
import { inflate } from '../database/deflate.ts'
import type { RevisionRow } from '../database/rows.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { buildRevisionAad } from '../vault/associated-data.ts'

/** @param deflated The revision as it is sent. */
export const sealRevision = ({ device, vault }: VaultSession, id: string, deflated: Bytes) =>
	vault.sealBytes(buildRevisionAad(device, id), deflated)
/** @throws DOMException if the row is damaged */
export const openRevision = ({ vault }: VaultSession, row: RevisionRow): Promise<Bytes> =>
	vault.openBytes(buildRevisionAad(row.device, row.id), row)

/**
 * Returns the revision in a row; null if the row is damaged. It then counts as not received, and the other
 * rows are still used.
 */
export const revisionIn = (vaultSession: VaultSession, row: RevisionRow): Promise<Revision | null> =>
	openRevision(vaultSession, row)
		.then(inflate)
		.then(readRevision)
		.catch(() => null)
