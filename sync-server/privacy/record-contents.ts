import { quarantinedBytes } from '../storage/log/quarantine.ts'
import { revisionAuthors } from '../storage/log/revisions.ts'
import { devicesById } from '../storage/people/devices.ts'
import { listNotifiedScopes } from '../storage/privacy/erasures.ts'
import { attachmentsOf } from '../storage/records/attachments.ts'
import type { Session } from '../storage/session.ts'
import type { QuarantinedRevision } from '../storage/tables/row-types.ts'
import { recordIn } from '../sync/reject-erased.ts'

/** Contents of the store about a record, and the scopes that were notified of it. */
export interface RecordContents {
	/** Ids of its stored revisions; `quarantined`: of those in quarantine. */
	readonly revisions: readonly string[]
	readonly quarantined: readonly string[]
	readonly files: number
	/** Scopes of the feed. */
	readonly notifiedScopes: ReadonlySet<string>
}

const rowBatchSize = 200

export type QuarantinedBytes = Pick<QuarantinedRevision, 'id' | 'device' | 'bytes' | 'redacted' | 'received'>

/** Groups quarantined revisions by the record that they name. Unreadable ones are left out. */
export async function groupQuarantineByRecord(session: Session): Promise<Map<string, QuarantinedBytes[]>> {
	const found = new Map<string, QuarantinedBytes[]>()
	for (let after = ''; ; ) {
		const page = await quarantinedBytes(session, after, rowBatchSize)
		for (const row of page) {
			const record = recordIn({ kind: 'held-back', deflated: row.bytes })
			if (record !== null) found.set(record, [...(found.get(record) ?? []), row])
		}
		const last = page.at(-1)
		if (!last) return found
		after = last.id
	}
}

export async function collectRecordContents(session: Session, record: string): Promise<RecordContents> {
	const revisions = await revisionAuthors(session, record)
	const held = (await groupQuarantineByRecord(session)).get(record) ?? []
	const ids = [...revisions, ...held].map(({ id }) => id)
	const senders = await devicesById(session, [...new Set(held.map(({ device }) => device))])
	const people = [
		...revisions.map(({ author }) => author),
		...[...senders.values()].map(({ person }) => person),
	]
	return {
		revisions: revisions.map(({ id }) => id),
		quarantined: held.map(({ id }) => id),
		files: (await attachmentsOf(session, [record])).length,
		notifiedScopes: new Set([
			...(await listNotifiedScopes(session, ids)),
			// Authors of revisions that were never announced are included.
			...people.map((person) => `person:${person}`),
		]),
	}
}
