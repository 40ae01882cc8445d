import { type Kysely, type Migration, Migrator, sql } from 'kysely'
import { up as firstWalk } from '../migrations/0001-first-walk.ts'
import { up as formState } from '../migrations/0002-form-state.ts'
import { up as twoMemories } from '../migrations/0003-two-memories.ts'
import { up as phonesAndDecisions } from '../migrations/0004-phones-and-decisions.ts'
import { up as attachments } from '../migrations/0005-attachments.ts'
import { up as restored } from '../migrations/0006-restored.ts'
import { up as sealing } from '../migrations/0007-sealing.ts'
import { up as sessions } from '../migrations/0008-sessions.ts'
import { up as secondFactor } from '../migrations/0009-second-factor.ts'
import { up as accessLog } from '../migrations/0010-access-log.ts'
import { up as roleKeys } from '../migrations/0011-role-keys.ts'
import { up as destroyed } from '../migrations/0012-destroyed.ts'
import { up as valuesForgotten } from '../migrations/0013-values-forgotten.ts'
import { up as sample } from '../migrations/0014-sample.ts'
import { up as clusterCentre } from '../migrations/0015-cluster-centre.ts'
import { up as spokenTexts } from '../migrations/0016-spoken-texts.ts'
import { up as quality } from '../migrations/0017-quality.ts'
import { up as figures } from '../migrations/0018-figures.ts'
import { up as teams } from '../migrations/0019-teams.ts'
import { up as fieldwork } from '../migrations/0020-fieldwork.ts'
import { up as backChecks } from '../migrations/0021-back-checks.ts'
import { up as heard } from '../migrations/0022-heard.ts'
import { up as clusters } from '../migrations/0023-clusters.ts'
import { up as reviewQueue } from '../migrations/0024-review-queue.ts'
import { up as charts } from '../migrations/0025-charts.ts'
import { up as qualityKept } from '../migrations/0026-quality-kept.ts'
import { up as heldHouseholds } from '../migrations/0027-held-households.ts'
import { up as forgetAt } from '../migrations/0028-forget-at.ts'
import { up as openKinds } from '../migrations/0029-open-kinds.ts'
import { up as idsOfTheQueue } from '../migrations/0030-ids-of-the-queue.ts'
import { up as corrections } from '../migrations/0031-corrections.ts'
import { up as releases } from '../migrations/0032-releases.ts'
import { up as rules } from '../migrations/0033-rules.ts'
import { up as connections } from '../migrations/0034-connections.ts'
import { up as savedViews } from '../migrations/0035-saved-views.ts'
import { up as openBreaks } from '../migrations/0036-open-breaks.ts'
import { up as movedAway } from '../migrations/0037-moved-away.ts'
import { up as orderOfAForm } from '../migrations/0038-order-of-a-form.ts'
import { up as madeFiles } from '../migrations/0039-made-files.ts'
import { up as broughtIn } from '../migrations/0040-brought-in.ts'
import { up as keptColumns } from '../migrations/0041-kept-columns.ts'
import { up as indicators } from '../migrations/0042-indicators.ts'
import { up as calls } from '../migrations/0043-calls.ts'
import { up as coding } from '../migrations/0044-coding.ts'
import { up as weighing } from '../migrations/0045-weighing.ts'
import { up as referrals } from '../migrations/0046-referrals.ts'
import { up as oneProject } from '../migrations/0047-one-project.ts'
import { up as understood } from '../migrations/0048-understood.ts'
import { up as notUnderstood } from '../migrations/0049-not-understood.ts'
import { up as uploadsOfDevices } from '../migrations/0050-uploads-of-devices.ts'
import { up as clock } from '../migrations/0051-clock.ts'
import { up as steppedUp } from '../migrations/0052-stepped-up.ts'
import { up as formApproval } from '../migrations/0053-form-approval.ts'
import { up as roleKeyConfirmed } from '../migrations/0054-role-key-confirmed.ts'
import { up as secondDevice } from '../migrations/0055-second-device.ts'
import { up as accessKeys } from '../migrations/0056-access-keys.ts'
import { up as signingKeys } from '../migrations/0057-signing-keys.ts'
import { up as qualityLimits } from '../migrations/0058-quality-limits.ts'
import { up as formAssignment } from '../migrations/0059-form-assignment.ts'
import { up as plainNames } from '../migrations/0060-plain-names.ts'
import { up as projections } from '../migrations/0061-projections.ts'
import { up as householdPlaces } from '../migrations/0062-household-places.ts'
import { up as leaseFailures } from '../migrations/0063-lease-failures.ts'
import { up as firstDay } from '../migrations/0064-first-day.ts'
import { up as comparisons } from '../migrations/0065-comparisons.ts'
import type { Tables } from '../tables/tables.ts'
import type { Engine } from './engine.ts'

/**
 * A newer program has worked with this store, and this one cannot know what it changed; the message says what
 * to do.
 */
export class StoreTooNewError extends Error {
	constructor() {
		super(
			'A newer version of this program has worked with this store, and nothing was changed. Start that version, or put a backup from before it into an empty place (zila restore).',
		)
	}
}

