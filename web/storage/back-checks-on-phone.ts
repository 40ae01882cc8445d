import { type BackCheckTarget, backChecksDocumentSchema } from '#shared/campaign/back-checks'
import { database } from './database.ts'
import { openDocument } from './documents.ts'
import type { UnlockedSession } from './people-on-phone.ts'

/** Back-checks of a round that are assigned to this person. */
export async function listAssignedBackChecks(
	atWork: UnlockedSession,
	round: string,
): Promise<readonly BackCheckTarget[]> {
	const rows = await (await database()).getAllFromIndex('documents', 'kind', [atWork.device, 'back-checks'])
	const found = await Promise.all(rows.map((row) => openDocument(atWork, row, backChecksDocumentSchema)))
	return found.flatMap((document) => (document?.round === round ? document.checks : []))
}
