import type { StoredAnswers } from '#shared/export/table-plan'
import { Problem } from '#shared/kernel/problem'
import { backChecksRef } from '#shared/quality/back-check-assignment'
import { canWorkInDistrict } from '#shared/study/district-work'
import { coverageForms } from '#shared/study/record-attributes'
import { asPerson, findPerson } from '../storage/people/people.ts'
import {
	deleteBackCheck,
	findBackCheck,
	listAnswersOf,
	listBackChecksAssignedTo,
	saveBackCheck,
} from '../storage/quality/back-checks.ts'
import { findRecord } from '../storage/records/records.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { findBackCheckTarget } from './back-check-target.ts'
import { hasAgreed } from './recontact-consent.ts'

/**
 * Assigns the back-check of an interview. The phones of the new and the previous assignee are notified at
 * their next sync.
 *
 * @throws Problem `not-found` for a person who does not work there, or an interview without consent to
 * recontact; `back-check-own-interview` for the interview's own enumerator
 */
export async function assignBackCheck(
	store: Store,
	by: string,
	record: string,
	person: string | null,
): Promise<void> {
	const { project } = store
	await store.write(async (session) => {
		const { at } = session
		const row = await findRecord(session, record)
		const round = row?.round ?? ''
		if (person !== null) {
			if (!row?.district || row.form !== coverageForms.household || row.outcome !== 'done')
				throw new Problem('not-found')
			if (person === row.owner) throw new Problem('back-check-own-interview')
			if (!hasAgreed(JSON.parse(row.answers) as StoredAnswers)) throw new Problem('not-found')
			const found = await findPerson(session, person)
			if (!found || !canWorkInDistrict(asPerson(found), row.district, round)) throw new Problem('not-found')
		}
		const before = await findBackCheck(session, record)
		if (person === null && !before) return
		await saveBackCheck(session, { project, record, round, person, assigned_by: by, at })
		for (const each of new Set([before?.person ?? null, person]))
			if (each !== null) await notifyChecker(session, round, each)
	})
}

/** Deletes a back-check and notifies the phone of its assignee. */
export async function closeBackCheck(session: WriteSession, record: string): Promise<void> {
	const ended = await deleteBackCheck(session, record)
	if (ended && ended.person !== null) await notifyChecker(session, ended.round, ended.person)
}

/** Publishes the current back-checks of a person to their phone. */
async function notifyChecker(session: WriteSession, round: string, person: string) {
	const theirs = await listBackChecksAssignedTo(session, { round, person })
	const rows = await listAnswersOf(
		session,
		theirs.map(({ record }) => record),
	)
	const checks = rows
		.filter((row) => row.void === 0)
		.flatMap(({ sex, answers }) => findBackCheckTarget(JSON.parse(answers) as StoredAnswers, sex) ?? [])
	checks.sort((a, b) => (a.cluster < b.cluster ? -1 : a.cluster > b.cluster ? 1 : a.household - b.household))
	await session.putDocument({
		kind: 'back-checks',
		ref: backChecksRef(round, person),
		scope: `person:${person}`,
		body: { round, checks },
	})
}
