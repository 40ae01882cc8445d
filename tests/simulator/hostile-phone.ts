import { toBase64url } from '#shared/kernel/bytes'
import { Problem, readProblem } from '#shared/kernel/problem'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import type { Revision } from '#shared/revisions/revision'
import { type Frame, frameTypes, readBundle } from '#shared/sync/bundle'
import { type Certificate, certificateContent, certificateToSign } from '#shared/sync/certificate'
import { writeCertificate } from '#shared/sync/certificate-bytes'
import type { RequestHeader } from '#shared/sync/messages'
import { limits } from '#shared/sync/protocol'
import { type Edit, readReply, TestPhone, type TestReply, testKeys } from '#shared/testing/test-phone'
import { isReleased } from '../../sync-server/sync/known-record.ts'
import { maxOpened } from '../../sync-server/sync/work-limits.ts'
import type { Attacker } from './attacker.ts'
import { clock } from './fake-phone-platform.ts'
import { type Forgery, hostileEdit, type Victim, withFalseTimes, writeForgeries } from './forgeries.ts'
import { Violation } from './violation.ts'
import { project, recordsAt, viewOf, type World } from './world.ts'

/** Paths of a large revision: thirty-five of them are too much for one bundle, and for one record. */
const pathsOfFlood = 1000
/** Most paths that phones may write in one record. */
const mostInRecord = 20_000
/** Bundles after which a flood must have been refused. */
const mostBundles = 6

const copiesOf = (count: number, set: Revision['set']): Revision['set'][] =>
	Array.from({ length: count }, () => set)

/**
 * An enrolled phone in hostile hands, with all its keys and an app of its own. It writes in the name of others
 * and in their records, approves its own, replays what it captured, asks for records of others, and floods the
 * server. Only its own records may show any of it, and the server limits the work.
 */
export class HostilePhone {
	readonly #phone: TestPhone
	readonly #publicKey: string
	readonly #random: SeededRandom
	readonly #world: World
	/** A record that it began as any phone does. */
	readonly #own: Edit
	readonly #records: Set<string>
	readonly #forgeries: Forgery[] = []

