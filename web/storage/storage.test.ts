import { allFunctions } from '#shared/expressions/functions'
import '../../tests/helpers/browser.ts'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { compileForm } from '#shared/forms/compile-form'
import { FormSession } from '#shared/forms/form-session'
import { testSurroundings } from '#shared/testing/scenario'
import { readableDatabase } from '../../tests/helpers/readable-database.ts'
import { household, serverWithForm, unlockedAt } from '../../tests/helpers/unlocked-session.ts'
import { database } from './database/database.ts'
import { createAnswerWriter, hasUnkept } from './drafts/answer-writer.ts'
import { beginCorrection } from './drafts/begin-correction.ts'
import { discardDraft } from './drafts/discard-draft.ts'
import { beginDraft, dropIfEmpty, listDrafts, openDraft } from './drafts/drafts.ts'
import { lastSavedAnswers } from './drafts/last-saved.ts'
import { saveRevision } from './drafts/save-revision.ts'
import { peopleOnPhone, unlock, type VaultSession } from './enrolment/enrolments.ts'
import { listRecords, recordOnPhone } from './records/records.ts'

vi.mock('./vault/derive-pin-key.ts', async () => {
	const { argon2id } = await import('hash-wasm')
	return {
		// the same derivation; Node has no Worker that takes a module by URL
		derivePinKey: (password: string, salt: Uint8Array) =>
			argon2id({
				password,
				salt,
				memorySize: 1024,
				iterations: 1,
				parallelism: 1,
				hashLength: 32,
				outputType: 'binary',
			}),
	}
})

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const about = { id: 'household', ver: 1 }
const age = 'd_about/about_1/age'
const edu = 'd_about/about_2/edu'
let vaultSession: VaultSession
beforeEach(async () => {
	vaultSession = await unlockedAt(serverWithForm())
})

/** Saves a draft with some answers. */
async function draftWith(answers: Record<string, string | number>): Promise<string> {
	const draft = await beginDraft(vaultSession, about)
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	for (const [path, answer] of Object.entries(answers)) keeper.write(path, answer)
	await keeper.whenSaved()
	return draft
}
const finish = async (draft: string, answers: Record<string, string | number>) =>
	saveRevision({
		vaultSession,
		draft,
		form,
		answersOf: () => new Map(Object.entries(answers)),
		status: 'submitted',
	})
const rowsOf = async <Name extends 'drafts' | 'draftAnswers' | 'revisions' | 'records'>(store: Name) =>
	(await database()).table(store).toArray()

