import type { CompiledForm } from '#shared/forms/compile-form'
import { canReadRecords } from '#shared/people/roles'
import type { FormRepository } from '../forms/form-repository.ts'
import { streamBulkEdits } from '../storage/cleaning/bulk-edits.ts'
import type { ConflictSide, ExportRow } from '../storage/exports/export-records.ts'
import {
	type AsOfRow,
	type ClosedConflict as Closed,
	listConflictsClosedAsOf,
	listQuarantinedAsOf,
	streamRecordsStoredBefore,
} from '../storage/exports/records-as-of.ts'
import { revisionsOf } from '../storage/log/revisions.ts'
import { findPeople } from '../storage/people/people.ts'
import { type RecordFilter, readersOf } from '../storage/records/records.ts'
import type { Session } from '../storage/session.ts'
import type { RecordRow } from '../storage/tables/row-types.ts'
import {
	foldKnown,
	getBulkEditId,
	getRecordHeader,
	type KnownRecord,
	type KnownRevision,
	knownRecords,
} from '../sync/known-record.ts'
import { rowOf } from '../sync/project-records.ts'
import type { ExportSource } from './export-source.ts'
import { yieldToEventLoop } from './select-answers.ts'

/** Records processed between two yields to the event loop. */
const readBatchSize = 10

interface Moment {
	readonly forms: FormRepository
	/** Versions that existed, by form. */
	readonly versions: ReadonlyMap<string, readonly number[]>
	/** Last sequence number of the state. */
	readonly seq: number
	/** True to ignore bulk edits. */
	readonly withoutEdits: boolean
	/** True to include resolved conflicts, not only the open ones. */
	readonly withDecided?: boolean
	/**
	 * Restricts the records of one form; absent: all. Second notes follow their transcripts and are not
	 * filtered.
	 */
	readonly meets?: { readonly form: string; readonly isIncluded: (row: ExportRow) => boolean } | undefined
}

/**
 * Reads the state as of a sequence number. It is recomputed from the revisions that existed, so that it is
 * the same after every rebuild, restore or move of the store. Only records that have changed since are
 * folded. Data that was erased since is absent.
 */
export function createSourceAsOf(session: Session, moment: Moment): ExportSource {
	const { seq, withoutEdits } = moment
	async function* pages(filter: RecordFilter, order: 'arrived' | 'id', ids = filter.ids) {
		const versions = moment.versions.get(filter.form ?? '') ?? []
		const query = { seq, withoutEdits, versions, order, ids }
		for await (const page of streamRecordsStoredBefore(session, filter, query)) {
			const recordsAsOf = await streamRecordsAsOf(
				session,
				moment,
				page.filter(({ isCurrent }) => !isCurrent).map(({ id }) => id),
			)
			const found = await exportRowsOf(session, moment, recordsAsOf, filter)
			const isIncluded = moment.meets?.form === filter.form ? moment.meets?.isIncluded : undefined
			const rows: AsOfRow[] = []
			for (const [i, row] of page.entries()) {
				const again = row.isCurrent ? row : found.get(row.id)
				if (isIncluded && i % readBatchSize === 0) await yieldToEventLoop()
				if (again && isIncluded?.(again) !== false)
					rows.push({ ...again, first_seq: row.first_seq, isCurrent: row.isCurrent })
			}
			yield rows
			await yieldToEventLoop()
		}
	}
	async function* rows(filter: RecordFilter, order: 'arrived' | 'id', ids = filter.ids) {
		for await (const page of pages(filter, order, ids)) yield* page
	}
	return {
		lastNumber: async () => (withoutEdits ? null : seq),
		records: (filter, order = 'arrived') => rows(filter, order),
		async *conflicts(filter) {
			for await (const page of pages(filter, 'arrived')) {
				const ids = page.map(({ id }) => id)
				const closed = moment.withDecided
					? await listConflictsClosedAsOf(session, ids, seq)
					: new Map<string, Closed[]>()
				for (const { id, open_conflicts } of page) {
					if (open_conflicts === 0 && !closed.has(id)) continue
					const record = (await streamRecordsAsOf(session, moment, [id])).get(id)
					if (!record) continue
					const open = await openThen(moment, record)
					yield* sidesOf(session, id, [...decidedThen(record, closed.get(id) ?? [], open), ...open])
				}
			}
		},
		async *edits(filter) {
			if (withoutEdits) return
			// The filter matches current values, not those of that time, so each changed record is checked.
			const all: RecordFilter = { ...filter, statuses: undefined, void: undefined, round: undefined }
			for await (const page of streamBulkEdits(session, all)) {
				const until = page.filter((each) => each.seq <= seq)
				const within = new Set<string>()
				const ids = [...new Set(until.map(({ record }) => record))]
				if (ids.length > 0) for await (const { id } of rows(filter, 'arrived', ids)) within.add(id)
				const matching = until.filter(({ record }) => within.has(record))
				if (matching.length > 0) yield matching
			}
		},
	}
}

/** Returns the records as of a sequence number, without those that had no revision yet. */
export async function streamRecordsAsOf(
	session: Session,
	{ seq, withoutEdits }: Pick<Moment, 'seq' | 'withoutEdits'>,
	ids: readonly string[],
): Promise<Map<string, KnownRecord>> {
	if (ids.length === 0) return new Map()
	const later = await listQuarantinedAsOf(session, ids, seq)
	const stored = (await revisionsOf(session, ids)).filter((each) => each.seq <= seq && !later.has(each.id))
	const found = knownRecords(ids, stored)
	for (const [id, record] of found)
		if (record.revisions.length === 0) found.delete(id)
		else if (withoutEdits) found.set(id, { ...record, revisions: uncorrected(record.revisions) })
	return found
}

