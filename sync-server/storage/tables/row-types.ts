import type { Tables } from './tables.ts'

export interface StoredRevision {
	readonly id: string
	readonly record: string
	readonly seq: number
	readonly author: string
	readonly device: string
	readonly role: string
	/** Deflated, as it was sent. */
	readonly bytes: Uint8Array
	readonly received: string
	readonly flag: string | null
	/** 0 until it is verified that its author was allowed to write it. */
	readonly checked: 0 | 1
	/** Signature by the key of its enrolment, over its id. */
	readonly signature: Uint8Array | null
	/** Digest of its bytes if values were erased from it; null if its id is the digest. */
	readonly redacted: string | null
}

/** A revision after redaction. */
export interface RedactedCopy {
	readonly id: string
	/** Deflated. */
	readonly bytes: Uint8Array
	/** Digest of the inflated bytes. */
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
	/** Device counter; null if it cannot be read. */
	readonly n: number | null
}

/** A quarantined revision. */
export interface QuarantinedRevision extends NewQuarantined {
	readonly seq: number
	readonly received: string
	readonly isRejected: boolean
	readonly redacted: string | null
}

/** A decision about a revision that is or was quarantined. */
export interface QuarantineDecisionInput {
	readonly revision: string
	readonly device: string
	readonly quarantineReason: string
	readonly decision: 'let-in' | 'keep-out'
	/** Null for a decision by the server. */
	readonly person: string | null
	readonly why: string
}

/** A record's row as computed from its revisions. */
export type RecordRow = Omit<Tables['record'], 'project' | 'retention_due_at' | 'rules_checked'>

export type BulkEditRevisionRow = Omit<Tables['bulk_edit_revision'], 'project'>

export interface OpenConflict {
	readonly id: string
	readonly kind: string
	readonly path: string
	readonly revisions: readonly string[]
}

/** Changes in the conflicts of one record. */
export interface ConflictChanges {
	readonly record: string
	/** All conflicts that are open now. */
	readonly open: readonly OpenConflict[]
	/** Resolved conflicts, each with the revision that resolved it. */
	readonly decided: ReadonlyMap<string, string>
	/**
	 * Conflicts that no longer exist: part of a larger one, or gone because missing revisions arrived. They are
	 * deleted.
	 */
	readonly superseded: readonly string[]
}

const feedKinds = ['revision', 'document', 'destroyed'] as const
export const isFeedKind = (kind: string): kind is FeedEntry['kind'] =>
	(feedKinds as readonly string[]).includes(kind)

/** `destroyed`: an order to erase the record `ref`. */
export interface FeedEntry {
	readonly seq: number
	readonly kind: (typeof feedKinds)[number]
	readonly ref: string
}

/** A range of sequence numbers of the feed. */
export interface FeedRange {
	readonly after: number
	/** The last one that is returned; without it, all. */
	readonly upTo?: number
	readonly limit: number
}

export interface Head {
	readonly seq: number
	readonly chain: string
}
