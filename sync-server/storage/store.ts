import type { Kysely } from 'kysely'
import type { CallRow } from './call-table.ts'
import type { InterviewRow } from './interview-table.ts'
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
	/** 0 while it is not known whether its author might write it. */
	readonly checked: 0 | 1
	/** By the key of its enrolment, over its id. */
	readonly signature: Uint8Array | null
	/** The digest of its bytes, where values of it were forgotten; null: its id is. */
	readonly redacted: string | null
}

/** What a revision is from now on. */
export interface RedactedCopy {
	readonly id: string
	/** Deflated. */
	readonly bytes: Uint8Array
	/** Digest of what they inflate to. */
	readonly redacted: string
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
	readonly checked: 0 | 1
	readonly signature: Uint8Array | null
}

export interface NewQuarantined {
	readonly id: string
	readonly device: string
	readonly why: string
	readonly bytes: Uint8Array
	readonly signature: Uint8Array | null
	/** The number that the phone gave it; null where that cannot be read. */
	readonly n: number | null
}

/** A revision that is kept apart. */
export interface QuarantinedRevision extends NewQuarantined {
	readonly seq: number
	readonly received: string
	readonly isRejected: boolean
	readonly redacted: string | null
}

/** A decision about a revision that is kept apart, or was. */
export interface QuarantineDecisionInput {
	readonly revision: string
	readonly device: string
	readonly quarantineReason: string
	readonly decision: 'let-in' | 'keep-out'
	/** Null for the server itself. */
	readonly person: string | null
	readonly why: string
}

/** A record's row as its revisions make it. */
export type RecordRow = Omit<Tables['record'], 'project' | 'forget_at' | 'ruled'>

export type CorrectionRow = Omit<Tables['correction'], 'project'>

export interface OpenConflict {
	readonly id: string
	readonly kind: string
	readonly path: string
	readonly revisions: readonly string[]
}

/** What became of the disagreements of one record. */
export interface ConflictChanges {
	readonly record: string
	/** All that are open now. */
	readonly open: readonly OpenConflict[]
	/** Those that somebody decided, with the revision that did. */
	readonly decided: ReadonlyMap<string, string>
	/** Those that are neither: a bigger one took their place, or what was missing has come. Nothing stays of them. */
	readonly superseded: readonly string[]
}

const feedKinds = ['revision', 'document', 'destroyed'] as const
export const isFeedKind = (kind: string): kind is FeedEntry['kind'] =>
	(feedKinds as readonly string[]).includes(kind)

/** `destroyed`: an order to destroy the record that `ref` names. */
export interface FeedEntry {
	readonly seq: number
	readonly kind: (typeof feedKinds)[number]
	readonly ref: string
}

export interface Head {
	readonly seq: number
	readonly chain: string
}

/** What a writer may do while it holds the project. All of it happens, or none. */
export interface WriteSession {
	/** Time of this writing, ISO. */
	readonly at: string
	/** Of these ids, those that are stored already, and how; or were, and are destroyed. */
	findKnown(ids: readonly string[]): Promise<ReadonlyMap<string, 'stored' | 'quarantined' | 'destroyed'>>
	/** Gives the number of each. */
	appendRevisions(revisions: readonly NewRevision[]): Promise<ReadonlyMap<string, number>>
	insertQuarantined(items: readonly NewQuarantined[]): Promise<void>
	/** Takes stored revisions out of their records into quarantine; number and chain stay theirs. */
	moveToQuarantine(ids: readonly string[], why: string): Promise<void>
	/** Of these ids, those in quarantine, in the order of their numbers. */
	findQuarantined(ids: readonly string[]): Promise<QuarantinedRevision[]>
	/** Takes revisions out of quarantine into their records; number, chain and time of arrival stay theirs. */
	releaseFromQuarantine(revisions: readonly NewRevision[]): Promise<void>
	/** They stay in quarantine: for another reason, or because a person has decided so. */
	updateQuarantine(
		ids: readonly string[],
		change: { why?: string; isKeptOut?: boolean; n?: number },
	): Promise<void>
	/** Each decision gets the next number: of what is let in, the feed tells with that. Gives the number by revision. */
	appendDecisions(decisions: readonly QuarantineDecisionInput[]): Promise<ReadonlyMap<string, number>>
	/** Notes that the author might write it. */
	markVerified(revisions: readonly { readonly id: string; readonly flag: string | null }[]): Promise<void>
	/** A later document of the same kind and ref replaces the earlier one; the scope hears of it. */
	putDocument(document: { kind: string; ref: string; scope: string; body: unknown }): Promise<void>
	/** Adds stored documents to the feed of these scopes, each with the next number: who may read them has changed. */
	announceDocuments(refs: readonly string[], scopes: readonly string[]): Promise<void>
	/** In the order of their numbers. */
	revisionsOf(records: readonly string[]): Promise<StoredRevision[]>
	/** Another number for each of these, under which somebody else hears of it. */
	resequence(revisions: readonly string[]): Promise<ReadonlyMap<string, number>>
	/** The next number for each of these ids, of what is no revision, or no longer. */
	allocateSequence(ids: readonly string[]): Promise<ReadonlyMap<string, number>>
	/**
	 * Takes revisions out of the store, in records or in quarantine, with all that was made from them. What stays of each is its
	 * id, number and chain, and that it was destroyed.
	 */
	eraseRevisions(record: string, ids: readonly string[]): Promise<void>
	/** Puts copies in the place of revisions, in records or in quarantine; id, number, chain and all else stay. Each copy has a number. */
	redactRevisions(copies: readonly RedactedCopy[]): Promise<ReadonlyMap<string, number>>
	/** Tells scopes of revisions, each with a number that was given in this session. */
	announce(entries: readonly { scope: string; revision: string; seq: number }[]): Promise<void>
	saveRecords(rows: readonly RecordRow[]): Promise<void>
	/** Records of which no new view could be made: a row that is there keeps what was understood before. */
	saveProjectionErrors(rows: readonly RecordRow[]): Promise<void>
	/** The rows of records of which nothing counts any more. */
	deleteRecordRows(ids: readonly string[]): Promise<void>
	/** What the checks of a round ask of these; and of which records nothing. */
	saveInterviews(rows: readonly InterviewRow[], without: readonly string[]): Promise<void>
	/** What is counted of these calls; and which records are no calls that count. */
	saveCalls(rows: readonly CallRow[], without: readonly string[]): Promise<void>
	findOpenConflicts(records: readonly string[]): Promise<(OpenConflict & { readonly record: string })[]>
	saveConflicts(changes: readonly ConflictChanges[]): Promise<void>
	/** Those of records; one that is known stays as it is. */
	saveBulkEditLinks(rows: readonly CorrectionRow[]): Promise<void>
	/** For whatever else must happen together with it. */
	readonly db: Kysely<Tables>
}