describe('a draft', () => {
	test('has every saved answer, also after a restart of the app', async () => {
		const draft = await draftWith({ [age]: 34, 'd_about/about_1/gender': 'female' })
		const again = await unlock(vaultSession.device, '482915')
		expect(Object.fromEntries((await openDraft(again, draft))?.answers ?? [])).toEqual({
			[age]: 34,
			'd_about/about_1/gender': 'female',
		})
	})
	test('keeps unreadable input', async () => {
		const draft = await beginDraft(vaultSession, about)
		const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
		keeper.write(age, null, '3O')
		await keeper.whenSaved()
		expect((await openDraft(vaultSession, draft))?.unreadable.get(age)).toBe('3O')
	})
	test('fast typing causes few writes and ends with the last input', async () => {
		const draft = await beginDraft(vaultSession, about)
		let writes = 0
		const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => writes++ })
		const text = 'a long remark, typed quickly'
		for (let i = 1; i <= text.length; i++) keeper.write('m_close/afterwards/int_comment', text.slice(0, i))
		await keeper.whenSaved()
		expect((await openDraft(vaultSession, draft))?.answers.get('m_close/afterwards/int_comment')).toBe(text)
		expect(
			await rowsOf('draftAnswers').then((rows) => rows.filter((row) => row.draft === draft)),
		).toHaveLength(1)
		expect(writes).toBeLessThan(4)
	})
	test('[K1] [K2] an answer refused by a full disk waits, says so, and is saved when there is space', async () => {
		const draft = await beginDraft(vaultSession, about)
		const problems: (string | null)[] = []
		const keeper = await createAnswerWriter(vaultSession, draft, {
			onChange: (problem) => problems.push(problem?.code ?? null),
		})
		const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
			throw new DOMException('full', 'QuotaExceededError')
		})
		keeper.write(age, 34)
		await keeper.whenSaved()
		put.mockRestore()
		expect(problems.at(-1)).toBe('phone-full')
		expect(keeper.isBusy()).toBe(true)
		// the form may be left and reopened: unsaved answers are still there
		expect(hasUnkept(vaultSession.device)).toBe(true)
		expect((await openDraft(vaultSession, draft))?.answers.get(age)).toBe(34)
		expect((await rowsOf('draftAnswers')).filter((row) => row.draft === draft)).toEqual([])
		// nothing is written until `retry`
		keeper.write('d_about/about_1/gender', 'female')
		expect(await keeper.whenSaved()).toMatchObject({ code: 'phone-full' })
		expect((await rowsOf('draftAnswers')).filter((row) => row.draft === draft)).toEqual([])
		keeper.retry()
		expect(await keeper.whenSaved()).toBeNull()
		expect(problems.at(-1)).toBeNull()
		expect(hasUnkept(vaultSession.device)).toBe(false)
		expect((await openDraft(vaultSession, draft))?.answers.size).toBe(2)
	})
	test('once deleted, is gone with its answers', async () => {
		const draft = await draftWith({ [age]: 34 })
		await discardDraft(vaultSession, draft)
		expect(await openDraft(vaultSession, draft)).toBeNull()
		expect((await rowsOf('draftAnswers')).filter((row) => row.draft === draft)).toEqual([])
	})
	test('once gone, takes no answers and says so', async () => {
		const draft = await draftWith({ [age]: 34 })
		const problems: (string | null)[] = []
		const keeper = await createAnswerWriter(vaultSession, draft, {
			onChange: (problem) => problems.push(problem?.code ?? null),
		})
		await discardDraft(vaultSession, draft)
		keeper.write(age, 35)
		await keeper.whenSaved()
		expect(problems.at(-1)).toBe('draft-gone')
		await expect(finish(draft, { [age]: 35 })).rejects.toMatchObject({ code: 'draft-gone' })
	})
	test('without answers is deleted silently; one with an answer stays', async () => {
		expect(await dropIfEmpty(await beginDraft(vaultSession, about))).toBe(true)
		const draft = await draftWith({ [age]: 34 })
		expect(await dropIfEmpty(draft)).toBe(false)
		expect((await listDrafts(vaultSession)).map(({ id }) => id)).toEqual([draft])
	})
	test('with a damaged row is listed, and the others with it', async () => {
		const draft = await draftWith({ [age]: 34 })
		const other = await draftWith({ [age]: 35 })
		const db = await database()
		const row = await db.drafts.get(draft)
		if (row) await db.drafts.put({ ...row, box: new ArrayBuffer(40) })
		const listed = await listDrafts(vaultSession)
		expect(listed.find(({ id }) => id === draft)?.isUnreadable).toBe(true)
		expect(listed.find(({ id }) => id === other)?.isUnreadable).toBe(false)
	})
	test('with one damaged answer opens with the others, reports how many are lost, and overwrites none', async () => {
		const draft = await draftWith({ [age]: 34, [edu]: 'matric' })
		const db = await database()
		const [first] = await db.draftAnswers.where({ draft }).toArray()
		if (first) await db.draftAnswers.put({ ...first, box: new ArrayBuffer(40) })
		const opened = await openDraft(vaultSession, draft)
		expect(opened?.damaged).toBe(1)
		expect([...(opened?.answers ?? [])]).toHaveLength(1)
		const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
		keeper.write(age, 35)
		keeper.write(edu, 'primary')
		expect(await keeper.whenSaved()).toBeNull()
		expect((await openDraft(vaultSession, draft))?.answers).toEqual(
			new Map<string, string | number>([
				[age, 35],
				[edu, 'primary'],
			]),
		)
		expect((await db.draftAnswers.where({ draft }).toArray()).length).toBe(3)
		await discardDraft(vaultSession, draft)
		expect(await listDrafts(vaultSession)).toEqual([])
	})
	test('belongs to its user: another one on the same phone neither sees nor opens it', async () => {
		const draft = await draftWith({ [age]: 34 })
		const other = await unlockedAt(serverWithForm())
		expect(await openDraft(other, draft)).toBeNull()
		expect(await listDrafts(other)).toEqual([])
		expect((await peopleOnPhone()).length).toBeGreaterThan(1)
	})
})

