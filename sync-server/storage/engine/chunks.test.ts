import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { openStore } from '../open-store.ts'
import { deleteLateAttachments, leftOver, listNotifiedScopes } from '../privacy/erasures.ts'
import { listUnscannedRecords } from '../privacy/retention.ts'
import { listAnswersOf } from '../quality/back-checks.ts'
import { uncomparedIn } from '../quality/interviews.ts'
import { attachmentsOf } from '../records/attachments.ts'
import { samePhotos } from '../records/material.ts'
import { findRecordIdsOfOwner, recordsById } from '../records/records.ts'
import { findQueueFacets } from '../records/review-queue.ts'
import { recordsOfClusters } from '../sample/sample.ts'
import type { Tables } from '../tables/tables.ts'
import { sqliteEngine } from './sqlite-engine.ts'

/** Tables with thousands of rows per round, and a million per census. */
const large = new Set(['record', 'attachment', 'same', 'revision', 'interview', 'feed'])

test('requests on SQLite use an index, and scan nothing of the whole project', async () => {
	const place = join(temporaryFolder(), 'zila.sqlite')
	await (await openStore({ engine: sqliteEngine(place), project: 'test', now: () => 0 })).close()
	const executed: { sql: string; parameters: readonly unknown[] }[] = []
	const db = new Kysely<Tables>({
		dialect: sqliteEngine(place).dialect,
		log({ query: { sql, parameters } }) {
			executed.push({ sql, parameters })
		},
	})
	const ids = Array.from({ length: 100 }, (_, i) => `record ${i}`)
	const session = { db, project: 'test' }
	await recordsById(session, ids)
	await listUnscannedRecords(session, ids)
	await listAnswersOf(session, ids)
	await attachmentsOf(session, ids)
	await samePhotos(session, { demonstration: false }, ids)
	await findRecordIdsOfOwner(session, 'somebody')
	await recordsOfClusters(session, { project: 'test', form: 'household', round: 'endline' }, [
		'PK607-01',
		'PK607-02',
	])
	await listNotifiedScopes(session, ids)
	await deleteLateAttachments(session)
	await leftOver(session)
	await uncomparedIn(session, 'endline', 200)
	const filter = { demonstration: false, districts: 'all', role: 'data-manager', isWaiting: true } as const
	await findQueueFacets(session, filter)
	const queries = executed.filter(({ sql }) => !sql.includes('record_count_by_'))
	expect(queries).toHaveLength(15)
	for (const query of queries) {
		const { rows } = await sql<{ detail: string }>`${sql.raw('explain query plan ')}${sql.raw(
			query.sql.replaceAll('?', "''"),
		)}`.execute(db)
		for (const { detail } of rows) {
			const [, table = ''] = /^(?:SCAN|SEARCH) (\w+)/.exec(detail) ?? []
			const isAll = detail.startsWith('SCAN') || /\(project=\?( AND round=\?)?\)$/.test(detail)
			// waiting records have an index of their own
			const isFew = detail.includes('record_waiting')
			expect(large.has(table) && isAll && !isFew, `${query.sql.slice(0, 60)}…: ${detail}`).toBe(false)
		}
	}
	await db.destroy()
})
