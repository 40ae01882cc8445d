import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { deflateRawSync } from 'node:zlib'
import '../../tests/helpers/browser.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { writeRevision } from '#shared/revisions/revision'
import { attachmentId } from '#shared/sync/attachment-upload'
import { frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import { enrolReplySchema } from '#shared/sync/messages'
import { bundlesIn, receiptToSign } from '#shared/sync/offline-bundle'
import { revisionFrame, signatureFrame } from '#shared/sync/revision-frame'
import { invite } from '../../sync-server/people/invitations.ts'
import { addPerson } from '../../sync-server/people/people.ts'
import { saveRestore } from '../../sync-server/storage/log/restores.ts'
import { findAttachment } from '../../sync-server/storage/records/attachments.ts'
import { type KeyStore, keysInFolder } from '../../sync-server/sync/key-store.ts'
import { newRecoveryKey, rotateKeys } from '../../sync-server/sync/rotate-keys.ts'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines, type FreshEngine } from '../../tests/helpers/fresh-engines.ts'
import { connectTo } from '../../tests/helpers/network.ts'
import { emptyDisk } from '../../tests/helpers/private-files.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { household } from '../../tests/helpers/unlocked-session.ts'
import { postJson } from '../api/server-client.ts'
import { listAttachments, setOnlyByWifi } from '../storage/attachments/attachment-index.ts'
import { saveAttachment } from '../storage/attachments/save-attachment.ts'
import { database } from '../storage/database/database.ts'
import { beginDraft } from '../storage/drafts/drafts.ts'
import { saveRevision } from '../storage/drafts/save-revision.ts'
import { enrolmentOf, saveEnrolment, type VaultSession } from '../storage/enrolment/enrolments.ts'
import {
	deleteOfflineFile,
	listOfflineFiles,
	readOfflineFile,
	receiptFor,
	saveOfflineFile,
} from '../storage/outbox/offline-files.ts'
import { outboxState } from '../storage/outbox/outbox.ts'
import { listRecords } from '../storage/records/records.ts'
import { createSigningKey } from '../storage/vault/vault.ts'
import { exchangeBundle, minBatchBytes } from './exchange-bundle.ts'
import { importOfflineBundle } from './import-offline-bundle.ts'
import { importReceipt } from './import-receipt.ts'
import { sendOfflineFiles } from './send-offline-files.ts'
import { writeOfflineFile } from './write-offline-file.ts'

