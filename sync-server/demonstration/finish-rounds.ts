import type { Person } from '#shared/people/people'
import { coverageForms } from '#shared/study/record-attributes'
import type { Round } from '#shared/study/study'
import { createRelease } from '../export/releases.ts'
import { writeDeskEdits } from '../review/desk-revisions.ts'
import type { ServerContext } from '../set-up.ts'
import { inParts } from '../storage/engine/chunks.ts'
import { insertRelease, sameNameAs } from '../storage/exports/releases.ts'
import { listRecords } from '../storage/records/record-pages.ts'
import { plannedDaysOf, savePlannedDays, saveTargets } from '../storage/sample/rounds-and-targets.ts'
import { foldKnown, getRecordHeader, knownRecords } from '../sync/known-record.ts'
import { closedInterviews, lastDayOfClosed } from './closed-rounds.ts'

const releaseName = 'Final data'
/** Records of a closed round, at most. */
const mostOfRound = 10_000
const longestStallMs = 120_000

/**
 * Finishes a closed round: its targets are what was done, its records are approved, and a release has them. The
 * last day of fieldwork is saved last: with it, the round is left as its users leave it.
 */
export async function finishRound(
	ready: ServerContext,
	{ code: round }: Round,
	{ manager, now, size }: { readonly manager: Person; readonly now: number; readonly size: number },
): Promise<void> {
	const { store, study } = ready
	if ((await plannedDaysOf(store.reading, round)).lastDay !== null) return
	const at = new Date(now).toISOString()
	const { project } = store
	await saveTargets(
		store.changing,
		study.districts.map((district, position) => ({
			project,
			round,
			district: district.code,
			interviews: closedInterviews(district, position, size),
			focus_groups: 0,
			person: '',
			at,
		})),
	)
	await approveRound(ready, round, manager)
	await releaseRound(ready, round, manager, at)
	await savePlannedDays(store.changing, {
		project,
		round,
		first_day: null,
		last_day: lastDayOfClosed(round, now),
		person: '',
		at,
	})
}

/** Approves the records of a round that wait for a review. */
async function approveRound(ready: ServerContext, round: string, person: Person): Promise<void> {
	const { records } = await listRecords(
		ready.store.reading,
		{ round, isWaiting: true, demonstration: true, districts: 'all', role: person.role },
		{ limit: mostOfRound },
	)
	for (const part of inParts(records)) await approveRecords(ready, person, part)
}

/** Approves records in one transaction. */
async function approveRecords(
	{ store, forms, signer }: ServerContext,
	person: Person,
	records: readonly { readonly id: string }[],
): Promise<void> {
	const ids = records.map(({ id }) => id)
	await store.write(async (session) => {
		const known = knownRecords(ids, await session.revisionsOf(ids))
		const edits = []
		for (const record of known.values()) {
			const header = getRecordHeader(record)
			if (!header) continue
			const view = foldKnown(record.revisions, await forms.compiled(header.form, header.version))
			edits.push({
				record,
				edit: {
					signer,
					project: store.project,
					form: { id: header.form, ver: header.version },
					person,
					heads: view.heads,
					view,
					set: { $status: 'approved' },
				},
			})
		}
		await writeDeskEdits(session, forms, edits)
	})
}

/** Creates the release of a round's interviews, unless it exists. */
async function releaseRound(
	{ store, forms }: ServerContext,
	round: string,
	person: Person,
	at: string,
): Promise<void> {
	const form = coverageForms.household
	if ((await sameNameAs(store.reading, { form, round, name: releaseName })) !== undefined) return
	const row = await createRelease(
		{
			store,
			forms,
			onFailure(thrown) {
				throw thrown
			},
		},
		person,
		{
			name: releaseName,
			notes: 'Made-up records of the demonstration.',
			kind: 'clean',
			values: 'codes',
			mark: false,
			approvedOnly: true,
			form,
			round,
		},
		{ at, isDemonstration: true, signal: new AbortController().signal, longestStallMs },
	)
	await store.write((session) => insertRelease(session, row))
}
