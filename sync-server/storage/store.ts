import type { Person } from '#shared/people/people'
import type { PoolConnections } from './engine/engine.ts'
import type { CallRow } from './helpline/calls.ts'
import type { InterviewRow } from './quality/interviews.ts'
import type { Session } from './session.ts'
import type {
	BulkEditRevisionRow,
	ConflictChanges,
	FeedEntry,
	FeedRange,
	Head,
	NewQuarantined,
	NewRevision,
	OpenConflict,
	QuarantineDecisionInput,
	QuarantinedRevision,
	RecordRow,
	RedactedCopy,
	StoredRevision,
} from './tables/row-types.ts'

export interface ArrivingRevision {
	readonly id: string
	/** Null if it cannot be read. */
	readonly record: string | null
}

export interface KnownBefore {
	/** State of those ids that are stored, or were and are erased. */
	readonly states: ReadonlyMap<string, 'stored' | 'quarantined' | 'destroyed'>
	/** Those of the records that were erased. */
	readonly erasedRecords: ReadonlySet<string>
}

/** Operations for the writer that holds the project's lock. All are committed, or none. */
export interface WriteSession extends Session {
	/** Time of this session, ISO. */
	readonly at: string
	/** Returns what the store has of arriving revisions and their records. */
	findKnown(revisions: readonly ArrivingRevision[]): Promise<KnownBefore>
	/** Returns those of the people that exist; each is read once in a session. */
	findPeople(ids: readonly string[]): Promise<ReadonlyMap<string, Person>>
	/** Returns the sequence number of each. */
	appendRevisions(revisions: readonly NewRevision[]): Promise<ReadonlyMap<string, number>>
	insertQuarantined(items: readonly NewQuarantined[]): Promise<void>
	/** Moves stored revisions from their records to quarantine; they keep their number and chain. */
	moveToQuarantine(ids: readonly string[], why: string): Promise<void>
	/** Returns those of the ids that are quarantined, in the order of their numbers. */
	findQuarantined(ids: readonly string[]): Promise<QuarantinedRevision[]>
	/** Moves quarantined revisions to their records; they keep their number, chain and time of arrival. */
	releaseFromQuarantine(revisions: readonly NewRevision[]): Promise<void>
	/** Updates quarantined revisions: with another reason, or as rejected by a person. */
	updateQuarantine(
		ids: readonly string[],
		change: { why?: string; isRejected?: boolean; n?: number },
	): Promise<void>
	/**
	 * Appends the decisions, each with the next sequence number. A released revision is announced with this
	 * number. Returns the number by revision.
	 */
	appendDecisions(decisions: readonly QuarantineDecisionInput[]): Promise<ReadonlyMap<string, number>>
	/** Marks revisions as verified: their author was allowed to write them. */
	markVerified(revisions: readonly { readonly id: string; readonly flag: string | null }[]): Promise<void>
	/** Stores a document and announces it to its scope. It replaces an earlier one of the same kind and ref. */
	putDocument(document: { kind: string; ref: string; scope: string; body: unknown }): Promise<void>
	/**
	 * Adds stored documents to the feed of these scopes, each with the next number, after a change of who may
	 * read them.
	 */
	announceDocuments(refs: readonly string[], scopes: readonly string[]): Promise<void>
	/** Returns the revisions of these records, in the order of their numbers. */
	revisionsOf(records: readonly string[]): Promise<StoredRevision[]>
	/**
	 * Gives each revision a new sequence number, so that scopes whose cursor has passed the old one receive it.
	 */
	resequence(revisions: readonly string[]): Promise<ReadonlyMap<string, number>>
	/**
	 * Allocates a sequence number for each id that has no stored revision (a decision, a document, an erased
	 * revision).
	 */
	allocateSequence(ids: readonly string[]): Promise<ReadonlyMap<string, number>>
	/**
	 * Erases revisions, in records or in quarantine, with everything derived from them. Their id, number and
	 * chain remain, and the fact that they were erased.
	 */
	eraseRevisions(record: string, ids: readonly string[]): Promise<void>
	/**
	 * Replaces revisions, in records or in quarantine, by redacted copies; id, number, chain and the other
	 * columns stay. Returns the new number of each copy.
	 */
	redactRevisions(copies: readonly RedactedCopy[]): Promise<ReadonlyMap<string, number>>
	/** Adds revisions to the feed of scopes, each with a number from this session. */
	announce(entries: readonly { scope: string; revision: string; seq: number }[]): Promise<void>
	saveRecords(rows: readonly RecordRow[]): Promise<void>
	/** Saves the error of records that could not be evaluated; an existing row keeps its previous answers. */
	saveProjectionErrors(rows: readonly RecordRow[]): Promise<void>
	/** Deletes the rows of records without any accepted revision. */
	deleteRecordRows(ids: readonly string[]): Promise<void>
	/** Saves the facts for quality checks, and deletes those of records in `without`. */
	saveInterviews(rows: readonly InterviewRow[], without: readonly string[]): Promise<void>
	/** Saves the facts of calls, and deletes those of records in `without`. */
	saveCalls(rows: readonly CallRow[], without: readonly string[]): Promise<void>
	findOpenConflicts(records: readonly string[]): Promise<(OpenConflict & { readonly record: string })[]>
	saveConflicts(changes: readonly ConflictChanges[]): Promise<void>
	/** Links revisions to their bulk edit or import; existing links stay unchanged. */
	saveBulkEditLinks(rows: readonly BulkEditRevisionRow[]): Promise<void>
}

