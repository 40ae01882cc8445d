import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { seededRandom } from '#shared/kernel/seeded-random'
import { attachmentId, attachmentLimits } from '#shared/sync/attachment-upload'
import { enrolReplySchema } from '#shared/sync/messages'
import { sealOverheadBytes } from '#shared/sync/sealed-frame'
import { invite } from '../../sync-server/people/invitations.ts'
import { addPerson } from '../../sync-server/people/people.ts'
import { addSealingKey } from '../../sync-server/storage/log/sealing-keys.ts'
import { findAttachment } from '../../sync-server/storage/records/attachments.ts'
import { createKeyPair, openSealingKey } from '../../sync-server/sync/sealing-key.ts'
import { eventsForTests } from '../../tests/helpers/browser.ts'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { type Connection, connectTo } from '../../tests/helpers/network.ts'
import { emptyDisk } from '../../tests/helpers/private-files.ts'
import { household } from '../../tests/helpers/unlocked-session.ts'
import { postJson } from '../api/server-client.ts'
import { isOnlyByWifi, listAttachments, setOnlyByWifi } from '../storage/attachments/attachment-index.ts'
import { removeAttachments } from '../storage/attachments/attachments.ts'
import { saveAttachment } from '../storage/attachments/save-attachment.ts'
import { database } from '../storage/database/database.ts'
import { beginCorrection } from '../storage/drafts/begin-correction.ts'
import { beginDraft } from '../storage/drafts/drafts.ts'
import { saveRevision } from '../storage/drafts/save-revision.ts'
import { enrolmentOf, saveEnrolment, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { listRecords } from '../storage/records/records.ts'
import { createSigningKey } from '../storage/vault/vault.ts'
import { type AttachmentSender, type AttachmentsState, startAttachmentSender } from './attachment-sender.ts'
import { exchangeBundle, minBatchBytes } from './exchange-bundle.ts'
import { copyDrafts } from './save-draft-copies.ts'
import { startSyncLoop } from './sync-loop.ts'

vi.mock('../storage/vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
// two questions; for the upload it does not matter that these are text, not pictures
const house = 'd_about/about_2/edu'
const door = 'd_about/about_1/age'
const random = seededRandom(19)
const [, freshSqlite] = engines[0]
const realFetch = globalThis.fetch

let server: ServerForTests
let line: Connection
let vaultSession: VaultSession
let disk: ReturnType<typeof emptyDisk>
let sender: AttachmentSender | null
let state: AttachmentsState | null
let mayGoOn: () => boolean

beforeEach(async () => {
	disk = emptyDisk()
	eventsForTests()
	Object.assign(navigator, { connection: undefined })
	server = await serverForTests(await freshSqlite())
	line = await connectTo(server.app)
	const { store, study, clock } = server
	const code = randomBytes(6).toString('hex')
	const person = await addPerson(
		store,
		study,
		{ name: 'Amina', code, role: 'enumerator', districts: ['PK607'], language: 'en' },
		clock.now,
	)
	const { signingKey, publicKey } = await createSigningKey()
	const phone = randomBytes(16).toString('base64url')
	const invitation = (await invite(store, person.id, clock.now)).code
	const reply = await postJson('/api/enrolments', { code: invitation, publicKey, phone, label: 'Android' })
	vaultSession = await saveEnrolment(enrolReplySchema.parse(reply), signingKey, '482915')
	await sync()
	sender = null
	state = null
	mayGoOn = () => true
})
afterEach(async () => {
	sender?.stop()
	globalThis.fetch = realFetch
	await server.close()
	expect(server.failures).toEqual([])
})

async function sync(): Promise<void> {
	while ((await exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')).more);
}
const keep = (bytes: Uint8Array) =>
	saveAttachment(vaultSession.vault, { kind: 'picture', ending: 'jpg', blob: new Blob([bytes.slice()]) })
async function finish(answers: Record<string, string>, draft?: string): Promise<string> {
	const id = draft ?? (await beginDraft(vaultSession, { id: 'household', ver: 1 }))
	const entries = new Map(Object.entries(answers))
	await saveRevision({ vaultSession, draft: id, form, status: 'submitted', answersOf: () => entries })
	return (await listRecords(vaultSession))[0]?.id ?? ''
}
/** Sends until the sender is idle. */
async function send(isRequested = false): Promise<void> {
	sender ??= startAttachmentSender(vaultSession, {
		mayGoOn: () => mayGoOn(),
		onChange: (now) => {
			state = now
		},
	})
	sender.wake(isRequested)
	await navigator.locks.request('zila-attachments-out', async () => undefined)
	await expect.poll(() => state?.current ?? null).toBeNull()
}
const states = async () =>
	Object.fromEntries((await listAttachments(vaultSession.device)).map((row) => [row.name, row.state]))
async function atServer(record: string, name: string): Promise<Uint8Array | null> {
	const row = await findAttachment(server.store.reading, attachmentId(record, name))
	return row ? new Uint8Array(await buffer(await server.files.read(row.hash))) : null
}
/** Returns the parts that were sent. */
const patches = () =>
	line.sent
		.filter(({ method }) => method === 'PATCH')
		.map((each) => ({ ...each, bytes: each.bytes - sealOverheadBytes }))

test('nobody in transit sees the photo; a server that lost the key still gets it, and the phone requests the new one', async () => {
	const bytes = Buffer.from('a face that nobody may see '.repeat(3000))
	const name = await keep(bytes)
	const record = await finish({ [house]: name })
	await sync()
	const seen: Buffer[] = []
	line.instead = (_path, { body }) => {
		if (body instanceof Uint8Array) seen.push(Buffer.from(body))
		return null
	}
	await send()
	expect(seen.length).toBeGreaterThan(1)
	expect(seen.some((body) => body.includes('a face'))).toBe(false)
	expect(await atServer(record, name)).toEqual(new Uint8Array(bytes))

	const other = await keep(random.bytes(50_000))
	const next = await finish({ [house]: other })
	await sync()
	await server.store.changing.db.deleteFrom('sealing_key').execute()
	const pair = createKeyPair()
	const { id } = openSealingKey(pair)
	await addSealingKey(server.store.changing, { ...pair, id, since: new Date().toISOString() })
	await server.sealing.refresh()
	for (let i = 0; i < 2; i++) {
		await send()
		expect(state?.problem?.code).toBe('key-unknown')
	}
	await sync()
	await send()
	expect(await states()).toMatchObject({ [other]: 'at-server' })
	expect(await atServer(next, other)).not.toBeNull()
	expect((await enrolmentOf(vaultSession.device)).sealingKey).toBe(server.sealing.current().publicKey)
})

test('an attacker who claims that the key is unknown gets nothing in plain text, and the key stays', async () => {
	const key = (await enrolmentOf(vaultSession.device)).sealingKey
	const name = await keep(Buffer.from('a face that nobody may see'))
	await finish({ [house]: name })
	await sync()
	const seen: Buffer[] = []
	let lies = 2
	line.instead = (_path, { method, body }) => {
		if (method !== 'PATCH') return null
		seen.push(Buffer.from(body as Uint8Array))
		return lies-- > 0 ? Response.json({ problem: 'key-unknown', details: {} }, { status: 409 }) : null
	}
	for (let i = 0; i < 3; i++) {
		await send()
		await sync()
	}
	expect(await states()).toEqual({ [name]: 'at-server' })
	expect(seen).toHaveLength(3)
	expect(seen.some((body) => body.includes('a face'))).toBe(false)
	expect(await enrolmentOf(vaultSession.device)).toMatchObject({ sealingKey: key, isKeyDoubted: false })
})

test('after its record a photo is on the server, byte for byte; the phone records this and keeps its copy', async () => {
	const bytes = random.bytes(300_000)
	const name = await keep(bytes)
	const record = await finish({ [house]: name })
	await send()
	// the record is unsent: its picture waits for it
	expect(await states()).toEqual({ [name]: 'waiting' })
	expect(line.sent.filter(({ path }) => path.startsWith('/attachments'))).toEqual([])
	await sync()
	await send()
	expect(await states()).toEqual({ [name]: 'at-server' })
	expect(await atServer(record, name)).toEqual(new Uint8Array(bytes))
	expect(disk.files().size).toBeGreaterThan(0)
	// no unnecessary requests on a network with a second of delay
	const methods = line.sent.filter(({ path }) => path.startsWith('/attachments')).map(({ method }) => method)
	expect(methods.join(' ')).toMatch(/^POST( PATCH)+$/)
	const before = line.sent.length
	await send()
	expect(line.sent).toHaveLength(before)
})

test('a photo whose revision was damaged here is sent once the revision has been fetched again', async () => {
	const bytes = random.bytes(1000)
	const name = await keep(bytes)
	const record = await finish({ [house]: name })
	await sync()
	const db = await database()
	const row = (await db.revisions.toArray()).find(({ device }) => device === vaultSession.device)
	if (!row) throw new Error('the record was not finished')
	const { sealed: _, ...whole } = row
	await db.revisions.put({ ...whole, state: 'waiting', box: new Uint8Array(row.box).fill(7).buffer })
	await send()
	expect(await states()).toEqual({})
	await sync()
	await sync()
	await send()
	expect(await atServer(record, name)).toEqual(new Uint8Array(bytes))
})

test('the smallest is sent first', async () => {
	const [large, small] = [await keep(random.bytes(90_000)), await keep(random.bytes(500))]
	await finish({ [house]: large, [door]: small })
	await sync()
	await send()
	expect(patches()[0]?.bytes).toBe(500)
	expect(Object.values(await states())).toEqual(['at-server', 'at-server'])
})

test('[I17] cut at any byte, repeatedly, it resumes: no more than the current part is sent twice', async () => {
	const bytes = random.bytes(400_000)
	const name = await keep(bytes)
	const record = await finish({ [house]: name })
	await sync()
	let cuts = 0
	line.cut = () => {
		// cuts every second part
		if (patches().length % 2 === 1 || cuts >= 12) return null
		cuts++
		return (random.bytes(1)[0] ?? 0) / 256
	}
	for (let i = 0; i < 30 && (await states())[name] !== 'at-server'; i++) await send()
	expect(cuts).toBeGreaterThan(5)
	expect(await atServer(record, name)).toEqual(new Uint8Array(bytes))
	const sent = patches()
	const whole = sent.filter(({ isCut }) => !isCut).reduce((sum, each) => sum + each.bytes, 0)
	// completed parts were sent once; a cut repeats one part
	expect(whole).toBe(bytes.length)
	expect(Math.max(...sent.map((each) => each.bytes))).toBeLessThanOrEqual(attachmentLimits.largestPart)
})

test('a lost reply is repaired: the server reports its offset', async () => {
	const bytes = random.bytes(200_000)
	const name = await keep(bytes)
	const record = await finish({ [house]: name })
	await sync()
	const direct = globalThis.fetch
	let isLost = false
	globalThis.fetch = async (input, init) => {
		const reply = await direct(input, init)
		if (init?.method !== 'PATCH' || isLost) return reply
		isLost = true
		throw new TypeError('network error')
	}
	await send()
	expect(state?.problem?.code).toBe('no-connection')
	await send()
	expect(await atServer(record, name)).toEqual(new Uint8Array(bytes))
	expect(patches().reduce((sum, each) => sum + each.bytes, 0)).toBe(bytes.length)
})

test('if another request was faster, the server reports its offset, and the same run continues from there', async () => {
	const bytes = random.bytes(200_000)
	const name = await keep(bytes)
	const record = await finish({ [house]: name })
	await sync()
	const direct = globalThis.fetch
	let isTwice = false
	globalThis.fetch = async (input, init) => {
		if (init?.method === 'PATCH' && !isTwice) {
			isTwice = true
			await direct(input, init)
		}
		return direct(input, init)
	}
	await send()
	expect([await states(), state?.problem]).toEqual([{ [name]: 'at-server' }, null])
	expect(await atServer(record, name)).toEqual(new Uint8Array(bytes))
})

test('an upload that differs from the file is restarted from the beginning', async () => {
	const bytes = random.bytes(200_000)
	const name = await keep(bytes)
	const record = await finish({ [house]: name })
	await sync()
	let upload = ''
	line.instead = (path, init) => {
		if (init.method !== 'PATCH' || upload !== '') return null
		upload = path.split('/').at(-1) ?? ''
		return Response.json({ problem: 'server-busy', details: {} }, { status: 503 })
	}
	await send()
	// the server's disk corrupts the file
	await server.files.append(upload, 0, random.bytes(100_000))
	await send()
	expect(state?.problem?.code).toBe('attachment-damaged')
	expect(await atServer(record, name)).toBeNull()
	await send()
	expect(await atServer(record, name)).toEqual(new Uint8Array(bytes))
	expect(await states()).toEqual({ [name]: 'at-server' })
})

test('one that the server refuses blocks neither the others nor a record', async () => {
	const [first, second] = [await keep(random.bytes(100)), await keep(random.bytes(200))]
	const record = await finish({ [house]: first, [door]: second })
	await sync()
	let isRefused = false
	line.instead = (_path, init) => {
		if (init.method !== 'POST' || isRefused) return null
		isRefused = true
		return Response.json({ problem: 'attachment-too-large', details: { most: 100 } }, { status: 413 })
	}
	await send()
	expect(await states()).toEqual({ [first]: 'waiting', [second]: 'at-server' })
	expect(state?.problem?.code).toBe('attachment-too-large')
	await finish({ [house]: 'matric' })
	await sync()
	expect((await listRecords(vaultSession)).map(({ sendState }) => sendState)).toEqual([
		'at-server',
		'at-server',
	])
	await send()
	expect(await atServer(record, first)).not.toBeNull()
})

test('a full server makes the phone wait, and accepts it when there is space', async () => {
	const name = await keep(random.bytes(100))
	await finish({ [house]: name })
	await sync()
	line.instead = (path) =>
		path.startsWith('/attachments')
			? Response.json({ problem: 'server-disk-full', details: {} }, { status: 507 })
			: null
	await send()
	expect([await states(), state?.problem?.code]).toEqual([{ [name]: 'waiting' }, 'server-disk-full'])
	line.instead = null
	await send()
	expect([await states(), state?.problem]).toEqual([{ [name]: 'at-server' }, null])
})

test('a captive portal that answers everything with success confirms nothing', async () => {
	const name = await keep(random.bytes(100))
	await finish({ [house]: name })
	await sync()
	line.instead = () => new Response('<html>Welcome', { headers: { 'content-type': 'text/html' } })
	await send()
	expect([await states(), state?.problem?.code]).toEqual([{ [name]: 'waiting' }, 'not-our-server'])
})

describe('the list of attachments to send', () => {
	test('includes a photo replaced by a correction: its record’s history names it', async () => {
		const [first, second] = [await keep(random.bytes(100)), await keep(random.bytes(200))]
		const record = await finish({ [house]: first })
		const correction = await beginCorrection(vaultSession, record)
		await finish({ [house]: second }, correction)
		await sync()
		await send()
		expect(await atServer(record, first)).not.toBeNull()
		expect(await atServer(record, second)).not.toBeNull()
	})
	test('excludes those of a draft until it is finished, though a copy of its answers is on the server', async () => {
		const name = await keep(random.bytes(100))
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		const answersOf = () => new Map([[house, name]])
		await saveRevision({ vaultSession, draft, form, status: 'draft', answersOf })
		await copyDrafts(vaultSession)
		await sync()
		await send()
		expect(await states()).toEqual({})
		const record = await finish({ [house]: name }, draft)
		await sync()
		await send()
		expect(await atServer(record, name)).not.toBeNull()
	})
	test('[F7] marks an unreadable one as lost, but not its record and the others', async () => {
		const [gone, broken, whole] = [
			await keep(random.bytes(100)),
			await keep(random.bytes(200)),
			await keep(random.bytes(300)),
		]
		const record = await finish({ [house]: `${gone} ${broken}`, [door]: whole })
		await removeAttachments([gone])
		for (const [path, bytes] of disk.files()) if (path.includes(broken)) bytes[20] = (bytes[20] ?? 0) ^ 1
		await sync()
		await send()
		expect(await states()).toEqual({ [gone]: 'lost', [broken]: 'lost', [whole]: 'at-server' })
		expect((await listRecords(vaultSession))[0]).toMatchObject({ id: record, sendState: 'at-server' })
	})
	test('is filled on a phone that had photos before the list existed', async () => {
		const name = await keep(random.bytes(100))
		const record = await finish({ [house]: name })
		await sync()
		expect(await listAttachments(vaultSession.device)).toEqual([])
		await send()
		expect(await atServer(record, name)).not.toBeNull()
	})
})

describe('Wi-Fi only', () => {
	const connection = Object.assign(new EventTarget(), { type: 'cellular' })
	let name: string
	beforeEach(async () => {
		connection.type = 'cellular'
		Object.assign(navigator, { connection })
		name = await keep(random.bytes(100))
		await finish({ [house]: name })
		await sync()
		await setOnlyByWifi(vaultSession.device, true)
		expect(await isOnlyByWifi(vaultSession.device)).toBe(true)
		await send()
	})
	test('waits, and sends automatically on Wi-Fi', async () => {
		expect([await states(), state?.blockedBy]).toEqual([{ [name]: 'waiting' }, 'wifi'])
		connection.type = 'wifi'
		connection.dispatchEvent(new Event('change'))
		await expect.poll(() => states()).toEqual({ [name]: 'at-server' })
		expect(state?.blockedBy).toBeNull()
	})
	test('is overridden by "Send now", and not for later attachments', async () => {
		await send(true)
		expect(await states()).toEqual({ [name]: 'at-server' })
		const later = await keep(random.bytes(100))
		await finish({ [house]: later })
		await sync()
		await send()
		expect(await states()).toEqual({ [name]: 'at-server', [later]: 'waiting' })
	})
	test('stops in the middle of a long one when Wi-Fi ends, and continues with the next connection', async () => {
		connection.type = 'wifi'
		const bytes = random.bytes(600_000)
		const long = await keep(bytes)
		const record = await finish({ [house]: long })
		await sync()
		const direct = globalThis.fetch
		let isOver = false
		globalThis.fetch = async (input, init) => {
			const reply = await direct(input, init)
			if (init?.method === 'PATCH' && (init.body as Uint8Array).length > 1000 && !isOver) {
				isOver = true
				connection.type = 'cellular'
			}
			return reply
		}
		await send()
		expect([await states(), state?.blockedBy]).toEqual([{ [name]: 'at-server', [long]: 'waiting' }, 'wifi'])
		connection.type = 'wifi'
		await send()
		expect(await atServer(record, long)).toEqual(new Uint8Array(bytes))
		expect(patches().reduce((sum, each) => sum + each.bytes, 0)).toBe(100 + bytes.length)
	})
	test('waits for a request in a browser that does not report the connection', async () => {
		Object.assign(navigator, { connection: undefined })
		await send()
		expect([await states(), state?.blockedBy]).toEqual([{ [name]: 'waiting' }, 'asking'])
		await send(true)
		expect(await states()).toEqual({ [name]: 'at-server' })
	})
})

test('while records are being sent it stops after a part, and continues afterwards', async () => {
	const bytes = random.bytes(600_000)
	const name = await keep(bytes)
	const record = await finish({ [house]: name })
	await sync()
	mayGoOn = () => patches().length === 0
	await send()
	expect(patches()).toHaveLength(1)
	expect(await states()).toEqual({ [name]: 'waiting' })
	mayGoOn = () => true
	await send()
	expect(await atServer(record, name)).toEqual(new Uint8Array(bytes))
})

test('an upload in progress when the phone locks continues; one that the user stops does not', async () => {
	for (const [leave, comes] of [
		['rest', true],
		['stop', false],
	] as const) {
		const name = await keep(random.bytes(300_000))
		const record = await finish({ [house]: name })
		let isLeft = false
		const loop = startSyncLoop(vaultSession, 'test')
		line.instead = (_path, { method }) => {
			if (method === 'PATCH' && !isLeft) {
				isLeft = true
				loop[leave]()
			}
			return null
		}
		await expect.poll(() => isLeft).toBe(true)
		await navigator.locks.request('zila-attachments-out', async () => undefined)
		expect((await atServer(record, name)) !== null).toBe(comes)
		loop.stop()
	}
})
