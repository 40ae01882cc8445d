import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export interface StoredRevision {
	readonly id: string
	readonly record: string
	readonly seq: number
	readonly author: string
	readonly device: string
	readonly role: string
	/** As it travelled: deflated. */
	readonly bytes: Uint8Array
	readonly received: string
	readonly flag: string | null
}

export interface NewRevision {
	readonly id: string
	readonly record: string
	readonly author: string
	readonly device: string
	readonly role: string
	readonly n: number
	readonly form: string
	readonly formVersion: number
	readonly bytes: Uint8Array
	readonly flag: string | null
}

export interface NewQuarantined {
	readonly id: string
	readonly device: string
	readonly why: string
	readonly bytes: Uint8Array
}

/** A record's row, with the newest of its revisions: its number says when the record last changed. */
export interface RecordRow extends Omit<Tables['record'], 'project' | 'first_seq' | 'last_seq'> {
	readonly lastRevision: string
}

export interface OpenDisagreement {
	readonly id: string
	readonly kind: string
	readonly path: string
	readonly revisions: readonly string[]
}

export interface FeedEntry {
	readonly seq: number
	readonly kind: 'revision' | 'document'
	readonly ref: string
}

export interface Head {
	readonly seq: number
	readonly chain: string
}

/** What a writer may do while it holds the project. All of it happens, or none. */
export interface WriteSession {
	/** Of these ids, those that are stored already, and how. */
	knownAmong(ids: readonly string[]): Promise<ReadonlyMap<string, 'stored' | 'quarantined'>>
	appendRevisions(revisions: readonly NewRevision[]): Promise<void>
	quarantine(items: readonly NewQuarantined[]): Promise<void>
	/** A later document of the same kind and ref replaces the earlier one; the scope hears of it. */
	putDocument(document: { kind: string; ref: string; scope: string; body: unknown }): Promise<void>
	revisionsOf(records: readonly string[]): Promise<StoredRevision[]>
	/** Tells scopes of the revisions appended in this session. */
	announce(entries: readonly { scope: string; revision: string }[]): Promise<void>
	saveRecords(rows: readonly RecordRow[]): Promise<void>
	/** What is open now; whatever was open before and is no longer was closed by `closedBy`. */
	saveDisagreements(record: string, open: readonly OpenDisagreement[], closedBy: string): Promise<void>
	/** For whatever else must happen together with it. */
	readonly db: Kysely<Tables>
}

/**
 * Everything the server's logic may ask of storage.
 *
 * ST1 `write` lets in one writer per project at a time; a second waits until the first has ended.
 * ST2 What is appended gets the numbers 1, 2, 3 … without gaps, each with a chain: digest of the chain before and
 *     the id.
 * ST3 A revision is kept for ever exactly as it was sent.
 * ST4 If the callback of `write` throws, nothing it did remains.
 * ST5 `feedAfter` gives entries in the order of their numbers, after the given one.
 * ST6 Nothing ever appears behind a number already handed out, however writers overlap.
 * ST7 `atOneMoment` sees one state, whatever is written meanwhile.
 * ST8 What `write` has returned from is on the disk.
 */
export interface Store {
	readonly project: string
	readonly engine: 'sqlite' | 'postgres'
	write<Found>(work: (session: WriteSession) => Promise<Found>): Promise<Found>
	head(): Promise<Head>
	/** Entries for any of the scopes. */
	feedAfter(scopes: readonly string[], cursor: number, limit: number): Promise<FeedEntry[]>
	revisionsById(ids: readonly string[]): Promise<StoredRevision[]>
	revisionsOf(record: string): Promise<StoredRevision[]>
	documentsByRef(
		refs: readonly string[],
	): Promise<{ kind: string; ref: string; seq: number; body: unknown }[]>
	atOneMoment<Found>(read: (db: Kysely<Tables>) => Promise<Found>): Promise<Found>
	/** For the queries of this room that only read. */
	readonly reading: Kysely<Tables>
	/** For the tables that no number orders: people, codes, sessions. */
	readonly db: Kysely<Tables>
	isDiskFull(thrown: unknown): boolean
	close(): Promise<void>
}
