import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { attachmentId, uploadOf, writeStatement } from '#shared/sync/attachment-upload'
import { sendRequest, sendWhole, sentOf, signed } from '../../tests/helpers/attachments.ts'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { type FreshFiles, placesOfFiles } from '../../tests/helpers/files.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { type S3ForTests, startS3 } from '../../tests/helpers/s3.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { attachmentsOf } from '../storage/records/attachments.ts'
import { keysInFolder } from '../sync/key-store.ts'

const random = seededRandom(29)
const bytesPerPart = 32 * 1024
const freshPostgres = engines[1][1]

let s3: S3ForTests
beforeAll(async () => {
	s3 = await startS3()
})
afterAll(() => s3.close())

describe.each(placesOfFiles(() => s3))(
	'two servers on one PostgreSQL, with their files in %s',
	(_, fresh) => {
		let servers: readonly [ServerForTests, ServerForTests]
		let place: FreshFiles
		let manager: Desk
		let amina: Awaited<ReturnType<typeof enrolledPhone>>
		let bytes: ReturnType<typeof random.bytes>
		let sent: ReturnType<typeof sentOf>
		beforeAll(async () => {
			const engine = await freshPostgres()
			place = await fresh()
			const keys = keysInFolder(temporaryFolder())
			const first = await serverForTests(engine, { keys, files: await place.open() })
			const second = await serverForTests(engine.again(), { keys, files: await place.open() })
			servers = [first, second]
			amina = await enrolledPhone(first)
			manager = await first.desk('data-manager')
		})
		afterAll(async () => {
			for (const server of servers) await server.close()
			expect(servers.flatMap(({ failures }) => failures)).toEqual([])
		})
		/** A record whose answer names a photo that is not sent yet. */
		beforeEach(async () => {
			const { phone, post } = amina
			const name = `picture-${toBase64url(random.bytes(16))}.jpg`
			const record = phone.newRecord()
			bytes = random.bytes(100_000)
			sent = sentOf(phone.enrolled, record, name, bytes)
			await phone.sync(post, [phone.edit(record, { 'd_about/house': name })])
		})
		const partAt = (at: number) => bytes.subarray(at, at + bytesPerPart)
		const ask = async (server: ServerForTests, method: 'POST' | 'HEAD' | 'PATCH', at = 0) =>
			sendRequest(
				server,
				await signed(amina.phone.enrolled, sent, method, at, method === 'PATCH' ? partAt(at) : undefined),
			)
		async function checkThere(): Promise<void> {
			for (const { store, files, app } of servers) {
				const rows = await attachmentsOf(store.reading, [sent.record])
				expect(rows.map(({ hash }) => hash)).toEqual([sent.sha256])
				// Signed in at the first server, known at both.
				const url = `/api/records/${sent.record}/attachments/${attachmentId(sent.record, sent.name)}`
				const reply = await app.inject({ url, headers: { cookie: manager.cookie } })
				expect(reply.rawPayload.equals(bytes)).toBe(true)
				expect(await files.offsetOf(uploadOf(writeStatement(sent)))).toBeNull()
			}
			expect((await place.lying()).filter((path) => path.startsWith('incoming'))).toEqual([])
		}

		test('parts of a photo sent to either server give the same photo', async () => {
			let end = await ask(servers[0], 'POST')
			for (let i = 1; typeof end === 'number' && end < bytes.length; i++)
				end = await ask(servers[(i % 2) as 0 | 1], 'PATCH', end)
			expect(end).toBe(bytes.length)
			expect(await ask(servers[0], 'HEAD')).toBe(bytes.length)
			await checkThere()
		})
		test('every part sent to both at once: each is accepted or refused, and no byte is stored twice', async () => {
			const both = (method: 'POST' | 'PATCH', at = 0) =>
				Promise.all(servers.map((each) => ask(each, method, at)))
			expect(await both('POST')).toEqual([0, 0])
			for (let at = 0; at < bytes.length; at += bytesPerPart) {
				const end = Math.min(at + bytesPerPart, bytes.length)
				const answers = await both('PATCH', at)
				expect(answers).toContain(end)
				for (const answer of answers) expect([end, 'offset-wrong']).toContain(answer)
			}
			await checkThere()
		})
		test('two senders of one file that finish at once: two acknowledgements, one file', async () => {
			const { phone, post } = await enrolledPhone(servers[1])
			const record = phone.newRecord()
			await phone.sync(post, [phone.edit(record, { 'd_about/house': sent.name })])
			const theirs = sentOf(phone.enrolled, record, sent.name, bytes)
			expect(
				await Promise.all([
					sendWhole(servers[0], amina.phone.enrolled, sent, bytes),
					sendWhole(servers[1], phone.enrolled, theirs, bytes),
				]),
			).toEqual([bytes.length, bytes.length])
			await checkThere()
		})
		test('one is killed between the last byte and its database row: the other completes the upload', async () => {
			const upload = uploadOf(writeStatement(sent))
			await servers[0].files.begin(upload)
			await servers[0].files.append(upload, 0, bytes)
			expect(await ask(servers[1], 'HEAD')).toBe(bytes.length)
			await checkThere()
		})
	},
)
