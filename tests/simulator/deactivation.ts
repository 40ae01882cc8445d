import { Problem } from '#shared/kernel/problem'
import type { QuarantineDecisionRequest } from '#shared/review/quarantine'
import { listPhones, setDeviceActivation, setPersonActivation } from '../../sync-server/people/devices.ts'
import { decideQuarantine, listQuarantine } from '../../sync-server/review/quarantine.ts'
import { findDevice } from '../../sync-server/storage/people/devices.ts'
import { findPerson } from '../../sync-server/storage/people/people.ts'
import { decodeQuarantinedRevision } from '../../sync-server/sync/decode-revision.ts'
import type { PhoneDays } from './simulated-phone.ts'
import { Violation } from './violation.ts'
import type { World } from './world.ts'

/**
 * Deactivates and reactivates devices and users, and decides about the revisions that they send meanwhile.
 * It records its own actions, with which the server is compared.
 */
export class Switching {
	readonly #world: World
	/** Last state of each enrolment and each user that was ever changed: true if active. */
	readonly #active = { phones: new Map<string, boolean>(), people: new Map<string, boolean>() }
	/** Revisions that were effective before their author was deactivated. */
	readonly #counted = new Set<string>()
	readonly #decided = new Map<string, QuarantineDecisionRequest['decision']>()

	constructor(world: World) {
		this.#world = world
	}
	isOff({ vaultSession }: PhoneDays): boolean {
		return this.#isOff(vaultSession.device, vaultSession.person.id)
	}
	#isOff(device: string, person: string): boolean {
		return this.#active.phones.get(device) === false || this.#active.people.get(person) === false
	}
	/** Deactivates or reactivates a device or a user. */
	async toggleRandomTarget(phones: readonly PhoneDays[]): Promise<void> {
		const { random, deps, coordinator } = this.#world
		// a restored server does not know every enrolment yet
		const listed = new Set((await listPhones(deps.store, deps.forms, coordinator)).map(({ id }) => id))
		const known = phones.filter(({ vaultSession }) => listed.has(vaultSession.device))
		if (known.length === 0) return
		const { device, person } = random.pick(known).vaultSession
		const [kind, id] = random.chance(0.6) ? (['phones', device] as const) : (['people', person.id] as const)
		this.#active[kind].set(id, !(this.#active[kind].get(id) ?? true))
		await this.#apply(kind, id)
		await this.#noteWhatCounts()
	}
	/** Releases or rejects one revision that is quarantined or was decided before. */
	async decide(): Promise<void> {
		const { random, deps, coordinator } = this.#world
		const { waiting, decided } = await listQuarantine(deps.store, deps.forms, coordinator)
		const ids = [...waiting.map(({ id }) => id), ...decided.map(({ revision }) => revision)]
		if (ids.length === 0) return
		const id = random.pick(ids)
		const decision = random.chance(0.5) ? 'let-in' : 'keep-out'
		const isQuarantined = waiting.some((each) => each.id === id) || this.#decided.get(id) === 'keep-out'
		const before = await this.#views()
		const isImpossible = decision === 'let-in' && (await this.#cannotBeReleased(id))
		const isRefused = await decideQuarantine(deps, coordinator, {
			ids: [id],
			decision,
			why: 'simulated',
		}).then(
			() => false,
			(thrown: unknown) => {
				if (!(thrown instanceof Problem) || thrown.code !== 'release-from-quarantine-not-possible')
					throw thrown
				return true
			},
		)
		if (isRefused !== isImpossible)
			throw new Violation(23, `${id} could be let in: ${!isImpossible}, and the server refused: ${isRefused}`)
		if (isRefused) return
		this.#decided.set(id, decision)
		if (decision === 'keep-out' && isQuarantined && (await this.#views()) !== before)
			throw new Violation(23, `${id} was held back, and that it is kept out changed a record`)
	}
	/**
	 * Repeats the actions that a restore of the server has lost. Lost enrolments are known again after their
	 * next sync, and are then active.
	 */
	async repeatLostActions(): Promise<void> {
		const { store } = this.#world.deps
		this.#decided.clear()
		this.#counted.clear()
		for (const kind of ['phones', 'people'] as const)
			for (const id of [...this.#active[kind].keys()]) {
				const find = kind === 'phones' ? findDevice : findPerson
				if (await find(store.reading, id)) await this.#apply(kind, id)
				else this.#active[kind].delete(id)
			}
		await this.#noteWhatCounts()
	}
	async #apply(kind: 'phones' | 'people', id: string): Promise<void> {
		const { deps, coordinator } = this.#world
		const isActive = this.#active[kind].get(id) ?? true
		if (kind === 'phones') await setDeviceActivation(deps.store, coordinator, id, { isActive })
		else await setPersonActivation(deps.store, coordinator, id, isActive)
	}
	async #noteWhatCounts(): Promise<void> {
		for (const { id, device, author } of await this.#rows())
			if (this.#isOff(device, author)) this.#counted.add(id)
	}
	/**
	 * True if a quarantined revision is of an enrolment that the server does not know, of another person, or
	 * decides what only the desk decides.
	 */
	async #cannotBeReleased(id: string): Promise<boolean> {
		const { store } = this.#world.deps
		const quarantined = await store.reading.db
			.selectFrom('quarantine')
			.select('bytes')
			.where('id', '=', id)
			.executeTakeFirst()
		if (!quarantined) return false
		const revision = decodeQuarantinedRevision(id, quarantined.bytes)
		if (!revision) return true
		const { $status } = revision.set
		if ($status === 'approved' || $status === 'returned') return true
		if (Object.keys(revision.set).some((path) => path === '$void' || path.startsWith('@record/'))) return true
		const device = await findDevice(store.reading, revision.device)
		return device?.kind !== 'phone' || device.person !== revision.author || revision.project !== store.project
	}
	/** @throws Violation if a revision is effective without a release, or was released and is not effective */
	async check(): Promise<void> {
		if (this.#active.phones.size + this.#active.people.size + this.#decided.size === 0) return
		const rows = await this.#rows()
		const counts = new Set(rows.map(({ id }) => id))
		for (const [id, decision] of this.#decided)
			if (counts.has(id) !== (decision === 'let-in'))
				throw new Violation(23, `${id} counts: ${counts.has(id)}, and the office said ${decision}`)
		for (const { id, device, author } of rows)
			if (this.#isOff(device, author) && !this.#counted.has(id) && this.#decided.get(id) !== 'let-in')
				throw new Violation(23, `${id} counts, and its author was switched off before it came`)
	}
	#rows() {
		const { store } = this.#world.deps
		return store.reading.db.selectFrom('revision').select(['id', 'device', 'author']).execute()
	}
	async #views(): Promise<string> {
		const { store } = this.#world.deps
		const rows = await store.reading.db
			.selectFrom('record')
			.select(['id', 'status', 'answers', 'open_conflicts'])
			.orderBy('id')
			.execute()
		return JSON.stringify(rows)
	}
}
