import { Kysely } from 'kysely'
import type { Engine } from './engine/engine.ts'
import { findMigrationState, type MigrationState, migrate } from './engine/migrate.ts'
import { selectHead } from './engine/select-head.ts'
import { ForeignStoreError } from './foreign-store-error.ts'
import { chainsAt } from './log/chain.ts'
import { documentSeq, documentsByRef, feedAfter } from './log/feed.ts'
import { revisionsById, revisionsOf } from './log/revisions.ts'
import type { Session } from './session.ts'
import type { Store, WriteSession, WriteTimes } from './store.ts'
import type { Tables } from './tables/tables.ts'
import { Writer } from './writer.ts'

export interface StoreOptions {
	readonly engine: Engine
	readonly project: string
	/** ms since 1970 */
	readonly now: () => number
	/** See `Store`. */
	readonly codeKey?: Uint8Array
	/** Called after each write transaction. */
	readonly onWrite?: (times: WriteTimes) => void
}

/** Opens the store of one project, and migrates it first. @throws ForeignStoreError */
export async function openStore(options: StoreOptions): Promise<Store> {
	const { engine, project, codeKey } = options
	const db = new Kysely<Tables>({ dialect: engine.dialect })
	await migrateOwnStore(db, engine, project)
	const readingDb = new Kysely<Tables>({ dialect: engine.readingDialect })
	const reading: Session = { db: readingDb, project }
	const restored = await readingDb
		.selectFrom('restored')
		.select('era')
		.where('project', '=', project)
		.executeTakeFirst()

	let isDamaged = false
	return {
		project,
		engine: engine.name,
		era: restored?.era ?? null,
		codeKey: codeKey ?? null,
		changing: { db, project },
		reading,
		head: () => selectHead(readingDb, project).executeTakeFirstOrThrow(),
		chainsAt: (numbers) => chainsAt(reading, numbers),
		write: (work) => writeInTransaction(db, options, work),
		feedAfter: (scopes, range) => feedAfter(reading, scopes, range),
		revisionsById: (ids) => revisionsById(reading, ids),
		revisionsOf: (record) => revisionsOf(reading, [record]),
		documentsByRef: (refs) => documentsByRef(reading, refs),
		documentSeq: (kind, ref) => documentSeq(reading, kind, ref),
		atOneMoment: (read) => engine.atOneMoment((moment) => read({ db: moment, project })),
		overwriteDeleted: (since) => engine.overwriteDeleted(db, since),
		isDiskFull: (thrown) => engine.isDiskFull(thrown),
		isPassing: (thrown) => engine.isPassing(thrown),
		isMigrated: async () => (await findMigrationState(readingDb, engine)).pending.length === 0,
		isDamaged: () => isDamaged,
		recordDamage(thrown) {
			const isDamage = engine.isDamage(thrown)
			isDamaged ||= isDamage
			return isDamage
		},
		connections: () => engine.connections(),
		async close() {
			await readingDb.destroy()
			await engine.close()
			await db.destroy()
		},
	}
}

/** State of a store before it is opened. */
export interface StoreOverview {
	readonly migrations: MigrationState
	/** Null for a store that is new, or not migrated far enough to say. */
	readonly project: string | null
}

/** Looks at a store without changing it, and closes the engine. @throws if the database does not respond */
export async function inspectStore(engine: Engine): Promise<StoreOverview> {
	const db = new Kysely<Tables>({ dialect: engine.dialect })
	try {
		const migrations = await findMigrationState(db, engine)
		const owner = migrations.applied > 0 ? await ownerOf(db).catch(() => undefined) : undefined
		return { migrations, project: owner?.project ?? null }
	} finally {
		await db.destroy()
		await engine.close()
	}
}

/** Migrates the store unless it belongs to another project. @throws ForeignStoreError */
async function migrateOwnStore(db: Kysely<Tables>, engine: Engine, project: string): Promise<void> {
	// checked before anything is changed; a new store has no such table yet, and other errors are reported by
	// the next steps
	const before = await ownerOf(db).catch(() => undefined)
	if (before === undefined || before.project === project) {
		await migrate(db, engine)
		// a store has one row here: of two processes that start at once, the second changes nothing; a command that
		// only reads must not need space on a full disk
		if (before === undefined)
			await db
				.insertInto('head')
				.values({ project, seq: 0, chain: '' })
				.onConflict((conflict) => conflict.doNothing())
				.execute()
	}
	const owner = await ownerOf(db)
	if (owner !== undefined && owner.project !== project) {
		await db.destroy()
		throw new ForeignStoreError(project, owner.project, Number(owner.seq) === 0)
	}
}

/** Runs `work` as the only writer of the project, and commits what it has written. */
async function writeInTransaction<Found>(
	db: Kysely<Tables>,
	{ engine, project, now, onWrite }: StoreOptions,
	work: (session: WriteSession) => Promise<Found>,
): Promise<Found> {
	const startedAt = performance.now()
	const { trx, head } = await engine.beginWriting(db, project)
	const lockedAt = performance.now()
	const report = (isCommitted: boolean, entries: number) =>
		onWrite?.({ waitedMs: lockedAt - startedAt, heldMs: performance.now() - lockedAt, isCommitted, entries })
	try {
		const session = new Writer(trx, project, head, new Date(now()).toISOString())
		const found = await work(session)
		const entries = await session.finish()
		await trx.commit().execute()
		report(true, entries)
		return found
	} catch (thrown) {
		// if the transaction has ended already, the rollback fails too and adds nothing to the error
		await trx
			.rollback()
			.execute()
			.catch(() => {})
		report(false, 0)
		throw thrown
	}
}

/** Returns the project of the store; undefined if it has none yet. */
const ownerOf = (db: Kysely<Tables>) =>
	db.selectFrom('head').select(['project', 'seq']).orderBy('seq', 'desc').executeTakeFirst()
