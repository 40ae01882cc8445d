import { sql, type Transaction } from 'kysely'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import type { Person } from '#shared/people/people'
import { inParts, queryInChunks } from './engine/chunks.ts'
import { type CallRow, deleteCalls, saveCalls } from './helpline/calls.ts'
import { chainAfter, toQuarantineChainId } from './log/chain.ts'
import { findQuarantineRows } from './log/quarantine.ts'
import { redactionLink, redactRevisions } from './log/redaction.ts'
import { revisionsOf } from './log/revisions.ts'
import { findPeople } from './people/people.ts'
import { eraseRowsOfRecord } from './privacy/erase-rows.ts'
import { eraseRevisionRows } from './privacy/erasures.ts'
import { deleteInterviews, type InterviewRow, saveInterviews } from './quality/interviews.ts'
import { recordDistrictMoves } from './records/district-moves.ts'
import { type CountedRecord, findCountedColumns, updateCounts } from './records/record-counts.ts'
import type { ArrivingRevision, WriteSession } from './store.ts'
import type {
	Head,
	QuarantineDecisionInput,
	QuarantinedRevision,
	RecordRow,
	RedactedCopy,
	StoredRevision,
} from './tables/row-types.ts'
import type { Tables } from './tables/tables.ts'

/** Columns that a new row of a record overwrites in an existing one. */
const projectedColumns = [
	'form_version',
	'owner',
	'demonstration',
	'name',
	'round',
	'district',
	'cluster',
	'outcome',
	'sex',
	'disposition',
	'finished_on',
	'finished_seq',
	'status',
	'void',
	'open_conflicts',
	'open_flags',
	'open_kinds',
	'readers',
	'answers',
	'projection_error',
	'first_seq',
	'last_seq',
	'started',
	'changed',
] as const satisfies readonly (keyof RecordRow)[]
const notUnderstood = [
	'projection_error',
	'last_seq',
	'changed',
] as const satisfies readonly (keyof RecordRow)[]

/** State of a revision by the table that has its id; each is in one of them. */
const stateIn = { revision: 'stored', quarantine: 'quarantined', erased_revision: 'destroyed' } as const

/** One write session, from the head at its start to the head at its end. */
export class Writer implements WriteSession {
	readonly db: Transaction<Tables>
	readonly at: string
	readonly project: string
	readonly #before: Head
	/** Counted columns of records by id, as this session has read or written them; null without a row. */
	readonly #counted = new Map<string, CountedRecord | null>()
	/** People by id, as this session has read them; null if there is none. */
	readonly #people = new Map<string, Person | null>()
	/** Records that had no revisions when this session read them, and so have no rows of an earlier session. */
	readonly #begun = new Set<string>()
	/** True once revisions were moved to quarantine: a record without revisions may then still have rows. */
	#hasMoved = false
	#seq: number
	#chain: string

