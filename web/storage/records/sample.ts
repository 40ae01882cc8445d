import { type SampleDocument, sampleDocumentSchema } from '#shared/sample/sample'
import { database } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { openDocument } from './documents.ts'

/** Returns the clusters of a round that have households assigned to this person. */
export async function sampleOnPhone(vaultSession: VaultSession, round: string): Promise<SampleDocument[]> {
	const rows = await (await database()).documents
		.where({ device: vaultSession.device, kind: 'sample' })
		.toArray()
	const found = await Promise.all(rows.map((row) => openDocument(vaultSession, row, sampleDocumentSchema)))
	return found
		.flatMap((document) => document ?? [])
		.filter((document) => document.round === round && document.lines.length > 0)
		.sort((a, b) => (a.cluster < b.cluster ? -1 : 1))
}