/**
 * Returns the revisions without bulk edits. A revision whose parent was an edit gets the parents of that
 * edit.
 */
export function uncorrected(revisions: readonly KnownRevision[]): KnownRevision[] {
	const parentsOf = new Map<string, readonly string[]>()
	const resolved = (parents: readonly string[]) => [
		...new Set(parents.flatMap((parent) => parentsOf.get(parent) ?? [parent])),
	]
	const remaining: KnownRevision[] = []
	for (const known of revisions) {
		const parents = resolved(known.revision.parents)
		if (getBulkEditId(known) !== null) parentsOf.set(known.id, parents)
		else remaining.push({ ...known, revision: { ...known.revision, parents: [...parents] } })
	}
	return remaining
}

/** Returns the form of a record as known then. Null for a version that was published later. */
async function formThen({ forms, versions }: Moment, record: KnownRecord): Promise<CompiledForm | null> {
	const header = getRecordHeader(record)
	const there = versions.get(header?.form ?? '')
	if (!header || (there && !there.includes(header.version))) return null
	return forms.compiled(header.form, header.version)
}

async function exportRowsOf(
	session: Session,
	moment: Moment,
	records: ReadonlyMap<string, KnownRecord>,
	filter: RecordFilter,
): Promise<Map<string, ExportRow>> {
	const projected: RecordRow[] = []
	for (const record of records.values())
		try {
			const row = rowOf(record, await formThen(moment, record))
			if (row) projected.push(row)
		} catch {
			// A record that cannot be folded is marked in its row; its state as of then is unknown.
		}
	const people = await findPeople(session, [...new Set(projected.map(({ owner }) => owner))])
	const found = new Map<string, ExportRow>()
	for (const row of projected) {
		const owner = people.get(row.owner)
		// Demonstration users create demonstration records, whatever round these name.
		const isMadeUp = row.demonstration === 1 || owner?.demonstration === true
		if (isMadeUp !== filter.demonstration || !matchesFilter(row, filter)) continue
		found.set(row.id, {
			id: row.id,
			form_version: row.form_version,
			owner_code: owner?.code ?? '',
			status: row.status,
			open_conflicts: row.open_conflicts,
			started: row.started,
			changed: row.changed,
			answers: row.answers,
			district: row.district,
			cluster: row.cluster,
			last_revision: records.get(row.id)?.revisions.at(-1)?.id ?? null,
		})
	}
	return found
}

/**
 * True if a row matches the filter of a release (round, status, void, role); for rows that were recomputed
 * and not queried.
 */
function matchesFilter(row: RecordRow, { statuses, round, role, void: isVoid }: RecordFilter): boolean {
	return (
		(isVoid === undefined || isVoid === (row.void === 1)) &&
		(statuses === undefined || statuses.includes(row.status)) &&
		(round === undefined || row.round === round) &&
		canReadRecords(role, readersOf(row))
	)
}

/** A conflict with the revision that resolved it; null while it was open. */
type ConflictAsOf = Omit<Closed, 'closedBy'> & { readonly closedBy: string | null }

/** Returns the conflicts that were open then. */
async function openThen(moment: Moment, record: KnownRecord): Promise<ConflictAsOf[]> {
	const form = await formThen(moment, record)
	try {
		return foldKnown(record.revisions, form).conflicts.map((each) => ({ ...each, closedBy: null }))
	} catch {
		// The record's row shows the damage; other records continue.
		return []
	}
}

/**
 * Returns the conflicts whose resolution and all of whose sides had arrived and counted. Without bulk edits,
 * other conflicts are open.
 */
function decidedThen(
	{ revisions }: KnownRecord,
	closed: readonly Closed[],
	open: readonly ConflictAsOf[],
): ConflictAsOf[] {
	const there = new Map(revisions.map(({ id }, i) => [id, i]))
	const placeOf = ({ closedBy }: ConflictAsOf) => there.get(closedBy ?? '') ?? 0
	const isOpen = new Set(open.map(({ id }) => id))
	return closed
		.filter((each) => !isOpen.has(each.id))
		.filter((each) => [...each.revisions, each.closedBy].every((id) => there.has(id)))
		.sort((a, b) => placeOf(a) - placeOf(b))
}

/** Yields every side of each conflict, the resolution last. */
async function* sidesOf(
	session: Session,
	record: string,
	disputed: readonly ConflictAsOf[],
): AsyncGenerator<ConflictSide> {
	if (disputed.length === 0) return
	const stored = new Map((await revisionsOf(session, [record])).map((each) => [each.id, each]))
	const people = await findPeople(session, [...new Set([...stored.values()].map(({ author }) => author))])
	for (const { kind, path, revisions, closedBy } of disputed)
		for (const id of [...revisions, ...(closedBy === null ? [] : [closedBy])]) {
			const row = stored.get(id)
			if (!row) continue
			yield {
				record,
				kind,
				path,
				closedBy,
				revision: id,
				bytes: row.bytes,
				redacted: row.redacted,
				role: row.role,
				received: row.received,
				code: people.get(row.author)?.code ?? '',
			}
		}
}
