import type { Readable } from 'node:stream'
import { finished as finishedReading } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsvTable } from '#shared/kernel/csv'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { RecordDetail } from '#shared/review/record-response'
import { demonstrationRound } from '#shared/study/study'
import { attachmentId } from '#shared/sync/attachment-upload'
import { formOf } from '#shared/testing/scenario'
import { sendWhole, sentOf } from '../../tests/helpers/attachments.ts'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { enginesWithFiles } from '../../tests/helpers/files.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { type S3ForTests, startS3 } from '../../tests/helpers/s3.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import type { FileStore } from '../attachments/file-store.ts'
import { publishForms } from '../sync/publish-form.ts'
import { createCurrentSource } from './export-source.ts'
import { writeExport } from './write-export.ts'

const form = formOf(`
	type          name   label  bind::zila:personal
	text          round  Round
	text          place  Place
	image         house  House
	audio         talk   Talk
	image         face   Face   yes
	begin repeat  rooms  Rooms
	image         room   Room
	end repeat
`)
const random = seededRandom(23)
const named = (kind: string, ending: string) =>
	`${kind}-${Buffer.from(random.bytes(16)).toString('base64url')}.${ending}`

let s3: S3ForTests
beforeAll(async () => {
	s3 = await startS3()
})
afterAll(() => s3.close())

