import { Problem } from '#shared/kernel/problem'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { ReplaceRequest } from '#shared/sync/replacement-messages'
import { retrySlowRecords } from '../../sync-server/sync/reproject-records.ts'
import { Attacker } from './attacker.ts'
import { checkPictures, checkPicturesGivenUp } from './check-pictures.ts'
import { checkVersions } from './check-versions.ts'
import { checkKeys, checkWorld, idsAt } from './check-world.ts'
import { Switching } from './deactivation.ts'
import { adopt, decide, deskEdit, deskWrite, expectProblem, handOn, rowsIn } from './desk-days.ts'
import { eraseSome } from './erasing.ts'
import { clock, disk, seedRandomness } from './fake-phone-platform.ts'
import { BadLine } from './faulty-network.ts'
import { HostilePhone } from './hostile-phone.ts'
import { OfflineCarrier } from './offline-carrier.ts'
import { PhoneDays } from './simulated-phone.ts'
import { Violation } from './violation.ts'
import { type FreshPlace, World } from './world.ts'

export interface Simulated {
	readonly events: number
	readonly restores: number
	readonly revisions: number
}

/** Simulates a few weeks of fieldwork with all kinds of faults. @throws Violation, or an unexpected error */
export async function simulate(seed: number, freshPlace: FreshPlace, events = 60): Promise<Simulated> {
	const random = seededRandom(seed)
	seedRandomness(random)
	disk.failsIn = null
	await PhoneDays.forgetAll()
	clock.now = Date.UTC(2026, 0, 15)
	const world = await World.begin(random, freshPlace)
	const attacker = new Attacker(random)
	const hostile = await HostilePhone.enrol(world)
	const line = new BadLine(
		random,
		async (body) => {
			attacker.capture(body)
			const reply = await world.answer(body)
			await attacker.read(reply.clone())
			return reply
		},
		(path, init) => world.attachmentEndpoint.ask(path, init),
	)
	globalThis.fetch = async (input, init = {}) => {
		const path = String(input)
		if (path === '/api/enrolments/replacements')
			return world.replace(JSON.parse(String(init.body)) as ReplaceRequest)
		return path.startsWith('/attachments')
			? line.upload(path, init)
			: line.send(new Uint8Array(init.body as ArrayBuffer))
	}
	const phones: PhoneDays[] = []
	const offsets = new Map<PhoneDays, number>()
	const remote = new Set<PhoneDays>()
	const addPhone = async (person?: string) => {
		const enrolled = await world.addPhone(person)
		const phone = new PhoneDays(enrolled.vaultSession, enrolled.phone, random)
		phones.push(phone)
		// some clocks are years off
		offsets.set(phone, random.chance(0.3) ? (random.next() - 0.5) * 20 * 365 * 86_400_000 : 0)
		// the enrolment had a working connection; some phones are offline for weeks afterwards and use offline
		// transfer only
		const { badness } = line
		line.badness = 0
		await dayOf(phone, 0, true)
		line.badness = badness
		if (random.chance(0.3)) remote.add(phone)
		return phone
	}
	const first = await addPhone()
	await addPhone(first.vaultSession.person.id)
	for (let more = random.below(3); more > 0; more--) await addPhone()
	/** Revisions that must be on the server in the end, without those that were lost with a disk. */
	const expected = new Set<string>()
	const hands = new OfflineCarrier(random)
	const switching = new Switching(world)
	const copies: { phone: PhoneDays; copy: Awaited<ReturnType<PhoneDays['copy']>> }[] = []
	let restores = 0

	for (let event = 0; event < events; event++) {
		clock.now += random.below(6 * 3_600_000)
		const phone = random.pick(phones)
		const before = await approvedViews(world)
		switch (random.below(48)) {
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
				if (random.chance(0.6)) await putServerBack()
				break
			case 4:
				copies.push({ phone, copy: await phone.copy() })
				break
			case 5:
				if (copies.length > 0 && random.chance(0.5)) {
					const { phone: old, copy } = random.pick(copies)
					await old.goBackTo(copy)
					await dropLostRevisions(world, phones, expected)
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
					await dropLostRevisions(world, phones, expected)
				}
				break
			case 14:
				if (random.chance(0.2)) await world.loseSealingKey()
				else if (random.chance(0.3)) await world.rotateKeys()
				break
			case 15:
				await hands.saveFile(phone)
				break
			case 16:
			case 17:
			case 18:
				await hands.importAny()
				break
			case 19:
				await hands.takeReceipt()
				break
			case 36:
				if (random.chance(0.5)) await world.publishNewest()
				break
			case 37:
				await switching.toggleRandomTarget(phones)
				break
			case 38:
			case 39:
				await switching.decide()
				break
			case 40:
				await writeAcross()
				break
			case 41:
				await backUpBetween(phone)
				break
			case 42:
			case 43:
				await attacker.act(world)
				break
			case 44:
			case 45:
				await hostile.act(attacker)
				break
			default:
				if (!remote.has(phone)) await dayOf(phone, offsets.get(phone) ?? 0, random.chance(0.5))
				else if (random.chance(0.4)) await hands.saveFile(phone)
				else await dayOf(phone, offsets.get(phone) ?? 0, false)
				if (!same(before, await approvedViews(world), restores))
					throw new Violation(7, 'what a phone sent changed an approved record')
		}
		for (const id of await idsAt(world)) expected.add(id)
		await switching.check()
		checkSealed()
	}
	// with a good connection all phones sync twice, so that each receives what the others sent
	line.badness = 0
	disk.failsIn = null
	await world.publishAgain()
	for (let round = 0; round < 2; round++) await sendAll()
	await switching.check()
	// a busy machine evaluates some records later, as the server does in the background
	await retrySlowRecords(world.deps.store, world.deps.forms, { pauseMs: 0 })
	// before photos: no record waits for them
	const isReceiving = (phone: PhoneDays) => !switching.isOff(phone)
	await checkWorld(world, phones, { expected, isReceiving })
	await checkVersions(world, phones)
	await checkKeys(world, phones, { isReceiving })
	await hostile.check()
	// twice: a phone that does not know the server's new key learns it with the first photo
	if (random.chance(0.2)) await world.loseSealingKey()
	for (let round = 0; round < 2; round++) {
		for (const phone of phones) await phone.sendPictures()
		await sendAll()
	}
	checkSealed()
	await checkPictures(world, phones, { isReceiving, wasRestored: restores > 0 })
	const revisions = (await idsAt(world)).size
	await eraseSome(world, phones, { random, copies, sendAll })
	await world.end()
	return { events, restores, revisions }

	/**
	 * Checks that everything was encrypted: each enrolment receives the project's key, and no fault may lead
	 * to unencrypted requests.
	 */
	function checkSealed(): void {
		for (const type of attacker.readable)
			throw new Violation(21, `frame ${type} of a reply can be read on the way`)
		if (line.partsInPlain > 0) throw new Violation(19, 'a part of a picture travelled in plain')
	}

	async function putServerBack(): Promise<void> {
		if (!(await world.restore(promised(phones)))) return
		restores++
		await checkGivenUp(world, phones)
		await checkPicturesGivenUp(world, phones)
		await switching.repeatLostActions()
		if (random.chance(0.6)) await world.publishAgain()
		await dropLostRevisions(world, phones, expected)
	}

	/**
	 * Makes a backup after the records of a phone have arrived and before their photos; sometimes the server
	 * is restored from it.
	 */
	async function backUpBetween(phone: PhoneDays): Promise<void> {
		try {
			await sendUpTo(phone, 20)
			await world.backUp()
			await phone.sendPictures()
		} catch (thrown) {
			expectProblem(thrown)
		}
		if (random.chance(0.3)) await putServerBack()
	}

	async function sendAll(): Promise<void> {
		for (const phone of phones)
			for (let more = true, guard = 0; more; guard++) {
				if (guard > 200) throw new Violation(5, 'a phone does not come to an end')
				more = await phone.send()
			}
	}

	/**
	 * Evicts records as the phone does: only after a complete sync, since the server may have been restored
	 * meanwhile.
	 */
	async function makeRoom(phone: PhoneDays): Promise<void> {
		try {
			await sendUpTo(phone, 20)
			await phone.makeRoom(clock.now)
		} catch (thrown) {
			expectProblem(thrown)
		}
	}

	/** Works and sends; the phone's disk may fail at any point. */
	async function dayOf(phone: PhoneDays, offset: number, sends: boolean): Promise<void> {
		disk.failsIn = random.chance(0.15) ? random.below(8) : null
		clock.now += offset
		try {
			if (sends) await sendFrom(phone)
			// a discarded draft is lost, unless the server or another phone has it
			else if (await phone.work()) await dropLostRevisions(world, phones, expected)
		} catch (thrown) {
			// phones report expected problems; anything else is a bug
			if (!(thrown instanceof Problem) || thrown.code === 'unexpected') throw thrown
		} finally {
			clock.now -= offset
			disk.failsIn = null
		}
	}

	/**
	 * The office and a phone edit one record concurrently: its answers, or a row that one removes and the
	 * other edits; after the phone's revision has arrived, the record is approved with the open conflict. At
	 * random this combination hardly ever occurs.
	 */
	async function writeAcross(): Promise<void> {
		const able: { phone: PhoneDays; record: string }[] = []
		for (const phone of phones)
			if (!switching.isOff(phone)) for (const record of await phone.allSent()) able.push({ phone, record })
		if (able.length === 0) return
		const { phone, record } = random.pick(able)
		const rows = await rowsIn(world, record)
		const [mine, theirs] = rows.length > 0 ? aboutRow(random.pick(rows)) : [{ a: 'desk', b: random.below(5) }]
		const { badness } = line
		line.badness = 0
		try {
			for (const set of [mine, { $status: 'approved' }]) {
				await deskWrite(world, record, set)
				for (let tries = 0; tries < 3 && (await phone.allSent()).includes(record); tries++)
					if (await phone.work(record, theirs)) await dropLostRevisions(world, phones, expected)
				await sendUpTo(phone, 20)
			}
		} catch (thrown) {
			expectProblem(thrown)
		} finally {
			line.badness = badness
		}
	}

	/** One side removes the row, the other edits it. */
	function aboutRow(row: string) {
		const sides = [{ [row]: null }, { [`${row}/age`]: random.below(90) }] as const
		return random.chance(0.5) ? sides : ([sides[1], sides[0]] as const)
	}

	/** Syncs repeatedly while there is more, up to a maximum. */
	async function sendUpTo(phone: PhoneDays, most: number): Promise<void> {
		for (let more = true, tries = 0; more && tries < most; tries++) more = await phone.send()
	}

	/** Sends the records and then the photos, or some parts of them. */
	async function sendFrom(phone: PhoneDays): Promise<void> {
		await sendUpTo(phone, 6)
		const problem = await phone.sendPictures(random.chance(0.3) ? random.below(4) : undefined)
		// any error may follow a failed disk
		if (problem?.code === 'unexpected' && disk.failsIn === null) throw problem
	}
}

