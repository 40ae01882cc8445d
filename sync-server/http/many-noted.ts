import type { FastifyRequest } from 'fastify'
import type { AuditKind } from '#shared/access/access-log'
import type { Person } from '#shared/access/people'
import { Problem } from '#shared/kernel/problem'
import type { BulkResult } from '#shared/revisions/many-moves'
import type { Store } from '../storage/store.ts'
import type { Deps } from './deps.ts'
import { traceOf } from './failures.ts'
import { audit, auditRefusal, createAuditedStore } from './noted.ts'
import { recordOf } from './record-for.ts'

/** What work on many records asks of the door it came through. */
interface Through {
	/** The store for what changes this record. @throws Problem `not-found` if it is not this person's. */
	readonly through: (record: string) => Promise<Store>
	/** What ended it half way: what was done until then is answered. */
	readonly onStop: (thrown: unknown) => void
}

/** Notes work on many records record by record, or, if none was changed, that they were listed: why they were left says how they are. */
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
				// answered among others, it is a refusal all the same
				if (thrown instanceof Problem) await auditRefusal(deps, request, thrown)
				throw thrown
			})
			return createAuditedStore(deps, request, { kind: kinds.done, of: id, district })
		},
		onStop: (thrown) => deps.onFailure(`${request.method} ${request.routeOptions.url}: ${traceOf(thrown)}`),
	})
	if (moved.done.length === 0) await audit(deps, request, { kind: kinds.listed, many: moved.left.length })
	return moved
}
