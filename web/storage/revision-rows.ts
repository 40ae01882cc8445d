import type { Bytes } from '#shared/kernel/bytes'
import { type Revision, readRevision } from '#shared/revisions/revision'
import type { RevisionRow } from './database.ts'
import { inflate } from './deflate.ts'
import type { AtWork } from './people-on-phone.ts'

export const revisionPlace = (device: string, id: string) => `revision ${device} ${id}`

/** `deflated`: as it travels. */
export const sealRevision = ({ device, vault }: AtWork, id: string, deflated: Bytes) =>
	vault.sealBytes(revisionPlace(device, id), deflated)
/** @throws DOMException if the row is damaged */
export const openRevision = ({ vault }: AtWork, row: RevisionRow): Promise<Bytes> =>
	vault.openBytes(revisionPlace(row.device, row.id), row)

/** The revision in a row; null if the row is damaged: then it counts as not arrived, and the others go on. */
export const revisionIn = (atWork: AtWork, row: RevisionRow): Promise<Revision | null> =>
	openRevision(atWork, row)
		.then(inflate)
		.then(readRevision)
		.catch(() => null)
