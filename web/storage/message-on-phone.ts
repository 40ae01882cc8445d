import { isInDistricts } from '#shared/access/roles'
import { bySaying, dayAt, isShown, messageDocumentSchema } from '#shared/campaign/message'
import { database } from './database.ts'
import { campaignOnPhone, openDocument, personOnPhone } from './documents.ts'
import type { AtWork } from './people-on-phone.ts'

/** What the office says to this person today. `now`: ms since 1970. */
export async function messagesOnPhone(atWork: AtWork, now: number) {
	const rows = await (await database()).getAllFromIndex('documents', 'kind', [atWork.device, 'message'])
	const [{ districts }, campaign, found] = await Promise.all([
		personOnPhone(atWork),
		campaignOnPhone(atWork),
		Promise.all(rows.map((row) => openDocument(atWork, row, messageDocumentSchema))),
	])
	const today = dayAt(now, campaign?.offsetMinutes ?? 0)
	return bySaying(
		found.flatMap((message) =>
			message && isInDistricts(districts, message.district) && isShown(message, today) ? [message] : [],
		),
	)
}