export interface WriteTimes {
	/** Time until no other writer held the lock. */
	readonly waitedMs: number
	/** Time of the transaction with its commit or rollback. */
	readonly heldMs: number
	readonly isCommitted: boolean
	/** Sequence numbers that it allocated: revisions, decisions and documents. */
	readonly entries: number
}

/**
 * Everything that the server's logic may ask of storage.
 *
 * ST1 `write` admits one writer per project at a time, of any store on the same database; a second waits
 *     until the first has ended.
 * ST2 Appended entries get the numbers 1, 2, 3 … without gaps, each with a chain: the digest of the previous
 *     chain and the id, with a mark if it arrives in quarantine. The chain at each number stays available. A
 *     revision keeps both wherever it moves, into quarantine or out of it.
 * ST3 A revision is stored for ever exactly as it was sent, unless its record is erased: then only its id,
 *     number and chain remain, and it is not accepted again. After the erasure of values, a copy without them
 *     remains.
 * ST4 If the callback of `write` throws, or a statement fails and the callback continues, nothing it did
 *     remains. The first error is the one that is thrown.
 * ST5 `feedAfter` returns entries in the order of their numbers, within the given range.
 * ST6 Nothing ever appears behind a number already handed out, however writers overlap. A released revision
 *     is announced with the number of its decision, not with its own, which readers have passed long ago.
 * ST7 `atOneMoment` sees one state, whatever is written meanwhile.
 * ST8 When `write` returns, its changes are on disk.
 * ST9 A writer may read by `reading` and by `atOneMoment`, however many writers wait for it.
 */
export interface Store {
	readonly project: string
	readonly engine: 'sqlite' | 'postgres'
	/** Name by which phones notice that this store was restored from a backup; null if it never was. */
	readonly era: string | null
	/** HMAC key of enrolment codes, which is not in the database; null if codes are neither made nor read. */
	readonly codeKey: Uint8Array | null
	write<Found>(work: (session: WriteSession) => Promise<Found>): Promise<Found>
	head(): Promise<Head>
	/** Returns the chain at each number; a number that was never assigned is absent. */
	chainsAt(numbers: readonly number[]): Promise<ReadonlyMap<number, string>>
	/** Returns the feed entries of any of the scopes within a range of sequence numbers. */
	feedAfter(scopes: readonly string[], range: FeedRange): Promise<FeedEntry[]>
	revisionsById(ids: readonly string[]): Promise<StoredRevision[]>
	revisionsOf(record: string): Promise<StoredRevision[]>
	documentsByRef(
		refs: readonly string[],
	): Promise<{ kind: string; ref: string; seq: number; body: unknown }[]>
	/** Sequence number of the document; 0 if there is none. */
	documentSeq(kind: string, ref: string): Promise<number>
	atOneMoment<Found>(read: (moment: Session) => Promise<Found>): Promise<Found>
	/** For read-only queries of this folder. */
	readonly reading: Session
	/** For single changes to tables without sequence numbers: sign-ins, contacts. */
	readonly changing: Session
	/** See `Engine`. */
	overwriteDeleted(since: Date): Promise<boolean>
	isDiskFull(thrown: unknown): boolean
	isPassing(thrown: unknown): boolean
	/** True if all migrations of this program were applied. @throws if the database does not respond */
	isMigrated(): Promise<boolean>
	/**
	 * True if an error since the start, or one passed to `recordDamage`, said that the database's files are
	 * damaged.
	 */
	isDamaged(): boolean
	/** True if the error says that the files are damaged; `isDamaged` is true from then on. */
	recordDamage(thrown: unknown): boolean
	/** Connections to a database server; none for the embedded store. */
	connections(): readonly PoolConnections[]
	close(): Promise<void>
}
