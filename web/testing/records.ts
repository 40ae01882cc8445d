import type { Answer } from '#shared/forms/answers'
import { randomId } from '#shared/kernel/ids'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import { computeStateDigest } from '#shared/revisions/state-digest'
import { write } from '../storage/database/database.ts'
import { deflate } from '../storage/database/deflate.ts'
import { createAnswerWriter } from '../storage/drafts/answer-writer.ts'
import { beginDraft, type DraftAbout } from '../storage/drafts/drafts.ts'
import { saveRevision } from '../storage/drafts/save-revision.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { applySyncResponse } from '../storage/outbox/outbox.ts'
import { compiledForm } from '../storage/records/documents.ts'
import { type RecordSummary, recordOnPhone } from '../storage/records/records.ts'
import { buildRecordAad } from '../storage/vault/associated-data.ts'
import { randomBytes } from '../storage/vault/vault.ts'

/** Saves answers in a draft. */
export async function saveInDraft(
	vaultSession: VaultSession,
	draft: string,
	answers: Readonly<Record<string, Answer>>,
): Promise<void> {
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => {} })
	for (const [path, answer] of Object.entries(answers)) keeper.write(path, answer)
	await keeper.whenSaved()
}

/** Saves a finished, unsent record. Returns its id. */
export async function finishRecord(
	vaultSession: VaultSession,
	form: DraftAbout['form'],
	answers: Readonly<Record<string, Answer>>,
): Promise<string> {
	const draft = await beginDraft(vaultSession, form)
	await saveInDraft(vaultSession, draft, answers)
	return finishDraft(vaultSession, draft, form)
}

/** Finishes a draft as saved. Returns its record. */
export async function finishDraft(
	vaultSession: VaultSession,
	draft: string,
	form: DraftAbout['form'],
): Promise<string> {
	const compiled = await compiledForm(vaultSession, form.id, form.ver)
	if (!compiled) throw new Error('the form is not on this phone')
	let record = ''
	await saveRevision({
		vaultSession,
		draft,
		form: compiled,
		answersOf(opened) {
			record = opened.record
			return opened.answers
		},
		status: 'submitted',
	})
	return record
}

const listed: RecordSummary = {
	form: { id: 'household', ver: 1 },
	name: 'PK607-03 / 12',
	status: 'submitted',
	isVoid: false,
	openCases: 0,
}

interface ListedAs {
	readonly changedAt?: number
	/** True if it was evicted. */
	readonly isEvicted?: boolean
}

/** Adds a record of which only the list row is on this phone, as after an eviction. */
export async function listRecord(
	{ device, vault }: VaultSession,
	id: string,
	over: Partial<RecordSummary> = {},
	{ changedAt = Date.UTC(2026, 0, 15, 5), isEvicted = false }: ListedAs = {},
): Promise<void> {
	const sealed = await vault.seal(buildRecordAad(device, id), { ...listed, ...over })
	const row = { id, device, changedAt, ...(isEvicted ? { kept: true as const } : {}), ...sealed }
	await write(['records'], async ({ records }) => void (await records.put(row)))
}

/**
 * The desk writes to a record (`$status`, comments, answers), and this phone syncs. `onto`: the heads that
 * the desk saw; default: the current ones.
 */
export async function deskWrites(
	vaultSession: VaultSession,
	record: string,
	set: Revision['set'],
	onto?: readonly string[],
): Promise<void> {
	const found = await recordOnPhone(vaultSession, record)
	if (!found) throw new Error('the record is not on this phone')
	const seen = onto ? await recordOnPhone(vaultSession, record, onto) : found
	const { id, bytes } = writeRevision({
		v: 1,
		project: vaultSession.project,
		record,
		form: found.form,
		parents: [...(onto ?? found.state.heads)],
		author: randomId(randomBytes),
		device: randomId(randomBytes),
		n: 1,
		salt: randomId(randomBytes),
		at: { wall: '2026-01-16T05:00:00.000Z', tz: 0, off: 0 },
		set,
		sum: computeStateDigest((seen ?? found).state),
	})
	const reply = {
		header: {
			v: 3,
			nonce: '',
			acks: [],
			cursor: 1,
			more: false,
			head: { seq: 1, chain: 'c' },
			durable: 0,
			authors: {},
			now: Date.now(),
			notices: [],
		},
		incoming: [
			{ id, deflated: await deflate(bytes), record, n: 1, role: 'data-manager' as const, signature: null },
		],
		documents: [],
		certificates: [],
		notUnderstood: null,
	}
	await applySyncResponse(vaultSession, reply, Date.now())
}