describe('finishing', () => {
	test('deletes the draft and writes the revision in one transaction', async () => {
		const draft = await draftWith({ [age]: 34 })
		const id = await finish(draft, { [age]: 34 })
		expect(await openDraft(vaultSession, draft)).toBeNull()
		const [record] = await listRecords(vaultSession)
		expect(record).toMatchObject({ status: 'submitted', sendState: 'only-here' })
		const found = await recordOnPhone(vaultSession, record?.id ?? '')
		expect(found?.revisions.map((each) => each.id)).toEqual([id])
		expect(found?.revisions[0]?.revision).toMatchObject({
			n: 1,
			parents: [],
			set: { [age]: 34, $status: 'submitted' },
		})
	})
	test('leaves the draft unchanged if the disk is full', async () => {
		const draft = await draftWith({ [age]: 34 })
		const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
			throw new DOMException('full', 'QuotaExceededError')
		})
		await expect(finish(draft, { [age]: 34 })).rejects.toMatchObject({ code: 'phone-full' })
		add.mockRestore()
		expect((await openDraft(vaultSession, draft))?.answers.get(age)).toBe(34)
		expect((await rowsOf('revisions')).filter(({ device }) => device === vaultSession.device)).toEqual([])
		expect(await finish(draft, { [age]: 34 })).not.toBeNull()
	})
	test('numbers two revisions at the same moment one after the other', async () => {
		const drafts = [await draftWith({ [age]: 34 }), await draftWith({ [age]: 35 })]
		await Promise.all(drafts.map((draft, i) => finish(draft, { [age]: 34 + i })))
		const own = (await rowsOf('revisions')).filter(({ device }) => device === vaultSession.device)
		expect(own.map(({ n }) => n).sort()).toEqual([1, 2])
	})
	test('leaves first names out of the revision', async () => {
		const row = 'b_household/roster/members/@one'
		const draft = await draftWith({ [row]: 1, [`${row}/m_label`]: 'Amina', [`${row}/m_age`]: 40 })
		await finish(draft, { [row]: 1, [`${row}/m_label`]: 'Amina', [`${row}/m_age`]: 40 })
		const [record] = await listRecords(vaultSession)
		const found = await recordOnPhone(vaultSession, record?.id ?? '')
		expect(JSON.stringify(found?.revisions)).not.toContain('Amina')
		expect(JSON.stringify(found?.revisions)).toContain('m_age')
	})
	test('stores only the changes of a correction, based on the shown state', async () => {
		const first = await finish(await draftWith({ [age]: 34 }), {
			[age]: 34,
			'd_about/about_1/gender': 'female',
		})
		const [record] = await listRecords(vaultSession)
		const correction = await beginCorrection(vaultSession, record?.id ?? '')
		// however fast it is tapped, a record has one draft
		expect(
			await Promise.all([
				beginCorrection(vaultSession, record?.id ?? ''),
				beginCorrection(vaultSession, record?.id ?? ''),
			]),
		).toEqual([correction, correction])
		await finish(correction, { [age]: 35, 'd_about/about_1/gender': 'female' })
		const found = await recordOnPhone(vaultSession, record?.id ?? '')
		const second = found?.revisions.find(({ id }) => id !== first)
		expect(second?.revision).toMatchObject({ parents: [first], set: { [age]: 35 } })
		expect(Object.keys(second?.revision.set ?? {})).toEqual([age])
	})
	test('does not write when an answer could not be read again: the draft stays and this is reported', async () => {
		const tooLong = 'x'.repeat(20_001)
		const draft = await draftWith({ 'm_close/afterwards/int_comment': tooLong })
		await expect(finish(draft, { 'm_close/afterwards/int_comment': tooLong })).rejects.toMatchObject({
			code: 'answers-too-long',
		})
		expect(await openDraft(vaultSession, draft)).not.toBeNull()
	})
	test('writes nothing for a correction without changes', async () => {
		await finish(await draftWith({ [age]: 34 }), { [age]: 34 })
		const [record] = await listRecords(vaultSession)
		const correction = await beginCorrection(vaultSession, record?.id ?? '')
		expect(await finish(correction, { [age]: 34 })).toBeNull()
		expect((await recordOnPhone(vaultSession, record?.id ?? ''))?.revisions).toHaveLength(1)
		expect(await listDrafts(vaultSession)).toEqual([])
	})
})

