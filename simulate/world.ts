import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Person } from '#shared/access/people'
import { allFunctions } from '#shared/expressions/functions'
import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'
import { type Bytes, toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import type { ReplaceRequest } from '#shared/sync/messages'
import { bundleType } from '#shared/sync/protocol'
import { formOf } from '#shared/testing/scenario'
import { invite } from '../sync-server/accounts/codes.ts'
import { enrolPhone } from '../sync-server/accounts/enrol-phone.ts'
import { addPerson } from '../sync-server/accounts/people.ts'
import { replaceEnrolment } from '../sync-server/accounts/replace-enrolment.ts'
import { backUp, restore } from '../sync-server/backup/back-up.ts'
import { formShelf } from '../sync-server/forms/form-shelf.ts'
import type { Engine } from '../sync-server/storage/engine.ts'
import { openStore } from '../sync-server/storage/open-store.ts'
import { sqliteEngine } from '../sync-server/storage/sqlite-engine.ts'
import { answerSync, type SyncDeps } from '../sync-server/sync/answer-sync.ts'
import { openSealingKeys } from '../sync-server/sync/sealing-keys.ts'
import { openSigner } from '../sync-server/sync/signer.ts'
import { publishForms } from '../sync-server/sync/understand-again.ts'
import { type AtWork, keepEnrolment } from '../web/storage/people-on-phone.ts'
import { makeSigningKey } from '../web/storage/vault.ts'
import { clock } from './fake-phone-platform.ts'

export const project = 'pk31'

/** Every kind of answer that merges in its own way. */
const definition: FormDefinition = {
	...formOf(`
	type                  name  label
	text                  a     A
	integer               b     B
	select_multiple ticks  m     M
	begin repeat          r     R
	integer               age   Age
	end repeat
	choices
	list_name  name  label
	ticks      o1    One
	ticks      o2    Two
	ticks      o3    Three
`),
	id: 'sim',
}
const compiled = compileForm(definition, allFunctions)
if (!('form' in compiled)) throw new Error('the form of the simulation compiles')
export const form: CompiledForm = compiled.form

const campaign = {
	project,
	offsetMinutes: 300,
	districts: [
		{
			...{ code: 'PK607', name: { en: 'D' }, also: [], abbreviation: 'D', province: { en: 'P' } },
			...{ column: 1, row: 1, targetInterviews: 1, targetFocusGroups: 1 },
		},
	],
	rounds: [],
}

/** An empty database that can be opened again and again: SQLite in a folder of its own, or PostgreSQL. */
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

/** The real server in this process, which can be put back to a backup; and the phones that know it. */
export class World {
	readonly random: SeededRandom
	readonly phones: AtWork[] = []
	manager!: Person
	deps!: SyncDeps
	/** Backups by their files, with the number that they reach to. */
	readonly backups: { readonly file: string; readonly seq: number }[] = []
	readonly #freshPlace: FreshPlace

	private constructor(random: SeededRandom, freshPlace: FreshPlace) {
		this.random = random
		this.#freshPlace = freshPlace
	}
	static async begin(random: SeededRandom, freshPlace: FreshPlace): Promise<World> {
		const world = new World(random, freshPlace)
		await world.#open((await freshPlace()).open())
		const { store, forms } = world.deps
		await publishForms(store, forms, [definition], new Date(clock.now).toISOString())
		const form1 = { id: definition.id, version: 1, isCurrent: true, definition }
		await store.write((session) =>
			session.putDocument({ kind: 'form', ref: 'sim@1', scope: 'all', body: form1 }),
		)
		world.manager = await addPerson(
			store,
			campaign,
			{ name: 'Manager', code: 'manager', role: 'data-manager', districts: 'all', language: 'en' },
			clock.now,
		)
		return world
	}
	async #open(engine: Engine): Promise<void> {
		const store = await openStore({ engine, project, now: () => clock.now })
		this.deps = {
			receiveParts: async () => [],
			store,
			forms: formShelf(store),
			signer: await openSigner(store),
			sealing: await openSealingKeys(store),
			now: () => clock.now,
		}
	}
	/** One more phone; of somebody new, or of who has one already. */
	async addPhone(person?: string): Promise<AtWork> {
		const { store } = this.deps
		const id =
			person ??
			(
				await addPerson(
					store,
					campaign,
					{
						...{ name: `P${this.phones.length}`, code: `p${this.phones.length}${this.random.below(1e6)}` },
						...{ role: 'enumerator', districts: ['PK607'], language: 'en' },
					},
					clock.now,
				)
			).id
		const { code } = await invite(store, id, clock.now)
		const { signingKey, publicKey } = await makeSigningKey()
		const phone = toBase64url(this.random.bytes(16))
		const given = { code, publicKey, phone, label: 'Sim' }
		const reply = await enrolPhone({ ...this.deps, campaign }, given, clock.now)
		const atWork = await keepEnrolment(reply, signingKey, '123456')
		this.phones.push(atWork)
		return atWork
	}
	/** What the server answers who asks for an enrolment in the place of another. */
	async replace(given: ReplaceRequest): Promise<Response> {
		try {
			return Response.json(await replaceEnrolment({ ...this.deps, campaign }, given))
		} catch (thrown) {
			if (!(thrown instanceof Problem)) throw thrown
			return Response.json(thrown.toJSON(), { status: thrown.status })
		}
	}
	/** What the server answers a body, as its route would. */
	async answer(body: Bytes): Promise<Response> {
		try {
			const reply = await answerSync(this.deps, body)
			return new Response(reply, { headers: { 'content-type': bundleType } })
		} catch (thrown) {
			if (!(thrown instanceof Problem)) throw thrown
			return Response.json(thrown.toJSON(), { status: thrown.status })
		}
	}
	async backUp(): Promise<void> {
		const file = join(newFolder(), 'backup.sqlite')
		const { seq } = await backUp(this.deps.store, file, () => clock.now)
		this.backups.push({ file, seq })
	}
	/**
	 * The server's disk dies, and a backup is put back: any that is no older than what phones were told when they made room. False if
	 * there is none.
	 */
	async restore(noOlderThan: number): Promise<boolean> {
		const usable = this.backups.filter(({ seq }) => seq >= noOlderThan)
		if (usable.length === 0) return false
		const backup = this.random.pick(usable)
		await this.deps.store.close()
		const place = await this.#freshPlace()
		await restore(backup.file, place.open(), project, () => clock.now)
		await this.#open(place.open())
		if (this.random.chance(0.3)) await this.loseSealingKey()
		// what was made later was of another future
		for (let at = this.backups.length - 1; at >= 0; at--)
			if ((this.backups[at]?.seq ?? 0) > backup.seq) this.backups.splice(at, 1)
		return true
	}
	/** Somebody took the key out of the store: it gets another. */
	async loseSealingKey(): Promise<void> {
		const { store } = this.deps
		await store.db.deleteFrom('sealing_key').execute()
		this.deps = { ...this.deps, sealing: await openSealingKeys(store) }
	}
	async end(): Promise<void> {
		await this.deps.store.close()
		removeFolders()
	}
}
