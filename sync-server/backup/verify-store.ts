import { checkLog } from '../audit-log/entries.ts'
import { createFormRepository } from '../forms/form-repository.ts'
import { checkChain } from '../storage/log/chain.ts'
import { redactedOutsideChain } from '../storage/log/redaction.ts'
import { foldedRecordIds, storedStates } from '../storage/records/records.ts'
import type { Store } from '../storage/store.ts'
import { knownRecords } from '../sync/known-record.ts'
import { projectRecord } from '../sync/project-records.ts'
import { BackupError } from './backup-error.ts'

const maxSampled = 200

export interface StoreVerification {
	/** Sequence numbers whose chain was verified. */
	readonly numbers: number
	/** Records that were folded again. */
	readonly records: number
	/** Folded records that differ from the stored state, because another version of the program wrote it. */
	readonly stale: number
}

/**
 * Verifies a store without writers: the chain from the first number to the head, the audit log, and a sample
 * of records, each folded again from its revisions. The stored state of a record is derived and can be
 * rebuilt, so a difference is not damage.
 *
 * @throws BackupError with the number or record
 */
export async function verifyStore(store: Store): Promise<StoreVerification> {
	const { numbers, broken } = await checkChain(store.reading)
	if (broken !== null) throw damagedAt(`number ${broken}`)
	const { broken: brokenLine } = await checkLog(store.reading)
	if (brokenLine !== null) throw damagedAt(`line ${brokenLine} of the log of who did what`)
	const outside = await redactedOutsideChain(store.reading)
	if (outside !== null) throw damagedAt(`revision ${outside}`)
	const forms = createFormRepository(store)
	const sample = await sampledRecords(store)
	let stale = 0
	for (const { id, answers, status, open_conflicts } of sample) {
		const record = knownRecords([id], await store.revisionsOf(id)).get(id)
		const first = record?.revisions[0]?.revision.form.id
		if (!record || first === undefined || record.damage !== null) throw damagedAt(`record ${id}`)
		const version = Math.max(...record.revisions.map(({ revision }) => revision.form.ver))
		const { row } = projectRecord(record, await forms.compiled(first, version))
		if (row.answers !== answers || row.status !== status || row.open_conflicts !== open_conflicts) stale++
	}
	return { numbers, records: sample.length, stale }
}

const damagedAt = (place: string) =>
	new BackupError(`It is damaged at ${place}. Keep the file, and take an older or a newer one.`)

/** Samples records evenly, with the newest; records that cannot be folded report that themselves. */
async function sampledRecords({ reading }: Store) {
	const ids = await foldedRecordIds(reading)
	const step = Math.max(1, Math.ceil(ids.length / maxSampled))
	const wanted = ids.filter((_, i) => i % step === 0)
	return wanted.length === 0 ? [] : storedStates(reading, wanted)
}
