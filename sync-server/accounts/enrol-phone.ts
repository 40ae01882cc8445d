import { worksOnPhone } from '#shared/access/roles'
import type { Campaign } from '#shared/campaign/campaign'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { EnrolReply } from '#shared/sync/messages'
import type { Store } from '../storage/store.ts'
import { serverRandom } from './codes.ts'
import { personDocument, personOfCode } from './people.ts'

/**
 * One person on one phone: takes the phone's public key in exchange for a one-time code.
 *
 * @throws Problem as `personOfCode`, and `code-is-for-the-desk`
 */
export async function enrolPhone(
	store: Store,
	campaign: Campaign,
	given: { code: string; publicKey: string; phone: string; label: string },
	now: number,
): Promise<EnrolReply> {
	const { person, use } = await personOfCode(store, given.code, now)
	if (!worksOnPhone(person.role)) throw new Problem('code-is-for-the-desk')
	const device = randomId(serverRandom)
	await store.db.transaction().execute(async (trx) => {
		await use(trx)
		await trx
			.insertInto('device')
			.values({
				id: device,
				project: store.project,
				person: person.id,
				kind: 'phone',
				phone: given.phone,
				label: given.label,
				public_key: given.publicKey,
				n: 0,
				app: null,
				enrolled: new Date(now).toISOString(),
				last_seen: null,
				revoked: 0,
			})
			.execute()
	})
	return {
		device,
		project: store.project,
		person: personDocument(person, campaign),
		language: person.language,
	}
}