/** Returns the highest sequence number that a backup covered when a phone evicted records. */
const promised = (phones: readonly PhoneDays[]): number =>
	Math.max(0, ...phones.flatMap(({ givenUp }) => [...givenUp.values()]))

/** Checks that everything that phones evicted is on the server, even after a restore. */
async function checkGivenUp(world: World, phones: readonly PhoneDays[]): Promise<void> {
	const storedIds = await idsAt(world)
	for (const phone of phones) for (const id of await phone.revisionIds()) storedIds.add(id)
	for (const { givenUp } of phones)
		for (const id of givenUp.keys())
			if (!storedIds.has(id)) throw new Violation(20, `${id} was given up on a phone, and is nowhere`)
}

/** Drops revisions that are neither on the server nor on any phone: they are lost with a failed disk. */
async function dropLostRevisions(
	world: World,
	phones: readonly PhoneDays[],
	expected: Set<string>,
): Promise<void> {
	const storedIds = await idsAt(world)
	for (const phone of phones) for (const id of await phone.revisionIds()) storedIds.add(id)
	for (const id of expected) if (!storedIds.has(id)) expected.delete(id)
	for (const { expectedPictures } of phones) expectedPictures.dropUnreferenced(storedIds)
}

/** Returns the answers of approved records as exports would contain them. */
async function approvedViews({ deps: { store } }: World): Promise<Map<string, string>> {
	const rows = await store.reading.db
		.selectFrom('record')
		.select(['id', 'answers'])
		.where('status', '=', 'approved')
		.execute()
	return new Map(rows.map(({ id, answers }) => [id, answers]))
}

/**
 * True if approved records are unchanged. After a restore they may differ until phones have sent the lost
 * desk revisions again.
 */
const same = (before: Map<string, string>, after: Map<string, string>, restores: number): boolean =>
	restores > 0 || [...before].every(([id, view]) => after.get(id) === view)
