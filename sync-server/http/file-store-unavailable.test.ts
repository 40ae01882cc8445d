import { expect, test } from 'vitest'
import { toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { attachmentId } from '#shared/sync/attachment-upload'
import { sendRequest, sendWhole, sentOf, signed } from '../../tests/helpers/attachments.ts'
import { serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { startOwnS3 } from '../../tests/helpers/s3.ts'
import { fileStoreInS3 } from '../attachments/file-store-in-s3.ts'

test('while the file store is unavailable, desk and phone get a busy reply, and records are accepted', async () => {
	const s3 = await startOwnS3()
	const files = await fileStoreInS3(await s3.freshBucket(), { now: Date.now })
	const server = await serverForTests(await engines[0][1](), { files })
	const { phone, post } = await enrolledPhone(server)
	const random = seededRandom(31)
	const recordWithPhoto = async () => {
		const [record, name] = [phone.newRecord(), `picture-${toBase64url(random.bytes(16))}.jpg`]
		const edit = phone.edit(record, { 'd_about/house': name })
		expect((await phone.sync(post, [edit])).header.acks).toEqual([[edit.id, 'stored']])
		return { record, name, bytes: random.bytes(1000) }
	}
	const { record, name, bytes } = await recordWithPhoto()
	const sent = sentOf(phone.enrolled, record, name, bytes)
	expect(await sendWhole(server, phone.enrolled, sent, bytes)).toBe(1000)
	const manager = await server.desk('data-manager')

	await s3.close()
	const picture = await manager.get(`/api/records/${record}/attachments/${attachmentId(record, name)}`)
	expect([picture.status, picture.body]).toEqual([
		503,
		{ problem: 'server-busy', details: { requestId: expect.any(String) } },
	])
	const next = await recordWithPhoto()
	const begin = await signed(
		phone.enrolled,
		sentOf(phone.enrolled, next.record, next.name, next.bytes),
		'POST',
	)
	expect(await sendRequest(server, begin)).toBe('server-busy')
	expect(server.failures).toEqual([
		expect.stringContaining('FilesUnavailable ECONNREFUSED'),
		expect.stringContaining('FilesUnavailable ECONNREFUSED'),
	])
	await server.close()
})
