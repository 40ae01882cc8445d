import { type BackCheckTarget, backChecksDocumentSchema } from '#shared/quality/back-check-assignment'
import { database } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { openDocument } from './documents.ts'

/** Back-checks of a round that are assigned to this person. */
export async function listAssignedBackChecks(
	vaultSession: VaultSession,
	round: string,
): Promise<readonly BackCheckTarget[]> {
	const rows = await (await database()).documents
		.where({ device: vaultSession.device, kind: 'back-checks' })
		.toArray()
	const found = await Promise.all(
		rows.map((row) => openDocument(vaultSession, row, backChecksDocumentSchema)),
	)
	return found.flatMap((document) => (document?.round === round ? document.checks : []))
}
