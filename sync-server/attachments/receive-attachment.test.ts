import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { attachmentId, attachmentLimits } from '#shared/sync/attachment-upload'
import { sendRequest, sendWhole, sentOf, sha256, signed } from '../../tests/helpers/attachments.ts'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { enginesWithFiles } from '../../tests/helpers/files.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { type S3ForTests, startS3 } from '../../tests/helpers/s3.ts'
import { attachmentsOf, findAttachment } from '../storage/records/attachments.ts'

const random = seededRandom(5)
const nameOfOne = () => `picture-${toBase64url(random.bytes(16))}.jpg`
const bytesPerPart = attachmentLimits.smallestPart

let s3: S3ForTests
beforeAll(async () => {
	s3 = await startS3()
})
afterAll(() => s3.close())

describe.each(enginesWithFiles(() => s3))('attachments on %s', (_, freshEngine, freshFiles) => {
	let server: ServerForTests
	let amina: Awaited<ReturnType<typeof enrolledPhone>>
	beforeAll(async () => {
		server = await serverForTests(await freshEngine(), { files: await (await freshFiles()).open() })
		amina = await enrolledPhone(server)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	/** A stored record whose answer names a photo, and the photo. */
	async function recordWithPhoto({ phone, post } = amina, bytes = random.bytes(100_000), name = nameOfOne()) {
		const record = phone.newRecord()
		await phone.sync(post, [phone.edit(record, { 'd_about/house': name })])
		return { record, name, bytes, sent: sentOf(phone.enrolled, record, name, bytes) }
	}
	const ask = async (...request: Parameters<typeof signed>) => sendRequest(server, await signed(...request))
	const who = () => amina.phone.enrolled
	const rowOf = ({ record, name }: { record: string; name: string }) =>
		findAttachment(server.store.reading, attachmentId(record, name))

	test('a photo sent in parts is restored, and the table names its owner', async () => {
		const { sent, bytes, record, name } = await recordWithPhoto()
		expect(await rowOf(sent)).toBeUndefined()
		expect(await sendWhole(server, who(), sent, bytes)).toBe(bytes.length)
		const row = await rowOf(sent)
		expect(row).toMatchObject({ record, name, hash: sha256(bytes), size: 100_000, device: who().device })
		expect(await attachmentsOf(server.store.reading, [record])).toEqual([row])
		expect((await buffer(await server.files.read(sent.sha256))).equals(bytes)).toBe(true)
		// A repeated request reports a complete upload.
		expect(await ask(who(), sent, 'POST')).toBe(bytes.length)
		expect(await ask(who(), sent, 'HEAD')).toBe(bytes.length)
	})
	test('a part with another offset is refused: the server returns its offset, and the upload continues there', async () => {
		const { sent, bytes } = await recordWithPhoto()
		await ask(who(), sent, 'POST')
		const [first, second] = [bytes.subarray(0, bytesPerPart), bytes.subarray(bytesPerPart, 2 * bytesPerPart)]
		expect(await ask(who(), sent, 'PATCH', bytesPerPart, second)).toBe('offset-wrong')
		expect(await ask(who(), sent, 'PATCH', 0, first)).toBe(bytesPerPart)
		expect(await ask(who(), sent, 'PATCH', 0, first)).toBe('offset-wrong')
		const reply = await server.app.inject(await signed(who(), sent, 'PATCH', 5, first))
		expect([reply.statusCode, reply.json()]).toEqual([
			409,
			{ problem: 'offset-wrong', details: { offset: bytesPerPart } },
		])
		expect(await ask(who(), sent, 'HEAD')).toBe(bytesPerPart)
		expect(await sendWhole(server, who(), sent, bytes)).toBe(bytes.length)
	})
	test('two simultaneous requests store no byte twice', async () => {
		const { sent, bytes } = await recordWithPhoto()
		await ask(who(), sent, 'POST')
		const part = await signed(who(), sent, 'PATCH', 0, bytes.subarray(0, bytesPerPart))
		const answers = await Promise.all(Array.from({ length: 8 }, () => sendRequest(server, part)))
		expect(answers.sort()).toEqual([bytesPerPart, ...Array(7).fill('offset-wrong')].sort())
		expect(await sendWhole(server, who(), sent, bytes)).toBe(bytes.length)
	})
	test('bytes other than declared leave nothing, and the upload starts again', async () => {
		const { sent, bytes } = await recordWithPhoto()
		const wrong = bytes.slice()
		wrong[70_000] = (wrong[70_000] ?? 0) ^ 1
		expect(await sendWhole(server, who(), sent, wrong)).toBe('attachment-damaged')
		expect(await rowOf(sent)).toBeUndefined()
		expect(await server.files.has(sha256(wrong))).toBe(false)
		expect(await ask(who(), sent, 'HEAD')).toBe('status 404')
		expect(await sendWhole(server, who(), sent, bytes)).toBe(bytes.length)
	})
	test('[F25] an upload begun under one enrolment continues under another of the same user on the same phone, and by nobody else', async () => {
		const { record, name, bytes } = await recordWithPhoto()
		const other = (await enrolledPhone(server, { id: amina.person })).phone.enrolled
		const bilal = (await enrolledPhone(server)).phone.enrolled
		const holder = await server.store.changing.db
			.selectFrom('device')
			.select('phone')
			.where('id', '=', who().device)
			.executeTakeFirstOrThrow()
		const set = (
			{ device }: typeof other,
			values: { phone?: string; replaces?: string | null; revoked?: 0 | 1 },
		) => server.store.changing.db.updateTable('device').set(values).where('id', '=', device).execute()
		const isOnHersAlso = (enrolled: typeof other) => set(enrolled, holder)
		const sent = sentOf(other, record, name, bytes)
		expect(await sendWhole(server, other, sent, bytes)).toBe('attachment-unknown')
		await isOnHersAlso(bilal)
		expect(await sendWhole(server, bilal, sentOf(bilal, record, name, bytes), bytes)).toBe(
			'attachment-unknown',
		)
		await isOnHersAlso(other)
		await set(other, { revoked: 1 })
		expect(await sendWhole(server, other, sent, bytes)).toBe('attachment-unknown')
		await set(other, { revoked: 0 })
		expect(await sendWhole(server, other, sent, bytes)).toBe(bytes.length)
		// A clone of the phone replaced the same enrolment with its own: it knows the name, but has no photo.
		const copy = (await enrolledPhone(server, { id: amina.person })).phone
		const mine = (await enrolledPhone(server, { id: amina.person })).phone
		for (const { enrolled } of [copy, mine]) {
			await isOnHersAlso(enrolled)
			await set(enrolled, { replaces: who().device })
		}
		const next = await recordWithPhoto({ ...amina, phone: mine })
		const wrong = random.bytes(50)
		const forged = sentOf(copy.enrolled, next.record, next.name, wrong)
		expect(await sendWhole(server, copy.enrolled, forged, wrong)).toBe('attachment-unknown')
		expect(await sendWhole(server, mine.enrolled, next.sent, next.bytes)).toBe(next.bytes.length)
		// A photo taken under the enrolment that both replaced may be sent by either.
		const before = await recordWithPhoto()
		expect(
			await sendWhole(
				server,
				mine.enrolled,
				sentOf(mine.enrolled, before.record, before.name, before.bytes),
				before.bytes,
			),
		).toBe(before.bytes.length)
	})
	test('two phones with the same file: two acknowledgements, one file', async () => {
		const bilal = await enrolledPhone(server)
		const first = await recordWithPhoto()
		const second = await recordWithPhoto(bilal, first.bytes)
		await sendWhole(server, who(), first.sent, first.bytes)
		expect(await sendWhole(server, bilal.phone.enrolled, second.sent, first.bytes)).toBe(first.bytes.length)
		expect((await rowOf(first.sent))?.hash).toBe((await rowOf(second.sent))?.hash)
		expect(await server.files.has(sha256(first.bytes))).toBe(true)
	})
	test('an attachment that no stored answer names is refused, and accepted once one does', async () => {
		const { phone, post } = amina
		const [record, name, bytes] = [phone.newRecord(), nameOfOne(), random.bytes(100)]
		const sent = sentOf(phone.enrolled, record, name, bytes)
		const edit = phone.edit(record, { 'd_about/house': `sound-${'A'.repeat(22)} ${name}` })
		expect(await sendWhole(server, who(), sent, bytes)).toBe('attachment-unknown')
		await phone.sync(post, [edit])
		expect(await sendWhole(server, who(), sent, bytes)).toBe(100)
	})
	test('a foreign phone cannot send another’s attachment, whatever it signs or claims', async () => {
		const victim = await recordWithPhoto()
		const bilal = await enrolledPhone(server)
		const theirs = bilal.phone.enrolled
		const rubbish = random.bytes(100_000)
		const asThemselves = sentOf(theirs, victim.record, victim.name, rubbish)
		expect(await ask(theirs, asThemselves, 'POST')).toBe('attachment-unknown')
		const asAmina = sentOf(who(), victim.record, victim.name, rubbish)
		expect(await ask(theirs, asAmina, 'POST')).toBe('phone-unknown')
		// Naming the photo in one's own record takes nothing from the other phone.
		const claimed = await recordWithPhoto(bilal, rubbish, victim.name)
		expect(await sendWhole(server, theirs, claimed.sent, rubbish)).toBe(rubbish.length)
		// Nor does a later edit of the other phone's record.
		await bilal.phone.sync(bilal.post, [bilal.phone.edit(victim.record, { x: victim.name })])
		expect(await ask(theirs, asThemselves, 'POST')).toBe('attachment-unknown')
		expect(await sendWhole(server, who(), victim.sent, victim.bytes)).toBe(victim.bytes.length)
		expect((await buffer(await server.files.read(victim.sent.sha256))).equals(victim.bytes)).toBe(true)
	})
	test('another phone of the same user that continues a recording does not have its first part', async () => {
		const first = await recordWithPhoto(
			amina,
			random.bytes(1000),
			`sound-${toBase64url(random.bytes(16))}.webm`,
		)
		const second = await enrolledPhone(server, { id: amina.person })
		const theirs = second.phone.enrolled
		const more = `sound-${toBase64url(random.bytes(16))}.webm`
		const edit = second.phone.edit(first.record, { 'd_about/talk': `${first.name} ${more}` })
		const { header } = await second.phone.sync(second.post, [edit])
		expect(header.acks).toEqual([[edit.id, 'stored']])
		const rubbish = random.bytes(1000)
		expect(await ask(theirs, sentOf(theirs, first.record, first.name, rubbish), 'POST')).toBe(
			'attachment-unknown',
		)
		const part = sentOf(theirs, first.record, more, rubbish)
		expect(await sendWhole(server, theirs, part, rubbish)).toBe(1000)
		expect(await sendWhole(server, who(), first.sent, first.bytes)).toBe(1000)
	})
	test('a replayed request has no effect, before or after the end', async () => {
		const { sent, bytes } = await recordWithPhoto()
		const begin = await signed(who(), sent, 'POST')
		const part = await signed(who(), sent, 'PATCH', 0, bytes.subarray(0, bytesPerPart))
		await sendRequest(server, begin)
		await sendRequest(server, part)
		expect(await sendRequest(server, begin)).toBe(bytesPerPart)
		expect(await sendRequest(server, part)).toBe('offset-wrong')
		await sendWhole(server, who(), sent, bytes)
		expect([await sendRequest(server, begin), await sendRequest(server, part)]).toEqual([
			bytes.length,
			bytes.length,
		])
		// With any change, the signature is invalid.
		const moved = { ...part, headers: { ...part.headers, 'upload-offset': String(bytesPerPart) } }
		expect(await sendRequest(server, moved)).toBe('phone-unknown')
		expect(await sendRequest(server, { ...part, payload: Buffer.from(random.bytes(bytesPerPart)) })).toBe(
			'phone-unknown',
		)
		expect(await sendRequest(server, { ...begin, method: 'HEAD', url: part.url })).toBe('status 401')
		expect((await buffer(await server.files.read(sent.sha256))).equals(bytes)).toBe(true)
	})
	test('another file under an existing name is refused', async () => {
		const { sent, bytes, record, name } = await recordWithPhoto()
		await sendWhole(server, who(), sent, bytes)
		const other = random.bytes(50)
		expect(await ask(who(), sentOf(who(), record, name, other), 'POST')).toBe('attachment-differs')
	})
	test('too large, too much at once, empty, and beyond the end', async () => {
		const { sent, bytes } = await recordWithPhoto()
		const tooLarge = { ...sent, size: attachmentLimits.whole + 1 }
		const reply = await server.app.inject(await signed(who(), tooLarge, 'POST'))
		expect([reply.statusCode, reply.json()]).toEqual([
			413,
			{ problem: 'attachment-too-large', details: { most: 100 } },
		])
		await ask(who(), sent, 'POST')
		expect(await ask(who(), sent, 'PATCH', 0, random.bytes(attachmentLimits.largestPart + 1))).toBe(
			'body-too-large',
		)
		expect(await ask(who(), sent, 'PATCH', 0, new Uint8Array())).toBe('input-invalid')
		expect(await ask(who(), sent, 'PATCH', 0, random.bytes(bytes.length + 1))).toBe('input-invalid')
		expect(await ask(who(), sent, 'HEAD')).toBe(0)
	})
	test('an empty file is accepted', async () => {
		const { sent } = await recordWithPhoto(amina, new Uint8Array(0) as ReturnType<typeof random.bytes>)
		expect(await ask(who(), sent, 'POST')).toBe(0)
		expect(await rowOf(sent)).toMatchObject({ size: 0 })
	})
	test('a server killed between the last byte and its database row completes the upload when asked', async () => {
		const { sent, bytes } = await recordWithPhoto()
		const { uploadOf, writeStatement } = await import('#shared/sync/attachment-upload')
		const upload = uploadOf(writeStatement(sent))
		await server.files.begin(upload)
		await server.files.append(upload, 0, bytes)
		expect(await rowOf(sent)).toBeUndefined()
		expect(await ask(who(), sent, 'HEAD')).toBe(bytes.length)
		expect(await rowOf(sent)).toMatchObject({ hash: sent.sha256 })
	})
	test('invalid headers get a reply and are not logged', async () => {
		const { sent } = await recordWithPhoto()
		const begin = await signed(who(), sent, 'POST')
		for (const [name, text] of [
			['zila-attachment', ''],
			['zila-attachment', 'e30'],
			['zila-attachment', '***'],
			['zila-signature', '***'],
			['zila-signature', ''],
		] as const) {
			const reply = await server.app.inject({ ...begin, headers: { ...begin.headers, [name]: text } })
			expect(reply.statusCode, `${name} ${text}`).toBeGreaterThanOrEqual(400)
			expect(reply.statusCode, `${name} ${text}`).toBeLessThan(500)
		}
		const elsewhere = { ...(await signed(who(), sent, 'HEAD')), url: '/attachments/another' }
		expect(await sendRequest(server, elsewhere)).toBe('status 404')
	})
})