	private constructor(world: World, phone: TestPhone, publicKey: string) {
		this.#publicKey = publicKey
		this.#world = world
		this.#random = world.random
		this.#phone = phone
		this.#own = hostileEdit(phone, phone.newRecord(), { a: 'own', b: 1 })
		this.#records = new Set([this.#own.revision.record])
	}
	static async enrol(world: World): Promise<HostilePhone> {
		const { publicKey: bytes, sign } = await testKeys()
		const publicKey = toBase64url(bytes)
		const { device, person, sealingKey = '' } = await world.enrol(publicKey)
		const phone = new TestPhone(
			{ project, device, person: person.id, sealingKey, sign },
			world.random.bytes,
			() => clock.now,
		)
		const hostile = new HostilePhone(world, phone, publicKey)
		await hostile.#send(await phone.frames([hostile.#own]))
		return hostile
	}
	async act(attacker: Attacker): Promise<void> {
		const before = await this.#stateOfOthers()
		switch (this.#random.below(6)) {
			case 0:
			case 1:
				await this.#forge()
				break
			case 2:
				await this.#impersonate()
				break
			case 3:
				await this.#replay(attacker)
				return
			case 4:
				await this.#readOthers()
				break
			default:
				await this.#flood()
		}
		if ((await this.#stateOfOthers()) !== before)
			throw new Violation(21, 'a hostile phone changed what is not its own')
	}
	/** Checks at the end that nothing forged is effective, unless a person released it. */
	async check(): Promise<void> {
		const { db } = this.#world.deps.store.reading
		const rows = await db.selectFrom('revision').select(['id', 'flag']).execute()
		const effective = new Map(rows.map(({ id, flag }) => [id, flag]))
		const quarantined = await db.selectFrom('quarantine').select('id').execute()
		const isQuarantined = new Set(quarantined.map(({ id }) => id))
		for (const { id, name, expected } of this.#forgeries) {
			const flag = effective.get(id)
			if (flag !== undefined && (expected === 'refused' || !isReleased({ flag })))
				throw new Violation(21, `forged and effective: ${name}`)
			if (expected === 'refused' && isQuarantined.has(id))
				throw new Violation(21, `forged, and blocks the genuine revision: ${name}`)
		}
	}
	/** Sends frames in a request of its own. Returns the reason if it was refused. @throws Violation if the server failed */
	async #send(
		frames: readonly Frame[],
		change: Partial<RequestHeader> = {},
		key: 'of the PIN' | 'at rest' = 'of the PIN',
	): Promise<TestReply | Problem> {
		return this.#post((await this.#phone.request(frames, change, key)).body)
	}
	async #post(body: Uint8Array<ArrayBuffer>): Promise<TestReply | Problem> {
		const reply = await this.#world.answer(body)
		if (reply.status === 200) return readReply(new Uint8Array(await reply.arrayBuffer()))
		const problem = readProblem(JSON.parse(await reply.text()))
		if (!(problem instanceof Problem) || problem.code === 'unexpected')
			throw new Violation(21, 'a hostile phone made the server fail')
		return problem
	}
	/** Picks a record of somebody else with its heads. */
	async #victim(): Promise<Victim | null> {
		const records = [...(await recordsAt(this.#world)).values()].filter(
			({ id, revisions: [first] }) => !this.#records.has(id) && first && first.role === 'enumerator',
		)
		if (records.length === 0) return null
		const { id, revisions } = this.#random.pick(records)
		const { author = '', device = '' } = revisions[0]?.revision ?? {}
		return { record: id, heads: viewOf(revisions).heads, person: author, device }
	}
	async #forge(): Promise<void> {
		const victim = await this.#victim()
		if (!victim) return
		const own = this.#own
		const forgeries = await writeForgeries(this.#phone, { victim, own, random: this.#random })
		const honest = withFalseTimes(this.#phone)
		for (const { revision } of honest) this.#records.add(revision.record)
		const frames = [
			...(await this.#phone.frames([own, ...honest])),
			...forgeries.flatMap((forgery) => forgery.frames),
		]
		const reply = await this.#send(frames)
		if (reply instanceof Problem) return
		this.#forgeries.push(...forgeries)
		const codes = new Map(reply.header.acks)
		for (const { id, name, expected } of forgeries) {
			const code = codes.get(id)
			if (code !== (expected === 'refused' ? 'bad-hash' : 'quarantined'))
				throw new Violation(21, `${name}: answered with ${code}`)
		}
		await this.check()
	}
	/** Claims to be another phone, and a new user by a certificate that it signed itself. */
	async #impersonate(): Promise<void> {
		const victim = await this.#victim()
		if (!victim) return
		const certificate: Certificate = {
			v: 1,
			project,
			device: this.#phone.newRecord(),
			kind: 'phone',
			phone: this.#phone.newRecord(),
			label: 'Sim',
			publicKey: this.#publicKey,
			enrolled: new Date(clock.now).toISOString(),
			person: {
				id: this.#phone.newRecord(),
				name: 'Forged',
				code: 'forged',
				role: 'enumerator',
				districts: 'all',
				language: 'en',
				demonstration: false,
				isActive: true,
			},
		}
		const content = certificateContent(certificate)
		const bytes = writeCertificate(await this.#phone.enrolled.sign(certificateToSign(content)), content)
		const forged = { type: frameTypes.certificate, bytes }
		for (const change of [{ device: victim.device }, { device: certificate.device }])
			if (!((await this.#send([forged], change, 'at rest')) instanceof Problem))
				throw new Violation(21, 'a phone was answered in the name of another')
		await this.#send([forged])
	}
	/** Sends its own request twice, and frames of others as its own. */
	async #replay(attacker: Attacker): Promise<void> {
		const { body } = await this.#phone.request([])
		if ((await this.#post(body)) instanceof Problem) return
		const again = await this.#post(body)
		if (!(again instanceof Problem) || again.code !== 'request-repeated')
			throw new Violation(21, 'a request counted twice')
		const captured = attacker.pickCaptured()
		await this.#send((captured && readBundle(captured)?.frames.slice(2)) ?? [])
		// they may be revisions that had not arrived yet: then they count as those of their authors
		const { device } = this.#phone.enrolled
		const rows = await this.#world.deps.store.reading.db
			.selectFrom('revision')
			.select(['id', 'record'])
			.where('device', '=', device)
			.execute()
		const released = new Set(this.#forgeries.map(({ id }) => id))
		if (rows.some(({ id, record }) => !this.#records.has(record) && !released.has(id)))
			throw new Violation(21, 'a replayed revision counts as that of the sender')
	}
	async #readOthers(): Promise<void> {
		const rows = await this.#world.deps.store.reading.db
			.selectFrom('revision')
			.select(['id', 'record'])
			.execute()
		const others = rows.filter(({ record }) => !this.#records.has(record)).map(({ id }) => id)
		if (others.length === 0) return
		const reply = await this.#send([], { wants: others.slice(0, 50) })
		if (!(reply instanceof Problem) && reply.revisions.some((id) => others.includes(id)))
			throw new Violation(21, 'a hostile phone read a record of another user')
	}
	/**
	 * Writes more than fits into a record, again and again, in bundles with too many revisions, too much in
	 * them, or one that is too large. The server processes a part of each, and soon refuses the phone for a
	 * while.
	 */
	async #flood(): Promise<void> {
		const record = this.#phone.newRecord()
		this.#records.add(record)
		const wide = Object.fromEntries(Array.from({ length: pathsOfFlood }, (_, i) => [`q${i}`, 'x']))
		const tooLarge = { a: 'x'.repeat(limits.plainRevision) }
		const bundles = [copiesOf(60, { b: 1 }), [tooLarge, ...copiesOf(35, wide)]]
		let problem: Problem | null = null
		for (let sent = 0; sent < mostBundles && problem === null; sent++) {
			const sets = bundles[sent % bundles.length] ?? []
			const edits = sets.map((set) => hostileEdit(this.#phone, record, set))
			const reply = await this.#send(await this.#phone.frames(edits))
			if (reply instanceof Problem) problem = reply
			else this.#checkShare(edits, reply.header.acks)
		}
		if (problem?.code !== 'too-many-requests') throw new Violation(21, 'a flood of work was not refused')
		const written = (await recordsAt(this.#world)).get(record)?.revisions ?? []
		const paths = written.reduce((sum, { revision }) => sum + Object.keys(revision.set).length, 0)
		if (paths > mostInRecord) throw new Violation(21, `a phone wrote ${paths} paths in one record`)
	}
	/** Checks that the server has processed no more of a bundle than its limits allow. */
	#checkShare(edits: readonly Edit[], acks: TestReply['header']['acks']): void {
		if (acks.length === 0 || acks.length > maxOpened.revisions)
			throw new Violation(21, `${acks.length} revisions of one bundle were processed`)
		const codes = new Map(acks)
		const processed = edits.filter(({ id }) => codes.has(id) && codes.get(id) !== 'too-big')
		const paths = processed.reduce((sum, { revision }) => sum + Object.keys(revision.set).length, 0)
		if (paths > maxOpened.paths + pathsOfFlood)
			throw new Violation(21, `${paths} paths of one bundle were processed`)
	}
	/** Returns everything that is not the phone's own: records, users, enrolments and keys, as text. */
	async #stateOfOthers(): Promise<string> {
		const { db } = this.#world.deps.store.reading
		const records = await db
			.selectFrom('record')
			.select(['id', 'status', 'void', 'answers', 'open_conflicts', 'form_version', 'readers'])
			.orderBy('id')
			.execute()
		const people = await db
			.selectFrom('person')
			.select(['id', 'role', 'districts', 'active'])
			.orderBy('id')
			.execute()
		const devices = await db
			.selectFrom('device')
			.select(['id', 'person', 'public_key', 'access_key', 'revoked'])
			.orderBy('id')
			.execute()
		return JSON.stringify([records.filter(({ id }) => !this.#records.has(id)), people, devices])
	}
}
