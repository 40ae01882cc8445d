import { Problem } from '#shared/kernel/problem'
import type { HeldBackDecision } from '#shared/revisions/held-back'
import { switchPerson, switchPhone } from '../sync-server/accounts/phones.ts'
import { decideHeldBack, findHeldBack } from '../sync-server/review/held-back.ts'
import type { PhoneDays } from './phone-days.ts'
import { Violation } from './violation.ts'
import type { World } from './world.ts'

/**
 * The office switches phones and people off and on again, and decides about what they sent meanwhile. It keeps its own book of what it
 * said: the server is held against that.
 */
export class Switching {
	readonly #world: World
	/** The last word about each enrolment and each person that was ever switched: true where they may work. */
	readonly #said = { phones: new Map<string, boolean>(), people: new Map<string, boolean>() }
	/** What counted before its author was switched off. */
	readonly #counted = new Set<string>()
	readonly #decided = new Map<string, HeldBackDecision['decision']>()

	constructor(world: World) {
		this.#world = world
	}
	isOff({ atWork }: PhoneDays): boolean {
		return this.#isOff(atWork.device, atWork.person.id)
	}
	#isOff(device: string, person: string): boolean {
		return this.#said.phones.get(device) === false || this.#said.people.get(person) === false
	}
	/** Somebody is switched off, or on again. */
	async switchSomebody(phones: readonly PhoneDays[]): Promise<void> {
		const { random } = this.#world
		const { device, person } = random.pick(phones).atWork
		const [said, id] = random.chance(0.6)
			? ([this.#said.phones, device] as const)
			: ([this.#said.people, person.id] as const)
		said.set(id, !(said.get(id) ?? true))
		await this.#sayAll()
	}
	/** One piece of work that is held back, or was decided about, is let in or kept out. */
	async decide(): Promise<void> {
		const { random, deps, coordinator } = this.#world
		const { waiting, decided } = await findHeldBack(deps.store, coordinator)
		const ids = [...waiting.map(({ id }) => id), ...decided.map(({ revision }) => revision)]
		if (ids.length === 0) return
		const id = random.pick(ids)
		const decision = random.chance(0.5) ? 'let-in' : 'keep-out'
		const isHeld = waiting.some((each) => each.id === id) || this.#decided.get(id) === 'keep-out'
		const before = await this.#views()
		try {
			await decideHeldBack(deps, coordinator, { ids: [id], decision, why: 'simulated' })
		} catch (thrown) {
			if (!(thrown instanceof Problem) || thrown.code !== 'cannot-be-let-in') throw thrown
			return
		}
		this.#decided.set(id, decision)
		if (decision === 'keep-out' && isHeld && (await this.#views()) !== before)
			throw new Violation(23, `${id} was held back, and that it is kept out changed a record`)
	}
	/** The server was put back to some day: what was said since is said again, as far as it must be. */
	async sayAgain(): Promise<void> {
		this.#decided.clear()
		this.#counted.clear()
		await this.#sayAll()
	}
	async #sayAll(): Promise<void> {
		const { deps, coordinator } = this.#world
		const turnPhone = (id: string, isActive: boolean) =>
			switchPhone(deps.store, coordinator, id, { isActive })
		const turnPerson = (id: string, isActive: boolean) => switchPerson(deps.store, coordinator, id, isActive)
		for (const [said, turn] of [
			[this.#said.phones, turnPhone],
			[this.#said.people, turnPerson],
		] as const)
			for (const [id, isActive] of said)
				await turn(id, isActive).catch((thrown: unknown) => {
					// the server lost the enrolment: with its next contact it is there again, and may work
					if (!(thrown instanceof Problem) || thrown.code !== 'not-found') throw thrown
					said.delete(id)
				})
		for (const { id, device, author } of await this.#rows())
			if (this.#isOff(device, author)) this.#counted.add(id)
	}
	/** @throws Violation where work counts that the office did not let in, or does not that it did */
	async check(): Promise<void> {
		if (this.#said.phones.size + this.#said.people.size + this.#decided.size === 0) return
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
		return store.reading.selectFrom('revision').select(['id', 'device', 'author']).execute()
	}
	async #views(): Promise<string> {
		const { store } = this.#world.deps
		const rows = await store.reading
			.selectFrom('record')
			.select(['id', 'status', 'view', 'open_cases'])
			.orderBy('id')
			.execute()
		return JSON.stringify(rows)
	}
}