/** All migrations by name, in order. */
export function migrationsFor(engine: Engine): Record<string, Migration> {
	const types = { bytes: engine.bytesType, whole: engine.wholeNumberType }
	return {
		'0001-first-walk': { up: (any) => firstWalk(any, types) },
		'0002-form-state': { up: formState },
		'0003-two-memories': { up: (any) => twoMemories(any, types) },
		'0004-phones-and-decisions': { up: (any) => phonesAndDecisions(any, types) },
		'0005-attachments': { up: (any) => attachments(any, types) },
		'0006-restored': { up: (any) => restored(any, types) },
		'0007-sealing': { up: (any) => sealing(any, types) },
		'0008-sessions': { up: sessions },
		'0009-second-factor': { up: secondFactor },
		'0010-access-log': {
			up: (any) => accessLog(any, { ...types, lock: engine.neverChanging('access_log') }),
		},
		'0011-role-keys': { up: roleKeys },
		'0012-destroyed': { up: (any) => destroyed(any, types) },
		'0013-values-forgotten': { up: valuesForgotten },
		'0014-sample': { up: (any) => sample(any, types) },
		'0015-cluster-centre': { up: clusterCentre },
		'0016-spoken-texts': { up: (any) => spokenTexts(any, types) },
		'0017-quality': { up: (any) => quality(any, types) },
		'0018-figures': { up: (any) => figures(any, types) },
		'0019-teams': { up: teams },
		'0020-fieldwork': { up: (any) => fieldwork(any, types) },
		'0021-back-checks': { up: backChecks },
		'0022-heard': { up: (any) => heard(any, types) },
		'0023-clusters': { up: clusters },
		'0024-review-queue': { up: reviewQueue },
		'0025-charts': { up: (any) => charts(any, types) },
		'0026-quality-kept': { up: (any) => qualityKept(any, types) },
		'0027-held-households': { up: heldHouseholds },
		'0028-forget-at': { up: (any) => forgetAt(any, types) },
		'0029-open-kinds': { up: openKinds },
		'0030-ids-of-the-queue': { up: idsOfTheQueue },
		'0031-corrections': { up: (any) => corrections(any, types) },
		'0032-releases': { up: (any) => releases(any, types) },
		'0033-rules': { up: (any) => rules(any, types) },
		'0034-connections': { up: connections },
		'0035-saved-views': { up: savedViews },
		'0036-open-breaks': { up: openBreaks },
		'0037-moved-away': { up: (any) => movedAway(any, types) },
		'0038-order-of-a-form': { up: orderOfAForm },
		'0039-made-files': { up: (any) => madeFiles(any, types) },
		'0040-brought-in': { up: broughtIn },
		'0041-kept-columns': { up: (any) => keptColumns(any, types) },
		'0042-indicators': { up: (any) => indicators(any, types) },
		'0043-calls': { up: (any) => calls(any, types) },
		'0044-coding': { up: (any) => coding(any, types) },
		'0045-weighing': { up: (any) => weighing(any, types) },
		'0046-referrals': { up: (any) => referrals(any, types) },
		'0047-one-project': { up: (any) => oneProject(any) },
		'0048-understood': { up: understood },
		'0049-not-understood': { up: notUnderstood },
		'0050-uploads-of-devices': { up: (any) => uploadsOfDevices(any, types) },
		'0051-clock': { up: clock },
		'0052-stepped-up': { up: steppedUp },
		'0053-form-approval': { up: formApproval },
		'0054-role-key-confirmed': { up: roleKeyConfirmed },
		'0055-second-device': { up: secondDevice },
		'0056-access-keys': { up: (any) => accessKeys(any, types) },
		'0057-signing-keys': { up: signingKeys },
		'0058-quality-limits': { up: (db) => qualityLimits(db, types) },
		'0059-form-assignment': { up: formAssignment },
		'0060-plain-names': { up: plainNames },
		'0061-projections': { up: (any) => projections(any, types) },
		'0062-household-places': { up: householdPlaces },
		'0063-lease-failures': { up: leaseFailures },
		'0064-first-day': { up: firstDay },
		'0065-comparisons': { up: comparisons },
	}
}

/** Returns the names of the migrations that were applied to this store; none if it is new. */
async function doneMigrations(db: Kysely<Tables>, engine: Engine): Promise<string[]> {
	try {
		const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
		return rows.map(({ name }) => name)
	} catch (thrown) {
		if (engine.isTableMissing(thrown)) return []
		throw thrown
	}
}

/** Migrations of a store, compared with those of this program. */
export interface MigrationState {
	readonly applied: number
	/** Names of those that are not applied yet, in order. */
	readonly pending: readonly string[]
	/** True if a migration was applied that this program does not have. */
	readonly isNewer: boolean
}

/** @throws if the database does not respond */
export async function findMigrationState(db: Kysely<Tables>, engine: Engine): Promise<MigrationState> {
	const migrations = migrationsFor(engine)
	const done = await doneMigrations(db, engine)
	return {
		applied: done.length,
		pending: Object.keys(migrations).filter((name) => !done.includes(name)),
		isNewer: done.some((name) => !Object.hasOwn(migrations, name)),
	}
}

/**
 * Applies pending migrations, all or none: a process that is killed meanwhile leaves a store in which the
 * next one starts again.
 * With nothing pending it only reads: the library would take a session lock, which waits for every SQLite
 * writer, and which a PostgreSQL connection pooler can leave behind on another connection.
 *
 * @throws StoreTooNewError
 */
export async function migrate(db: Kysely<Tables>, engine: Engine): Promise<void> {
	const { pending, isNewer } = await findMigrationState(db, engine)
	if (pending.length === 0) {
		if (isNewer) throw new StoreTooNewError()
		return
	}
	const provider = { getMigrations: async () => migrationsFor(engine) }
	const { error } = await new Migrator({
		db,
		provider,
		// migrations stay valid if the clock was set back between two of them
		allowUnorderedMigrations: true,
	}).migrateToLatest()
	if (error && isNewer) throw new StoreTooNewError()
	if (error) throw error
}
