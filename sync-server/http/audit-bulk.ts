import type { FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import type { AuditKind } from '#shared/people/audit-log'
import type { Person } from '#shared/people/people'
import type { BulkResult } from '#shared/review/bulk-review'
import type { Store } from '../storage/store.ts'
import { audit, auditRefusal, createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { reportFailure } from './report-failure.ts'
import { recordOf } from './require-record.ts'

/** Callbacks of a bulk operation. */
interface Through {
	/**
	 * Returns the store for the changes of a record. @throws Problem `not-found` if this person may not access
	 * it
	 */
	readonly through: (record: string) => Promise<Store>
	/** Called with the error that stopped the operation; results up to then are still returned. */
	readonly onStop: (thrown: unknown) => void
}

/**
 * Logs a bulk operation record by record or, if none was changed, as listed: the reasons for skipping reveal
 * the states of records.
 */
export async function auditBulk(
	deps: Deps,
	request: FastifyRequest,
	person: Person,
	kinds: { readonly done: AuditKind; readonly listed: AuditKind },
	work: (how: Through) => Promise<BulkResult>,
): Promise<BulkResult> {
	const moved = await work({
		async through(id) {
			const { district } = await recordOf(deps, request, person, id).catch(async (thrown) => {
				// Within a bulk result it is still a refusal.
				if (thrown instanceof Problem) await auditRefusal(deps, request, thrown)
				throw thrown
			})
			return createAuditedStore(deps, request, { kind: kinds.done, of: id, district })
		},
		onStop: (thrown) => reportFailure(deps, request, thrown),
	})
	if (moved.done.length === 0) await audit(deps, request, { kind: kinds.listed, many: moved.left.length })
	return moved
}
