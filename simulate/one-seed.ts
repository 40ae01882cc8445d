import { Problem } from '#shared/kernel/problem'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { ReplaceRequest } from '#shared/sync/messages'
import { decideCase } from '../sync-server/review/decide-case.ts'
import { writeDeskEdit } from '../sync-server/review/desk-revisions.ts'
import { moveRecord, seenOf } from '../sync-server/review/move-record.ts'
import { foldKnown, knownRecords, outlineOf } from '../sync-server/sync/known-record.ts'
import { BadLine } from './bad-line.ts'
import { checkWorld, idsAt, Violation } from './check-world.ts'
import { clock, disk, seedRandomness } from './fake-phone-platform.ts'
import { Hands } from './hands.ts'
import { PhoneDays } from './phone-days.ts'
import { type FreshPlace, form, project, World } from './world.ts'

export interface Simulated {
	readonly events: number
	readonly restores: number
	readonly revisions: number
}

/** A few weeks of fieldwork in which everything goes wrong that can. @throws Violation, or what nobody expected */
export async function simulate(seed: number, freshPlace: FreshPlace, events = 60): Promise<Simulated> {
	const random = seededRandom(seed)
	seedRandomness(random)
	disk.failsIn = null
	await PhoneDays.forgetAll()
	clock.now = Date.UTC(2026, 0, 15)
	const world = await World.begin(random, freshPlace)
	const line = new BadLine(random, (body) => world.answer(body))
	globalThis.fetch = async (input, init) =>
		input === '/api/enrolments/replacements'
			? world.replace(JSON.parse(String(init?.body)) as ReplaceRequest)
			: line.send(new Uint8Array(init?.body as ArrayBuffer))
	const phones: PhoneDays[] = []
	const offsets = new Map<PhoneDays, number>()
	const remote = new Set<PhoneDays>()
	const addPhone = async (person?: string) => {
		const phone = new PhoneDays(await world.addPhone(person), random)
		phones.push(phone)
		// some clocks are years off
		offsets.set(phone, random.chance(0.3) ? (random.next() - 0.5) * 20 * 365 * 86_400_000 : 0)
		// some see a network once at the beginning, and then for weeks only who carries their files
		if (random.chance(0.3)) {
			remote.add(phone)
			await dayOf(phone, 0, true)
		}
		return phone
	}
	const first = await addPhone()
	await addPhone(first.atWork.person.id)
	for (let more = random.below(3); more > 0; more--) await addPhone()
	/** What must be at the server in the end; what only a dead disk knew is taken out. */
	const expected = new Set<string>()
	const hands = new Hands(random)
	const copies: { phone: PhoneDays; copy: Awaited<ReturnType<PhoneDays['copy']>> }[] = []
	let restores = 0

	for (let event = 0; event < events; event++) {
		clock.now += random.below(6 * 3_600_000)
		const phone = random.pick(phones)
		const before = await approvedViews(world)
		switch (random.below(36)) {
			case 0:
			case 10:
				await decide(world)
				break
			case 1:
			case 9:
				await deskEdit(world)
				break
			case 2:
				await world.backUp()
				break
			case 3:
				if (random.chance(0.6) && (await world.restore(promised(phones)))) {
					restores++
					await checkGivenUp(world, phones)
					await forgetWhatNobodyHolds(world, phones, expected)
				}
				break
			case 4:
				copies.push({ phone, copy: await phone.copy() })
				break
			case 5:
				if (copies.length > 0 && random.chance(0.5)) {
					const { phone: old, copy } = random.pick(copies)
					await old.goBackTo(copy)
					await forgetWhatNobodyHolds(world, phones, expected)
				}
				break
			case 6:
				await line.replay()
				break
			case 7:
				if (phones.length < 7 && random.chance(0.3)) await addPhone()
				break
			case 11:
				await handOn(world)
				break
			case 12:
			case 13:
				await adopt(world)
				await makeRoom(phone)
				break
			case 8:
				if (random.chance(0.3)) {
					await phone.rot()
					await forgetWhatNobodyHolds(world, phones, expected)
				}
				break
			case 14:
				if (random.chance(0.2)) await world.loseSealingKey()
				break
			case 15:
				await hands.saveFile(phone)
				break
			case 16:
			case 17:
			case 18:
				await hands.bringIn()
				break
			case 19:
				await hands.takeReceipt()
				break
			default:
				if (!remote.has(phone)) await dayOf(phone, offsets.get(phone) ?? 0, random.chance(0.5))
				else if (random.chance(0.4)) await hands.saveFile(phone)
				else await dayOf(phone, offsets.get(phone) ?? 0, false)
				if (!same(before, await approvedViews(world), restores))
					throw new Violation(7, 'what a phone sent changed an approved record')
		}
		for (const id of await idsAt(world)) expected.add(id)
	}
	// the line is good again, and everybody is heard twice: what one brings, another may have to hear
	line.badness = 0
	disk.failsIn = null
	for (let round = 0; round < 2; round++)
		for (const phone of phones)
			for (let more = true, guard = 0; more; guard++) {
				if (guard > 200) throw new Violation(5, 'a phone does not come to an end')
				more = await phone.send()
			}
	await checkWorld(world, phones, expected)
	const revisions = (await idsAt(world)).size
	await world.end()
	return { events, restores, revisions }

	/** As the phone does it: after a sync that went through to its end, or the server may have been put back since. */
	async function makeRoom(phone: PhoneDays): Promise<void> {
		try {
			for (let more = true, tries = 0; more && tries < 20; tries++) more = await phone.send()
			await phone.makeRoom(clock.now)
		} catch (thrown) {
			expectProblem(thrown)
		}
	}

	/** Some work and some sending; the phone may die in the middle of either. */
	async function dayOf(phone: PhoneDays, offset: number, sends: boolean): Promise<void> {
		disk.failsIn = random.chance(0.15) ? random.below(8) : null
		clock.now += offset
		try {
			if (sends) for (let more = true, tries = 0; more && tries < 6; tries++) more = await phone.send()
			// what somebody throws away is gone, unless the server or another phone has it
			else if (await phone.work()) await forgetWhatNobodyHolds(world, phones, expected)
		} catch (thrown) {
			// what a phone says of itself; anything else is a fault of the program
			if (!(thrown instanceof Problem) || thrown.code === 'unexpected') throw thrown
		} finally {
			clock.now -= offset
			disk.failsIn = null
		}
	}
}

