import { Kysely } from 'kysely'
import type { Engine } from './engine/engine.ts'
import { migrate, pendingMigrations } from './engine/migrate.ts'
import { ForeignStoreError } from './foreign-store-error.ts'
import { chainsAt } from './log/chain.ts'
import { revisionsById, revisionsOf } from './log/revisions.ts'
import type { Session } from './session.ts'
import type { Store, WriteTimes } from './store.ts'
import { type Head, isFeedKind } from './tables/row-types.ts'
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
export async function openStore({ engine, project, now, codeKey, onWrite }: StoreOptions): Promise<Store> {
	const db = new Kysely<Tables>({ dialect: engine.dialect })
	// checked before anything is changed; a new store has no such table yet, and other errors are reported by
	// the next steps
	const before = await ownerOf(db).catch(() => undefined)
	if (before === undefined || before.project === project) {
		await migrate(db, engine)
		// a store has one row here: of two processes that start at once, the second changes nothing
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
	const readingDb = new Kysely<Tables>({ dialect: engine.readingDialect })
	const reading: Session = { db: readingDb, project }
	const findHead = (from: Kysely<Tables>): Promise<Head> =>
		from.selectFrom('head').select(['seq', 'chain']).where('project', '=', project).executeTakeFirstOrThrow()

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
		head: () => findHead(readingDb),
		chainsAt: (numbers) => chainsAt(reading, numbers),
		async write(work) {
			const startedAt = performance.now()
			const trx = await engine.beginWriting(db, project)
			const lockedAt = performance.now()
			const report = (isCommitted: boolean) =>
				onWrite?.({ waitedMs: lockedAt - startedAt, heldMs: performance.now() - lockedAt, isCommitted })
			try {
				const session = new Writer(trx, project, await findHead(trx), new Date(now()).toISOString())
				const found = await work(session)
				await session.finish()
				await trx.commit().execute()
				report(true)
				return found
			} catch (thrown) {
				// if the transaction has ended already, the rollback fails too and adds nothing to the error
				await trx
					.rollback()
					.execute()
					.catch(() => {})
				report(false)
				throw thrown
			}
		},
		async feedAfter(scopes, cursor, limit) {
			const rows = await readingDb
				.selectFrom('feed')
				.select(['seq', 'kind', 'ref'])
				.where('project', '=', project)
				.where('scope', 'in', scopes)
				.where('seq', '>', cursor)
				.orderBy('seq')
				.limit(limit)
				.execute()
			return rows.map((row) => ({ ...row, kind: isFeedKind(row.kind) ? row.kind : 'revision' }))
		},
		revisionsById: (ids) => revisionsById(reading, ids),
		revisionsOf: (record) => revisionsOf(reading, [record]),
		async documentsByRef(refs) {
			if (refs.length === 0) return []
			const rows = await readingDb
				.selectFrom('document')
				.select(['kind', 'ref', 'seq', 'body'])
				.where('project', '=', project)
				.where('ref', 'in', refs)
				.orderBy('seq')
				.execute()
			return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }))
		},
		async documentSeq(kind, ref) {
			const row = await readingDb
				.selectFrom('document')
				.select('seq')
				.where('project', '=', project)
				.where('kind', '=', kind)
				.where('ref', '=', ref)
				.executeTakeFirst()
			return Number(row?.seq ?? 0)
		},
		atOneMoment: (read) => engine.atOneMoment((moment) => read({ db: moment, project })),
		overwriteDeleted: (since) => engine.overwriteDeleted(db, since),
		isDiskFull: (thrown) => engine.isDiskFull(thrown),
		isPassing: (thrown) => engine.isPassing(thrown),
		isMigrated: async () => (await pendingMigrations(readingDb, engine)).length === 0,
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

/** Returns the project of the store; undefined if it has none yet. */
const ownerOf = (db: Kysely<Tables>) =>
	db.selectFrom('head').select(['project', 'seq']).orderBy('seq', 'desc').executeTakeFirst()
