import '../../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { randomId } from '#shared/kernel/ids'
import type { Role } from '#shared/people/roles'
import { notePath, ownerPath } from '#shared/revisions/metadata-paths'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import { computeStateDigest } from '#shared/revisions/state-digest'
import type { FakeServer } from '#shared/testing/fake-server'
import { emptyDisk } from '../../../tests/helpers/private-files.ts'
import {
	connect,
	goodLine,
	household,
	serverWithForm,
	unlockedAt,
} from '../../../tests/helpers/unlocked-session.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { indexAttachments } from '../attachments/attachment-index.ts'
import { database } from '../database/database.ts'
import { deflate } from '../database/deflate.ts'
import { createAnswerWriter } from '../drafts/answer-writer.ts'
import { beginCorrection } from '../drafts/begin-correction.ts'
import { beginDraft } from '../drafts/drafts.ts'
import { saveRevision } from '../drafts/save-revision.ts'
import { enrolmentOf, type VaultSession } from '../enrolment/enrolments.ts'
import { applySyncResponse } from '../outbox/outbox.ts'
import { listRecords, recordOnPhone } from '../records/records.ts'
import { randomBytes } from '../vault/vault.ts'
import { evictRecords } from './evict-records.ts'

vi.mock('../vault/derive-pin-key.ts', async () => ({
	derivePinKey: async (pin: string) => new TextEncoder().encode(pin.padEnd(32, '0')),
}))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
const dayMs = 86_400_000
let server: FakeServer
let vaultSession: VaultSession
beforeEach(async () => {
	emptyDisk()
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	connect(goodLine(server))
})

async function sync(): Promise<void> {
	const line = { batchBytes: minBatchBytes, lastInventory: '' }
	while ((await exchangeBundle(vaultSession, line, 'test')).more);
}
/** Saves a finished record; `isSent`: it was sent, and its attachments are listed. */
async function finished(isSent = true): Promise<string> {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	keeper.write(age, 30)
	await keeper.whenSaved()
	await saveRevision({ vaultSession, draft, form, answersOf: ({ answers }) => answers, status: 'submitted' })
	if (isSent) {
		await sync()
		await indexAttachments(vaultSession)
	}
	return (await listRecords(vaultSession))[0]?.id ?? ''
}
const backUp = async () => {
	server.durable = 1000
	await sync()
}
const rows = async (record: string) =>
	(await database()).revisions.where({ device: vaultSession.device, record }).toArray()
const prune = (days = 0) => evictRecords(vaultSession, { now: Date.now() + 1000, keepDays: days })

/** The desk writes a revision, and the phone syncs; `parents`: ids of evicted revisions. */
async function desk(record: string, set: Revision['set'], parents?: readonly string[]): Promise<string> {
	const found = await recordOnPhone(vaultSession, record)
	const { id, bytes } = writeRevision({
		v: 1,
		project: 'test',
		record,
		form: { id: 'household', ver: 1 },
		parents: [...(parents ?? found?.state.heads ?? [])],
		author: randomId(randomBytes),
		device: randomId(randomBytes),
		n: 1,
		salt: randomId(randomBytes),
		at: { wall: '2026-01-16T05:00:00.000Z', tz: 0, off: 0 },
		set,
		sum: computeStateDigest(found?.state ?? { status: 'draft', void: null, fields: new Map() }),
	})
	const { cursor, durable = 0, marks = [] } = await enrolmentOf(vaultSession.device)
	const [[seq, chain] = [0, '']] = marks
	const header = {
		v: 3,
		nonce: '',
		acks: [],
		cursor,
		more: false,
		head: { seq, chain },
		durable,
		now: Date.now(),
		notices: [],
	}
	const role: Role = 'coordinator'
	const incoming = [{ id, deflated: await deflate(bytes), record, n: 1, role, signature: null }]
	await applySyncResponse(
		vaultSession,
		{ header, incoming, documents: [], certificates: [], notUnderstood: null },
		Date.now(),
	)
	await indexAttachments(vaultSession)
	return id
}

