import '../../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { emptyDisk } from '../../../tests/helpers/private-files.ts'
import { household, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { database } from '../database/database.ts'
import { createAnswerWriter } from '../drafts/answer-writer.ts'
import { beginCorrection } from '../drafts/begin-correction.ts'
import { deleteReplacedFile, discardDraft } from '../drafts/discard-draft.ts'
import { beginDraft, openDraft } from '../drafts/drafts.ts'
import { saveRevision } from '../drafts/save-revision.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { listRecords } from '../records/records.ts'
import { folderNamed, sizeOfAttachment } from './attachments.ts'
import { saveAttachment } from './save-attachment.ts'

vi.mock('../vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
// two questions; for the storage it does not matter that these are text, not pictures
const house = 'd_about/about_2/edu'
const door = 'd_about/about_1/age'

let vaultSession: VaultSession
beforeEach(async () => {
	emptyDisk()
	vaultSession = await unlockedAt(serverWithForm())
})
const picture = () =>
	saveAttachment(vaultSession.vault, { kind: 'picture', ending: 'jpg', blob: new Blob(['a house']) })
async function answer(draft: string, path: string, name: string | null): Promise<void> {
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	keeper.write(path, name)
	expect(await keeper.whenSaved()).toBeNull()
}
const isHere = async (name: string) => (await sizeOfAttachment(name)) !== null

test('a replaced photo is deleted, and one named by another question stays', async () => {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const [first, second] = [await picture(), await picture()]
	await answer(draft, house, first)
	await answer(draft, door, first)
	await answer(draft, house, second)
	await deleteReplacedFile(vaultSession, draft, [first])
	expect(await isHere(first)).toBe(true)
	await answer(draft, door, null)
	await deleteReplacedFile(vaultSession, draft, [first])
	expect([await isHere(first), await isHere(second)]).toEqual([false, true])
})

test('a photo of a finished record survives the correction that replaces it; the correction’s photo is deleted with it', async () => {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const [first, second] = [await picture(), await picture()]
	await answer(draft, house, first)
	const record = (await openDraft(vaultSession, draft))?.record ?? ''
	await saveRevision({ vaultSession, draft, form, status: 'submitted', answersOf: ({ answers }) => answers })
	const correction = await beginCorrection(vaultSession, record)
	await answer(correction, house, second)
	await deleteReplacedFile(vaultSession, correction, [first])
	expect([await isHere(first), await isHere(second)]).toEqual([true, true])
	await discardDraft(vaultSession, correction)
	expect([await isHere(first), await isHere(second)]).toEqual([true, false])
})

test('a photo sent with a draft copy and then removed is deleted when the record is finished', async () => {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const name = await picture()
	await answer(draft, house, name)
	await saveRevision({ vaultSession, draft, form, status: 'draft', answersOf: ({ answers }) => answers })
	expect(await isHere(name)).toBe(true)
	await saveRevision({ vaultSession, draft, form, status: 'submitted', answersOf: () => new Map() })
	expect(await isHere(name)).toBe(false)
})

test('a phone restored to before it finished a record keeps the photo of the returning record, whatever happens to the old draft', async () => {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const name = await picture()
	await answer(draft, house, name)
	const db = await database()
	const row = await db.drafts.get(draft)
	const answers = await db.draftAnswers.where({ draft }).toArray()
	await saveRevision({ vaultSession, draft, form, status: 'submitted', answersOf: ({ answers: all }) => all })
	if (!row) throw new Error('the draft was not started')
	await db.drafts.put(row)
	for (const each of answers) await db.draftAnswers.put(each)
	await deleteReplacedFile(vaultSession, draft, [name])
	expect(await isHere(name)).toBe(true)
	await answer(draft, house, null)
	await deleteReplacedFile(vaultSession, draft, [name])
	expect(await isHere(name)).toBe(true)
	await answer(draft, house, name)
	await discardDraft(vaultSession, draft)
	expect(await isHere(name)).toBe(true)
})

test('a record is finished even if a replaced file cannot be deleted', async () => {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	await answer(draft, house, await picture())
	const record = (await openDraft(vaultSession, draft))?.record
	const folder = await folderNamed('recordings')
	const gone = vi
		.spyOn(folder, 'removeEntry')
		.mockRejectedValue(new DOMException('in use', 'NoModificationAllowedError'))
	await saveRevision({ vaultSession, draft, form, status: 'submitted', answersOf: () => new Map() })
	expect(gone).toHaveBeenCalled()
	expect(await openDraft(vaultSession, draft)).toBeNull()
	expect((await listRecords(vaultSession)).map(({ id }) => id)).toEqual([record])
})

test('a recording continued in a correction keeps its first part when the correction is deleted', async () => {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const [first, second] = [await picture(), await picture()]
	await answer(draft, house, first)
	const record = (await openDraft(vaultSession, draft))?.record ?? ''
	await saveRevision({ vaultSession, draft, form, status: 'submitted', answersOf: ({ answers }) => answers })
	const correction = await beginCorrection(vaultSession, record)
	await answer(correction, house, `${first} ${second}`)
	await discardDraft(vaultSession, correction)
	expect([await isHere(first), await isHere(second)]).toEqual([true, false])
})
