import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { fileStoreOnDisk } from '../attachments/file-store-on-disk.ts'
import { insertExportJob } from '../storage/exports/export-jobs.ts'
import { openStore } from '../storage/open-store.ts'
import type { Session } from '../storage/session.ts'
import { type ExportJobInput, startExportWorker } from './export-jobs.ts'

test('a job that is added while cancelled ones are looked up is not cancelled', async () => {
	const store = await openStore({ engine: await engines[0][1](), project: 'test', now: () => 0 })
	const insert = (id: string) =>
		insertExportJob(store.changing, {
			...{ id, project: 'test', person: 'p', rights: '{}', name: 'n', type: 't', audit_event: '{}' },
			...{ state: 'waiting', problem: null, progress: null, hash: null, bytes: null },
			...{ requested: time(0), heartbeat: time(0), until: time(86_400_000) },
		})
	const stateOf = async (id: string) =>
		(await store.changing.db.selectFrom('export_job').selectAll().where('id', '=', id).executeTakeFirst())
			?.state
	await insert('first')
	await insert('second')
	/** Called between the two statements of a look-up. */
	let onLookUp = () => {}
	const db = new Proxy(store.changing.db, {
		get(target, name) {
			if (name === 'selectFrom') onLookUp()
			const found = Reflect.get(target, name)
			return typeof found === 'function' ? found.bind(target) : found
		},
	})
	const changing: Session = { db, project: 'test' }
	const failures: unknown[] = []
	const worker = startExportWorker({
		store: { changing, project: 'test' },
		files: await fileStoreOnDisk(temporaryFolder(), { now: () => 0, leaveFree: 0 }),
		now: () => 0,
		onFailure: (thrown) => failures.push(thrown),
		unforeseen: () => new Problem('unexpected'),
	})
	const job = (id: string): ExportJobInput => ({
		id,
		records: 0,
		write: async () => Readable.from([Buffer.from(id)]),
	})
	onLookUp = () => {
		onLookUp = () => {}
		worker.add(job('second'))
	}
	worker.add(job('first'))
	for (const id of ['first', 'second'])
		while (!['done', 'failed'].includes((await stateOf(id)) ?? '')) await wait(5)
	expect([await stateOf('first'), await stateOf('second'), failures]).toEqual(['done', 'done', []])
	await worker.stop()
	await store.close()
})

const time = (ms: number): string => new Date(ms).toISOString()