test('[PR2] an acknowledgement alone evicts nothing: a finished backup is required', async () => {
	const record = await finished()
	await desk(record, { $status: 'approved' })
	expect(await prune()).toBe(0)
	await backUp()
	expect(await prune()).toBe(1)
	expect(await rows(record)).toEqual([])
	expect(await listRecords(vaultSession)).toMatchObject([{ id: record, isEvicted: true, status: 'approved' }])
})
test('[PR2] what arrived after the last backup stays', async () => {
	const before = await finished()
	server.durable = (await enrolmentOf(vaultSession.device)).marks?.[0]?.[0] ?? 0
	await sync()
	const after = await finished()
	expect(await prune()).toBe(1)
	expect([(await rows(before)).length, (await rows(after)).length]).toEqual([0, 1])
})
test('[PR1] a finished record stays for its days; unsent, returned, conflicting or open ones stay anyway', async () => {
	await backUp()
	const young = await finished()
	expect(await prune(30)).toBe(0)
	expect(await evictRecords(vaultSession, { now: Date.now() + 31 * dayMs, keepDays: 30 })).toBe(1)
	expect(await rows(young)).toEqual([])
	const returned = await finished()
	await desk(returned, { $status: 'returned', [notePath('', 'a')]: 'Please look' })
	const corrected = await finished()
	await beginCorrection(vaultSession, corrected)
	const unsent = await finished(false)
	expect(await prune()).toBe(0)
	for (const record of [returned, corrected, unsent]) expect(await rows(record)).not.toEqual([])
})
test('[PR3] a record stays while one of its photos is not in a backup', async () => {
	await backUp()
	const record = await finished()
	const db = await database()
	const [row] = await rows(record)
	const file = {
		device: vaultSession.device,
		name: 'picture-x.jpg',
		record,
		revisions: [row?.id ?? ''],
		size: 3,
	}
	await db.attachments.put({ ...file, state: 'waiting' })
	expect(await prune()).toBe(0)
	await db.attachments.put({ ...file, state: 'at-server' })
	server.durable = (await enrolmentOf(vaultSession.device)).marks?.[0]?.[0] ?? 0
	await sync()
	// a backup of that number may precede the picture: only a later one certainly contains it
	for (let i = 0; i < 3; i++) {
		expect(await prune()).toBe(0)
		await sync()
	}
	await backUp()
	expect(await prune()).toBe(1)
	expect(await db.attachments.get([vaultSession.device, file.name])).toMatchObject({ kept: 'gone' })
})
test('[PR4] a returned record is requested by id and complete again; other changes of the desk fetch nothing', async () => {
	await backUp()
	const record = await finished()
	const [own] = await rows(record)
	expect(await prune()).toBe(1)
	const remark = await desk(record, { [age]: 31 }, [own?.id ?? ''])
	await sync()
	expect((await rows(record)).map(({ id }) => id)).toEqual([remark])
	expect((await listRecords(vaultSession))[0]).toMatchObject({ id: record, isEvicted: true })
	await desk(record, { $status: 'returned', [notePath('', 'a')]: 'Please look' }, [remark])
	await sync()
	expect((await listRecords(vaultSession))[0]).toMatchObject({
		isEvicted: false,
		status: 'returned',
		notes: 1,
	})
	expect((await recordOnPhone(vaultSession, record))?.state.fields.get(age)).toBe(31)
	expect(await prune()).toBe(0)
})
test('[PR4] a reassigned record is not requested', async () => {
	await backUp()
	const record = await finished()
	const [own] = await rows(record)
	expect(await prune()).toBe(1)
	await desk(record, { $status: 'returned', [ownerPath]: randomId(randomBytes) }, [own?.id ?? ''])
	expect((await enrolmentOf(vaultSession.device)).wants).toEqual([])
	expect((await listRecords(vaultSession))[0]).toMatchObject({ id: record, isEvicted: true })
})
