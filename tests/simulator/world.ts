import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bytes, toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import type { Person } from '#shared/people/people'
import type { Role } from '#shared/people/roles'
import type { RecordState } from '#shared/revisions/record-state'
import type { EnrolReply } from '#shared/sync/messages'
import { bundleType } from '#shared/sync/protocol'
import type { ReplaceRequest } from '#shared/sync/replacement-messages'
import type { FileNamed, FileStore } from '../../sync-server/attachments/file-store.ts'
import { fileStoreOnDisk } from '../../sync-server/attachments/file-store-on-disk.ts'
import { filesInFolder } from '../../sync-server/attachments/files-in-folder.ts'
import { receiveParts } from '../../sync-server/attachments/receive-offline-parts.ts'
import { copyFiles } from '../../sync-server/backup/copy-files.ts'
import { createBackup, restore } from '../../sync-server/backup/create-backup.ts'
import { createFormRepository } from '../../sync-server/forms/form-repository.ts'
import { createRateLimiter } from '../../sync-server/http/rate-limit.ts'
import { openCodeKey } from '../../sync-server/people/code-digest.ts'
import { enrolPhone } from '../../sync-server/people/enrol-phone.ts'
import { invite } from '../../sync-server/people/invitations.ts'
import { addPerson } from '../../sync-server/people/people.ts'
import { replaceEnrolment } from '../../sync-server/people/replace-enrolment.ts'
import type { Engine } from '../../sync-server/storage/engine/engine.ts'
import { sqliteEngine } from '../../sync-server/storage/engine/sqlite-engine.ts'
import { openStore } from '../../sync-server/storage/open-store.ts'
import { deleteRowsOfFiles } from '../../sync-server/storage/records/attachments.ts'
import { createStudyRepository } from '../../sync-server/study/study-repository.ts'
import { DocumentFrames } from '../../sync-server/sync/document-frames.ts'
import { answerSync, bodyOf, type SyncDeps } from '../../sync-server/sync/handle-sync-request.ts'
import { openIdentifierKeys } from '../../sync-server/sync/identifier-keys.ts'
import { keysInFolder } from '../../sync-server/sync/key-store.ts'
import {
	foldKnown,
	type KnownRecord,
	type KnownRevision,
	knownRecords,
} from '../../sync-server/sync/known-record.ts'
import { publishForm, publishForms } from '../../sync-server/sync/publish-form.ts'
import { recoveryRows, restoreFromRecoveryKey } from '../../sync-server/sync/recovery.ts'
import { newRecoveryKey, rotateKeys } from '../../sync-server/sync/rotate-keys.ts'
import { openSealingKeys } from '../../sync-server/sync/sealing-keys.ts'
import { openSigner } from '../../sync-server/sync/signer.ts'
import { workOfPhone } from '../../sync-server/sync/work-limits.ts'
import { saveEnrolment, type VaultSession } from '../../web/storage/enrolment/enrolments.ts'
import { createSigningKey } from '../../web/storage/vault/vault.ts'
import { type AttachmentEndpoint, openAttachmentEndpoint } from './attachment-endpoint.ts'
import { clock } from './fake-phone-platform.ts'
import { definitions, formOfVersion, formVersionFor } from './forms.ts'

export const project = 'pk31'

const study = {
	project,
	offsetMinutes: 300,
	districts: [
		{
			code: 'PK607',
			name: { en: 'D' },
			also: [],
			abbreviation: 'D',
			province: { en: 'P' },
			column: 1,
			row: 1,
			targetInterviews: 1,
			targetFocusGroups: 1,
		},
	],
	rounds: [],
}

/** Returns all revisions on the server, by record. */
export async function recordsAt({ deps: { store } }: World): Promise<Map<string, KnownRecord>> {
	const rows = await store.reading.db
		.selectFrom('revision')
		.select('record')
		.distinct()
		.where('project', '=', store.project)
		.execute()
	const ids = rows.map(({ record }) => record)
	const stored = (await Promise.all(ids.map((id) => store.revisionsOf(id)))).flat()
	return knownRecords(ids, stored)
}

/** Folds the revisions of a record by the version that it is evaluated with. */
export const viewOf = (revisions: readonly KnownRevision[]): RecordState =>
	foldKnown(revisions, formOfVersion(Math.max(1, formVersionFor(revisions))))