describe.each(enginesWithFiles(() => s3))(
	'attachments at the desk and in exports, on %s',
	(_, freshEngine, freshFiles) => {
		let server: ServerForTests
		let manager: Desk
		let amina: Awaited<ReturnType<typeof enrolledPhone>>
		beforeAll(async () => {
			server = await serverForTests(await freshEngine(), {
				demonstration: true,
				files: await (await freshFiles()).open(),
			})
			await publishForms(server.store, server.forms, [form], '2026-01-15T00:00:00.000Z')
			manager = await server.desk('data-manager')
			amina = await enrolledPhone(server, { code: 'amina' })
		})
		afterAll(async () => {
			await server.close()
			expect(server.failures).toEqual([])
		})
		async function finished(answers: Record<string, string | number>): Promise<string> {
			const { phone, post } = amina
			const record = phone.newRecord()
			const edit = phone.edit(record, { $status: 'submitted', round: 'endline', ...answers })
			await phone.sync(post, [rewritten(edit, { form: { id: 'scenario', ver: 1 } })])
			return record
		}
		async function send(record: string, name: string, bytes = random.bytes(70_000)): Promise<Buffer> {
			const { enrolled } = amina.phone
			const end = await sendWhole(server, enrolled, sentOf(enrolled, record, name, bytes), bytes)
			expect(end).toBe(bytes.length)
			return Buffer.from(bytes)
		}
		const address = (record: string, name: string) =>
			`/api/records/${record}/attachments/${attachmentId(record, name)}`
		const exported = async (media: '0' | '1', round = 'endline') =>
			unzip(
				(await manager.get(`/api/export?form=scenario&values=codes&round=${round}&mark=0&media=${media}`))
					.raw,
			)

		test('stored ones are in the zip, by record and question; excluded ones are not', async () => {
			const house = named('picture', 'jpg')
			const parts = [named('sound', 'webm'), named('sound', 'webm')].sort()
			const face = named('picture', 'jpg')
			const [room, missing] = [named('picture', 'png'), named('picture', 'png')]
			const rows = { 'rooms/@b': 2, 'rooms/@a': 1, 'rooms/@a/room': room, 'rooms/@b/room': missing }
			const record = await finished({ house, face, talk: parts.join(' '), ...rows })
			const pictures = new Map<string, Buffer>()
			for (const name of [house, face, ...parts, room]) pictures.set(name, await send(record, name))
			expect([...(await exported('0')).keys()].filter((name) => name.includes('media'))).toEqual([])

			const files = await exported('1')
			const media = [...files.keys()].filter((name) => name.startsWith('media/')).sort()
			expect(media).toEqual(
				[
					`media/${record}-house.jpg`,
					`media/${record}-room.png`,
					`media/${record}-talk.webm`,
					`media/${record}-talk-2.webm`,
				].sort(),
			)
			expect(files.get(`media/${record}-house.jpg`)?.equals(pictures.get(house) as Buffer)).toBe(true)
			expect(files.get(`media/${record}-talk-2.webm`)?.equals(pictures.get(parts[1] ?? '') as Buffer)).toBe(
				true,
			)
			const table = readCsvTable(files.get('media.csv')?.toString('utf8') ?? '')
			expect(table.filter(({ question }) => question === 'rooms/@a/room')).toEqual([
				{
					record_id: record,
					question: 'rooms/@a/room',
					answer: room,
					file: `media/${record}-room.png`,
					bytes: '70000',
				},
			])
			// A second export is identical to the byte.
			const again = await exported('1')
			expect([...again].map(([name, bytes]) => [name, bytes.length])).toEqual(
				[...files].map(([name, bytes]) => [name, bytes.length]),
			)
		})
		test('those of the demonstration say so in their names', async () => {
			const house = named('picture', 'jpg')
			const record = await finished({ round: demonstrationRound.code, house })
			await send(record, house)
			const inRound = async (round: string) => [...(await exported('1', round)).keys()].join()
			expect(await inRound(demonstrationRound.code)).toContain(`media/DEMONSTRATION-${record}-house.jpg`)
			expect(await inRound('endline')).not.toContain(record)
		})
		test('many small files and a large one arrive complete', async () => {
			const record = await finished({ house: named('picture', 'jpg') })
			const rows: Record<string, string | number> = {}
			const names = Array.from({ length: 20 }, () => named('picture', 'jpg'))
			for (const [i, name] of names.entries()) {
				rows[`rooms/@r${i}`] = i
				rows[`rooms/@r${i}/room`] = name
			}
			const many = await finished(rows)
			for (const [i, name] of names.entries()) await send(many, name, random.bytes(i === 10 ? 900_000 : 900))
			const media = [...(await exported('1'))].filter(([name]) => name.startsWith(`media/${many}`))
			expect(media.map(([, bytes]) => bytes.length).sort((a, b) => a - b)).toEqual([
				...Array(19).fill(900),
				900_000,
			])
			expect(record).not.toBe(many)
		})
		test('while the reader is stalled, only as many files are opened as fit the buffer', async () => {
			const rows: Record<string, string | number> = {}
			const names = Array.from({ length: 30 }, () => named('picture', 'jpg'))
			for (const [i, name] of names.entries())
				Object.assign(rows, { [`rooms/@${i}`]: i, [`rooms/@${i}/room`]: name })
			const record = await finished(rows)
			for (const name of names) await send(record, name, random.bytes(40_000))
			let opened = 0
			let zip: Readable | null = null
			const media: FileStore = {
				...server.files,
				read(hash) {
					opened++
					// From the first photo on, the client reads nothing.
					if (opened === 1) zip?.pause()
					return server.files.read(hash)
				},
			}
			const gone = new AbortController()
			zip = await writeExport(server.store, {
				versions: await server.forms.versions('scenario'),
				joining: [],
				media,
				isDemonstration: false,
				source: createCurrentSource,
				manifest: null,
				format: 'csv',
				formOf: (version) => server.forms.compiled('scenario', version),
				options: { values: 'codes', byteOrderMark: false },
				signal: gone.signal,
				longestStallMs: 60_000,
				filter: { round: 'endline', demonstration: false, districts: 'all', role: 'data-manager' },
				onFailure: (thrown) => server.failures.push(String(thrown)),
			})
			zip.resume()
			await expect.poll(() => opened).toBeGreaterThan(0)
			for (let before = 0; before < opened; ) {
				before = opened
				await new Promise((later) => setTimeout(later, 300))
			}
			expect(opened).toBeLessThan(20)
			zip.resume()
			await finishedReading(zip)
			expect(opened).toBeGreaterThanOrEqual(30)
		})
		test('the desk shows which phone still has a photo, and then displays it, byte for byte', async () => {
			const house = named('picture', 'jpg')
			const record = await finished({ house })
			const attachments = async () =>
				((await manager.get(`/api/records/${record}`)).body as RecordDetail).attachments
			expect(await attachments()).toEqual([{ name: house, id: null, size: 0, holder: 'amina' }])
			expect((await manager.get(address(record, house))).status).toBe(404)
			const bytes = await send(record, house)
			const id = attachmentId(record, house)
			expect(await attachments()).toEqual([{ name: house, id, size: 70_000, holder: 'amina' }])
			const { status, raw, headers } = await manager.get(address(record, house))
			expect([status, raw.equals(bytes)]).toEqual([200, true])
			expect(headers).toMatchObject({
				'content-type': 'image/jpeg',
				'content-disposition': `attachment; filename="${house}"`,
				'x-content-type-options': 'nosniff',
				'cache-control': 'no-store',
				'content-length': '70000',
			})
		})
		test('a player that seeks gets the requested bytes', async () => {
			const recording = named('sound', 'webm')
			const record = await finished({ talk: recording })
			const bytes = await send(record, recording)
			const ask = (range: string) =>
				server.app.inject({ url: address(record, recording), headers: { cookie: manager.cookie, range } })
			for (const [range, first, last] of [
				['bytes=0-', 0, 69_999],
				['bytes=100-199', 100, 199],
				['bytes=69000-99999', 69_000, 69_999],
				['bytes=-5', 69_995, 69_999],
			] as const) {
				const reply = await ask(range)
				expect([range, reply.statusCode, reply.headers['content-range']]).toEqual([
					range,
					206,
					`bytes ${first}-${last}/70000`,
				])
				expect(reply.rawPayload.equals(bytes.subarray(first, last + 1))).toBe(true)
			}
			for (const range of ['bytes=70000-', 'bytes=9-3', 'bytes=-', 'bytes=0-1,5-6', 'lines=1-2'])
				expect((await ask(range)).statusCode, range).toBe(200)
		})
		test('users without access to the record do not see its photo, at any address', async () => {
			const house = named('picture', 'jpg')
			const record = await finished({ house })
			await send(record, house)
			const elsewhere = await server.desk('coordinator', [server.study.districts.at(-1)?.code ?? ''])
			expect((await elsewhere.get(address(record, house))).status).toBe(404)
			const other = await finished({ place: 'no picture' })
			const byAnother = `/api/records/${other}/attachments/${attachmentId(record, house)}`
			expect((await manager.get(byAnother)).status).toBe(404)
		})
		test('files that could be executable are only ever downloaded', async () => {
			const page = named('file', 'html')
			const record = await finished({ house: page })
			await send(record, page)
			const drawing = named('picture', 'svg')
			const second = await finished({ house: drawing })
			await send(second, drawing)
			for (const [of, name] of [
				[record, page],
				[second, drawing],
			] as const)
				expect((await manager.get(address(of, name))).headers['content-type']).toBe(
					'application/octet-stream',
				)
		})
	},
)
