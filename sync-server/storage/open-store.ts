import { Kysely, type Transaction } from 'kysely'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import type { Engine } from './engine.ts'
import { migrate } from './migrate.ts'
import type { Head, Store, StoredRevision, WriteSession } from './store.ts'
import type { Tables } from './tables.ts'

/** SQLite takes 32,766 values in one statement, PostgreSQL 65,535. */
const rowsPerInsert = 500

const revisionColumns = [
	'id',
	'record',
	'seq',
	'author',
	'device',
	'role',
	'bytes',
	'received',
	'flag',
] as const

export interface StoreOptions {
	readonly engine: Engine
	readonly project: string
	/** ms since 1970 */
	readonly now: () => number
}

/** Opens the store of one project, bringing its tables up to date first. */
export async function openStore({ engine, project, now }: StoreOptions): Promise<Store> {
	const db = new Kysely<Tables>({ dialect: engine.dialect })
	await migrate(db, engine)
	await db
		.insertInto('head')
		.values({ project, seq: 0, chain: '' })
		.onConflict((conflict) => conflict.doNothing())
		.execute()
	const reading = engine.readingDialect ? new Kysely<Tables>({ dialect: engine.readingDialect }) : db
	const findHead = (from: Kysely<Tables>): Promise<Head> =>
		from.selectFrom('head').select(['seq', 'chain']).where('project', '=', project).executeTakeFirstOrThrow()

	return {
		project,
		engine: engine.name,
		db,
		reading,
		head: () => findHead(reading),
		write: (work) =>
			db.transaction().execute(async (trx) => {
				await engine.lockHead(trx, project)
				const session = new Writer(trx, project, await findHead(trx), new Date(now()).toISOString())
				const found = await work(session)
				await session.finish()
				return found
			}),
		async feedAfter(scopes, cursor, limit) {
			const rows = await reading
				.selectFrom('feed')
				.select(['seq', 'kind', 'ref'])
				.where('project', '=', project)
				.where('scope', 'in', scopes)
				.where('seq', '>', cursor)
				.orderBy('seq')
				.limit(limit)
				.execute()
			return rows.map((row) => ({ ...row, kind: row.kind === 'document' ? 'document' : 'revision' }))
		},
		revisionsById: (ids) =>
			ids.length === 0
				? Promise.resolve([])
				: reading
						.selectFrom('revision')
						.select(revisionColumns)
						.where('id', 'in', ids)
						.orderBy('seq')
						.execute(),
		revisionsOf: (record) =>
			reading
				.selectFrom('revision')
				.select(revisionColumns)
				.where('record', '=', record)
				.orderBy('seq')
				.execute(),
		async documentsByRef(refs) {
			if (refs.length === 0) return []
			const rows = await reading
				.selectFrom('document')
				.select(['kind', 'ref', 'seq', 'body'])
				.where('project', '=', project)
				.where('ref', 'in', refs)
				.orderBy('seq')
				.execute()
			return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }))
		},
		atOneMoment: (read) => engine.atOneMoment(read),
		isDiskFull: (thrown) => engine.isDiskFull(thrown),
		async close() {
			if (reading !== db) await reading.destroy()
			await db.destroy()
		},
	}
}

class Writer implements WriteSession {
	readonly db: Transaction<Tables>
	readonly #project: string
	readonly #received: string
	readonly #before: Head
	#seq: number
	#chain: string
	/** Numbers given in this session, by id. */
	readonly #numbers = new Map<string, number>()

