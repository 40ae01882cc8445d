import { shortDigest } from '#shared/kernel/digest'
import { randomId } from '#shared/kernel/ids'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { NewRevision } from '../../sync-server/storage/tables/row-types.ts'

export const random = seededRandom(1)

/** Returns a revision for storage tests; storage does not parse its bytes. */
export function newRevision(record = randomId(random.bytes), bytes = random.bytes(40)): NewRevision {
	return {
		id: shortDigest(bytes),
		record,
		author: 'author',
		device: 'device',
		role: 'enumerator',
		n: 1,
		form: 'household',
		formVersion: 1,
		bytes,
		flag: null,
		checked: 1,
		signature: null,
	}
}
