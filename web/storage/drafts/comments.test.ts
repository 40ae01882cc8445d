import '../../../tests/helpers/browser.ts'
import { expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { randomId } from '#shared/kernel/ids'
import { notePath } from '#shared/revisions/metadata-paths'
import { readRevision, writeRevision } from '#shared/revisions/revision'
import { computeStateDigest } from '#shared/revisions/state-digest'
import { household, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { database } from '../database/database.ts'
import { deflate, inflate } from '../database/deflate.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { applySyncResponse } from '../outbox/outbox.ts'
import { listRecords, recordOnPhone } from '../records/records.ts'
import { openRevision } from '../records/revision-rows.ts'
import { randomBytes } from '../vault/vault.ts'
import { createAnswerWriter } from './answer-writer.ts'
import { beginCorrection } from './begin-correction.ts'
import { commentsOn } from './comments.ts'
import { beginDraft, openDraft } from './drafts.ts'
import { saveRevision } from './save-revision.ts'

vi.mock('../vault/derive-pin-key.ts', async () => ({
	derivePinKey: async (pin: string) => new TextEncoder().encode(pin.padEnd(32, '0')),
}))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'

async function finish(vaultSession: VaultSession, draft: string): Promise<string | null> {
	return saveRevision({ vaultSession, draft, form, answersOf: ({ answers }) => answers, status: 'submitted' })
}

/** The desk returns the record, and the phone syncs. */
async function returned(
	vaultSession: VaultSession,
	record: string,
	notes: Record<string, string>,
): Promise<void> {
	const found = await recordOnPhone(vaultSession, record)
	if (!found) throw new Error('the record is not on this phone')
	const { id, bytes } = writeRevision({
		v: 1,
		project: 'test',
		record,
		form: found.form,
		parents: [...found.state.heads],
		author: randomId(randomBytes),
		device: randomId(randomBytes),
		n: 1,
		salt: randomId(randomBytes),
		at: { wall: '2026-01-16T05:00:00.000Z', tz: 0, off: 0 },
		set: { $status: 'returned', ...notes },
		sum: computeStateDigest(found.state),
	})
	const header = {
		v: 3,
		nonce: '',
		acks: [],
		cursor: 1,
		more: false,
		head: { seq: 1, chain: 'c' },
		durable: 0,
		now: Date.now(),
		notices: [],
	}
	const incoming = {
		id,
		deflated: await deflate(bytes),
		record,
		n: 1,
		role: 'coordinator',
		signature: null,
	} as const
	await applySyncResponse(
		vaultSession,
		{ header, incoming: [incoming], documents: [], certificates: [], notUnderstood: null },
		Date.now(),
	)
}

test('a returned record shows its number of comments, and replies are saved while typing and sent with the finished record', async () => {
	const vaultSession = await unlockedAt(serverWithForm())
	const first = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const keeper = await createAnswerWriter(vaultSession, first, { onChange: () => undefined })
	keeper.write(age, 3)
	await keeper.whenSaved()
	await finish(vaultSession, first)
	const [listed] = await listRecords(vaultSession)
	const { finishedAt } = listed ?? {}
	expect(Math.abs(Date.now() - (finishedAt ?? 0))).toBeLessThan(60_000)
	const record = listed?.id ?? ''
	await returned(vaultSession, record, {
		[notePath('', 'a')]: 'Please look again',
		[notePath(age, 'b')]: 'Only three years old?',
	})
	// neither the return nor a correction changes the time of the interview
	expect((await listRecords(vaultSession))[0]).toMatchObject({ status: 'returned', notes: 2, finishedAt })

	const draft = await beginCorrection(vaultSession, record)
	const again = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	const reply = notePath(age, 'reply')
	again.write(reply, 'A slip')
	again.write(age, 30)
	await again.whenSaved()
	// the phone is switched off and on again
	const opened = await openDraft(vaultSession, draft)
	expect(opened?.notes).toEqual(new Map([[reply, 'A slip']]))
	expect(opened?.answers).toEqual(new Map([[age, 30]]))

	const id = await finish(vaultSession, draft)
	const row = (await (await database()).revisions.toArray()).find((each) => each.id === id)
	const revision = row && readRevision(await inflate(await openRevision(vaultSession, row)))
	expect(revision?.set).toEqual({ $status: 'submitted', [age]: 30, [reply]: 'A slip' })
	expect((await listRecords(vaultSession))[0]).toMatchObject({ status: 'submitted', notes: 0, finishedAt })
	const found = await recordOnPhone(vaultSession, record)
	const comments = found ? await commentsOn(vaultSession, found) : []
	expect(comments.map(({ about, text, isFromDesk, isOpen }) => [about, text, isFromDesk, isOpen])).toEqual([
		['', 'Please look again', true, false],
		[age, 'Only three years old?', true, false],
		[age, 'A slip', false, false],
	])
	expect(comments[0]?.at).toBe(Date.UTC(2026, 0, 16, 5))
})
