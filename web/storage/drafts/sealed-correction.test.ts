import '../../../tests/helpers/browser.ts'
import { expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { buildReadingContext } from '#shared/expressions/scope'
import type { Answer } from '#shared/forms/answers'
import { compileForm } from '#shared/forms/compile-form'
import { FormSession } from '#shared/forms/form-session'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { toBase64url } from '#shared/kernel/bytes'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { readRevision } from '#shared/revisions/revision'
import type { FakeServer } from '#shared/testing/fake-server'
import { formOf } from '#shared/testing/scenario'
import { hpke } from '#shared/testing/test-phone'
import { forgottenOf } from '../../../tests/helpers/redaction.ts'
import { atWorkAt, connect, goodLine, serverWithForm } from '../../../tests/helpers/unlocked-session.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { copyDrafts } from '../../sync/save-draft-copies.ts'
import { database } from '../database/database.ts'
import { inflate } from '../database/deflate.ts'
import { enrolmentOf, type UnlockedSession } from '../enrolment/enrolments.ts'
import { listRecords, recordOnPhone } from '../records/records.ts'
import { openRevision } from '../records/revision-rows.ts'
import { createAnswerWriter, type StoredAnswer } from './answer-writer.ts'
import { beginCorrection, beginDraft, type OpenDraft, openDraft } from './drafts.ts'
import { saveRevision } from './save-revision.ts'

vi.mock('../vault/derive-pin-key.ts', async () => ({
	derivePinKey: async (pin: string) => new TextEncoder().encode(pin.padEnd(32, '0')),
}))

const definition = formOf(
	[
		'type | name | label | relevant | bind::zila:sealed_to | calculation | bind::zila:flag',
		'select_one yn | agrees | Agrees',
		"text | what | What | ${agrees} = 'y' | data-manager",
		'integer | often | How often | - | data-manager',
		'integer | age | Age',
		"calculate | armed | - | ${agrees} = 'y' | - | if(contains(${what}, 'knife'), 'armed', 'not') | yes",
		'choices',
		'list_name | name | label',
		'yn | y | Yes',
		'yn | n | No',
	].join('\n'),
)
const compiled = compileForm(definition, allFunctions)
if ('faults' in compiled) throw new Error('the form does not compile')
const { form } = compiled

/** A server with this form and a key of the data managers. */
async function server(): Promise<FakeServer> {
	const made = serverWithForm()
	const pair = await hpke.kem.generateKeyPair()
	const publicKey = toBase64url(new Uint8Array(await hpke.kem.serializePublicKey(pair.publicKey)))
	made.publish({ kind: 'role-key', ref: 'data-manager', body: { role: 'data-manager', publicKey } })
	const forms = { [definition.id]: definition, told: { ...definition, readers: ['safeguarding-lead'] } }
	for (const [id, shown] of Object.entries(forms)) {
		const body = { id, version: 1, isCurrent: true, definition: { ...shown, id } }
		made.publish({ kind: 'form', ref: `${id}@1`, body })
	}
	return made
}

async function sync(atWork: UnlockedSession): Promise<void> {
	const line = { batchBytes: minBatchBytes, lastInventory: '' }
	while ((await exchangeBundle(atWork, line, 'test')).more);
}
async function atWorkWith(): Promise<UnlockedSession> {
	const made = await server()
	connect(goodLine(made))
	const atWork = await atWorkAt(made)
	await sync(atWork)
	return atWork
}
async function keep(
	atWork: UnlockedSession,
	draft: string,
	answers: Record<string, Answer | null>,
): Promise<void> {
	const keeper = await createAnswerWriter(atWork, draft, { onChange: () => undefined })
	for (const [path, answer] of Object.entries(answers)) keeper.write(path, answer)
	await keeper.whenSaved()
}
/** Creates the session as the screen does. */
const sessionOf = ({ answers, about, view }: OpenDraft) =>
	new FormSession(form, {
		answers,
		currentAnswers: getCurrentAnswers(view),
		isNew: false,
		wasFinished: about.isCorrection,
		context: buildReadingContext(about.startedAt),
	})
const finish = (atWork: UnlockedSession, draft: string) =>
	saveRevision({
		atWork,
		draft,
		form,
		status: 'submitted',
		answersOf: (opened) => sessionOf(opened).finalAnswers(),
	})
/** Saves a finished record with sealed answers; returns its id. */
async function finished(
	atWork: UnlockedSession,
	answers: Record<string, Answer>,
	id = definition.id,
): Promise<string> {
	const draft = await beginDraft(atWork, { id, ver: 1 })
	await keep(atWork, draft, answers)
	await finish(atWork, draft)
	return (await listRecords(atWork))[0]?.id ?? ''
}
const currentAnswers = async (atWork: UnlockedSession, record: string) => {
	const found = await recordOnPhone(atWork, record)
	return new Map(found ? getCurrentAnswers(found.state) : [])
}
async function setOf(atWork: UnlockedSession, id: string | null) {
	const row = (await (await database()).getAll('revisions')).find((each) => each.id === id)
	return row && readRevision(await inflate(await openRevision(atWork, row)))?.set
}

test('a record with encrypted answers is corrected: answers not given again stay unchanged in the record', async () => {
	const atWork = await atWorkWith()
	const record = await finished(atWork, { agrees: 'y', what: 'a knife', often: 3, age: 30 })
	const before = await currentAnswers(atWork, record)
	expect([isSealed(before.get('what')), isSealed(before.get('often'))]).toEqual([true, true])

	const draft = await beginCorrection(atWork, record)
	const opened = await openDraft(atWork, draft)
	expect(opened && sessionOf(opened).violations()).toEqual([])
	await keep(atWork, draft, { age: 31 })
	expect(await setOf(atWork, await finish(atWork, draft))).toEqual({ age: 31 })
	expect(await currentAnswers(atWork, record)).toEqual(new Map([...before, ['age', 31]]))
})
test('an answer given again is encrypted again, and nothing of it stays readable on the phone', async () => {
	const atWork = await atWorkWith()
	const record = await finished(atWork, { agrees: 'y', what: 'a knife', often: 3 })
	const before = await currentAnswers(atWork, record)
	const draft = await beginCorrection(atWork, record)
	await keep(atWork, draft, { what: null })
	await keep(atWork, draft, { what: 'a stone' })
	// the phone is locked, killed and reopened in between: a part is saved
	const opened = await openDraft(atWork, draft)
	expect(opened?.answers.get('what')).toBe('a stone')
	expect(opened?.answers.get('often')).toBe(before.get('often'))
	const set = await setOf(atWork, await finish(atWork, draft))
	expect(Object.keys(set ?? {})).toEqual(['what'])
	expect(isSealed(set?.what) && set.what !== before.get('what')).toBe(true)
	expect(await (await database()).getAll('draftAnswers')).toEqual([])
	expect(JSON.stringify([...(await currentAnswers(atWork, record))])).not.toContain('stone')
})
test('a flag is sent unencrypted with its inputs, and recomputed only by a phone that has them', async () => {
	const atWork = await atWorkWith()
	const open = async (draft: string) => {
		const opened = await openDraft(atWork, draft)
		if (!opened) throw new Error('no draft')
		return opened
	}
	const started = await beginDraft(atWork, { id: definition.id, ver: 1 })
	await keep(atWork, started, { agrees: 'y', what: 'a knife' })
	expect(sessionOf(await open(started)).answerAt('armed')).toBe('armed')
	const first = await setOf(atWork, await finish(atWork, started))
	expect(first).toMatchObject({ agrees: 'y', armed: 'armed' })
	expect(isSealed(first?.what)).toBe(true)

	const record = (await listRecords(atWork))[0]?.id ?? ''
	const untouched = await beginCorrection(atWork, record)
	await keep(atWork, untouched, { age: 31 })
	expect(await setOf(atWork, await finish(atWork, untouched))).toEqual({ age: 31 })

	const again = await beginCorrection(atWork, record)
	const opened = await open(again)
	const session = sessionOf(opened)
	session.answer('what', 'a stone')
	await keep(atWork, again, Object.fromEntries(session.takeChanged().map((each) => [each.path, each.answer])))
	const set = await setOf(atWork, await finish(atWork, again))
	expect(set).toMatchObject({ armed: 'not' })
	expect(Object.keys(set ?? {}).sort()).toEqual(['armed', 'what'])
})
test('an encrypted answer that was opened for a new answer and left unchanged changes nothing', async () => {
	const atWork = await atWorkWith()
	const record = await finished(atWork, { agrees: 'y', what: 'a knife', age: 30 })
	const before = await currentAnswers(atWork, record)
	const draft = await beginCorrection(atWork, record)
	await keep(atWork, draft, { what: null })
	await keep(atWork, draft, { what: before.get('what') ?? null })
	expect(await finish(atWork, draft)).toBeNull()
	expect(await currentAnswers(atWork, record)).toEqual(before)
})
test('an encrypted answer that is no longer relevant becomes an encrypted blank, once', async () => {
	const atWork = await atWorkWith()
	const record = await finished(atWork, { agrees: 'y', what: 'a knife', age: 30 })
	const before = await currentAnswers(atWork, record)
	const draft = await beginCorrection(atWork, record)
	await keep(atWork, draft, { agrees: 'n' })
	const set = await setOf(atWork, await finish(atWork, draft))
	expect(Object.keys(set ?? {}).sort()).toEqual(['agrees', 'armed', 'what'])
	expect(set?.armed).toBeNull()
	expect(isSealed(set?.what) && set.what !== before.get('what')).toBe(true)
	// from then on it stays unchanged
	const next = await beginCorrection(atWork, record)
	await keep(atWork, next, { age: 31 })
	expect(await setOf(atWork, await finish(atWork, next))).toEqual({ age: 31 })
})
test('an unfinished correction is not copied, and deleting it leaves the record unchanged', async () => {
	const atWork = await atWorkWith()
	const record = await finished(atWork, { agrees: 'y', what: 'a knife', age: 30 })
	const before = await currentAnswers(atWork, record)
	const draft = await beginCorrection(atWork, record)
	await keep(atWork, draft, { what: 'a stone' } satisfies Record<string, StoredAnswer['answer']>)
	expect(await copyDrafts(atWork)).toBe(false)
	const { discardDraft } = await import('./discard-draft.ts')
	await discardDraft(atWork, draft)
	expect(await currentAnswers(atWork, record)).toEqual(before)
	expect(await (await database()).getAll('draftAnswers')).toEqual([])
})
test('a report with restricted readers cannot be corrected', async () => {
	const atWork = await atWorkWith()
	const record = await finished(atWork, { agrees: 'y', what: 'a knife' }, 'told')
	await expect(beginCorrection(atWork, record)).rejects.toMatchObject({ code: 'not-allowed' })
})
test('an answer erased by retention while a correction is open does not return with it, not even a marker', async () => {
	const atWork = await atWorkWith()
	const record = await finished(atWork, { agrees: 'y', what: 'a knife', age: 30 })
	const before = await currentAnswers(atWork, record)
	await sync(atWork)
	const redact = await forgottenOf(atWork, record, ['what'])
	const draft = await beginCorrection(atWork, record)
	// opened, and restored
	await keep(atWork, draft, { age: 31, what: null })
	await keep(atWork, draft, { what: before.get('what') ?? null })
	const opened = await openDraft(atWork, draft)
	const session = opened && sessionOf(opened)
	await redact()
	expect((await openDraft(atWork, draft))?.answers.has('what')).toBe(false)
	const id = await saveRevision({
		atWork,
		draft,
		form,
		status: 'submitted',
		answersOf: () => session?.finalAnswers() ?? new Map(),
	})
	expect(await setOf(atWork, id)).toEqual({ age: 31 })
	expect((await currentAnswers(atWork, record)).has('what')).toBe(false)
})
test('no correction starts while the phone lacks the form, which says whether it is a report', async () => {
	const atWork = await atWorkWith()
	const record = await finished(atWork, { agrees: 'y', what: 'a knife' }, 'lost')
	await sync(atWork)
	await expect(beginCorrection(atWork, record)).rejects.toMatchObject({ code: 'form-missing' })
	// the next sync fetches it
	expect((await enrolmentOf(atWork.device)).cursor).toBe(0)
})
