import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FormDefinition } from '#shared/forms/form-definition'
import { type FormPart, joinForm } from '#shared/forms/form-parts'
import { seededRandom } from '#shared/kernel/seeded-random'
import { type Document, type FormDocument, replyHeaderSchema } from '#shared/sync/messages'
import { readReply, type TestPhone } from '#shared/testing/test-phone'
import { importForm } from '#shared/xlsform/import-form'
import { readMarkdown, type Sheet } from '#shared/xlsform/sheets'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'

const random = seededRandom(12)
/** `npm run test:long` has 50,000: a country's. */
const villageCount = Number(process.env.ZILA_VILLAGES ?? 12_000)
/** Twelve incompressible images of 150 kB. */
const media = Object.fromEntries(
	Array.from({ length: 12 }, (_, i) => [
		`p${i}.jpg`,
		`data:image/jpeg;base64,${Buffer.from(random.bytes(150_000)).toString('base64')}`,
	]),
)
const rows = Array.from({ length: villageCount }, (_, i) => ({
	line: i + 2,
	cells: [`v${i}`, `Village ${(i * 7919) % 104_729} of ${(i * 104_723) % 997}`, `d${i % 160}`],
}))
const villages: Sheet = { name: 'villages.csv', header: ['name', 'label', 'district'], rows }
const sheetsWith = (label: string, filledBy = ''): Sheet[] => [
	...readMarkdown(`## survey
| type | name | label | media::image | choice_filter |
${Object.keys(media)
	.map((file, i) => `| note | n${i} | Picture ${i} | ${file} | |`)
	.join('\n')}
| select_one_from_file villages.csv | v | ${label} | | |
## settings
| form_id | zila:filled_by |
| large | ${filledBy} |`),
	villages,
]

/** Reads the feed of a phone, reply by reply. */
async function readFeed(
	phone: TestPhone,
	post: (body: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>,
) {
	const documents: Document[] = []
	let replies = 0
	for (;;) {
		const reply = await phone.sync(post, [])
		documents.push(...reply.documents)
		replies++
		if (!replyHeaderSchema.parse(reply.header).more) return { documents, replies }
	}
}

describe.each(routeEngines)('a form with twelve images and thousands of villages on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const publish = (label: string, filledBy?: string) =>
		manager.post('/api/forms', { name: 'large', sheets: sheetsWith(label, filledBy), media })

	test('is published, reaches a phone in parts before the form itself, and is complete there', async () => {
		const { phone, post } = await enrolledPhone(server)
		await readFeed(phone, post)
		expect(await publish('Village')).toMatchObject({ status: 200, body: { version: 1 } })
		const { documents, replies } = await readFeed(phone, post)
		expect(documents.at(-1)).toMatchObject({ kind: 'form', ref: 'large@1' })
		const parts = documents.filter(({ kind }) => kind === 'form-part')
		expect(parts.length).toBe(documents.length - 1)
		// An interrupted connection loses only one reply.
		expect(replies).toBeGreaterThan(12)
		const { definition, parts: places = [] } = (documents.at(-1) as Document).body as FormDocument
		const contents = new Map(parts.map(({ ref, body }) => [ref, body as FormPart]))
		expect(joinForm(definition as FormDefinition, places, contents)).toEqual(
			importForm(sheetsWith('Village'), { media }).definition,
		)
	})
	test('sends with its next version only what changed', async () => {
		const { phone, post } = await enrolledPhone(server)
		await readFeed(phone, post)
		expect(await publish('In which village?')).toMatchObject({ status: 200, body: { version: 2 } })
		const { documents } = await readFeed(phone, post)
		expect(documents.map(({ kind, ref }) => `${kind} ${ref}`)).toEqual(['form large@1', 'form large@2'])
		expect(JSON.stringify(documents).length).toBeLessThan(20_000)
	})
	test('is not sent to users who do not fill it in, nor are its parts', async () => {
		const { phone, post } = await enrolledPhone(server)
		await readFeed(phone, post)
		expect((await publish('Whose village?', 'coordinator')).status).toBe(200)
		const { documents } = await readFeed(phone, post)
		expect(documents.map(({ kind, ref }) => `${kind} ${ref}`)).toEqual(['form large@2'])
	})
	test('is complete for an older app, which does not support parts', async () => {
		const { phone, post } = await enrolledPhone(server)
		const documents: Document[] = []
		let isMore = true
		while (isMore) {
			const { body } = await phone.request([], { v: 10 })
			const reply = await readReply(await post(body))
			phone.cursor = reply.header.cursor
			documents.push(...reply.documents)
			isMore = reply.header.more
		}
		expect(documents.some(({ kind }) => kind === 'form-part')).toBe(false)
		const large = documents.find(({ ref }) => ref === 'large@2')?.body as FormDocument
		expect(large.parts).toBeUndefined()
		expect((large.definition as FormDefinition).choices['villages.csv']).toHaveLength(villageCount)
	})
})
