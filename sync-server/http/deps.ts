import type { DiskRoom } from '#shared/access/disk-room'
import type { AuditLog } from '../access-log/access-log.ts'
import type { FileStore } from '../attachments/file-store.ts'
import type { StudyRepository } from '../fieldwork/campaign-shelf.ts'
import type { FormRepository } from '../forms/form-shelf.ts'
import type { ColumnStore } from '../live/kept-columns.ts'
import type { Store } from '../storage/store.ts'
import type { IdentifierKeys } from '../sync/identifier-keys.ts'
import type { SealingKeys } from '../sync/sealing-keys.ts'
import type { Signer } from '../sync/signer.ts'
import type { RateLimiters } from './pace.ts'

/** What the routes are given. */
export interface Deps {
	readonly store: Store
	readonly forms: FormRepository
	readonly signer: Signer
	readonly sealing: SealingKeys
	readonly identifiers: IdentifierKeys
	readonly files: FileStore
	readonly log: AuditLog
	readonly rateLimiters: RateLimiters
	readonly study: StudyRepository
	/** How many live in each district, by its code. */
	readonly population: ReadonlyMap<string, number>
	/** Tables of forms, column by column. */
	readonly columns: ColumnStore
	/** ms since 1970 */
	readonly now: () => number
	/** Told of every failure that is ours, without any answer in it. */
	readonly onFailure: (what: string) => void
	/** Where the signed list of destroyed records goes beside the backups; tests have none. */
	readonly saveErasureList?: (list: string) => Promise<void>
	/** Of a page that a program reads; tests have few. */
	readonly recordsAtATime?: number
	/** Bytes that all phones of one person may send as attachments; as usual where nothing is said. */
	readonly attachmentQuota?: number
	/** Whether the disk of this machine has little room; tests have none. */
	readonly diskRoom?: () => Promise<DiskRoom>
	/** A download that takes nothing for so long is ended. */
	readonly longestStallMs?: number
}
