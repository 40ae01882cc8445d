import type { DiskRoom } from '#shared/people/disk-room'
import type { FileStore } from '../attachments/file-store.ts'
import type { AuditLog } from '../audit-log/audit-log.ts'
import type { ProjectionRunner } from '../background/projection-runner.ts'
import type { RuleRunner } from '../cleaning/rule-runner.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import type { ReportFailure } from '../logging/log.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { QualityChecker } from '../quality/check-round.ts'
import type { Store } from '../storage/store.ts'
import type { StudyRepository } from '../study/study-repository.ts'
import type { IdentifierKeys } from '../sync/identifier-keys.ts'
import type { SealingKeys } from '../sync/sealing-keys.ts'
import type { Signer } from '../sync/signer.ts'
import type { ColumnStore } from '../table/column-store.ts'
import type { RateLimiters } from './rate-limit.ts'

/** Everything that is computed from records in the background. */
export interface Projections {
	readonly runner: ProjectionRunner
	/** Checks interviews; its results are also shown before they are stored. */
	readonly checker: QualityChecker
	readonly rules: RuleRunner
}

/** Dependencies of the routes. */
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
	/** Population by district code. */
	readonly population: ReadonlyMap<string, number>
	readonly projections: Projections
	/** Tables of forms as columns. */
	readonly columns: ColumnStore
	/** ms since 1970 */
	readonly now: () => number
	/** Called with every failure of the server; the text contains no answers. */
	readonly onFailure: ReportFailure
	/** Sends e-mails. Absent without a mail server. */
	readonly mailer?: Mailer
	/** Saves the signed erasure list next to the backups. Absent in tests. */
	readonly saveErasureList?: (list: string) => Promise<void>
	/** Records of a page that a program reads; small in tests. */
	readonly recordBatchSize?: number
	/** Maximum bytes of attachments from all phones of one person. Default if absent. */
	readonly attachmentQuota?: number
	/** Checks the free space of the local disk. Absent in tests. */
	readonly diskRoom?: () => Promise<DiskRoom>
	/** PMTiles archive under the maps of the desk. Absent without one. */
	readonly baseMapFile?: string
	/** A download that stalls for this long is ended. */
	readonly longestStallMs?: number
}