/** An empty database that can be opened repeatedly: SQLite in a folder of its own, or PostgreSQL. */
export interface Place {
	open(): Engine
}
export type FreshPlace = () => Promise<Place>
const folders: string[] = []
const newFolder = (): string => {
	const folder = mkdtempSync(join(tmpdir(), 'zila-simulate-'))
	folders.push(folder)
	return folder
}
export const freshSqlite: FreshPlace = async () => {
	const file = join(newFolder(), 'zila.sqlite')
	return { open: () => sqliteEngine(file) }
}
function removeFolders(): void {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** The real server in this process, which can be restored from backups, and the phones enrolled at it. */
export class World {
	readonly random: SeededRandom
	readonly phones: VaultSession[] = []
	manager!: Person
	coordinator!: Person
	deps!: SyncDeps
	files!: FileStore
	attachmentEndpoint!: AttachmentEndpoint
	/** Backups with their file and the last sequence number in them. */
	readonly backups: {
		readonly file: string
		readonly seq: number
		readonly recoveryKey: string
		readonly changes: number
	}[] = []
	/** As the server limits the work of each phone, with less at once, so that a flood of seconds reaches it. */
	readonly #work = createRateLimiter({ ...workOfPhone, atOnce: 60_000 })
	readonly #freshPlace: FreshPlace
	readonly #filesBesideBackups = newFolder()
	/** Recovery keys after each rotation, the oldest first. */
	readonly #laterKeys: string[] = []
	readonly #keys = keysInFolder(newFolder())
	/** True once the second version was published, even if a restore has lost it. */
	#isNewestPublished = false

	private constructor(random: SeededRandom, freshPlace: FreshPlace) {
		this.random = random
		this.#freshPlace = freshPlace
	}
	static async begin(random: SeededRandom, freshPlace: FreshPlace): Promise<World> {
		const world = new World(random, freshPlace)
		await world.#open((await freshPlace()).open())
		const { store, forms } = world.deps
		await publishForms(store, forms, [definitions[0]], new Date(clock.now).toISOString())
		world.manager = await world.#addDesk('data-manager')
		world.coordinator = await world.#addDesk('coordinator')
		return world
	}
	#addDesk(role: Role): Promise<Person> {
		return addPerson(
			this.deps.store,
			study,
			{ name: role, code: role, role, districts: 'all', language: 'en' },
			clock.now,
		)
	}
	async #open(engine: Engine): Promise<void> {
		const codeKey = await openCodeKey(this.#keys)
		const store = await openStore({ engine, project, now: () => clock.now, codeKey })
		const now = () => clock.now
		this.files = await fileStoreOnDisk(newFolder(), { now, leaveFree: 0 })
		this.deps = {
			documentFrames: new DocumentFrames(),
			onDeviceIdentified: (device) => this.#work.consume(device, clock.now, 0),
			onWork: (device, paths) => this.#work.charge(device, clock.now, paths),
			receiveOfflineParts: (frames) =>
				receiveParts({ store, files: this.files, now }, this.deps.sealing, frames),
			store,
			forms: createFormRepository(store),
			signer: await openSigner(store, this.#keys),
			sealing: await openSealingKeys(store),
			now,
		}
		await this.#openEndpoint()
	}
	async #openEndpoint(): Promise<void> {
		const identifiers = await openIdentifierKeys(this.deps.store, this.#keys)
		this.attachmentEndpoint = await openAttachmentEndpoint({
			...this.deps,
			identifiers,
			files: this.files,
			study: createStudyRepository(this.deps.store, study, false),
		})
	}
	async #close(): Promise<void> {
		await this.attachmentEndpoint.close()
		await this.deps.store.close()
	}
	/** Publishes the second version. */
	async publishNewest(): Promise<void> {
		const { store, forms } = this.deps
		this.#isNewestPublished = true
		await publishForm(store, forms, definitions[1], {
			by: this.manager.id,
			now: new Date(clock.now).toISOString(),
		})
	}
	/** Publishes the second version again if a restore has lost it. */
	async publishAgain(): Promise<void> {
		if (this.#isNewestPublished) await this.publishNewest()
	}
	/** Enrols a phone for a new user, or another one for a known user. */
	async addPhone(person?: string): Promise<{ readonly vaultSession: VaultSession; readonly phone: string }> {
		const { signingKey, publicKey } = await createSigningKey()
		const phone = toBase64url(this.random.bytes(16))
		const reply = await this.enrol(publicKey, { person, phone })
		const vaultSession = await saveEnrolment(reply, signingKey, '123456')
		this.phones.push(vaultSession)
		return { vaultSession, phone }
	}
	/** Enrols a key for a new user, or for a known one. */
	async enrol(
		publicKey: string,
		{
			person,
			phone = toBase64url(this.random.bytes(16)),
		}: { person?: string | undefined; phone?: string } = {},
	): Promise<EnrolReply> {
		const { store } = this.deps
		const id =
			person ??
			(
				await addPerson(
					store,
					study,
					{
						name: `P${this.phones.length}`,
						code: `p${this.phones.length}${this.random.below(1e6)}`,
						role: 'enumerator',
						districts: ['PK607'],
						language: 'en',
					},
					clock.now,
				)
			).id
		const { code } = await invite(store, id, clock.now)
		return enrolPhone({ ...this.deps, study }, { code, publicKey, phone, label: 'Sim' }, clock.now)
	}
	/** Responds to a request to replace an enrolment. */
	async replace(given: ReplaceRequest): Promise<Response> {
		try {
			return Response.json(await replaceEnrolment({ ...this.deps, study }, given))
		} catch (thrown) {
			if (!(thrown instanceof Problem)) throw thrown
			return Response.json(thrown.toJSON(), { status: thrown.status })
		}
	}
	/** Responds to a body, as the sync route does. */
	async answer(body: Bytes): Promise<Response> {
		try {
			const reply = await answerSync(this.deps, bodyOf(body))
			return new Response(reply, { headers: { 'content-type': bundleType } })
		} catch (thrown) {
			if (!(thrown instanceof Problem)) throw thrown
			return Response.json(thrown.toJSON(), { status: thrown.status })
		}
	}
	async backUp(): Promise<void> {
		const file = join(newFolder(), 'backup.sqlite')
		const backupFolder = filesInFolder(this.#filesBesideBackups)
		const { seq } = await createBackup(
			this.deps.store,
			file,
			() => clock.now,
			async (all) => void (await copyFiles(this.files, backupFolder, all)),
		)
		this.backups.push({ file, seq, recoveryKey: await this.#recoveryKey(), changes: this.#laterKeys.length })
	}
	/**
	 * Replaces the server's data by a backup that is not older than any that phones relied on for evictions.
	 * False if there is none.
	 */
	async restore(noOlderThan: number): Promise<boolean> {
		const usable = this.backups.filter(({ seq }) => seq >= noOlderThan)
		if (usable.length === 0) return false
		const backup = this.random.pick(usable)
		const keyOfNow = await this.#recoveryKey()
		await this.#close()
		const place = await this.#freshPlace()
		let named: readonly FileNamed[] = []
		await restore(
			backup.file,
			place.open(),
			project,
			() => clock.now,
			async (all) => {
				named = all
			},
		)
		// each recovery key since the backup: phones may know any of them
		for (const key of [backup.recoveryKey, ...this.#laterKeys.slice(backup.changes), keyOfNow])
			await this.#recover(place.open(), key)
		// opening the store also opens its file store
		await this.#open(place.open())
		const { missing } = await copyFiles(filesInFolder(this.#filesBesideBackups), this.files, named)
		await deleteRowsOfFiles(this.deps.store.changing, missing)
		if (this.random.chance(0.3)) await this.loseSealingKey()
		// backups made later belong to another history
		this.backups.splice(this.backups.indexOf(backup) + 1)
		return true
	}
	/**
	 * Rotates the keys and restarts the server, as an administrator does after the recovery key or the machine
	 * was exposed.
	 */
	async rotateKeys(): Promise<void> {
		const { store } = this.deps
		const key = newRecoveryKey().join('\n')
		await rotateKeys(store, this.#keys, key)
		this.#laterKeys.push(key)
		const [signer, sealing] = [await openSigner(store, this.#keys), await openSealingKeys(store)]
		this.deps = { ...this.deps, signer, sealing }
		await this.attachmentEndpoint.close()
		await this.#openEndpoint()
	}
	async #recoveryKey(): Promise<string> {
		const { store, signer } = this.deps
		const identifiers = await openIdentifierKeys(store, this.#keys)
		return (await recoveryRows({ store, signer, identifiers })).join('\n')
	}
	async #recover(engine: Engine, key: string): Promise<void> {
		const store = await openStore({ engine, project, now: () => clock.now })
		await restoreFromRecoveryKey(store, this.#keys, key, 'newer')
		await store.close()
	}
	/** Deletes the sealing key, so that the server generates another one at its next start. */
	async loseSealingKey(): Promise<void> {
		const { store } = this.deps
		await store.changing.db.deleteFrom('sealing_key').execute()
		this.deps = { ...this.deps, sealing: await openSealingKeys(store) }
		await this.attachmentEndpoint.close()
		await this.#openEndpoint()
	}
	async end(): Promise<void> {
		await this.#close()
		removeFolders()
	}
}
