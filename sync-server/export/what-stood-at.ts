import type { Kysely } from 'kysely'
import { mayRead } from '#shared/access/roles'
import { correctionPath } from '#shared/revisions/beside'
import type { FormShelf } from '../forms/form-shelf.ts'
import { correctionsInOrder } from '../storage/correction-table.ts'
import type { DisagreementSide, ExportRow } from '../storage/export-queries.ts'
import { findPeople } from '../storage/person-table.ts'
import { type RecordFilter, readersOf } from '../storage/record-queries.ts'
import { revisionsOf } from '../storage/revision-queries.ts'
import { letInLater, recordsStood, type StoodRow } from '../storage/stood-queries.ts'
import type { RecordRow } from '../storage/store.ts'
import type { Tables } from '../storage/tables.ts'
import {
	foldKnown,
	type KnownRecord,
	type KnownRevision,
	knownRecords,
	outlineOf,
} from '../sync/known-record.ts'
import { rowOf } from '../sync/understand-records.ts'
import { turn } from './export-answers.ts'
import type { ExportSource } from './export-source.ts'

interface Moment {
	readonly forms: FormShelf
	/** Number of the last thing that had come. */
	readonly seq: number
	/** As if nobody had corrected anything. */
	readonly withoutCorrections: boolean
}

/**
 * What stood when a number was the last: worked out again from the revisions that were there, so that it is the same after every rebuilding,
 * restoring and moving of the store. Only what has changed since is folded; of disagreements those that were open. What was destroyed since is
 * not there any more.
 */
export function whatStoodAt(db: Kysely<Tables>, project: string, moment: Moment): ExportSource {
	const { seq, withoutCorrections } = moment
	async function* rows(filter: RecordFilter, order: 'arrived' | 'id') {
		for await (const page of recordsStood(db, project, filter, { seq, withoutCorrections, order })) {
			const again = page.filter(({ stands }) => !stands).map(({ id }) => id)
			const stood = await stoodOf(db, moment, again)
			for (const row of page) {
				if (row.stands) yield row
				else {
					const record = stood.get(row.id)
					const found = record && (await exportRowOf(db, moment, record, filter))
					if (found) yield { ...found, first_seq: row.first_seq, stands: false } satisfies StoodRow
				}
			}
			await turn()
		}
	}
	return {
		records: (filter, order = 'arrived') => rows(filter, order) as AsyncIterable<ExportRow>,
		async *disagreements(filter) {
			for await (const row of rows(filter, 'arrived')) {
				if (row.open_cases === 0) continue
				const record = (await stoodOf(db, moment, [row.id])).get(row.id)
				if (record) yield* openSides(db, moment, record)
			}
		},
		async *corrections(filter) {
			if (withoutCorrections) return
			// of records that are not among these any more, or not yet, the filter says nothing: they are looked through one by one
			const within = new Set<string>()
			for await (const { id } of rows(filter, 'arrived')) within.add(id)
			const all: RecordFilter = { ...filter, statuses: undefined, void: undefined, round: undefined }
			for await (const page of correctionsInOrder(db, project, all)) {
				const until = page.filter((each) => each.seq <= seq && within.has(each.record))
				if (until.length > 0) yield until
			}
		},
	}
}

/** The records as far as they had come; without those of which nothing had. */
async function stoodOf(
	db: Kysely<Tables>,
	{ seq, withoutCorrections }: Moment,
	ids: readonly string[],
): Promise<Map<string, KnownRecord>> {
	if (ids.length === 0) return new Map()
	const later = await letInLater(db, ids, seq)
	const stored = (await revisionsOf(db, ids)).filter((each) => each.seq <= seq && !later.has(each.id))
	const found = knownRecords(ids, stored)
	for (const [id, record] of found)
		if (record.revisions.length === 0) found.delete(id)
		else if (withoutCorrections) found.set(id, { ...record, revisions: uncorrected(record.revisions) })
	return found
}

/** Without corrections; what was written on top of one stands on what that stood on. */
export function uncorrected(revisions: readonly KnownRevision[]): KnownRevision[] {
	const parentsOf = new Map<string, readonly string[]>()
	const resolved = (parents: readonly string[]) => [
		...new Set(parents.flatMap((parent) => parentsOf.get(parent) ?? [parent])),
	]
	const kept: KnownRevision[] = []
	for (const known of revisions) {
		const parents = resolved(known.revision.parents)
		if (known.revision.set[correctionPath] !== undefined) parentsOf.set(known.id, parents)
		else kept.push({ ...known, revision: { ...known.revision, parents: [...parents] } })
	}
	return kept
}

async function exportRowOf(
	db: Kysely<Tables>,
	{ forms }: Moment,
	record: KnownRecord,
	filter: RecordFilter,
): Promise<ExportRow | null> {
	const outline = outlineOf(record)
	const form = outline ? await forms.compiled(outline.form, outline.version) : null
	let row: RecordRow | null
	try {
		row = rowOf(record, form)
	} catch {
		// what cannot be understood says so in its record's row, and is in no file
		return null
	}
	if (!row || !isAmong(row, filter)) return null
	const owner = (await findPeople(db, [row.owner])).get(row.owner)
	return {
		...{ id: row.id, form_version: row.form_version, owner_code: owner?.code ?? '', status: row.status },
		...{ open_cases: row.open_cases, started: row.started, changed: row.changed, view: row.view },
		...{ district: row.district, cluster: row.cluster },
	}
}

/** What a release is narrowed by (form, round, status, void, who may see it), of a row that no query looks at. */
function isAmong(row: RecordRow, filter: RecordFilter): boolean {
	const { statuses, round, districts, role } = filter
	const isThere = districts === 'all' || (row.district !== null && districts.includes(row.district))
	return (
		(filter.void === undefined || filter.void === (row.void === 1)) &&
		(statuses === undefined || statuses.includes(row.status)) &&
		(round === undefined || row.round === round) &&
		isThere &&
		mayRead(role, readersOf(row))
	)
}

/** Every side of every disagreement that was open then. */
async function* openSides(
	db: Kysely<Tables>,
	{ forms }: Moment,
	record: KnownRecord,
): AsyncGenerator<DisagreementSide> {
	const outline = outlineOf(record)
	const form = outline ? await forms.compiled(outline.form, outline.version) : null
	const { cases } = foldKnown(record.revisions, form)
	const stored = new Map((await revisionsOf(db, [record.id])).map((each) => [each.id, each]))
	const people = await findPeople(db, [...new Set([...stored.values()].map(({ author }) => author))])
	for (const { kind, path, revisions } of cases)
		for (const id of revisions) {
			const row = stored.get(id)
			if (!row) continue
			yield {
				...{ record: record.id, kind, path, closedBy: null, revision: id, bytes: row.bytes },
				...{ redacted: row.redacted, role: row.role, received: row.received },
				code: people.get(row.author)?.code ?? '',
			}
		}
}