/**
 * Everything that the server's logic may ask of storage.
 *
 * ST1 `write` lets in one writer per project at a time, of any store on the same database; a second waits until the
 *     first has ended.
 * ST2 What is appended gets the numbers 1, 2, 3 … without gaps, each with a chain: digest of the chain before and
 *     the id, with a mark where it is held back as it comes. The chain at each number stays known. A revision keeps both
 *     wherever it moves, into quarantine or out of it.
 * ST3 A revision is kept for ever exactly as it was sent, unless its record is destroyed: then nothing of it is kept but its
 *     id, number and chain, and it is not taken in again. Of values that were forgotten a copy stays that has none of them.
 * ST4 If the callback of `write` throws, or a statement fails and the callback goes on, nothing it did remains. The
 *     first error is the one that is told.
 * ST5 `feedAfter` gives entries in the order of their numbers, after the given one.
 * ST6 Nothing ever appears behind a number already handed out, however writers overlap. What is let in late is told with
 *     the number of that decision, not with its own: a reader has passed that long ago.
 * ST7 `atOneMoment` sees one state, whatever is written meanwhile.
 * ST8 What `write` has returned from is on the disk.
 * ST9 A writer may read by `reading` and by `atOneMoment`, however many writers wait for it.
 */
export interface Store {
	readonly project: string
	readonly engine: 'sqlite' | 'postgres'
	/** Under which name phones know that this store was put back from a backup; null if it never was. */
	readonly era: string | null
	/** Under which one-time codes are kept; null where none are made or read. It is not in the database. */
	readonly codeKey: Uint8Array | null
	write<Found>(work: (session: WriteSession) => Promise<Found>): Promise<Found>
	head(): Promise<Head>
	/** The chain at each of these numbers; a number that was never given is absent. */
	chainsAt(numbers: readonly number[]): Promise<ReadonlyMap<number, string>>
	/** Entries for any of the scopes. */
	feedAfter(scopes: readonly string[], cursor: number, limit: number): Promise<FeedEntry[]>
	revisionsById(ids: readonly string[]): Promise<StoredRevision[]>
	revisionsOf(record: string): Promise<StoredRevision[]>
	documentsByRef(
		refs: readonly string[],
	): Promise<{ kind: string; ref: string; seq: number; body: unknown }[]>
	/** The number of the newest one; 0 of none. */
	documentSeq(kind: string, ref: string): Promise<number>
	atOneMoment<Found>(read: (db: Kysely<Tables>) => Promise<Found>): Promise<Found>
	/** For the queries of this room that only read. */
	readonly reading: Kysely<Tables>
	/** For single changes to tables that no number orders: sessions, contacts. */
	readonly db: Kysely<Tables>
	/** See `Engine`. */
	overwriteDeleted(since: Date): Promise<boolean>
	isDiskFull(thrown: unknown): boolean
	isPassing(thrown: unknown): boolean
	/** Whether all tables that this program expects are there. @throws where the database does not answer */
	isMigrated(): Promise<boolean>
	/** Whether the database said since the start, or `recordDamage` was told, that its files are damaged. */
	isDamaged(): boolean
	/** True for the error that says so, which is remembered. */
	recordDamage(thrown: unknown): boolean
	close(): Promise<void>
}
