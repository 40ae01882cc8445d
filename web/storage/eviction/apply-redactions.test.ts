import '../../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import type { Answer } from '#shared/forms/answers'
import { compileForm } from '#shared/forms/compile-form'
import { writeRevision } from '#shared/revisions/revision'
import type { Frame } from '#shared/sync/bundle'
import { redactedFrame, revisionFrame } from '#shared/sync/revision-frame'
import type { FakeServer } from '#shared/testing/fake-server'
import { emptyDisk } from '../../../tests/helpers/private-files.ts'
import { forgottenOf } from '../../../tests/helpers/redaction.ts'
import {
	connect,
	goodLine,
	household,
	serverWithForm,
	unlockedAt,
} from '../../../tests/helpers/unlocked-session.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { indexAttachments } from '../attachments/attachment-index.ts'
import { saveAttachment } from '../attachments/save-attachment.ts'
import { database } from '../database/database.ts'
import { deflate } from '../database/deflate.ts'
import { createAnswerWriter } from '../drafts/answer-writer.ts'
import { beginDraft } from '../drafts/drafts.ts'
import { saveRevision } from '../drafts/save-revision.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { listUnsentIds } from '../outbox/outbox.ts'
import { rewindTo } from '../outbox/rewind.ts'
import { listRecords, recordOnPhone } from '../records/records.ts'
import { revisionIn } from '../records/revision-rows.ts'

vi.mock('../vault/derive-pin-key.ts', async () => ({
	derivePinKey: async (pin: string) => new TextEncoder().encode(pin.padEnd(32, '0')),
}))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
const house = 'd_about/about_1/house'
let disk: ReturnType<typeof emptyDisk>
let server: FakeServer
let vaultSession: VaultSession
beforeEach(async () => {
	disk = emptyDisk()
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	connect(goodLine(server))
	await sync()
})

async function sync(): Promise<void> {
	const line = { batchBytes: minBatchBytes, lastInventory: '' }
	while ((await exchangeBundle(vaultSession, line, 'test')).more);
}
/** Saves a finished record with a picture, and sends it. */
async function finished() {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const picture = { kind: 'picture', ending: 'jpg', blob: new Blob(['a house']) } as const
	const name = await saveAttachment(vaultSession.vault, picture)
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	const given: [string, Answer][] = [
		[age, 30],
		[house, name],
	]
	for (const [path, answer] of given) keeper.write(path, answer)
	await keeper.whenSaved()
	await saveRevision({ vaultSession, draft, form, answersOf: ({ answers }) => answers, status: 'submitted' })
	await sync()
	await indexAttachments(vaultSession)
	const record = (await listRecords(vaultSession))[0]?.id ?? ''
	return { record, name }
}
const rowsOf = async (record: string) =>
	(await database()).revisions.where({ device: vaultSession.device, record }).toArray()
const isOnDisk = (name: string) => [...disk.files().keys()].some((path) => path.includes(name))

test('a value erased by the server is erased here too, with its photo; everything else stays', async () => {
	const { record, name } = await finished()
	expect(isOnDisk(name)).toBe(true)
	await (await forgottenOf(vaultSession, record, [house]))()
	const [row, ...others] = await rowsOf(record)
	expect(others).toEqual([])
	expect(row && (await revisionIn(vaultSession, row))?.set).toMatchObject({ [house]: null, [age]: 30 })
	expect(isOnDisk(name)).toBe(false)
	expect(await (await database()).attachments.where({ device: vaultSession.device }).toArray()).toEqual([])
	const found = await recordOnPhone(vaultSession, record)
	expect([found?.state.fields.get(age), found?.state.fields.get(house)]).toEqual([30, null])
})
test('a photo that the revision still names stays', async () => {
	const { record, name } = await finished()
	await (await forgottenOf(vaultSession, record, [age]))()
	expect(isOnDisk(name)).toBe(true)
})
test('an erased revision is not sent back to a server: its content no longer matches its id', async () => {
	const [first, second] = [await finished(), await finished()]
	await (await forgottenOf(vaultSession, first.record, [house]))()
	await rewindTo(vaultSession, 0)
	const [gone] = await rowsOf(first.record)
	const [remaining] = await rowsOf(second.record)
	expect(await listUnsentIds(vaultSession.device)).toEqual([remaining?.id])
	expect(gone?.state).toBe('at-server')
})
test('a record evicted from this phone does not return by it', async () => {
	const { record } = await finished()
	const redact = await forgottenOf(vaultSession, record, [house])
	const db = await database()
	const listed = await db.records.get([vaultSession.device, record])
	const [row] = await rowsOf(record)
	if (!listed || !row) throw new Error('not found in the database')
	await db.revisions.delete([vaultSession.device, row.id])
	await db.records.put({ ...listed, kept: true })
	await redact()
	expect(await rowsOf(record)).toEqual([])
})
test('it arrives in a frame of its own: a similar revision is not accepted', async () => {
	const { record } = await finished()
	const [row] = await rowsOf(record)
	const revision = row && (await revisionIn(vaultSession, row))
	if (!row || !revision) throw new Error('not found in the database')
	const { bytes } = writeRevision({ ...revision, set: { ...revision.set, [house]: null } })
	const deflated = await deflate(bytes)
	/** Applies a reply with this frame. */
	const heardIn = async (frame: Frame) => {
		const { person } = vaultSession
		const author = { person: person.id, name: person.name, role: person.role }
		server.extra = { frames: [frame], authors: { [vaultSession.device]: author } }
		await sync()
		return (await recordOnPhone(vaultSession, record))?.state.fields.get(house)
	}
	expect(await heardIn(revisionFrame(row.id, deflated))).not.toBeNull()
	expect(await heardIn(redactedFrame(row.id, deflated))).toBeNull()
})
