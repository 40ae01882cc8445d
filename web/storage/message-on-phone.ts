import { isDistrictInScope } from '#shared/access/roles'
import {
	dayAt,
	groupIdenticalMessages,
	isMessageActive,
	messageDocumentSchema,
} from '#shared/campaign/message'
import { database } from './database.ts'
import { loadStudy, openDocument, personOnPhone } from './documents.ts'
import { enrolmentOf, type UnlockedSession } from './people-on-phone.ts'

/** What the office says to this person today; to nobody who shows the demonstration. `now`: by the clock of this phone, ms since 1970. */
export async function messagesOnPhone(atWork: UnlockedSession, now: number) {
	const rows = await (await database()).getAllFromIndex('documents', 'kind', [atWork.device, 'message'])
	const [{ districts, demonstration }, campaign, { offsetMs }, found] = await Promise.all([
		personOnPhone(atWork),
		loadStudy(atWork),
		enrolmentOf(atWork.device),
		Promise.all(rows.map((row) => openDocument(atWork, row, messageDocumentSchema))),
	])
	if (demonstration) return []
	// a clock that goes wrong shows a message neither longer nor shorter
	const today = dayAt(now + (offsetMs ?? 0), campaign?.offsetMinutes ?? 0)
	return groupIdenticalMessages(
		found.flatMap((message) =>
			message && isDistrictInScope(districts, message.district) && isMessageActive(message, today)
				? [message]
				: [],
		),
	)
}
