import { isDistrictInScope } from '#shared/people/roles'
import { dayAt, groupIdenticalMessages, isMessageActive, messageDocumentSchema } from '#shared/study/message'
import { database } from '../database/database.ts'
import { enrolmentOf, type VaultSession } from '../enrolment/enrolments.ts'
import { loadStudy, openDocument, personOnPhone } from './documents.ts'

/**
 * Returns today's messages of the office for this person; none in the demonstration. `now`: this phone's
 * clock, ms since 1970.
 */
export async function messagesOnPhone(vaultSession: VaultSession, now: number) {
	const rows = await (await database()).documents
		.where({ device: vaultSession.device, kind: 'message' })
		.toArray()
	const [{ districts, demonstration }, study, { offsetMs }, found] = await Promise.all([
		personOnPhone(vaultSession),
		loadStudy(vaultSession),
		enrolmentOf(vaultSession.device),
		Promise.all(rows.map((row) => openDocument(vaultSession, row, messageDocumentSchema))),
	])
	if (demonstration) return []
	// corrected, so that a wrong clock shows a message neither longer nor shorter
	const today = dayAt(now + (offsetMs ?? 0), study?.offsetMinutes ?? 0)
	return groupIdenticalMessages(
		found.flatMap((message) =>
			message && isDistrictInScope(districts, message.district) && isMessageActive(message, today)
				? [message]
				: [],
		),
	)
}
