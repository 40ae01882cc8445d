import { sql } from 'kysely'
import type { Person } from '#shared/people/people'
import { queryInChunks } from '../engine/chunks.ts'
import { toLikePattern } from '../engine/like-pattern.ts'
import type { Session } from '../session.ts'
import type { QuarantinedRevision } from '../tables/row-types.ts'
import type { Tables } from '../tables/tables.ts'

type QuarantineScope = Pick<Person, 'districts' | 'demonstration'>

/**
 * Condition on work whose sender a user with this scope may see, as in `canSeePerson`. Work of an unknown sender is visible
 * to users with all districts.
 */
const wasSentByVisiblePerson = ({ districts, demonstration }: QuarantineScope) =>
	sql.join(
		[
			sql`1 = 1`,
			...(demonstration ? [sql`person.demonstration = 1`] : []),
			...(districts === 'all'
				? []
				: [
						sql`(${sql.join(
							[
								sql`1 = 0`,
								// a JSON list of codes, each in its quotes
								...districts.map(
									(code) => sql`person.districts like ${toLikePattern(JSON.stringify(code))} escape '\\'`,
								),
							],
							sql` or `,
						)})`,
					]),
		],
		sql` and `,
	)

const held = (session: Session) =>
	session.db
		.selectFrom('quarantine')
		.leftJoin('device', 'device.id', 'quarantine.device')
		.leftJoin('person', 'person.id', 'device.person')

/** Returns the quarantined revisions, which belong to no record until a person decides, newest first. */
export const listQuarantineRows = (session: Session, scope: QuarantineScope, limit = 500) =>
	held(session)
		.select([
			'quarantine.id',
			'quarantine.why',
			'quarantine.received',
			'quarantine.bytes',
			'quarantine.redacted',
			'person.name',
			'device.label',
		])
		.where('quarantine.project', '=', session.project)
		.where('quarantine.rejected', '=', 0)
		.where(sql<boolean>`${wasSentByVisiblePerson(scope)}`)
		.orderBy('quarantine.seq', 'desc')
		.limit(limit)
		.execute()

/** Returns the last decision about each revision, newest first. */
export const listQuarantineDecisions = (session: Session, scope: QuarantineScope, limit = 50) =>
	session.db
		.selectFrom('quarantine_decision')
		.leftJoin('device', 'device.id', 'quarantine_decision.device')
		.leftJoin('person', 'person.id', 'device.person')
		.leftJoin('person as decider', 'decider.id', 'quarantine_decision.person')
		.select([
			'quarantine_decision.revision',
			'quarantine_decision.quarantine_reason',
			'quarantine_decision.decision',
			'quarantine_decision.why',
			'quarantine_decision.at',
			'decider.name as decidedBy',
			'person.name',
			'device.label',
		])
		.where('quarantine_decision.project', '=', session.project)
		.where('quarantine_decision.person', 'is not', null)
		.where(sql<boolean>`${wasSentByVisiblePerson(scope)}`)
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('quarantine_decision as later')
						.select('later.seq')
						.whereRef('later.revision', '=', 'quarantine_decision.revision')
						.whereRef('later.seq', '>', 'quarantine_decision.seq'),
				),
			),
		)
		.orderBy('quarantine_decision.seq', 'desc')
		.limit(limit)
		.execute()

/** Returns the last decision about each of these revisions. */
export async function findLastDecisions(
	session: Session,
	revisions: readonly string[],
): Promise<Map<string, { decision: 'let-in' | 'keep-out'; quarantineReason: string; device: string }>> {
	const rows = await queryInChunks(revisions, (part) =>
		session.db
			.selectFrom('quarantine_decision')
			.select(['revision', 'decision', 'quarantine_reason as quarantineReason', 'device'])
			.where('revision', 'in', part)
			.orderBy('seq')
			.execute(),
	)
	return new Map(rows.map((row) => [row.revision, row]))
}

const columns = [
	'id',
	'device',
	'why',
	'bytes',
	'n',
	'seq',
	'received',
	'rejected',
	'signature',
	'redacted',
] as const
const toQuarantinedRevision = ({
	rejected,
	...row
}: Pick<
	Omit<Tables['quarantine'], 'bytes' | 'rejected' | 'signature' | 'redacted'>,
	'id' | 'device' | 'why' | 'n' | 'seq' | 'received'
> & {
	bytes: Uint8Array
	signature: Uint8Array | null
	redacted: string | null
	rejected: 0 | 1
}): QuarantinedRevision => ({ ...row, isRejected: rejected === 1 })

/** Returns quarantined revisions by id, ordered by sequence number. */
export const findQuarantineRows = async (
	session: Session,
	ids: readonly string[],
): Promise<QuarantinedRevision[]> =>
	(
		await queryInChunks(ids, (part) =>
			session.db.selectFrom('quarantine').select(columns).where('id', 'in', part).orderBy('seq').execute(),
		)
	).map(toQuarantinedRevision)

/** Returns the forms of stored revisions. */
export const findRevisionForms = (session: Session, ids: readonly string[]) =>
	queryInChunks(ids, (part) =>
		session.db.selectFrom('revision').select(['id', 'form']).where('id', 'in', part).execute(),
	)

/** Returns a page of quarantined revisions that no program version has been able to parse, by id. */
export const listUnparsedQuarantine = async (
	session: Session,
	after: string,
	limit: number,
): Promise<QuarantinedRevision[]> =>
	(
		await session.db
			.selectFrom('quarantine')
			.select(columns)
			.where('project', '=', session.project)
			.where('why', '=', 'not-understood')
			.where('id', '>', after)
			.orderBy('id')
			.limit(limit)
			.execute()
	).map(toQuarantinedRevision)

/** Returns quarantined revisions with ids after `after`, in the order of ids. */
export const quarantinedBytes = (session: Session, after: string, limit: number) =>
	session.db
		.selectFrom('quarantine')
		.select(['id', 'device', 'bytes', 'redacted', 'received'])
		.where('project', '=', session.project)
		.where('id', '>', after)
		.orderBy('id')
		.limit(limit)
		.execute()
