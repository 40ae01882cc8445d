import {
	type ErasureReason,
	type ErasureStatement,
	type SignedStatement,
	statementId,
	statementToSign,
	writeStatement,
} from '#shared/privacy/erasure'
import { closeBackCheck } from '../quality/assign-back-check.ts'
import {
	deleteAttachmentsOfRecord,
	findErased,
	findLastStatementId,
	insertErasure,
	publishErasureOrder,
	runKey,
} from '../storage/privacy/erasures.ts'
import { findRecord } from '../storage/records/records.ts'
import type { WriteSession } from '../storage/store.ts'
import type { Signer } from '../sync/signer.ts'
import { collectRecordContents } from './record-contents.ts'

export interface ErasureInput {
	readonly record: string
	readonly reason: ErasureReason
	/** Username of the person who erases it. */
	readonly by: string
}

/**
 * Erases a record permanently.
 *
 * DE1 Nothing that was written in the record stays in the store: revisions (also quarantined ones), everything
 *     computed from them, comments, and attachments that no other record has. Files and deleted bytes go
 *     right after the transaction (`sweepErased`).
 * DE2 Id, number and chain of each revision stay, so that the rest of the log can still be verified.
 * DE3 Revisions of the record that arrive later are never stored, whoever sends them (`rejectErased`).
 * DE4 Every device that received the record, wrote in it or sends part of it is ordered to erase it as well.
 * DE5 A signed line says that it was erased, when, by whom and why, and nothing of its content. The line is in
 *     the chain.
 * DE6 Other records stay unchanged.
 *
 * Returns false if it is erased already.
 */
export async function eraseRecord(
	session: WriteSession,
	signer: Signer,
	{ record, reason, by }: ErasureInput,
): Promise<boolean> {
	const { at } = session
	if ((await findErased(session, [record])).size > 0) return false
	const found = await collectRecordContents(session, record)
	const content: ErasureStatement = {
		v: 1,
		project: session.project,
		record,
		at,
		by,
		reason,
		revisions: found.revisions.length + found.quarantined.length,
		files: found.files,
		before: (await findLastStatementId(session)) ?? '',
	}
	const statement = writeStatement(content)
	await carryOut(session, record, found, {
		statement,
		signature: signer.sign(statementToSign(statement)),
	})
	return true
}

/** Repeats an erasure from its signed entry, in a store that was restored from an older backup. */
export async function reapplyErasure(
	session: WriteSession,
	record: string,
	line: SignedStatement,
): Promise<boolean> {
	if ((await findErased(session, [record])).size > 0) return false
	await carryOut(session, record, await collectRecordContents(session, record), line)
	return true
}

/** Restores the entry of a retention run, in a store that was restored from an older backup. */
export async function addRun(
	session: WriteSession,
	{ statement, signature }: SignedStatement,
): Promise<void> {
	const id = statementId(statement)
	const record = runKey(id)
	if ((await findErased(session, [record])).size > 0) return
	const seq = (await session.allocateSequence([id])).get(id) ?? 0
	const row = {
		record,
		seq,
		id,
		statement,
		signature,
		swept: 0 as const,
		district: null,
		demonstration: 0 as const,
	}
	await insertErasure(session, row)
}

async function carryOut(
	session: WriteSession,
	record: string,
	{ revisions, quarantined, notifiedScopes }: Awaited<ReturnType<typeof collectRecordContents>>,
	{ statement, signature }: SignedStatement,
): Promise<void> {
	const row = await findRecord(session, record)
	await session.eraseRevisions(record, [...revisions, ...quarantined])
	await closeBackCheck(session, record)
	await deleteAttachmentsOfRecord(session, record)
	const id = statementId(statement)
	const seq = (await session.allocateSequence([id])).get(id) ?? 0
	await insertErasure(session, {
		record,
		seq,
		id,
		statement,
		signature,
		swept: 0,
		district: row?.district ?? null,
		demonstration: row?.demonstration ?? 0,
	})
	const owner = row ? [`person:${row.owner}`] : []
	await publishErasureOrder(session, record, new Set([...notifiedScopes, ...owner]), seq)
}