test('makes the answers of the last record available to the next one, not to itself', async () => {
	expect((await lastSavedAnswers(vaultSession, 'household', 'none')).size).toBe(0)
	await finish(await draftWith({ [age]: 30 }), { [age]: 30 })
	await finish(await draftWith({ [age]: 41 }), { [age]: 41 })
	const [latest] = (await listRecords(vaultSession)).sort((a, b) => b.changedAt - a.changedAt)
	expect((await lastSavedAnswers(vaultSession, 'household', 'none')).get(age)).toBe(41)
	expect((await lastSavedAnswers(vaultSession, 'household', latest?.id ?? '')).get(age)).toBe(30)
	expect((await lastSavedAnswers(vaultSession, 'focus_group', 'none')).size).toBe(0)
})
test('no answer, form or path is readable in the database', async () => {
	const canary = 'CANARY-7f3a'
	const draft = await draftWith({ [age]: canary, 'm_close/afterwards/int_comment': canary })
	await finish(await draftWith({ 'm_close/afterwards/int_comment': canary }), {
		'm_close/afterwards/int_comment': canary,
	})
	expect((await openDraft(vaultSession, draft))?.answers.get(age)).toBe(canary)
	const all = await readableDatabase()
	expect(all).toContain(vaultSession.device)
	for (const secret of [canary, 'int_comment', 'd_about', 'household']) expect(all).not.toContain(secret)
})

test('a wrong PIN opens nothing and says so', async () => {
	await expect(unlock(vaultSession.device, '482916')).rejects.toMatchObject({ code: 'pin-wrong' })
})

test('a form session restores everything that it saved', async () => {
	const session = new FormSession(form, {
		answers: new Map(),
		isNew: true,
		presets: { round: 'endline', district: 'PK607', districts: 'PK607' },
		context: testSurroundings,
	})
	const draft = await beginDraft(vaultSession, about)
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	const keepChanged = () => {
		for (const { path, answer, typed } of session.takeChanged()) keeper.write(path, answer, typed)
	}
	session.type('a_visit/line/cluster_id', 'PK607-03')
	session.type('a_visit/line/hh_no', '1x')
	session.type('a_visit/door/contact', 'contacted')
	session.type('b_household/roster/n_adults', '1')
	const row = session.addRow('b_household/roster/members', 'one')
	session.type(`${row}/m_age`, '40')
	keepChanged()
	session.removeRow(row)
	const second = session.addRow('b_household/roster/members', 'two')
	session.type(`${second}/m_label`, 'Bano')
	keepChanged()
	await keeper.whenSaved()
	const opened = await openDraft(vaultSession, draft)
	const again = new FormSession(form, {
		answers: opened?.answers ?? new Map(),
		unreadable: opened?.unreadable ?? new Map(),
		isNew: false,
		context: testSurroundings,
	})
	expect([...again.draftAnswers()].sort()).toEqual([...session.draftAnswers()].sort())
	expect(again.typedAt('a_visit/line/hh_no')).toBe('1x')
	expect(again.rows('b_household/roster/members')).toEqual([second])
})
