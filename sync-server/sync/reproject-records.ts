import { setTimeout as wait } from 'node:timers/promises'
import type { FormRepository } from '../forms/form-repository.ts'
import { listUnparsedQuarantine } from '../storage/log/quarantine.ts'
import { devicesById } from '../storage/people/devices.ts'
import { bumpProjectionStamp, hasProjected, listUnprojectedRecords } from '../storage/records/records.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { addRevisions } from './add-revisions.ts'
import { decodeQuarantinedRevision } from './decode-revision.ts'
import { knownRecords } from './known-record.ts'
import { findQuarantineReason } from './quarantine-reason.ts'
import { type Released, releaseRevisions } from './release-quarantined.ts'
import { idsByReason, settleRecords } from './settle-records.ts'

const recordBatchSize = 100

/** Evaluates some records again from their revisions. */
export async function reprojectRecords(
	session: WriteSession,
	forms: FormRepository,
	ids: readonly string[],
): Promise<void> {
	const records = knownRecords(ids, await session.revisionsOf(ids))
	const settled = await settleRecords(session, forms, records.values(), new Map())
	await addRevisions(
		session,
		forms,
		settled.map(({ record }) => record),
		[],
	)
}

/** Evaluates failed records again. A record that succeeds has other content without a new sequence number. */
async function retryRecords(
	session: WriteSession,
	forms: FormRepository,
	ids: readonly string[],
): Promise<void> {
	await reprojectRecords(session, forms, ids)
	if (await hasProjected(session, ids)) await bumpProjectionStamp(session)
}

/** Evaluates failed records again: a newer program may be able to, or an unknown form is known now. */
export async function retryFailedRecords(store: Store, forms: FormRepository): Promise<void> {
	for (let after = ''; ; ) {
		const ids = await listUnprojectedRecords(store.reading, after, recordBatchSize)
		if (ids.length === 0) return
		await store.write((session) => retryRecords(session, forms, ids))
		after = ids.at(-1) ?? ''
	}
}

/**
 * Retries the records whose rules took too long, one at a time: the machine may have been too busy, or a new
 * program may be faster. It pauses in between, so that a restarted server cannot be made to spend its time on
 * them.
 */
export async function retrySlowRecords(
	store: Store,
	forms: FormRepository,
	{ pauseMs = 5000, lost }: { readonly pauseMs?: number; readonly lost?: AbortSignal } = {},
): Promise<void> {
	for (let after = ''; !lost?.aborted; ) {
		const [id] = await listUnprojectedRecords(store.reading, after, 1, true)
		if (id === undefined) return
		await store.write((session) => retryRecords(session, forms, [id]))
		await wait(pauseMs, undefined, { ref: false, ...(lost ? { signal: lost } : {}) }).catch(() => undefined)
		after = id
	}
}

/**
 * Retries quarantined revisions that no program could parse: a newer one may. They are processed like new
 * ones, and accepted or quarantined for another reason.
 */
export async function reprojectQuarantined(store: Store, forms: FormRepository): Promise<void> {
	for (let after = ''; ; ) {
		const page = await listUnparsedQuarantine(store.reading, after, recordBatchSize)
		if (page.length === 0) return
		await store.write(async (session) => {
			const devices = await devicesById(session, [...new Set(page.map(({ device }) => device))])
			const released: Released[] = []
			// another process may have changed them since they were listed
			for (const held of await session.findQuarantined(page.map(({ id }) => id))) {
				const revision = decodeQuarantinedRevision(held.id, held.bytes, held.redacted)
				const device = devices.get(held.device)
				if (!revision || !device || held.why !== 'not-understood') continue
				const { id } = held
				const filledBy = await forms.fillers(revision.form.id, revision.form.ver)
				const why = findQuarantineReason(revision, device, store.project, filledBy)
				if (why) await session.updateQuarantine([id], { why })
				else {
					const { role } = device
					const known = {
						id,
						revision,
						role,
						seq: 0,
						received: '',
						flag: null,
						isChecked: false,
						isRedacted: held.redacted !== null,
					}
					released.push({ held, known })
				}
			}
			const refused = await releaseRevisions(session, forms, released, { person: null, why: '' })
			for (const [reason, ids] of idsByReason(refused)) await session.updateQuarantine(ids, { why: reason })
		})
		after = page.at(-1)?.id ?? ''
	}
}