vi.mock('../storage/vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const remark = 'm_close/afterwards/int_comment'
const house = 'd_about/about_2/edu'
const [, freshSqlite] = engines[0]
const realFetch = globalThis.fetch
const noNetwork = async () => {
	throw new TypeError('no network')
}
let engine: FreshEngine
let keys: KeyStore
let server: ServerForTests
let online: typeof fetch
let amina: string
let vaultSession: VaultSession

beforeEach(async () => {
	emptyDisk()
	engine = await freshSqlite()
	keys = keysInFolder(temporaryFolder())
	server = await serverForTests(engine, { keys })
	await connectTo(server.app)
	online = globalThis.fetch
	const { store, study, clock } = server
	const person = await addPerson(
		store,
		study,
		{ name: 'Amina', code: 'amina', role: 'enumerator', districts: ['PK607'], language: 'en' },
		clock.now,
	)
	amina = person.id
	vaultSession = await enrol()
	await sync(vaultSession)
	globalThis.fetch = noNetwork
})
afterEach(async () => {
	globalThis.fetch = realFetch
	await server.close()
	expect(server.failures).toEqual([])
})

/** Enrols another phone of the same person. */
async function enrol(): Promise<VaultSession> {
	globalThis.fetch = online
	const { code } = await invite(server.store, amina, server.clock.now)
	const { signingKey, publicKey } = await createSigningKey()
	const phone = randomBytes(16).toString('base64url')
	const reply = await postJson('/api/enrolments', { code, publicKey, phone, label: 'Android' })
	return saveEnrolment(enrolReplySchema.parse(reply), signingKey, '482915')
}
async function sync(who: VaultSession): Promise<void> {
	while ((await exchangeBundle(who, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')).more);
}
async function finish(answers: Record<string, string>, who = vaultSession): Promise<void> {
	const draft = await beginDraft(who, { id: 'household', ver: 1 })
	await saveRevision({
		vaultSession: who,
		draft,
		form,
		status: 'submitted',
		answersOf: () => new Map(Object.entries(answers)),
	})
}
/** Number of records that `finishLargeRecords` finishes. */
const largeRecords = 24
/** Finishes records with remarks that no compression shortens: about ten of them fill a bundle. */
async function finishLargeRecords(): Promise<void> {
	for (let i = 0; i < largeRecords; i++)
		await finish({ [remark]: `remark ${i} ${randomBytes(9000).toString('base64')}` })
}
async function fileOf(who = vaultSession, withAttachments = true): Promise<Blob> {
	const written = await writeOfflineFile(who, { withAttachments, app: 'test', now: 1_760_000_000_000 })
	if (!written) throw new Error('there is no offline file')
	return written.file
}
const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer())
const importFile = (file: Blob) => {
	globalThis.fetch = online
	return importOfflineBundle(file, vaultSession.project)
}
const remarks = async () => {
	const rows = await server.store.reading.db.selectFrom('record').select('answers').execute()
	return rows.flatMap(({ answers }) => /"(remark \d+)[ "]/.exec(answers ?? '')?.[1] ?? []).sort()
}

describe('an offline file', () => {
	test('[F52] delivers what its phone saved offline once, however often and by whomever it is imported', async () => {
		for (let i = 0; i < 3; i++) await finish({ [remark]: `remark ${i}` })
		const file = await fileOf()
		expect(await importFile(file)).toMatchObject({ added: 3, known: 0, unreadable: 0, problem: null })
		expect(await importFile(file)).toMatchObject({ added: 0, known: 3, unreadable: 0, problem: null })
		await finish({ [remark]: 'remark 3' })
		// a later file contains everything again
		expect(await importFile(await fileOf())).toMatchObject({ added: 1, known: 3 })
		expect(await remarks()).toEqual(['remark 0', 'remark 1', 'remark 2', 'remark 3'])
		// when the phone syncs itself, nothing is duplicated
		await sync(vaultSession)
		expect(await outboxState(vaultSession.device)).toMatchObject({ waiting: 0 })
		expect(await remarks()).toHaveLength(4)
	})
	test('includes a draft, and many bundles for a large amount', async () => {
		await finishLargeRecords()
		const file = await fileOf()
		const bundles: number[] = []
		for await (const { bundle } of bundlesIn(file)) bundles.push(bundle.length)
		expect(bundles.length).toBeGreaterThan(1)
		expect(await importFile(file)).toMatchObject({ added: largeRecords, unreadable: 0 })
		expect(await remarks()).toHaveLength(largeRecords)
	})
	test('[F53] reveals nothing of its content to its carrier, not even the author’s name', async () => {
		await finish({ [remark]: 'a very rare word' })
		const text = Buffer.from(await bytesOf(await fileOf())).toString('latin1')
		for (const word of ['amina', 'Amina', 'PK607', 'rare', remark, 'household', 'int_comment', '$status'])
			expect(text).not.toContain(word)
	})
	test('[F53] altered at any place delivers what was not altered, and nothing else', async () => {
		for (let i = 0; i < 3; i++) await finish({ [remark]: `remark ${i}` })
		const whole = await bytesOf(await fileOf())
		const known = ['remark 0', 'remark 1', 'remark 2']
		for (let at = 3; at < whole.length; at += 211) {
			const wrong = whole.slice()
			wrong[at] = (wrong[at] ?? 0) ^ 0x41
			await importFile(new Blob([wrong]))
			expect(known).toEqual(expect.arrayContaining(await remarks()))
		}
		// the complete file adds what the last one could not
		await importFile(new Blob([whole]))
		expect(await remarks()).toEqual(known)
		expect((await server.store.reading.db.selectFrom('quarantine').selectAll().execute()).length).toBe(0)
	})
	test('[F53] cannot be extended in its author’s name by anyone who holds it', async () => {
		await finish({ [remark]: 'remark 0' })
		for await (const { bundle } of bundlesIn(await fileOf())) {
			const frames = readBundle(bundle)?.frames ?? []
			const [own] = await server.store.reading.db.selectFrom('device').select(['id', 'person']).execute()
			const forged = writeRevision({
				v: 1,
				project: 'pk31',
				record: 'A'.repeat(22),
				form: { id: 'household', ver: 1 },
				parents: [],
				author: own?.person ?? '',
				device: vaultSession.device,
				n: 900,
				salt: 'B'.repeat(22),
				sum: 'C'.repeat(16),
				at: { wall: '2026-01-15T05:00:00.000Z', tz: 300, off: null },
				set: { [remark]: 'remark 9', $status: 'submitted' },
			})
			const revision = revisionFrame(forged.id, deflateRawSync(forged.bytes))
			for (const added of [[revision], [revision, signatureFrame(forged.id, randomBytes(64))]])
				expect(await importFile(new Blob([writeBundle([...frames, ...added])]))).toMatchObject({
					unreadable: 1,
					heldBack: 0,
				})
			expect(await server.store.changing.db.selectFrom('quarantine').selectAll().execute()).toEqual([])
		}
		expect(await remarks()).toEqual(['remark 0'])
	})
	test('with one refused bundle delivers the others, and stays on the carrying phone', async () => {
		await finishLargeRecords()
		const bundles: Uint8Array<ArrayBuffer>[] = []
		for await (const { bundle } of bundlesIn(await fileOf())) bundles.push(bundle)
		const [, second] = bundles
		if (!second) throw new Error('fewer bundles than expected')
		// a digit of the device id in the header
		const at = Buffer.from(second).indexOf('"device":"') + 12
		second[at] = (second[at] ?? 0) ^ 1
		const file = new Blob(bundles)
		const carrier = await enrol()
		await saveOfflineFile(file, 1_760_000_000_000)
		await sendOfflineFiles(carrier)
		const [row] = await listOfflineFiles()
		expect(row).toMatchObject({ upTo: file.size, refused: true })
		expect(row?.added).toBeGreaterThan(largeRecords / 2)
		expect(await readOfflineFile(row?.name ?? '')).not.toBeNull()
		await deleteOfflineFile(row?.name ?? '')
	})
	test('[F11] truncated anywhere delivers what precedes the cut, and the complete one the rest', async () => {
		for (let i = 0; i < 3; i++) await finish({ [remark]: `remark ${i}` })
		const whole = await bytesOf(await fileOf())
		let before = 0
		for (let cut = 0; cut < whole.length; cut += 137) {
			await importFile(new Blob([whole.slice(0, cut)]))
			const now = (await remarks()).length
			expect(now).toBeGreaterThanOrEqual(before)
			before = now
		}
		// the last cut removed the signature of the last revision
		expect(await importFile(new Blob([whole]))).toMatchObject({ added: 1, known: 2 })
	})
	test('[F54] of another project is not sent, and names the project', async () => {
		await finish({ [remark]: 'remark 0' })
		const file = await fileOf()
		globalThis.fetch = online
		expect(await importOfflineBundle(file, 'another')).toMatchObject({
			otherProject: 'pk31',
			added: 0,
			receipt: [],
		})
		expect(await importOfflineBundle(new Blob(['hello']), 'pk31')).toMatchObject({
			made: null,
			problem: null,
			added: 0,
		})
		expect(await remarks()).toEqual([])
	})
	test('resumes after a network failure in the middle', async () => {
		await finishLargeRecords()
		const file = await fileOf()
		let requests = 0
		globalThis.fetch = (path, init) => (++requests > 1 ? noNetwork() : online(path, init))
		const first = await importOfflineBundle(file, vaultSession.project)
		expect(first.problem?.code).toBe('no-connection')
		expect(first.added).toBeGreaterThan(0)
		globalThis.fetch = online
		const rest = await importOfflineBundle(file, vaultSession.project, { from: first.upTo })
		expect(first.added + rest.added).toBe(largeRecords)
		expect(rest.known).toBe(0)
	})
	test('delivers photos byte for byte, also when the record arrived long before', async () => {
		const picture = randomBytes(400_000)
		const keep = (bytes: Uint8Array) =>
			saveAttachment(vaultSession.vault, { kind: 'picture', ending: 'jpg', blob: new Blob([bytes.slice()]) })
		const name = await keep(picture)
		await finish({ [house]: name })
		const file = await fileOf()
		expect(await importFile(await fileOf(vaultSession, false))).toMatchObject({ added: 1, attachments: 0 })
		expect(await importFile(file)).toMatchObject({ added: 0, known: 1, attachments: 1 })
		const [record] = await listRecords(vaultSession)
		const { store, files } = server
		const row = await findAttachment(store.reading, attachmentId(record?.id ?? '', name))
		expect(Buffer.compare(await buffer(await files.read(row?.hash ?? '')), picture)).toBe(0)
		expect(Buffer.from(await bytesOf(file)).includes(picture.subarray(1000, 1032))).toBe(false)
	})
	test('is accepted by a restored server that lost the enrolment of its phone', async () => {
		await finish({ [remark]: 'remark 0' })
		const file = await fileOf()
		const { store, clock } = server
		await store.changing.db.deleteFrom('device').where('id', '=', vaultSession.device).execute()
		const at = new Date(clock.now).toISOString()
		await saveRestore(store.changing, { era: 'era', at })
		expect(await importFile(file)).toMatchObject({ added: 1, heldBack: 0, problem: null })
		expect(await remarks()).toEqual(['remark 0'])
	})
	test('is not created before the phone has the project’s key', async () => {
		await finish({ [remark]: 'remark 0' })
		const db = await database()
		const { sealingKey: _, ...row } = await enrolmentOf(vaultSession.device)
		await db.enrolments.put(row)
		expect(await writeOfflineFile(vaultSession, { withAttachments: true, app: 'test', now: 0 })).toBeNull()
	})
})

describe('a receipt', () => {
	const receiptOf = async (file: Blob) => new Blob([...(await importFile(file)).receipt])
	test('takes effect on the phone that is offline, and on no other', async () => {
		const name = await saveAttachment(vaultSession.vault, {
			kind: 'picture',
			ending: 'jpg',
			blob: new Blob([randomBytes(1000)]),
		})
		await finish({ [house]: name })
		await finish({ [remark]: 'remark 1' })
		const receipt = await receiptOf(await fileOf())
		const other = await enrol()
		globalThis.fetch = noNetwork
		expect(await importReceipt(other, receipt)).toEqual({ kind: 'for-another' })
		expect(await outboxState(vaultSession.device)).toMatchObject({ waiting: 2 })
		expect(await importReceipt(vaultSession, receipt)).toEqual({ kind: 'taken', atServer: 2 })
		expect(await outboxState(vaultSession.device)).toMatchObject({ waiting: 0, refused: 0 })
		expect(await listAttachments(vaultSession.device)).toMatchObject([{ state: 'at-server' }])
		expect(await writeOfflineFile(vaultSession, { withAttachments: true, app: 'test', now: 0 })).toBeNull()
	})
	test('of a server that has changed its keys since takes effect, and the phone learns these', async () => {
		await finish({ [remark]: 'remark 1' })
		const file = await fileOf()
		await rotateKeys(server.store, keys, newRecoveryKey().join('\n'))
		await server.close()
		globalThis.fetch = realFetch
		server = await serverForTests(engine.again(), { keys })
		await connectTo(server.app)
		online = globalThis.fetch
		const receipt = await receiptOf(file)
		globalThis.fetch = noNetwork
		expect(await importReceipt(vaultSession, receipt)).toEqual({ kind: 'taken', atServer: 1 })
		expect(await enrolmentOf(vaultSession.device)).toMatchObject({
			serverKey: server.signer.publicKey,
			sealingKey: server.sealing.current().publicKey,
		})
	})
	test('from before a restore loses nothing: what it names is sent once more', async () => {
		await finish({ [remark]: 'remark 0' })
		const receipt = await receiptOf(await fileOf())
		await importReceipt(vaultSession, receipt)
		// as after a restore of yesterday's backup
		for (const table of ['feed', 'conflict', 'record', 'revision'] as const)
			await server.store.changing.db.deleteFrom(table).execute()
		expect(await remarks()).toEqual([])
		await sync(vaultSession)
		expect(await remarks()).toEqual(['remark 0'])
		expect((await listRecords(vaultSession)).map(({ sendState }) => sendState)).toEqual(['at-server'])
	})
	test('that was altered has no effect', async () => {
		await finish({ [remark]: 'remark 0' })
		const receipt = await bytesOf(await receiptOf(await fileOf()))
		for (let at = 12; at < receipt.length; at += 7) {
			const wrong = receipt.slice()
			wrong[at] = (wrong[at] ?? 0) ^ 1
			const { kind } = await importReceipt(vaultSession, new Blob([wrong]))
			// the few bytes of END are unsigned and have no meaning
			if (at < receipt.length - 40) expect(kind).not.toBe('taken')
		}
	})
	test('that another server signed has no effect', async () => {
		await finish({ [remark]: 'remark 0' })
		const [header] = readBundle(await bytesOf(await receiptOf(await fileOf())))?.frames ?? []
		if (!header) throw new Error('the receipt is empty')
		const signedBy = ({ signer }: ServerForTests) => {
			const bytes = signer.sign(receiptToSign(header.bytes))
			return new Blob([writeBundle([header, { type: frameTypes.signature, bytes }])])
		}
		const stranger = await serverForTests(await freshSqlite())
		expect(await importReceipt(vaultSession, signedBy(stranger))).toEqual({ kind: 'not-signed' })
		await stranger.close()
		expect(await outboxState(vaultSession.device)).toMatchObject({ waiting: 1 })
		expect(await importReceipt(vaultSession, signedBy(server))).toEqual({ kind: 'taken', atServer: 1 })
	})
})

test('a phone stores another’s file until it is online, and keeps the receipt for it', async () => {
	await finish({ [remark]: 'remark 0' })
	const file = await fileOf()
	const carrier = await enrol()
	globalThis.fetch = noNetwork
	await saveOfflineFile(file, 1_760_000_000_000)
	await sendOfflineFiles(carrier)
	expect(await listOfflineFiles()).toMatchObject([{ upTo: 0, refused: false }])
	globalThis.fetch = online
	await sendOfflineFiles(carrier)
	const [row] = await listOfflineFiles()
	expect(row).toMatchObject({ upTo: file.size, added: 1 })
	expect(await remarks()).toEqual(['remark 0'])
	const receipt = await receiptFor(row?.name ?? '')
	expect(receipt && (await importReceipt(vaultSession, receipt))).toEqual({ kind: 'taken', atServer: 1 })
	await deleteOfflineFile(row?.name ?? '')
	expect(await listOfflineFiles()).toEqual([])
})

test('records of an imported file are sent at once, and photos on Wi-Fi or on request', async () => {
	const picture = { kind: 'picture', ending: 'jpg', blob: new Blob([randomBytes(300_000)]) } as const
	await finish({ [remark]: await saveAttachment(vaultSession.vault, picture) })
	const file = await fileOf()
	const carrier = await enrol()
	await saveOfflineFile(file, 1_760_000_000_000)
	await setOnlyByWifi(carrier.device, true)
	await sendOfflineFiles(carrier)
	const [held] = await listOfflineFiles()
	expect(held).toMatchObject({ added: 1, attachments: 0 })
	expect(held?.upTo).toBeLessThan(file.size / 2)
	await sendOfflineFiles(carrier, true)
	const [row] = await listOfflineFiles()
	expect(row).toMatchObject({ upTo: file.size, added: 1, attachments: 1 })
	await deleteOfflineFile(row?.name ?? '')
})

test('photos that the server cannot accept now block no record, in any file', async () => {
	const picture = { kind: 'picture', ending: 'jpg', blob: new Blob([randomBytes(300_000)]) } as const
	await finish({ [remark]: await saveAttachment(vaultSession.vault, picture) })
	const first = await fileOf()
	const bilal = await enrol()
	await finish({ [remark]: 'remark 1' }, bilal)
	const second = await fileOf(bilal)
	const carrier = await enrol()
	await saveOfflineFile(first, 1_760_000_000_000)
	await saveOfflineFile(second, 1_760_000_000_001)
	globalThis.fetch = async (input, init) => {
		const frames = init?.body instanceof Uint8Array ? (readBundle(init.body)?.frames ?? []) : []
		return frames.some(({ type }) => type === frameTypes.carriedPart)
			? Response.json({ problem: 'server-disk-full', details: {} }, { status: 507 })
			: online(input, init)
	}
	await sendOfflineFiles(carrier)
	expect((await listOfflineFiles()).map(({ added }) => added)).toEqual([1, 1])
	expect(await remarks()).toContain('remark 1')
	globalThis.fetch = online
	await sendOfflineFiles(carrier)
	for (const row of await listOfflineFiles()) {
		expect(row.upTo).toBe(row.size)
		await deleteOfflineFile(row.name)
	}
})

test('[F3] a phone whose browser lost all data recovers it from its saved file', async () => {
	await finish({ [remark]: 'remark 0' })
	const file = await fileOf()
	const reenrolled = await enrol()
	await sync(reenrolled)
	const mine = async () => (await listRecords(reenrolled)).map(({ sendState }) => sendState)
	expect(await mine()).toEqual([])
	await saveOfflineFile(file, 1_760_000_000_000)
	await sendOfflineFiles(reenrolled)
	await sync(reenrolled)
	expect(await mine()).toEqual(['at-server'])
})
