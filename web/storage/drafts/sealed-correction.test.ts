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
import { connect, goodLine, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { copyDrafts } from '../../sync/save-draft-copies.ts'
import { database } from '../database/database.ts'
import { inflate } from '../database/deflate.ts'
import { enrolmentOf, type VaultSession } from '../enrolment/enrolments.ts'
import { listRecords, recordOnPhone } from '../records/records.ts'
import { openRevision } from '../records/revision-rows.ts'
import { createAnswerWriter, type StoredAnswer } from './answer-writer.ts'
import { beginCorrection } from './begin-correction.ts'
import { beginDraft, type OpenDraft, openDraft } from './drafts.ts'
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

async function sync(vaultSession: VaultSession): Promise<void> {
	const line = { batchBytes: minBatchBytes, lastInventory: '' }
	while ((await exchangeBundle(vaultSession, line, 'test')).more);
}
async function unlockedWith(): Promise<VaultSession> {
	const made = await server()
	connect(goodLine(made))
	const vaultSession = await unlockedAt(made)
	await sync(vaultSession)
	return vaultSession
}
async function keep(
	vaultSession: VaultSession,
	draft: string,
	answers: Record<string, Answer | null>,
): Promise<void> {
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
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
const finish = (vaultSession: VaultSession, draft: string) =>
	saveRevision({
		vaultSession,
		draft,
		form,
		status: 'submitted',
		answersOf: (opened) => sessionOf(opened).finalAnswers(),
	})
/** Saves a finished record with sealed answers; returns its id. */
async function finished(
	vaultSession: VaultSession,
	answers: Record<string, Answer>,
	id = definition.id,
): Promise<string> {
	const draft = await beginDraft(vaultSession, { id, ver: 1 })
	await keep(vaultSession, draft, answers)
	await finish(vaultSession, draft)
	return (await listRecords(vaultSession))[0]?.id ?? ''
}
const currentAnswers = async (vaultSession: VaultSession, record: string) => {
	const found = await recordOnPhone(vaultSession, record)
	return new Map(found ? getCurrentAnswers(found.state) : [])
}
async function setOf(vaultSession: VaultSession, id: string | null) {
	const row = (await (await database()).revisions.toArray()).find((each) => each.id === id)
	return row && readRevision(await inflate(await openRevision(vaultSession, row)))?.set
}

test('a record with encrypted answers is corrected: answers not given again stay unchanged in the record', async () => {
	const vaultSession = await unlockedWith()
	const record = await finished(vaultSession, { agrees: 'y', what: 'a knife', often: 3, age: 30 })
	const before = await currentAnswers(vaultSession, record)
	expect([isSealed(before.get('what')), isSealed(before.get('often'))]).toEqual([true, true])

	const draft = await beginCorrection(vaultSession, record)
	const opened = await openDraft(vaultSession, draft)
	expect(opened && sessionOf(opened).violations()).toEqual([])
	await keep(vaultSession, draft, { age: 31 })
	expect(await setOf(vaultSession, await finish(vaultSession, draft))).toEqual({ age: 31 })
	expect(await currentAnswers(vaultSession, record)).toEqual(new Map([...before, ['age', 31]]))
})
test('an answer given again is encrypted again, and nothing of it stays readable on the phone', async () => {
	const vaultSession = await unlockedWith()
	const record = await finished(vaultSession, { agrees: 'y', what: 'a knife', often: 3 })
	const before = await currentAnswers(vaultSession, record)
	const draft = await beginCorrection(vaultSession, record)
	await keep(vaultSession, draft, { what: null })
	await keep(vaultSession, draft, { what: 'a stone' })
	// the phone is locked, killed and reopened in between: a part is saved
	const opened = await openDraft(vaultSession, draft)
	expect(opened?.answers.get('what')).toBe('a stone')
	expect(opened?.answers.get('often')).toBe(before.get('often'))
	const set = await setOf(vaultSession, await finish(vaultSession, draft))
	expect(Object.keys(set ?? {})).toEqual(['what'])
	expect(isSealed(set?.what) && set.what !== before.get('what')).toBe(true)
	expect(await (await database()).draftAnswers.toArray()).toEqual([])
	expect(JSON.stringify([...(await currentAnswers(vaultSession, record))])).not.toContain('stone')
})
test('a flag is sent unencrypted with its inputs, and recomputed only by a phone that has them', async () => {
	const vaultSession = await unlockedWith()
	const open = async (draft: string) => {
		const opened = await openDraft(vaultSession, draft)
		if (!opened) throw new Error('no draft')
		return opened
	}
	const started = await beginDraft(vaultSession, { id: definition.id, ver: 1 })
	await keep(vaultSession, started, { agrees: 'y', what: 'a knife' })
	expect(sessionOf(await open(started)).answerAt('armed')).toBe('armed')
	const first = await setOf(vaultSession, await finish(vaultSession, started))
	expect(first).toMatchObject({ agrees: 'y', armed: 'armed' })
	expect(isSealed(first?.what)).toBe(true)

	const record = (await listRecords(vaultSession))[0]?.id ?? ''
	const untouched = await beginCorrection(vaultSession, record)
	await keep(vaultSession, untouched, { age: 31 })
	expect(await setOf(vaultSession, await finish(vaultSession, untouched))).toEqual({ age: 31 })

	const again = await beginCorrection(vaultSession, record)
	const opened = await open(again)
	const session = sessionOf(opened)
	session.answer('what', 'a stone')
	await keep(
		vaultSession,
		again,
		Object.fromEntries(session.takeChanged().map((each) => [each.path, each.answer])),
	)
	const set = await setOf(vaultSession, await finish(vaultSession, again))
	expect(set).toMatchObject({ armed: 'not' })
	expect(Object.keys(set ?? {}).sort()).toEqual(['armed', 'what'])
})
test('an encrypted answer that was opened for a new answer and left unchanged changes nothing', async () => {
	const vaultSession = await unlockedWith()
	const record = await finished(vaultSession, { agrees: 'y', what: 'a knife', age: 30 })
	const before = await currentAnswers(vaultSession, record)
	const draft = await beginCorrection(vaultSession, record)
	await keep(vaultSession, draft, { what: null })
	await keep(vaultSession, draft, { what: before.get('what') ?? null })
	expect(await finish(vaultSession, draft)).toBeNull()
	expect(await currentAnswers(vaultSession, record)).toEqual(before)
})
test('an encrypted answer that is no longer relevant becomes an encrypted blank, once', async () => {
	const vaultSession = await unlockedWith()
	const record = await finished(vaultSession, { agrees: 'y', what: 'a knife', age: 30 })
	const before = await currentAnswers(vaultSession, record)
	const draft = await beginCorrection(vaultSession, record)
	await keep(vaultSession, draft, { agrees: 'n' })
	const set = await setOf(vaultSession, await finish(vaultSession, draft))
	expect(Object.keys(set ?? {}).sort()).toEqual(['agrees', 'armed', 'what'])
	expect(set?.armed).toBeNull()
	expect(isSealed(set?.what) && set.what !== before.get('what')).toBe(true)
	// from then on it stays unchanged
	const next = await beginCorrection(vaultSession, record)
	await keep(vaultSession, next, { age: 31 })
	expect(await setOf(vaultSession, await finish(vaultSession, next))).toEqual({ age: 31 })
})
test('an unfinished correction is not copied, and deleting it leaves the record unchanged', async () => {
	const vaultSession = await unlockedWith()
	const record = await finished(vaultSession, { agrees: 'y', what: 'a knife', age: 30 })
	const before = await currentAnswers(vaultSession, record)
	const draft = await beginCorrection(vaultSession, record)
	await keep(vaultSession, draft, { what: 'a stone' } satisfies Record<string, StoredAnswer['answer']>)
	expect(await copyDrafts(vaultSession)).toBe(false)
	const { discardDraft } = await import('./discard-draft.ts')
	await discardDraft(vaultSession, draft)
	expect(await currentAnswers(vaultSession, record)).toEqual(before)
	expect(await (await database()).draftAnswers.toArray()).toEqual([])
})
test('a report with restricted readers cannot be corrected', async () => {
	const vaultSession = await unlockedWith()
	const record = await finished(vaultSession, { agrees: 'y', what: 'a knife' }, 'told')
	await expect(beginCorrection(vaultSession, record)).rejects.toMatchObject({ code: 'not-allowed' })
})
test('an answer erased by retention while a correction is open does not return with it, not even a marker', async () => {
	const vaultSession = await unlockedWith()
	const record = await finished(vaultSession, { agrees: 'y', what: 'a knife', age: 30 })
	const before = await currentAnswers(vaultSession, record)
	await sync(vaultSession)
	const redact = await forgottenOf(vaultSession, record, ['what'])
	const draft = await beginCorrection(vaultSession, record)
	// opened, and restored
	await keep(vaultSession, draft, { age: 31, what: null })
	await keep(vaultSession, draft, { what: before.get('what') ?? null })
	const opened = await openDraft(vaultSession, draft)
	const session = opened && sessionOf(opened)
	await redact()
	expect((await openDraft(vaultSession, draft))?.answers.has('what')).toBe(false)
	const id = await saveRevision({
		vaultSession,
		draft,
		form,
		status: 'submitted',
		answersOf: () => session?.finalAnswers() ?? new Map(),
	})
	expect(await setOf(vaultSession, id)).toEqual({ age: 31 })
	expect((await currentAnswers(vaultSession, record)).has('what')).toBe(false)
})
test('no correction starts while the phone lacks the form, which says whether it is a report', async () => {
	const vaultSession = await unlockedWith()
	const record = await finished(vaultSession, { agrees: 'y', what: 'a knife' }, 'lost')
	await sync(vaultSession)
	await expect(beginCorrection(vaultSession, record)).rejects.toMatchObject({ code: 'form-missing' })
	// the next sync fetches it
	expect((await enrolmentOf(vaultSession.device)).cursor).toBe(0)
})
