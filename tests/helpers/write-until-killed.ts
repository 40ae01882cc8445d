import { randomBytes } from 'node:crypto'
import { randomId } from '#shared/kernel/ids'
import { postgresEngine } from '../../sync-server/storage/engine/postgres-engine.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import { newRevision } from './revision.ts'

/*
 * Process for a test: writes to the given store, prints the id of each write that has returned, and
 * continues until it is killed.
 */
const [, , kind, place = ''] = process.argv
const engine = kind === 'sqlite' ? sqliteEngine(place) : postgresEngine(place, () => {})
const store = await openStore({ engine, project: 'test', now: () => Date.now() })
for (;;) {
	const revision = newRevision(randomId(randomBytes), randomBytes(2000))
	await store.write((session) => session.appendRevisions([revision]))
	process.stdout.write(`${revision.id}\n`)
}