	constructor(trx: Transaction<Tables>, project: string, head: Head, received: string) {
		this.db = trx
		this.#project = project
		this.#received = received
		this.#before = head
		this.#seq = head.seq
		this.#chain = head.chain
	}
	#next(id: string): { seq: number; chain: string } {
		this.#seq++
		this.#chain = shortDigest(this.#chain + id)
		this.#numbers.set(id, this.#seq)
		return { seq: this.#seq, chain: this.#chain }
	}
	async finish(): Promise<void> {
		if (this.#seq === this.#before.seq) return
		await this.db
			.updateTable('head')
			.set({ seq: this.#seq, chain: this.#chain })
			.where('project', '=', this.#project)
			.execute()
	}
	async knownAmong(ids: readonly string[]) {
		const known = new Map<string, 'stored' | 'quarantined'>()
		if (ids.length === 0) return known
		const [stored, quarantined] = [
			await this.db.selectFrom('revision').select('id').where('id', 'in', ids).execute(),
			await this.db.selectFrom('quarantine').select('id').where('id', 'in', ids).execute(),
		]
		for (const { id } of stored) known.set(id, 'stored')
		for (const { id } of quarantined) known.set(id, 'quarantined')
		return known
	}
	async appendRevisions(revisions: Parameters<WriteSession['appendRevisions']>[0]) {
		const rows = revisions.map(({ formVersion, ...revision }) => ({
			...revision,
			...this.#next(revision.id),
			form_version: formVersion,
			project: this.#project,
			received: this.#received,
		}))
		for (const part of inParts(rows)) await this.db.insertInto('revision').values(part).execute()
	}
	async quarantine(items: Parameters<WriteSession['quarantine']>[0]) {
		const rows = items.map((item) => ({
			...item,
			...this.#next(item.id),
			project: this.#project,
			received: this.#received,
		}))
		for (const part of inParts(rows)) await this.db.insertInto('quarantine').values(part).execute()
	}
	async putDocument({ kind, ref, scope, body }: Parameters<WriteSession['putDocument']>[0]) {
		const text = canonicalJson(body as Json)
		const { seq } = this.#next(shortDigest(text))
		const row = { project: this.#project, kind, ref, scope, seq, body: text }
		await this.db
			.insertInto('document')
			.values(row)
			.onConflict((conflict) =>
				conflict.columns(['project', 'kind', 'ref']).doUpdateSet({ scope, seq, body: text }),
			)
			.execute()
		await this.db
			.insertInto('feed')
			.values({ project: this.#project, scope, seq, kind: 'document', ref })
			.execute()
	}
	revisionsOf(records: readonly string[]): Promise<StoredRevision[]> {
		if (records.length === 0) return Promise.resolve([])
		return this.db
			.selectFrom('revision')
			.select(revisionColumns)
			.where('record', 'in', records)
			.orderBy('seq')
			.execute()
	}
	async announce(entries: Parameters<WriteSession['announce']>[0]) {
		const rows = entries.flatMap(({ scope, revision }) => {
			const seq = this.#numbers.get(revision)
			return seq === undefined
				? []
				: [{ project: this.#project, scope, seq, kind: 'revision', ref: revision }]
		})
		for (const part of inParts(rows)) await this.db.insertInto('feed').values(part).execute()
	}
	async saveRecords(rows: Parameters<WriteSession['saveRecords']>[0]) {
		const stamped = rows.map(({ lastRevision, ...row }) => {
			const seq = this.#numbers.get(lastRevision) ?? this.#seq
			return { ...row, project: this.#project, first_seq: seq, last_seq: seq }
		})
		for (const part of inParts(stamped))
			await this.db
				.insertInto('record')
				.values(part)
				.onConflict((conflict) =>
					conflict.column('id').doUpdateSet((eb) => ({
						form_version: eb.ref('excluded.form_version'),
						owner: eb.ref('excluded.owner'),
						name: eb.ref('excluded.name'),
						round: eb.ref('excluded.round'),
						district: eb.ref('excluded.district'),
						cluster: eb.ref('excluded.cluster'),
						outcome: eb.ref('excluded.outcome'),
						sex: eb.ref('excluded.sex'),
						status: eb.ref('excluded.status'),
						void: eb.ref('excluded.void'),
						open_cases: eb.ref('excluded.open_cases'),
						view: eb.ref('excluded.view'),
						view_error: eb.ref('excluded.view_error'),
						last_seq: eb.ref('excluded.last_seq'),
						started: eb.ref('excluded.started'),
						changed: eb.ref('excluded.changed'),
					})),
				)
				.execute()
	}
	async saveDisagreements(...[record, open, closedBy]: Parameters<WriteSession['saveDisagreements']>) {
		const stillOpen = await this.db
			.selectFrom('disagreement')
			.select('id')
			.where('record', '=', record)
			.where('closed_seq', 'is', null)
			.execute()
		const now = new Set(open.map(({ id }) => id))
		const closed = stillOpen.filter(({ id }) => !now.has(id)).map(({ id }) => id)
		if (closed.length > 0)
			await this.db
				.updateTable('disagreement')
				.set({ closed_seq: this.#seq, closed_by: closedBy })
				.where('record', '=', record)
				.where('id', 'in', closed)
				.execute()
		if (open.length > 0)
			await this.db
				.insertInto('disagreement')
				.values(
					open.map(({ id, kind, path, revisions }) => ({
						record,
						id,
						project: this.#project,
						kind,
						path,
						revisions: JSON.stringify(revisions),
						opened_seq: this.#seq,
						closed_seq: null,
						closed_by: null,
					})),
				)
				.onConflict((conflict) =>
					conflict.columns(['record', 'id']).doUpdateSet({ closed_seq: null, closed_by: null }),
				)
				.execute()
	}
}

function inParts<Row>(rows: readonly Row[]): Row[][] {
	const parts: Row[][] = []
	for (let at = 0; at < rows.length; at += rowsPerInsert) parts.push(rows.slice(at, at + rowsPerInsert))
	return parts
}
