import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { type Bytes, fromBase64url, joinBytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import type { ChainCheckpoint } from '#shared/sync/checkpoints'
import { limits } from '#shared/sync/protocol'
import { revisionFrame, revisionToSign, signatureFrame } from '#shared/sync/revision-frame'
import { deflated, type Enrolled, hpke, readReply, TestPhone } from './test-phone.ts'

/** A sync server as the contract tests it: it accepts requests and shows its state. */
export interface ServerUnderTest {
	/** Sends a request. Rejects with a Problem if the server refuses it. */
	post(body: Bytes): Promise<Bytes>
	/** Enrols a further phone of a person; a new name creates a person. */
	enrol(person: string): Promise<Enrolled>
	/** Deactivates a person. */
	switchOff(person: string): Promise<void>
	/** Publishes a document for everybody. */
	publish(text: string): Promise<void>
	view(record: string): Promise<{ fields: Record<string, Answer | null>; conflicts: string[] } | null>
	heldBack(): Promise<number>
	/** Erases a record. */
	destroy(record: string): Promise<void>
	/** Takes a snapshot; the returned function restores the server to it. */
	takeSnapshot(): Promise<() => Promise<void>>
	close(): Promise<void>
}

/**
 * Declares the tests that any sync server must pass.
 *
 * SY1 Every revision that arrived whole gets an acknowledgement, and is there for the person's other phones.
 * SY2 A revision that is sent again is `dup` and changes nothing.
 * SY3 A child may come before its parent: `waiting-parent`, and it counts once the parent is there.
 * SY4 A damaged, oversized or meaningless revision never delays another; what proved whole is quarantined,
 *     not lost.
 * SY5 A truncated body gives its complete frames.
 * SY6 A request that is not signed by an enrolment stores nothing and discloses nothing.
 * SY7 A phone receives its person's records from elsewhere and documents for everyone; never other people's
 *     records, never what it wrote itself.
 * SY14 Revisions that a phone requests by id come with all their ancestors, also those that it wrote itself;
 *     nothing of other people's records is sent.
 * SY8 Different answers merge, the same answer is a conflict.
 * SY9 A deactivated person may send work, which is quarantined, and receives nothing new.
 * SY11 A server that was set back is detected by a phone's marks, reports how far they agree, and sends
 *     nothing new before.
 * SY12 Any phone returns what a server lost: what carries its author's signature counts as the author's.
 * SY13 An enrolment that a server created and lost is recognised by its certificate; one that it never
 *     created is not.
 * SY18 What was sealed to the project's key counts as if it had come in plain; what was changed on its way,
 *     or sealed to another key, is not accepted as such, and the phone learns which key it is.
 * SY15 A phone that only sends receives the acknowledgements, and nothing of the feed; its cursor stays.
 * SY16 Two revisions of one enrolment with the same counter are both stored, and whoever syncs under it is
 *     instructed to replace it.
 * SY17 Nothing of an erased record is sent any more, and nothing is stored, however late and by whomever it
 *     is sent; it is acknowledged as `destroyed`, and whoever wrote in it or sends something of it gets the
 *     order. Marks hold.
 * SY19 A request counts once, within a quarter of an hour, and only with the frames that it was signed with;
 *     of any other only revisions with their author's signature count, and it reads nothing.
 * SY20 Only a request that was signed with a key which the phone's PIN opens reads; the first such key stays.
 * SY10 An enumerator writes only in records that they began, and declares none void; anything else is
 *     quarantined.
 */
export function describeSync(name: string, open: () => Promise<ServerUnderTest>): void {
	describe(`sync contract: ${name}`, () => {
		let server: ServerUnderTest
		const random = seededRandom(5)
		beforeAll(async () => {
			server = await open()
		})
		afterAll(() => server.close())
		const post = (body: Bytes) => server.post(body)
		let people = 0
		const phoneOf = async (person = `person-${people++}`) =>
			new TestPhone(await server.enrol(person), random.bytes, () => Date.UTC(2026, 0, 15))
		const codes = (reply: Awaited<ReturnType<TestPhone['sync']>>) => reply.header.acks.map(([, code]) => code)
		/** Syncs until the feed is exhausted. */
		const receiveAll = async (phone: TestPhone) => {
			const received = { revisions: [] as string[], documents: 0 }
			for (;;) {
				const reply = await phone.sync(post)
				received.revisions.push(...reply.revisions)
				received.documents += reply.documents.length
				if (!reply.header.more) return received
			}
		}

		test('[SY1] acknowledged work is sent to the user’s other phone', async () => {
			const [first, second] = [await phoneOf('amina'), await phoneOf('amina')]
			const edit = first.edit(first.newRecord(), { age: 30 })
			const reply = await first.sync(post, [edit])
			expect(reply.header.acks).toEqual([[edit.id, 'stored']])
			expect((await receiveAll(second)).revisions).toContain(edit.id)
			expect((await server.view(edit.revision.record))?.fields.age).toBe(30)
		})
		test('[SY2] repeating a request after a lost reply changes nothing', async () => {
			const phone = await phoneOf()
			const edit = phone.edit(phone.newRecord(), { age: 30 })
			const frames = await phone.frames([edit])
			const first = await readReply(await post((await phone.request(frames)).body))
			const again = await readReply(await post((await phone.request(frames)).body))
			expect(codes(first)).toEqual(['stored'])
			expect(codes(again)).toEqual(['dup'])
			expect(again.header.head).toEqual(first.header.head)
		})
		test('[SY19] a captured request is useless: each counts once, within its time, and complete', async () => {
			const [phone, second] = [await phoneOf('captured'), await phoneOf('captured')]
			const edit = phone.edit(phone.newRecord(), { age: 30 })
			const { body } = await second.request([])
			await post(body)
			await phone.sync(post, [edit])
			await expect(post(body)).rejects.toMatchObject({ code: 'request-repeated' })
			for (const minutes of [-16, 16]) {
				const late = await second.request([], { sentAt: second.now() + minutes * 60_000 })
				await expect(post(late.body)).rejects.toMatchObject({
					code: 'request-outdated',
					details: { now: second.now() },
				})
			}
			// other frames under a header that was signed for none: unsigned ones are refused, and nothing is read
			const own = phone.edit(phone.newRecord(), { age: 99 })
			const [header, signature] = readBundle((await second.request([])).body)?.frames ?? []
			if (!header || !signature) throw new Error('a request has both')
			const spliced = writeBundle([header, signature, ...(await second.unsignedFrames([own]))])
			const reply = await readReply(await post(spliced))
			expect([codes(reply), reply.revisions]).toEqual([['bad-hash'], []])
			expect(await server.view(own.revision.record)).toBeNull()
			expect((await receiveAll(second)).revisions).toContain(edit.id)
		})
		test('[SY19] an app that signed is not believed to be one that cannot', async () => {
			const phone = await phoneOf()
			await phone.sync(post, [phone.edit(phone.newRecord(), { age: 30 })])
			const edit = phone.edit(phone.newRecord(), { age: 31 })
			const { body } = await phone.request(await phone.unsignedFrames([edit]), { v: 2 }, 'at rest')
			expect(codes(await readReply(await post(body)))).toEqual(['bad-hash'])
			// its work is on the phone until it is sent with its signature
			expect(codes(await phone.sync(post, [edit]))).toEqual(['stored'])
		})
		test('[SY20] the key at rest sends work and reads nothing, and cannot be replaced by another key', async () => {
			const [phone, second] = [await phoneOf('stolen'), await phoneOf('stolen')]
			await receiveAll(second)
			const theirs = phone.edit(phone.newRecord(), { age: 30 })
			await phone.sync(post, [theirs])
			const own = second.edit(second.newRecord(), { age: 31 })
			for (const change of [{}, { wants: [theirs.id] }, { uncertified: true }, { v: 9 }]) {
				const { body } = await second.request(await second.frames([own]), change, 'at rest')
				const { header, revisions, documents, certificates } = await readReply(await post(body))
				expect(header.acks).toHaveLength(1)
				expect([revisions, documents, certificates]).toEqual([[], [], []])
			}
			const thief = new TestPhone(second.enrolled, random.bytes, second.now)
			await expect(post((await thief.request([])).body)).rejects.toMatchObject({ code: 'access-keys-differ' })
			expect((await receiveAll(second)).revisions).toContain(theirs.id)
		})
		test('[SY20] any version reported by a phone fits its column', async () => {
			const phone = await phoneOf()
			const edit = phone.edit(phone.newRecord(), { age: 30 })
			const { body } = await phone.request(await phone.frames([edit]), { v: Number.MAX_SAFE_INTEGER })
			expect(codes(await readReply(await post(body)))).toEqual(['stored'])
		})
		test('[SY20] an older app sends its work, is told to update, and reads nothing', async () => {
			const [phone, second] = [await phoneOf('older'), await phoneOf('older')]
			await phone.sync(post, [phone.edit(phone.newRecord(), { age: 30 })])
			const edit = second.edit(second.newRecord(), { age: 31 })
			for (const v of [2, 9]) {
				const frames = v < 3 ? await second.unsignedFrames([edit]) : await second.frames([edit])
				const { body } = await second.request(frames, { v }, 'at rest')
				const { header, revisions, documents } = await readReply(await post(body))
				expect(header.acks.map(([, code]) => code)).toEqual([v < 3 ? 'stored' : 'dup'])
				expect(header.notices).toContain('update-app')
				expect([revisions, documents]).toEqual([[], []])
			}
		})
		test('[SY3] a child before its parent waits, and is processed once the parent arrives', async () => {
			const phone = await phoneOf()
			const record = phone.newRecord()
			const parent = phone.edit(record, { age: 30 })
			const child = phone.edit(record, { age: 31 }, [parent])
			expect(codes(await phone.sync(post, [child]))).toEqual(['waiting-parent'])
			expect((await server.view(record))?.conflicts).toEqual(['waiting'])
			expect(codes(await phone.sync(post, [parent]))).toEqual(['stored'])
			expect(await server.view(record)).toMatchObject({ fields: { age: 31 }, conflicts: [] })
		})
		test('[SY3] parent and child in one bundle, in the wrong order, are both stored', async () => {
			const phone = await phoneOf()
			const record = phone.newRecord()
			const parent = phone.edit(record, { age: 30 })
			const child = phone.edit(record, { age: 31 }, [parent])
			expect(codes(await phone.sync(post, [child, parent]))).toEqual(['stored', 'stored'])
			expect(await server.view(record)).toMatchObject({ fields: { age: 31 }, conflicts: [] })
		})
		test.each([0, 1, 2])(
			'[SY4] an invalid revision at position %d delays none of the others',
			async (place) => {
				const phone = await phoneOf()
				const before = await server.heldBack()
				const good = [phone.edit(phone.newRecord(), { a: 1 }), phone.edit(phone.newRecord(), { a: 2 })]
				const [one, two] = await phone.unsignedFrames(good)
				const damaged = revisionFrame(shortDigest('something else'), await deflated(utf8('{}')))
				const nonsense = utf8('{"v":99,"from":"the future"}')
				const future = revisionFrame(shortDigest(nonsense), await deflated(nonsense))
				const noDeflate = revisionFrame(shortDigest('x'), utf8('this was never deflated'))
				if (!one || !two) throw new Error('two frames')
				const order = [one, two]
				order.splice(place, 0, damaged, future, noDeflate)
				const id = shortDigest(nonsense)
				order.push(...(await phone.signatures(good)))
				order.push(signatureFrame(id, await phone.enrolled.sign(revisionToSign(id))))
				const reply = await readReply(await post((await phone.request(order)).body))
				const byId = new Map(reply.header.acks)
				for (const { id } of good) expect(byId.get(id)).toBe('stored')
				expect([...byId.values()].filter((code) => code === 'bad-hash')).toHaveLength(2)
				expect(byId.get(shortDigest(nonsense))).toMatch(/quarantined/)
				expect(await server.heldBack()).toBe(place === 0 ? before + 1 : before)
			},
		)
		test('[SY4] a revision beyond the limit is refused, and stays on the phone', async () => {
			const phone = await phoneOf()
			const long = Array.from(
				{ length: 40 },
				(_, i) => [`notes/n${i}`, String(random.next()).repeat(1000)] as const,
			)
			const huge = phone.edit(phone.newRecord(), Object.fromEntries(long))
			const small = phone.edit(phone.newRecord(), { a: 1 })
			expect(huge.bytes.length).toBeGreaterThan(limits.plainRevision)
			expect(codes(await phone.sync(post, [huge, small]))).toEqual(['too-big', 'stored'])
		})
		test('[SY4] a revision under the enrolment of another user is quarantined', async () => {
			const [mine, other] = [await phoneOf(), await phoneOf()]
			const forged = other.edit(other.newRecord(), { a: 1 })
			expect(codes(await mine.sync(post, [forged]))).toEqual(['quarantined'])
			expect(await server.view(forged.revision.record)).toBeNull()
		})
		test('[SY4] a change of status is judged by the state that its author saw, not by later arrivals', async () => {
			const phone = await phoneOf()
			const record = phone.newRecord()
			const root = phone.edit(record, { $status: 'draft', a: 1 })
			const finish = phone.edit(record, { $status: 'submitted' }, [root])
			const copy = phone.edit(record, { $status: 'draft', b: 2 }, [root])
			expect(codes(await phone.sync(post, [root, finish, copy]))).toEqual(['stored', 'stored', 'stored'])
		})
		test('[SY4] an approval by the enumerator of the record is quarantined', async () => {
			const phone = await phoneOf()
			const record = phone.newRecord()
			const first = phone.edit(record, { a: 1 })
			await phone.sync(post, [first])
			expect(codes(await phone.sync(post, [phone.edit(record, { $status: 'approved' }, [first])]))).toEqual([
				'quarantined',
			])
		})
		test('[SY5] a body cut off in the middle of a frame gives the frames before it', async () => {
			const phone = await phoneOf()
			const edits = [phone.edit(phone.newRecord(), { a: 1 }), phone.edit(phone.newRecord(), { a: 2 })]
			const { body } = await phone.request(await phone.frames(edits))
			// in the second revision, before its signature and the end
			const reply = await readReply(await post(body.slice(0, body.length - 150)))
			expect(reply.header.acks).toEqual([[edits[0]?.id, 'stored']])
			expect(codes(await phone.sync(post, edits))).toEqual(['dup', 'stored'])
		})
		test('[SY6] a request not signed by an enrolled phone is refused completely', async () => {
			const [phone, other] = [await phoneOf(), await phoneOf()]
			const edit = phone.edit(phone.newRecord(), { a: 1 })
			const frames = await phone.frames([edit])
			const asOther = await phone.request(frames, { device: other.enrolled.device })
			const elsewhere = await phone.request(frames, { project: 'another' })
			await expect(post(asOther.body)).rejects.toMatchObject({ code: 'phone-unknown' })
			await expect(post(elsewhere.body)).rejects.toMatchObject({ code: 'phone-unknown' })
			await expect(post(utf8('<html>not a bundle</html>'))).rejects.toMatchObject({
				code: 'bundle-unreadable',
			})
			expect(await server.view(edit.revision.record)).toBeNull()
		})
		test('[SY7] own work and work of other users is not sent back; news for everyone is, once', async () => {
			const [phone, other] = [await phoneOf(), await phoneOf()]
			await receiveAll(phone)
			await phone.sync(post, [phone.edit(phone.newRecord(), { a: 1 })])
			await other.sync(post, [other.edit(other.newRecord(), { a: 1 })])
			await server.publish('a new form')
			expect(await receiveAll(phone)).toEqual({ revisions: [], documents: 1 })
			expect(await receiveAll(phone)).toEqual({ revisions: [], documents: 0 })
		})
		test('[SY7] after a long absence news is sent page by page, each item once', async () => {
			const [writer, reader] = [await phoneOf('salma'), await phoneOf('salma')]
			const edits = Array.from({ length: 250 }, (_, i) => writer.edit(writer.newRecord(), { a: i }))
			for (let at = 0; at < edits.length; at += 50) await writer.sync(post, edits.slice(at, at + 50))
			const received = await receiveAll(reader)
			expect(received.revisions).toHaveLength(250)
			expect(new Set(received.revisions)).toEqual(new Set(edits.map(({ id }) => id)))
		})
		test('[SY8] [F27] two phones from the same state: different answers merge, the same answer is a conflict', async () => {
			const [first, second] = [await phoneOf('zara'), await phoneOf('zara')]
			const record = first.newRecord()
			const root = first.edit(record, { age: 30, marital: 'single', edu: 'none' })
			await first.sync(post, [root])
			const here = first.edit(record, { age: 31, marital: 'married' }, [root])
			const there = second.edit(record, { age: 32, edu: 'matric' }, [root])
			await first.sync(post, [here])
			await second.sync(post, [there])
			const view = await server.view(record)
			expect(view?.fields).toMatchObject({ marital: 'married', edu: 'matric' })
			expect(view?.conflicts).toEqual(['field'])
		})
		test('[SY10] a revision by another author, or a cancellation by an enumerator, is quarantined', async () => {
			const [mine, other] = [await phoneOf(), await phoneOf()]
			const record = mine.newRecord()
			const root = mine.edit(record, { a: 1 })
			expect(codes(await mine.sync(post, [root]))).toEqual(['stored'])
			expect(codes(await other.sync(post, [other.edit(record, { a: 2 }, [root])]))).toEqual(['quarantined'])
			expect(codes(await mine.sync(post, [mine.edit(record, { $void: 'twice' }, [root])]))).toEqual([
				'quarantined',
			])
			expect((await server.view(record))?.fields).toEqual({ a: 1 })
			expect((await receiveAll(mine)).revisions).toEqual([])
		})
		test('[SY14] requested revisions are sent with all their ancestors, of the user’s records only', async () => {
			const [mine, other] = [await phoneOf(), await phoneOf()]
			const record = mine.newRecord()
			const root = mine.edit(record, { a: 1 })
			const child = mine.edit(record, { a: 2 }, [root])
			const last = mine.edit(record, { a: 3 }, [root, child])
			await mine.sync(post, [root, child, last])
			await receiveAll(mine)
			const requestRevisions = async (phone: TestPhone, wants: string[]) =>
				(await readReply(await post((await phone.request([], { wants })).body))).revisions.toSorted()
			expect(await requestRevisions(mine, [child.id])).toEqual([root.id, child.id].sort())
			expect(await requestRevisions(mine, [last.id])).toEqual([root.id, child.id, last.id].sort())
			expect(await requestRevisions(mine, ['A'.repeat(32)])).toEqual([])
			await receiveAll(other)
			expect(await requestRevisions(other, [last.id])).toEqual([])
		})
		test('[SY9] [F23] after deactivation, work is accepted into quarantine, and no news is sent', async () => {
			const phone = await phoneOf('former')
			const before = await server.heldBack()
			await receiveAll(phone)
			await server.switchOff('former')
			await server.publish('not for them')
			const reply = await phone.sync(post, [phone.edit(phone.newRecord(), { a: 1 })])
			expect(codes(reply)).toEqual(['quarantined'])
			expect(reply.header.notices).toContain('person-inactive')
			expect(reply.documents).toEqual([])
			expect(await server.heldBack()).toBe(before + 1)
		})
		describe('a revision sealed to the key of the project', () => {
			test('[SY18] is stored, sent on and acknowledged like a plain one, next to it in one bundle', async () => {
				const [phone, second] = [await phoneOf('farah'), await phoneOf('farah')]
				const [one, two] = [phone.edit(phone.newRecord(), { a: 1 }), phone.edit(phone.newRecord(), { a: 2 })]
				const frames = [...(await phone.sealedFrames([one])), ...(await phone.frames([two]))]
				const send = async () => readReply(await post((await phone.request(frames)).body))
				const reply = await send()
				expect(reply.header.acks).toEqual([
					[one.id, 'stored'],
					[two.id, 'stored'],
				])
				expect(reply.header.sealingKey).toBeUndefined()
				expect((await receiveAll(second)).revisions).toEqual(expect.arrayContaining([one.id, two.id]))
				expect((await server.view(one.revision.record))?.fields.a).toBe(1)
				expect(codes(await send())).toEqual(['dup', 'dup'])
				expect(codes(await phone.sync(post, [one]))).toEqual(['dup'])
			})
			test('[SY18] and changed on the way, or moved to another id, must be sent again', async () => {
				const phone = await phoneOf()
				const [edit, other] = [
					phone.edit(phone.newRecord(), { a: 1 }),
					phone.edit(phone.newRecord(), { a: 2 }),
				]
				const [frame] = await phone.sealedFrames([edit])
				if (!frame) throw new Error('one frame')
				const changed = frame.bytes.map((byte, i) => (i === 110 ? byte ^ 1 : byte))
				const moved = joinBytes([fromBase64url(other.id), frame.bytes.subarray(24)])
				const short = frame.bytes.subarray(0, 60)
				for (const bytes of [changed, moved, short]) {
					const { body } = await phone.request([{ ...frame, bytes }])
					expect(codes(await readReply(await post(body)))).toEqual(['bad-hash'])
				}
				expect(codes(await phone.sync(post, [edit, other]))).toEqual(['stored', 'stored'])
			})
			test('[SY18] or to another key, is requested under the key of the project, and then stored', async () => {
				const phone = await phoneOf()
				const edit = phone.edit(phone.newRecord(), { a: 1 })
				const another = await hpke.kem.generateKeyPair()
				const key = toBase64url(new Uint8Array(await hpke.kem.serializePublicKey(another.publicKey)))
				const before = await server.heldBack()
				const { body } = await phone.request(await phone.sealedFrames([edit], key))
				const reply = await readReply(await post(body))
				expect(codes(reply)).toEqual(['key-unknown'])
				expect(reply.header.sealingKey).toBe(phone.enrolled.sealingKey)
				expect([await server.view(edit.revision.record), await server.heldBack()]).toEqual([null, before])
				const again = await phone.request(await phone.sealedFrames([edit]))
				expect(codes(await readReply(await post(again.body)))).toEqual(['stored'])
			})
			test('[SY18] a phone without the key gets it on request', async () => {
				const phone = await phoneOf()
				const { body } = await phone.request([], { keyless: true })
				expect((await readReply(await post(body))).header.sealingKey).toBe(phone.enrolled.sealingKey)
				const quiet = await phone.request([])
				expect((await readReply(await post(quiet.body))).header.sealingKey).toBeUndefined()
			})
		})
		test('[SY16] [F25] of two phones under one enrolment both are accepted, and both are notified', async () => {
			const phone = await phoneOf()
			const copy = phone.copy()
			expect((await phone.sync(post, [phone.edit(phone.newRecord(), { a: 1 })])).header.rekey).toBeUndefined()
			expect((await phone.sync(post)).header.rekey).toBeUndefined()
			expect(codes(await copy.sync(post, [copy.edit(copy.newRecord(), { a: 2 })]))).toEqual(['stored'])
			for (const each of [phone, copy]) expect((await each.sync(post)).header.rekey).toBe(true)
		})
		test('[SY17] [F59] an erased record is ordered to be erased, and late work on it is not stored', async () => {
			const [writer, other] = [await phoneOf('nadia'), await phoneOf('nadia')]
			const record = writer.newRecord()
			const root = writer.edit(record, { age: 30 })
			const first = await writer.sync(post, [root])
			expect((await receiveAll(other)).revisions).toContain(root.id)
			await server.destroy(record)
			expect(await server.view(record)).toBeNull()
			// weeks later, with work on it that was unknown
			const late = other.edit(record, { age: 31 }, [root])
			const { header, documents } = await other.sync(post, [root, late])
			expect(header.acks.map(([, code]) => code)).toEqual(['destroyed', 'destroyed'])
			expect(documents.map(({ kind, ref }) => [kind, ref])).toEqual([['destroyed', record]])
			expect(codes(await other.sync(post, [late]))).toEqual(['destroyed'])
			expect(await server.view(record)).toBeNull()
			const { seq, chain } = first.header.head
			const { body } = await writer.request([], { marks: [[seq, chain]] })
			const reply = await readReply(await post(body))
			expect(reply.header.rewound).toBeUndefined()
			expect(reply.documents.map(({ ref }) => ref)).toContain(record)
			// and a new phone of hers does not receive it
			expect((await receiveAll(await phoneOf('nadia'))).revisions).toEqual([])
		})
		test('[SY17] another user sending work on it gets the order too; an older app may delete', async () => {
			const [writer, other] = [await phoneOf(), await phoneOf()]
			const record = writer.newRecord()
			const root = writer.edit(record, { age: 30 })
			await writer.sync(post, [root])
			await server.destroy(record)
			const reply = await other.sync(post, [other.edit(record, { age: 31 }, [root])])
			expect(codes(reply)).toEqual(['destroyed'])
			const received = [reply.documents, (await other.sync(post)).documents].flat()
			expect(received.filter(({ kind }) => kind === 'destroyed')).toHaveLength(1)
			const older = await writer.request(await writer.frames([writer.edit(record, { age: 32 }, [root])]), {
				v: 3,
			})
			expect(codes(await readReply(await post(older.body)))).toEqual(['dup'])
			expect(await server.view(record)).toBeNull()
		})
		test('[SY15] a phone that only sends gets no news, and gets them on request', async () => {
			const phone = await phoneOf()
			await receiveAll(phone)
			await server.publish('news')
			const edit = phone.edit(phone.newRecord(), { a: 1 })
			const { body } = await phone.request(await phone.sealedFrames([edit]), { isSendOnly: true })
			const reply = await readReply(await post(body))
			expect([codes(reply), reply.documents, reply.header.more]).toEqual([['stored'], [], false])
			expect(reply.header.cursor).toBe(phone.cursor)
			expect((await receiveAll(phone)).documents).toBe(1)
		})
		describe('a restored server', () => {
			const markOf = ({ header: { head } }: Awaited<ReturnType<TestPhone['sync']>>): ChainCheckpoint => [
				head.seq,
				head.chain,
			]
			test('[SY11] is detected by the newest checkpoint, requests the others, and reports the common one', async () => {
				const phone = await phoneOf()
				const early = markOf(await phone.sync(post, [phone.edit(phone.newRecord(), { a: 1 })]))
				const restore = await server.takeSnapshot()
				const late = markOf(await phone.sync(post, [phone.edit(phone.newRecord(), { a: 2 })]))
				const same = await readReply(await post((await phone.request([], { marks: [late] })).body), [late])
				expect(same.header.rewound).toBeUndefined()
				await restore()
				await server.publish('said after it')
				await server.publish('and again, so that the numbers are higher than before')
				const ask = await readReply(await post((await phone.request([], { marks: [late] })).body), [late])
				expect(ask.header.rewound).toEqual({ match: null })
				expect([ask.documents, ask.header.cursor]).toEqual([[], phone.cursor])
				const known = { marks: [late, early], isAll: true }
				const answer = await readReply(await post((await phone.request([], known)).body))
				expect(answer.header.rewound).toEqual({ match: early[0] })
				const none = { marks: [late], isAll: true }
				const nothing = await readReply(await post((await phone.request([], none)).body))
				expect(nothing.header.rewound).toEqual({ match: 0 })
			})
			test('[SY12] counts lost work again when another phone of the user sends it back', async () => {
				const [first, second] = [await phoneOf('bano'), await phoneOf('bano')]
				const restore = await server.takeSnapshot()
				const edit = first.edit(first.newRecord(), { age: 30 })
				await post((await first.request(await first.frames([edit]))).body)
				const reply = await second.sync(post)
				const signature = reply.signatures.get(edit.id)
				if (!signature) throw new Error('the signature did not come')
				await restore()
				expect(await server.view(edit.revision.record)).toBeNull()
				const frames = [...(await second.frames([edit])), signatureFrame(edit.id, signature)]
				expect(
					codes(await readReply(await post((await second.request(frames, { again: true })).body))),
				).toEqual(['stored'])
				expect((await server.view(edit.revision.record))?.fields.age).toBe(30)
			})
			test('[SY12] quarantines it when the signature is not its author’s', async () => {
				const [mine, other] = [await phoneOf(), await phoneOf()]
				const forged = other.edit(other.newRecord(), { a: 1 })
				const frames = await mine.frames([forged])
				expect(codes(await readReply(await post((await mine.request(frames)).body)))).toEqual(['quarantined'])
			})
			test('[SY13] recognises a lost enrolment by its certificate, and accepts its work', async () => {
				const restore = await server.takeSnapshot()
				const phone = await phoneOf('chand')
				const { body } = await phone.request([], { uncertified: true })
				const [certificate] = (await readReply(await post(body))).certificates
				if (!certificate) throw new Error('no certificate came')
				await restore()
				const edit = phone.edit(phone.newRecord(), { a: 1 })
				await expect(phone.sync(post, [edit])).rejects.toMatchObject({ code: 'phone-unknown' })
				const frame = { type: frameTypes.certificate, bytes: certificate }
				const again = await phone.request([frame, ...(await phone.frames([edit]))])
				expect(codes(await readReply(await post(again.body)))).toEqual(['stored'])
				expect((await server.view(edit.revision.record))?.fields.a).toBe(1)
				expect(codes(await phone.sync(post, [edit]))).toEqual(['dup'])
			})
			test('[SY13] refuses a changed certificate', async () => {
				const restore = await server.takeSnapshot()
				const phone = await phoneOf('duri')
				const { body } = await phone.request([], { uncertified: true })
				const [certificate] = (await readReply(await post(body))).certificates
				await restore()
				const changed = (certificate ?? new Uint8Array()).slice()
				changed[changed.length - 20] = (changed.at(-20) ?? 0) ^ 1
				const frame = { type: frameTypes.certificate, bytes: changed }
				await expect(post((await phone.request([frame])).body)).rejects.toMatchObject({
					code: 'phone-unknown',
				})
			})
		})
	})
}