	constructor(trx: Transaction<Tables>, project: string, head: Head, at: string) {
		this.db = trx
		this.at = at
		this.project = project
		this.#before = head
		this.#seq = head.seq
		this.#chain = head.chain
	}
	#next(id: string): { seq: number; chain: string } {
		this.#seq++
		this.#chain = chainAfter(this.#chain, id)
		return { seq: this.#seq, chain: this.#chain }
	}
	/** Saves the head. Returns how many sequence numbers this session allocated. */
	async finish(): Promise<number> {
		const entries = this.#seq - this.#before.seq
		if (entries === 0) return 0
		await this.db
			.updateTable('head')
			.set({ seq: this.#seq, chain: this.#chain })
			.where('project', '=', this.project)
			.execute()
		return entries
	}
	async findKnown(revisions: readonly ArrivingRevision[]) {
		type Place = keyof typeof stateIn | 'erasure'
		const asPlace = (place: Place) => sql.lit(place).$castTo<Place>().as('place')
		const idsIn = (table: keyof typeof stateIn, part: readonly ArrivingRevision[]) =>
			this.db
				.selectFrom(table)
				.select(['id', asPlace(table)])
				.where(
					'id',
					'in',
					part.map(({ id }) => id),
				)
		const erasures = (part: readonly ArrivingRevision[]) =>
			this.db
				.selectFrom('erasure')
				.select(['record as id', asPlace('erasure')])
				.where('project', '=', this.project)
				.where('record', 'in', [...new Set(part.map(({ record }) => record ?? ''))])
		const rows = await queryInChunks(revisions, (part) =>
			idsIn('revision', part)
				.unionAll(idsIn('quarantine', part))
				.unionAll(idsIn('erased_revision', part))
				.unionAll(erasures(part))
				.execute(),
		)
		const states = new Map<string, (typeof stateIn)[keyof typeof stateIn]>()
		const erasedRecords = new Set<string>()
		for (const { id, place } of rows)
			if (place === 'erasure') erasedRecords.add(id)
			else states.set(id, stateIn[place])
		return { states, erasedRecords }
	}
	async findPeople(ids: readonly string[]) {
		const unread = ids.filter((id) => !this.#people.has(id))
		const found = await findPeople(this, unread)
		for (const id of unread) this.#people.set(id, found.get(id) ?? null)
		return new Map(
			ids.flatMap((id): [string, Person][] => {
				const person = this.#people.get(id)
				return person ? [[id, person]] : []
			}),
		)
	}
	async appendRevisions(revisions: Parameters<WriteSession['appendRevisions']>[0]) {
		const rows = revisions.map(({ formVersion, ...revision }) => ({
			...revision,
			...this.#next(revision.id),
			form_version: formVersion,
			project: this.project,
			received: this.at,
		}))
		for (const part of inParts(rows)) await this.db.insertInto('revision').values(part).execute()
		return new Map(rows.map(({ id, seq }) => [id, seq]))
	}
	async insertQuarantined(items: Parameters<WriteSession['insertQuarantined']>[0]) {
		const rows = items.map((item) => ({
			...item,
			...this.#next(toQuarantineChainId(item.id)),
			project: this.project,
			received: this.at,
		}))
		for (const part of inParts(rows)) await this.db.insertInto('quarantine').values(part).execute()
	}
	async moveToQuarantine(ids: readonly string[], why: string) {
		this.#hasMoved ||= ids.length > 0
		for (const part of inParts(ids)) {
			const rows = await this.db
				.selectFrom('revision')
				.select([
					'id',
					'project',
					'seq',
					'chain',
					'device',
					'n',
					'bytes',
					'received',
					'signature',
					'redacted',
				])
				.where('id', 'in', part)
				.execute()
			const decisions = await this.db
				.selectFrom('quarantine_decision')
				.select(['seq', 'revision', 'device'])
				.where('revision', 'in', part)
				.orderBy('seq')
				.execute()
			// a revision that was released for another enrolment returns to the one that sent it
			const senderOf = new Map(decisions.map(({ revision, device }) => [revision, device]))
			await this.db
				.insertInto('quarantine')
				.values(
					rows.map(({ device, n, ...row }) => {
						const sender = senderOf.get(row.id) ?? device
						return { ...row, device: sender, n: sender === device ? n : null, why }
					}),
				)
				.execute()
			await this.db.deleteFrom('revision').where('id', 'in', part).execute()
			await this.db.deleteFrom('bulk_edit_revision').where('revision', 'in', part).execute()
			await this.db
				.deleteFrom('feed')
				.where('project', '=', this.project)
				.where(
					'seq',
					'in',
					[...rows, ...decisions].map(({ seq }) => seq),
				)
				.execute()
		}
	}
	async findQuarantined(ids: readonly string[]): Promise<QuarantinedRevision[]> {
		return findQuarantineRows(this, ids)
	}
	async releaseFromQuarantine(revisions: Parameters<WriteSession['releaseFromQuarantine']>[0]) {
		for (const part of inParts(revisions)) {
			const ids = part.map(({ id }) => id)
			const places = await this.db
				.selectFrom('quarantine')
				.select(['id', 'seq', 'chain', 'received', 'redacted'])
				.where('id', 'in', ids)
				.execute()
			const placeOf = new Map(places.map((place) => [place.id, place]))
			const rows = part.flatMap(({ formVersion, ...revision }) => {
				const place = placeOf.get(revision.id)
				return place ? [{ ...revision, ...place, form_version: formVersion, project: this.project }] : []
			})
			if (rows.length > 0) await this.db.insertInto('revision').values(rows).execute()
			await this.db.deleteFrom('quarantine').where('id', 'in', ids).execute()
		}
	}
	async updateQuarantine(ids: readonly string[], change: Parameters<WriteSession['updateQuarantine']>[1]) {
		const { isRejected, ...other } = change
		for (const part of inParts(ids))
			await this.db
				.updateTable('quarantine')
				.set({ ...other, ...(isRejected === undefined ? {} : { rejected: isRejected ? 1 : 0 }) })
				.where('id', 'in', part)
				.execute()
	}
	async appendDecisions(decisions: readonly QuarantineDecisionInput[]) {
		const links: { seq: number; chain: string; id: string }[] = []
		const rows = decisions.map(({ quarantineReason, ...decision }) => {
			const id = shortDigest(canonicalJson({ ...decision, heldFor: quarantineReason, at: this.at }))
			const place = this.#next(id)
			links.push({ ...place, id })
			return {
				...decision,
				quarantine_reason: quarantineReason,
				...place,
				project: this.project,
				at: this.at,
			}
		})
		for (const part of inParts(rows)) await this.db.insertInto('quarantine_decision').values(part).execute()
		await this.#keepLinks(links)
		return new Map(rows.map(({ revision, seq }) => [revision, seq]))
	}
	async resequence(revisions: readonly string[]) {
		const rows = revisions.map((revision) => {
			const id = shortDigest(`again ${revision} ${this.at}`)
			return { revision, link: { ...this.#next(id), id } }
		})
		await this.#keepLinks(rows.map(({ link }) => link))
		return new Map(rows.map(({ revision, link }) => [revision, link.seq]))
	}
	async allocateSequence(ids: readonly string[]) {
		const links = ids.map((id) => ({ ...this.#next(id), id }))
		await this.#keepLinks(links)
		return new Map(links.map(({ id, seq }) => [id, seq]))
	}
	async redactRevisions(copies: readonly RedactedCopy[]) {
		await redactRevisions(this, copies)
		// the chain proves the content of each revision from then on
		const links = copies.map(({ id, redacted }) => ({ revision: id, id: redactionLink(id, redacted) }))
		const seqs = await this.allocateSequence(links.map(({ id }) => id))
		return new Map(links.map(({ revision, id }) => [revision, seqs.get(id) ?? 0]))
	}
	async eraseRevisions(record: string, ids: readonly string[]) {
		await this.#keepLinks(await eraseRevisionRows(this, record, ids))
		await this.deleteRecordRows([record])
		await eraseRowsOfRecord(this, record)
	}
	/** Stores the chain values of numbers that are not revisions, so that they stay available. */
	async #keepLinks(links: readonly { seq: number; chain: string; id: string }[]) {
		const rows = links.map((link) => ({ ...link, project: this.project }))
		for (const part of inParts(rows)) await this.db.insertInto('chain_link').values(part).execute()
	}
	async markVerified(revisions: Parameters<WriteSession['markVerified']>[0]) {
		for (const flag of new Set(revisions.map((each) => each.flag)))
			for (const part of inParts(revisions.filter((each) => each.flag === flag)))
				await this.db
					.updateTable('revision')
					.set({ checked: 1, flag })
					.where(
						'id',
						'in',
						part.map(({ id }) => id),
					)
					.execute()
	}
	async putDocument({ kind, ref, scope, body }: Parameters<WriteSession['putDocument']>[0]) {
		const text = canonicalJson(body as Json)
		const id = shortDigest(text)
		const { seq, chain } = this.#next(id)
		await this.#keepLinks([{ seq, chain, id }])
		const row = { project: this.project, kind, ref, scope, seq, body: text }
		await this.db
			.insertInto('document')
			.values(row)
			.onConflict((conflict) =>
				conflict.columns(['project', 'kind', 'ref']).doUpdateSet({ scope, seq, body: text }),
			)
			.execute()
		await this.db
			.insertInto('feed')
			.values({ project: this.project, scope, seq, kind: 'document', ref })
			.execute()
	}
	async announceDocuments(refs: readonly string[], scopes: readonly string[]) {
		if (scopes.length === 0) return
		const seqs = await this.allocateSequence(refs)
		const rows = [...seqs].flatMap(([ref, seq]) =>
			scopes.map((scope) => ({ project: this.project, scope, seq, kind: 'document', ref })),
		)
		for (const part of inParts(rows)) await this.db.insertInto('feed').values(part).execute()
	}
	async revisionsOf(records: readonly string[]): Promise<StoredRevision[]> {
		const rows = await revisionsOf(this, records)
		if (!this.#hasMoved) {
			const existing = new Set(rows.map(({ record }) => record))
			for (const id of records) if (!existing.has(id)) this.#begun.add(id)
		}
		return rows
	}
	async announce(entries: Parameters<WriteSession['announce']>[0]) {
		const rows = entries.map(({ scope, revision, seq }) => ({
			project: this.project,
			scope,
			seq,
			kind: 'revision',
			ref: revision,
		}))
		for (const part of inParts(rows)) await this.db.insertInto('feed').values(part).execute()
	}
	async saveRecords(rows: readonly RecordRow[]) {
		const before = await this.#upsertRecords(rows, projectedColumns)
		await recordDistrictMoves(
			this,
			rows.flatMap(({ id, district, last_seq }) => {
				const left = before.get(id)?.district
				if (left == null || left === district) return []
				return { project: this.project, record: id, district: left, seq: last_seq }
			}),
		)
	}
	async saveProjectionErrors(rows: readonly RecordRow[]) {
		await this.#upsertRecords(rows, notUnderstood)
	}
	async saveInterviews(rows: readonly InterviewRow[], without: readonly string[]) {
		const isNew = (record: string) => this.#begun.has(record)
		await saveInterviews(this, { seq: this.#seq, isNew }, rows)
		await deleteInterviews(
			this,
			without.filter((record) => !isNew(record)),
		)
	}
	async saveCalls(rows: readonly CallRow[], without: readonly string[]) {
		await saveCalls(this, rows)
		await deleteCalls(
			this,
			without.filter((record) => !this.#begun.has(record)),
		)
	}
	async deleteRecordRows(ids: readonly string[]) {
		const before = await this.#countedBefore(ids)
		for (const id of ids) this.#counted.set(id, null)
		await updateCounts(
			this,
			[...before.values()].map((row) => ({ before: row, after: null })),
		)
		for (const part of inParts(ids)) {
			await this.db.deleteFrom('record').where('id', 'in', part).execute()
			await this.db.deleteFrom('conflict').where('record', 'in', part).execute()
			await this.db.deleteFrom('bulk_edit_revision').where('record', 'in', part).execute()
		}
		await deleteInterviews(this, ids)
		await deleteCalls(this, ids)
	}
	/** Returns the counted columns of those records that have a row. */
	async #countedBefore(ids: readonly string[]): Promise<Map<string, CountedRecord>> {
		const unread = ids.filter((id) => !this.#counted.has(id))
		const found = await findCountedColumns(
			this,
			unread.filter((id) => !this.#begun.has(id)),
		)
		for (const id of unread) this.#counted.set(id, found.get(id) ?? null)
		return new Map(
			ids.flatMap((id): [string, CountedRecord][] => {
				const row = this.#counted.get(id)
				return row ? [[id, row]] : []
			}),
		)
	}
	/** Inserts or updates rows. Returns the counted columns from before. */
	async #upsertRecords(rows: readonly RecordRow[], columns: readonly (keyof RecordRow)[]) {
		const before = await this.#countedBefore(rows.map(({ id }) => id))
		const own = rows.map((row) => ({ ...row, project: this.project }))
		for (const part of inParts(own))
			await this.db
				.insertInto('record')
				.values(part)
				.onConflict((conflict) =>
					conflict.column('id').doUpdateSet((eb) =>
						Object.fromEntries([
							...columns.map((column) => [column, eb.ref(`excluded.${column}`)]),
							// after a change, retention may be due earlier
							['retention_due_at', 0],
							// and other rules may be violated
							['rules_checked', 0],
						]),
					),
				)
				.execute()
		const moves = rows.map((row) => {
			const old = before.get(row.id) ?? null
			const taken = Object.fromEntries(columns.map((column) => [column, row[column]]))
			return { id: row.id, before: old, after: old ? { ...old, ...taken } : row }
		})
		await updateCounts(this, moves)
		for (const { id, after } of moves) this.#counted.set(id, after)
		return before
	}
	async findOpenConflicts(records: readonly string[]) {
		// conflicts are saved after the row of their record
		const known = [...(await this.#countedBefore(records)).keys()]
		const rows = await queryInChunks(known, (part) =>
			this.db
				.selectFrom('conflict')
				.select(['record', 'id', 'kind', 'path', 'revisions'])
				.where('record', 'in', part)
				.where('closed_seq', 'is', null)
				.execute(),
		)
		return rows.map((row) => ({ ...row, revisions: JSON.parse(row.revisions) as string[] }))
	}
	async saveConflicts(changes: Parameters<WriteSession['saveConflicts']>[0]) {
		const now = changes.flatMap(({ record, open }) =>
			open.map(({ id, kind, path, revisions }) => ({
				record,
				id,
				project: this.project,
				kind,
				path,
				revisions: JSON.stringify(revisions),
				opened_seq: this.#seq,
				closed_seq: null,
				closed_by: null,
			})),
		)
		for (const part of inParts(now))
			await this.db
				.insertInto('conflict')
				.values(part)
				.onConflict((conflict) =>
					conflict.columns(['record', 'id']).doUpdateSet({ closed_seq: null, closed_by: null }),
				)
				.execute()
		for (const { record, decided, superseded } of changes) {
			for (const [id, by] of decided)
				await this.db
					.updateTable('conflict')
					.set({ closed_seq: this.#seq, closed_by: by })
					.where('record', '=', record)
					.where('id', '=', id)
					.execute()
			for (const part of inParts(superseded))
				await this.db.deleteFrom('conflict').where('record', '=', record).where('id', 'in', part).execute()
		}
	}
	async saveBulkEditLinks(rows: Parameters<WriteSession['saveBulkEditLinks']>[0]) {
		const own = rows.map((row) => ({ ...row, project: this.project }))
		for (const part of inParts(own))
			await this.db
				.insertInto('bulk_edit_revision')
				.values(part)
				.onConflict((conflict) => conflict.column('revision').doNothing())
				.execute()
	}
}
