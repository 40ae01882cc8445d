import { randomBytes } from 'node:crypto'
import { type Bytes, toBase64url } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { readProblem } from '#shared/kernel/problem'
import { type AckCode, isAtServer } from '#shared/sync/messages'
import { bundleType } from '#shared/sync/protocol'
import { type Edit, readReply, TestPhone, type TestReply, testKeys } from '#shared/testing/test-phone'
import { inviteEnumerator, type Post } from '../benchmarks/administrator.ts'

const random = (length: number) => new Uint8Array(randomBytes(length))

/** No connection, a stopping server, or one that asks to retry: the same request is repeated later. */
export class ComeAgain extends Error {
	override readonly name = 'ComeAgain'
}

/** Posts a bundle. @throws ComeAgain if it has to be retried; any other failure is a fault */
export async function postTo(url: string, body: Bytes): Promise<Bytes> {
	let reply: Response
	let bytes: Bytes
	try {
		reply = await fetch(`${url}/sync`, { method: 'POST', headers: { 'content-type': bundleType }, body })
		bytes = new Uint8Array(await reply.arrayBuffer())
	} catch (thrown) {
		throw new ComeAgain('no connection', { cause: thrown })
	}
	if (reply.status === 200) return bytes
	const text = new TextDecoder().decode(bytes)
	const problem = reply.status === 503 ? readProblem(JSON.parse(text)) : null
	if (problem?.code === 'server-busy') throw new ComeAgain('server-busy')
	throw new Error(`status ${reply.status}: ${text}`)
}

/** A phone that sends until everything is acknowledged, whatever happens to the server meanwhile. */
export class Sender {
	readonly phone: TestPhone
	/** Acknowledgements by id. */
	readonly acked = new Map<string, AckCode>()
	/** All edits ever written on this phone. */
	readonly written: Edit[] = []
	/** Bundles in the order in which they are sent. */
	readonly #waiting: Edit[][] = []
	/** Number of retries that were requested. */
	retries = 0
	/** Ids of received revisions, in order of arrival. */
	readonly received: string[] = []
	#mark: [number, string] | null = null

	constructor(phone: TestPhone) {
		this.phone = phone
	}
	plan(...bundles: Edit[][]): void {
		this.written.push(...bundles.flat())
		this.#waiting.push(...bundles)
	}
	/**
	 * Sends the waiting bundles, each to the next address; stops at the first ComeAgain. True if nothing is
	 * left.
	 */
	async send(urlOf: () => string): Promise<boolean> {
		for (let bundle = this.#waiting[0]; bundle; bundle = this.#waiting[0]) {
			if (!(await this.ask(urlOf(), bundle))) return false
			const unacknowledged = bundle.filter(({ id }) => !this.acked.has(id))
			if (unacknowledged.length > 0)
				throw new Error(`not acknowledged: ${unacknowledged.map(({ id }) => id).join()}`)
			this.#waiting.shift()
		}
		return true
	}
	/** Receives everything new. */
	async receiveAll(urlOf: () => string): Promise<boolean> {
		for (;;) {
			const reply = await this.ask(urlOf(), [])
			if (!reply) return false
			if (!reply.header.more) return true
		}
	}
	/** Sends one request as a phone does; null if it has to be retried. */
	async ask(url: string, edits: readonly Edit[]): Promise<TestReply | null> {
		const frames = await this.phone.frames(edits)
		const marks = this.#mark ? [this.#mark] : []
		const { body, nonce } = await this.phone.request(frames, { marks })
		let reply: TestReply
		try {
			reply = await readReply(await postTo(url, body), marks)
		} catch (thrown) {
			if (!(thrown instanceof ComeAgain)) throw thrown
			this.retries++
			return null
		}
		const { header } = reply
		if (header.nonce !== nonce) throw new Error('the reply is to another request')
		// a killed server may not lose anything that it has acknowledged
		if (header.rewound) throw new Error(`the server reports a restore: ${JSON.stringify(header.rewound)}`)
		for (const [id, code] of header.acks) {
			if (!isAtServer(code)) throw new Error(`${id} is ${code}`)
			if (!this.acked.has(id)) this.acked.set(id, code)
		}
		this.#mark = [header.head.seq, header.head.chain]
		this.received.push(...reply.revisions)
		this.phone.cursor = header.cursor
		return reply
	}
}

/** Enrols a phone with a user's enrolment code. */
export async function enrol(post: Post, person: string, code: string): Promise<Sender> {
	const { publicKey, sign } = await testKeys()
	const { device, project, sealingKey } = await post('/api/enrolments', {
		code,
		publicKey: toBase64url(publicKey),
		phone: randomId(random),
		label: 'Broken',
	})
	const enrolled = { project: String(project), device: String(device), sealingKey: String(sealingKey) }
	return new Sender(new TestPhone({ ...enrolled, person, sign }, random))
}

/** Creates users and enrols a number of phones for each. `first`: number in the name of the first user. */
export async function enrolTeams(post: Post, people: number, phones: number, first = 0): Promise<Sender[][]> {
	const teams: Sender[][] = []
	for (let i = 0; i < people; i++) {
		const { person, code } = await inviteEnumerator(post, first + i)
		const team = [await enrol(post, person, code)]
		while (team.length < phones) {
			const again = await post(`/api/people/${person}/invitations`, {})
			team.push(await enrol(post, person, String(again.code)))
		}
		teams.push(team)
	}
	return teams
}

/**
 * Plans edits of all kinds for two phones of one user: a child before its parent, one answer on both
 * phones, a correction, and a quarantined revision.
 */
export function planWork([first, second]: readonly Sender[], answers: Edit['revision']['set']): void {
	if (!first || !second) throw new Error('fewer than two phones')
	const shared = first.phone.newRecord()
	const root = first.phone.edit(shared, { ...answers, age: 30 })
	const child = first.phone.edit(shared, { age: 31, edu: 'matric' }, [root])
	const other = first.phone.edit(first.phone.newRecord(), answers)
	const corrected = first.phone.edit(other.revision.record, { age: 40 }, [other])
	const forbidden = first.phone.edit(other.revision.record, { $void: 'twice' }, [other])
	first.plan([child, other], [root, corrected, forbidden])
	const side = second.phone.edit(shared, { age: 32 }, [root])
	const alone = second.phone.edit(second.phone.newRecord(), answers)
	second.plan([side, alone])
}
