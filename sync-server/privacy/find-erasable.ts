import { normaliseCode } from '#shared/kernel/ids'
import { canSeeRecord, type Person } from '#shared/people/people'
import { isDistrictInScope, may } from '#shared/people/roles'
import type { ErasableRecord, ErasureLookupResponse } from '#shared/privacy/erasure'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import type { FormRepository } from '../forms/form-repository.ts'
import { revisionAuthors } from '../storage/log/revisions.ts'
import { devicesById } from '../storage/people/devices.ts'
import { findPeople } from '../storage/people/people.ts'
import { attachmentsOf } from '../storage/records/attachments.ts'
import { allRecordIds, findRecord, readersOf } from '../storage/records/records.ts'
import type { Store } from '../storage/store.ts'
import { decodeQuarantinedRevision } from '../sync/decode-revision.ts'
import { computeCorrectedTime } from '../sync/known-record.ts'
import type { Signer } from '../sync/signer.ts'
import { type ErasureScope, listErasures } from './erasure-list.ts'
import { groupQuarantineByRecord, type QuarantinedBytes } from './record-contents.ts'

/** The store and its forms, in which records are looked up. */
interface Stored {
	readonly store: Store
	readonly forms: FormRepository
	readonly signer: Signer
}

/** True if a record is in the districts of a person. */
const isWithin = (
	{ districts, demonstration }: Pick<Person, 'districts' | 'demonstration'>,
	of: { readonly district: string | null; readonly demonstration: number },
): boolean => isDistrictInScope(districts, of.district) && !(demonstration && of.demonstration === 0)

/**
 * True if a user may see that a record was erased. An erased record no longer names its readers, so the role
 * of its eraser stands for them: a report erased by a safeguarding lead is listed for leads only.
 */
export const canSeeErasure = (reader: Person, of: ErasureScope): boolean =>
	isWithin(reader, of) &&
	may(reader.role, 'survey.read') === may(of.erasedBy ?? 'data-manager', 'survey.read')

/**
 * Finds the records with a code, and erased records that had it. `typed`: the code from a respondent's card,
 * or the whole id of a record. Records that are known from quarantined revisions only require access to all
 * districts.
 */
export async function findByCode(
	{ store, forms, signer }: Stored,
	reader: Person,
	typed: string,
): Promise<ErasureLookupResponse> {
	const { reading } = store
	const code = normaliseCode(typed)
	const matchesCode = (record: string) =>
		record === typed.trim() || normaliseCode(withdrawalCodeOf(record)) === code
	const held = await groupQuarantineByRecord(reading)
	const ids = new Set([...(await allRecordIds(reading)), ...held.keys()].filter(matchesCode))
	const records: ErasableRecord[] = []
	for (const id of ids) {
		const found = await toErasableRecord({ store, forms }, reader, id, held.get(id) ?? [])
		if (found) records.push(found)
	}
	const erasures = await listErasures(store, signer, (row) => canSeeErasure(reader, row))
	return { records, erased: erasures.filter(({ record }) => matchesCode(record)) }
}

/** Describes a record for a person who may erase it. Null if it does not exist or is in another district. */
export async function toErasableRecord(
	{ store: { reading }, forms }: Pick<Stored, 'store' | 'forms'>,
	reader: Person,
	id: string,
	held: readonly QuarantinedBytes[],
): Promise<ErasableRecord | null> {
	const row = await findRecord(reading, id)
	const stored = await revisionAuthors(reading, id)
	if (!row && held.length === 0) return null
	const [first] = held
	const revision = first ? decodeQuarantinedRevision(first.id, first.bytes, first.redacted) : null
	// For a quarantined revision, only the form says who may read it.
	const readers = row ? readersOf(row) : revision ? await forms.readers(revision.form.id) : null
	if (!canSeeRecord(reader, { ...(row ?? { district: null, demonstration: 0 }), readers })) return null
	const device = first ? (await devicesById(reading, [first.device])).get(first.device) : undefined
	const owner = row?.owner ?? device?.person ?? ''
	const person = (await findPeople(reading, [owner])).get(owner)
	return {
		id,
		code: withdrawalCodeOf(id),
		form: row?.form ?? revision?.form.id ?? '',
		status: row?.status ?? 'draft',
		district: row?.district ?? null,
		started: row?.started ?? (revision ? computeCorrectedTime(revision, '') : ''),
		enumerator: { name: person?.name ?? '', code: person?.code ?? '' },
		revisions: stored.length + held.length,
		quarantined: held.length,
		files: (await attachmentsOf(reading, [id])).length,
	}
}
