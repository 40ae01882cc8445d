import { join } from 'node:path'
import { describe } from 'vitest'
import { type Bytes, toBase64url } from '#shared/kernel/bytes'
import { readProblem } from '#shared/kernel/problem'
import { deployments, surveyProject as project } from '#shared/study/deployments'
import type { EnrolReply } from '#shared/sync/messages'
import { bundleType } from '#shared/sync/protocol'
import { describeSync, type ServerUnderTest } from '#shared/testing/sync-contract'
import { testKeys } from '#shared/testing/test-phone'
import { runZila } from '../../tests/helpers/command.ts'
import { copyDatabase, enginesOfOwner, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { shippedForms } from '../../tests/helpers/shipped-forms.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { fileStoreOnDisk } from '../attachments/file-store-on-disk.ts'
import { createBackup, restore } from '../backup/create-backup.ts'
import { buildApp } from '../http/build-app.ts'
import { invite } from '../people/invitations.ts'
import { addPerson } from '../people/people.ts'
import { eraseRecord } from '../privacy/erase-record.ts'
import { findRevisions } from '../review/record-history.ts'
import { setUpServer } from '../set-up.ts'
import { listQuarantineRows } from '../storage/log/quarantine.ts'
import { openStore } from '../storage/open-store.ts'
import { keysInFolder } from './key-store.ts'

const now = () => Date.UTC(2026, 0, 15)

/** Takes a snapshot of a closed database; the returned function makes a new database of it. */
type TakeSnapshot = (engine: FreshEngine) => Promise<() => Promise<FreshEngine>>

/** Zila's own backup, which `zila restore` restores. */
const byBackup =
	(freshEngine: (typeof enginesOfOwner)[number][1]): TakeSnapshot =>
	async (engine) => {
		const file = join(temporaryFolder(), 'backup.sqlite')
		const store = await openStore({ engine: engine.again(), project, now })
		await createBackup(store, file, now)
		await store.close()
		return async () => {
			const fresh = await freshEngine()
			await restore(file, fresh, project, now)
			return fresh
		}
	}
/** The database itself is set back, and `zila restored` completes it. */
const byDatabase: TakeSnapshot = async (engine) => {
	const early = await copyDatabase(engine)
	return async () => {
		const { code, errors } = await runZila(
			{ DATABASE_URL: early.place, DATA_FOLDER: temporaryFolder() },
			['restored'],
			now,
		)
		if (code !== 0) throw new Error(errors)
		return early
	}
}

/** The real server, by HTTP. */
async function open(
	freshEngine: (typeof enginesOfOwner)[number][1],
	takeSnapshot: TakeSnapshot,
): Promise<ServerUnderTest> {
	const keys = temporaryFolder()
	const setUpOn = (engine: FreshEngine) =>
		setUpServer({
			engine,
			districtsFile: 'shared/study/pakistan-2023/districts.csv',
			loadForms: shippedForms,
			serves: deployments,
			demonstration: false,
			keys: keysInFolder(keys),
			now,
		})
	let engine = await freshEngine()
	const ready = await setUpOn(engine)
	const failures: string[] = []
	const files = await fileStoreOnDisk(temporaryFolder(), { now })
	const serve = (on: typeof ready) =>
		buildApp({ ...on, files, now, onFailure: (what) => failures.push(what) })
	let { store, study, forms } = ready
	let app = await serve(ready)
	const people = new Map<string, string>()
	const closeAll = async () => {
		await app.close()
		await store.close()
	}
	const openOn = async (opened: FreshEngine) => {
		engine = opened
		const again = await setUpOn({ ...engine, ...engine.again() })
		;({ store, study, forms } = again)
		app = await serve(again)
	}
	return {
		async post(body) {
			const reply = await app.inject({
				method: 'POST',
				url: '/sync',
				headers: { 'content-type': bundleType },
				payload: Buffer.from(body),
			})
			if (reply.statusCode !== 200) throw readProblem(reply.json()) ?? new Error(reply.body)
			return new Uint8Array(reply.rawPayload) as Bytes
		},
		async enrol(name) {
			const code = name.toLowerCase()
			const person =
				people.get(name) ??
				(
					await addPerson(
						store,
						study,
						{ name, code, role: 'enumerator', districts: ['PK607'], language: 'ur' },
						now(),
					)
				).id
			people.set(name, person)
			const { publicKey, sign } = await testKeys()
			const reply = await app.inject({
				method: 'POST',
				url: '/api/enrolments',
				payload: {
					code: (await invite(store, person, now())).code,
					publicKey: toBase64url(publicKey),
					phone: 'a'.repeat(22),
					label: 'Test phone',
				},
			})
			const { device, project, sealingKey } = reply.json() as EnrolReply & { sealingKey: string }
			return { project, person, device, sealingKey, sign }
		},
		async switchOff(name) {
			await store.changing.db
				.updateTable('person')
				.set({ active: 0 })
				.where('id', '=', people.get(name) ?? '')
				.execute()
		},
		publish: (text) =>
			store.write((session) =>
				session.putDocument({ kind: 'campaign', ref: text, scope: 'all', body: { text } }),
			),
		async view(record) {
			const found = await findRevisions(store, forms, record)
			if (!found) return null
			return {
				fields: Object.fromEntries(found.view.fields),
				conflicts: found.view.conflicts.map(({ kind }) => kind),
			}
		},
		heldBack: async () =>
			(await listQuarantineRows(store.reading, { districts: 'all', demonstration: false })).length,
		async destroy(record) {
			await store.write((session) =>
				eraseRecord(session, ready.signer, { record, reason: 'withdrawal', by: 'dm' }),
			)
		},
		async takeSnapshot() {
			await closeAll()
			const restoreSnapshot = await takeSnapshot(engine)
			await openOn(engine)
			return async () => {
				await closeAll()
				await openOn(await restoreSnapshot())
			}
		},
		async close() {
			await closeAll()
			if (failures.length > 0) throw new Error(failures.join('\n'))
		},
	}
}

describe.each(enginesOfOwner)('%s', (name, freshEngine) => {
	describeSync(name, () => open(freshEngine, byBackup(freshEngine)))
})
describe('postgres that is restored to a point in time', () => {
	const [, [, freshEngine]] = enginesOfOwner
	describeSync('postgres', () => open(freshEngine, byDatabase))
})
