import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { FormDefinition } from '#shared/forms/form-definition'
import type { FormChange, FormRepository } from '../forms/form-shelf.ts'
import { callsWithoutFacts } from '../storage/call-table.ts'
import { devicesById } from '../storage/device-table.ts'
import { listUnparsedQuarantine } from '../storage/held-back-query.ts'
import { inParts } from '../storage/in-parts.ts'
import { withoutFacts } from '../storage/interview-table.ts'
import { bumpProjectionStamp, listUnprojectedRecords } from '../storage/record-queries.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { addRevisions } from './add-revisions.ts'
import { knownRecords } from './known-record.ts'
import { type Released, releaseRevisions } from './let-in.ts'
import { decodeQuarantinedRevision } from './open-revision.ts'
import { findQuarantineReason } from './reason-to-keep-apart.ts'
import { idsByReason, settleRecords } from './settle-records.ts'

const recordsAtATime = 100

/** Makes the rows of some records new from their revisions. */
async function understandThese(
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

/** What could not be understood: a newer program may know how, or a form that was unknown is known now. */
async function understandAgain(store: Store, forms: FormRepository): Promise<void> {
	for (let after = ''; ; ) {
		const ids = await listUnprojectedRecords(store.reading, store.project, after, recordsAtATime)
		if (ids.length === 0) return
		await store.write(async (session) => {
			await understandThese(session, forms, ids)
			const left = new Set(await listUnprojectedRecords(session.db, store.project, after, recordsAtATime))
			if (ids.some((id) => !left.has(id))) await bumpProjectionStamp(session.db, store.project)
		})
		after = ids.at(-1) ?? ''
	}
}

/**
 * Takes out of interviews and calls what an earlier program did not. Others are answered in between, and nobody has to wait for it: no phone is told of
 * it, and at the desk each district is looked over anew when something of it has changed.
 */
export async function refreshFacts(store: Store, forms: FormRepository): Promise<void> {
	for (let after: string | null = ''; after !== null; ) {
		const { ids, last }: Awaited<ReturnType<typeof withoutFacts>> = await withoutFacts(
			store.reading,
			store.project,
			after,
		)
		for (const part of inParts(ids, recordsAtATime))
			await store.write((session) => understandThese(session, forms, part))
		await nextTurn()
		after = last
	}
	for (let after = ''; ; ) {
		const ids = await callsWithoutFacts(store.reading, store.project, after, recordsAtATime)
		if (ids.length === 0) return
		await store.write((session) => understandThese(session, forms, ids))
		await nextTurn()
		after = ids.at(-1) ?? ''
	}
}

/**
 * Tries once more, one after the other, the records whose rules took too long: the machine may have been too busy, or a new program may be
 * quicker. Others are answered in between, and mostly: nobody can make a server that begins anew spend its time on them.
 */
export async function understandSlowAgain(
	store: Store,
	forms: FormRepository,
	pauseMs = 5000,
): Promise<void> {
	for (let after = ''; ; ) {
		const [id] = await listUnprojectedRecords(store.reading, store.project, after, 1, true)
		if (id === undefined) return
		await store.write((session) => understandThese(session, forms, [id]))
		await wait(pauseMs, undefined, { ref: false })
		after = id
	}
}

/**
 * Tries once more what no program understood when it came: a newer one may. It goes the way of what comes in, and is held
 * back for a reason of its own or let in.
 */
async function reprojectQuarantined(store: Store, forms: FormRepository): Promise<void> {
	for (let after = ''; ; ) {
		const page = await listUnparsedQuarantine(store.reading, store.project, after, recordsAtATime)
		if (page.length === 0) return
		await store.write(async (session) => {
			const devices = await devicesById(session.db, store.project, [
				...new Set(page.map(({ device }) => device)),
			])
			const released: Released[] = []
			// between the look and now somebody else may have been here
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

/** Publishes a form for a person; records that waited for this version are understood. Gives the version, or null where it waits for an approval. */
export async function publishForm(
	store: Store,
	forms: FormRepository,
	definition: FormDefinition,
	change: FormChange<string>,
): Promise<number | null> {
	const version = await forms.publish(definition, change)
	if (version !== null) await understandAgain(store, forms)
	return version
}

/** A version that waited was published: records that waited for it are understood. */
export async function understandApproved(
	store: Store,
	forms: FormRepository,
	form: string,
	version: number,
): Promise<void> {
	forms.forget(form, version)
	await understandAgain(store, forms)
}

/**
 * Publishes the forms that come with the program. One that a person has published since is left as it is: the program
 * does not take that back when it starts again.
 */
export async function publishForms(
	store: Store,
	forms: FormRepository,
	definitions: readonly FormDefinition[],
	now: string,
): Promise<void> {
	for (const definition of definitions) await forms.publish(definition, { by: null, now })
	await reprojectQuarantined(store, forms)
	await understandAgain(store, forms)
}