/** The highest number of which a phone was told, when it made room, that a backup has all up to there. */
const promised = (phones: readonly PhoneDays[]): number =>
	Math.max(0, ...phones.flatMap(({ givenUp }) => [...givenUp.values()]))

/** What phones gave up is at the server also after that was put back. */
async function checkGivenUp(world: World, phones: readonly PhoneDays[]): Promise<void> {
	const held = await idsAt(world)
	for (const phone of phones) for (const id of await phone.holds()) held.add(id)
	for (const { givenUp } of phones)
		for (const id of givenUp.keys())
			if (!held.has(id)) throw new Violation(20, `${id} was given up on a phone, and is nowhere`)
}

/** After a disk died: what neither the server has nor any phone holds is lost, and nobody can bring it. */
async function forgetWhatNobodyHolds(
	world: World,
	phones: readonly PhoneDays[],
	expected: Set<string>,
): Promise<void> {
	const held = await idsAt(world)
	for (const phone of phones) for (const id of await phone.holds()) held.add(id)
	for (const id of expected) if (!held.has(id)) expected.delete(id)
}

async function knownAt({ deps: { store } }: World) {
	const rows = await store.reading.selectFrom('record').select('id').execute()
	const ids = rows.map(({ id }) => id)
	return knownRecords(ids, (await Promise.all(ids.map((id) => store.revisionsOf(id)))).flat())
}

async function decide(world: World): Promise<void> {
	const { random, deps, manager } = world
	if (random.chance(0.15)) return decideAgain(world)
	const open = await deps.store.reading
		.selectFrom('disagreement')
		.select(['record', 'id', 'kind', 'path', 'revisions'])
		.where('closed_seq', 'is', null)
		.execute()
	if (open.length === 0) return
	// what came late must not be taken in with something else that is decided: where both are open it is tried
	const isLate = new Set(open.filter(({ kind }) => kind === 'late').map(({ record }) => record))
	const beside = open.filter(({ kind, record }) => kind !== 'late' && kind !== 'status' && isLate.has(record))
	const each = random.pick(beside.length > 0 && random.chance(0.8) ? beside : open)
	const sides = (await deps.store.revisionsById(JSON.parse(each.revisions) as string[])).map(({ id }) => id)
	const known = (await knownAt(world)).get(each.record)?.revisions ?? []
	const said = known
		.filter(({ id }) => sides.includes(id))
		.map(({ revision }) => revision.set[each.path] ?? null)
	const status = known
		.filter(({ id }) => sides.includes(id))
		.flatMap(({ revision }) => (typeof revision.set.$status === 'string' ? [revision.set.$status] : []))
	const value =
		each.kind === 'row' || each.kind === 'late'
			? random.chance(0.5)
			: each.kind === 'status'
				? (status[0] ?? 'submitted')
				: each.kind === 'void'
					? null
					: (said[0] ?? null)
	const lateBefore = foldKnown(known, form).late
	await decideCase(deps, manager, each.record, { case: each.id, value, why: 'simulated' }).catch(
		(thrown: unknown) => {
			if (!(thrown instanceof Problem) || thrown.code === 'unexpected') throw thrown
		},
	)
	if (each.kind === 'late' || each.kind === 'status') return
	const now = foldKnown((await knownAt(world)).get(each.record)?.revisions ?? [], form)
	if (lateBefore.some((id) => !now.late.includes(id)))
		throw new Violation(13, `a decision about ${each.kind} took in what came late and nobody had looked at`)
}

/** Somebody thinks better of a decision about what came late. */
async function decideAgain({ random, deps, manager }: World): Promise<void> {
	const rows = await deps.store.reading
		.selectFrom('disagreement')
		.select(['record', 'closed_by'])
		.where('kind', '=', 'late')
		.where('closed_by', 'is not', null)
		.execute()
	if (rows.length === 0) return
	const { record, closed_by: decision } = random.pick(rows)
	const view = foldKnown(
		knownRecords([record], await deps.store.revisionsOf(record)).get(record)?.revisions ?? [],
		form,
	)
	await moveRecord(deps, manager, record, {
		...{ kind: 'decide-late-again', decision: decision ?? '', isTaken: random.chance(0.5) },
		...{ why: 'simulated', seen: seenOf(view) },
	}).catch(expectProblem)
	const { late } = view
	const now = foldKnown(
		knownRecords([record], await deps.store.revisionsOf(record)).get(record)?.revisions ?? [],
		form,
	)
	if (late.some((id) => !now.late.includes(id)))
		throw new Violation(
			13,
			'a decision that was turned round took in what came late and nobody had looked at',
		)
}

/** The desk gives a record that it returns to somebody else. */
async function handOn(world: World): Promise<void> {
	const { random, deps, manager, phones } = world
	const records = [...(await knownAt(world)).values()].filter(({ revisions }) => {
		const { status, waiting } = foldKnown(revisions, form)
		return (status === 'submitted' || status === 'returned') && waiting.length === 0
	})
	if (records.length === 0) return
	const record = random.pick(records)
	const to = random.pick(phones).person.id
	const seen = seenOf(foldKnown(record.revisions, form))
	await moveRecord(deps, manager, record.id, {
		...{ kind: 'hand-on', to, why: 'simulated', seen },
		notes: [{ about: 'b', text: 'Please look' }],
	}).catch(expectProblem)
}

/** What waits for something that is nowhere any more is taken over. */
async function adopt(world: World): Promise<void> {
	const { deps, manager, random } = world
	const waiting = [...(await knownAt(world)).values()].filter(
		({ revisions }) => foldKnown(revisions, form).waiting.length > 0,
	)
	if (waiting.length === 0 || random.chance(0.5)) return
	const record = random.pick(waiting)
	await moveRecord(deps, manager, record.id, {
		...{ kind: 'adopt', why: 'simulated', seen: seenOf(foldKnown(record.revisions, form)) },
	}).catch(expectProblem)
}

function expectProblem(thrown: unknown): void {
	if (!(thrown instanceof Problem) || thrown.code === 'unexpected') throw thrown
}

/** Approves a record, returns it or corrects it, as the desk writes it. */
async function deskEdit(world: World): Promise<void> {
	const { random, deps, manager } = world
	const records = [...(await knownAt(world)).values()]
	if (records.length === 0) return
	// what is approved with an open question may get late answers beside it
	const asked = records.filter(({ revisions }) =>
		foldKnown(revisions, form).cases.some(({ kind }) => kind === 'field'),
	)
	const isAsked = asked.length > 0 && random.chance(0.5)
	const { id } = random.pick(isAsked ? asked : records)
	await deps.store.write(async (session) => {
		const record = knownRecords([id], await session.revisionsOf([id])).get(id)
		const outline = record ? outlineOf(record) : null
		if (!record || !outline) return
		const view = foldKnown(record.revisions, form)
		if (view.status !== 'submitted' && view.status !== 'approved') return
		await writeDeskEdit(session, deps.forms, record, {
			signer: deps.signer,
			project,
			form: { id: outline.form, ver: outline.version },
			person: manager,
			heads: view.heads,
			view,
			set:
				isAsked || random.chance(0.5)
					? { $status: random.chance(0.7) ? 'approved' : 'returned' }
					: { b: random.below(5), a: `desk ${random.below(4)}` },
			why: 'simulated',
		})
	})
}

/** The answers of approved records as files would tell them. */
async function approvedViews({ deps: { store } }: World): Promise<Map<string, string>> {
	const rows = await store.reading
		.selectFrom('record')
		.select(['id', 'view'])
		.where('status', '=', 'approved')
		.execute()
	return new Map(rows.map(({ id, view }) => [id, view]))
}

/**
 * What was approved stays so, and says what it said. A phone may bring back what the desk wrote and a server lost: only without
 * that must all stay.
 */
const same = (before: Map<string, string>, after: Map<string, string>, restores: number): boolean =>
	restores > 0 || [...before].every(([id, view]) => after.get(id) === view)
