import type { HouseholdProgress } from '#shared/campaign/household-work'
import { hasConsentAnswer } from '#shared/forms/consent'
import { evaluateRecord } from '#shared/forms/read-record'
import { getCurrentAnswers, type Status } from '#shared/revisions/view'
import { type BackCheckProgress, checkIn } from './check-in.ts'
import { database, type LocalRecordRow, type RevisionRow } from './database.ts'
import { compiledForm } from './documents.ts'
import type { LocalRecord } from './fold-rows.ts'
import type { UnlockedSession } from './people-on-phone.ts'
import { readProgress } from './work-in.ts'

export const buildRecordAad = (device: string, id: string) => `record ${device} ${id}`

const revisionRows = async (device: string, record: string): Promise<RevisionRow[]> =>
	(await database()).getAllFromIndex('revisions', 'record', [device, record])

/** What a list shows of a record. */
export interface RecordSummary {
	readonly form: { readonly id: string; readonly ver: number }
	readonly name: string
	readonly status: Status
	readonly isVoid: boolean
	readonly openCases: number
	/** Comments of the desk that nobody has answered by finishing again; absent in rows of before. */
	readonly notes?: number
	/** The desk handed it to somebody else. */
	readonly isHandedOn?: boolean
	/** The person wants the answers deleted. */
	readonly isUnwanted?: boolean
	/** Which household it is of, and how far that one is; absent in other forms, and in rows of before. */
	readonly work?: HouseholdProgress | null
	/** Of a back-check; absent likewise. */
	readonly check?: BackCheckProgress | null
	/** When this person finished it for the first time, ms since 1970; absent where somebody else did, and in rows of before. */
	readonly finishedAt?: number
}

/** at-server: everything of it · only-here: something waits · refused: something waits that the server could not take */
export type Whereabouts = 'at-server' | 'only-here' | 'refused'

export interface LocalRecordListItem extends RecordSummary {
	readonly id: string
	readonly changedAt: number
	readonly sendState: Whereabouts
	/** Its row is damaged: it is shown, and cannot be opened. */
	readonly isUnreadable: boolean
	/** It went from this phone to make room, and is at the server. */
	readonly isEvicted: boolean
}

/**
 * All revisions of a record and what they fold to; null if none is here. With `heads`: only those and what they had
 * seen.
 */
export async function recordOnPhone(
	atWork: UnlockedSession,
	record: string,
	heads?: readonly string[],
): Promise<LocalRecord | null> {
	const rows = await revisionRows(atWork.device, record)
	return rows.length > 0 ? (await folding()).foldRows(atWork, rows, heads) : null
}

// a new phone has no record: its first question comes before this piece
const folding = () => import('./fold-rows.ts')

/** What is to be written of a record beside its revisions. */
export interface RecordToList {
	/** Null if there is nothing to show yet. */
	readonly row: LocalRecordRow | null
	/** Revisions that it stands on and that are not here. */
	readonly missing: readonly string[]
}

/** The desk has returned it, or handed it to this person. */
const comesBack = ({ revisions }: LocalRecord): boolean =>
	revisions.some(({ revision: { set } }) => set.$status === 'returned')

/** A correction finishes again what was finished before, and says nothing of the interview. */
function firstFinish({ revisions }: LocalRecord, person: string): number | null {
	const [first] = revisions
		.filter(({ revision: { set } }) => set.$status === 'submitted')
		.map(({ revision: { at, author } }) => ({ time: Date.parse(at.wall), author }))
		.sort((a, b) => a.time - b.time)
	return first?.author === person ? first.time : null
}

/** The list's row of a record, from all its revisions; `extra` are those about to be written with it. */
export async function recordRow(
	atWork: UnlockedSession,
	record: string,
	extra: readonly RevisionRow[],
	changedAt: number,
	/** Revisions that go with the same writing. */
	gone: ReadonlySet<string> = new Set(),
): Promise<RecordToList> {
	const { device, vault } = atWork
	const stored = await revisionRows(device, record)
	const known = new Set(extra.map(({ id }) => id))
	const found = await (await folding()).foldRows(atWork, [
		...stored.filter(({ id }) => !known.has(id) && !gone.has(id)),
		...extra,
	])
	if (!found) return { row: null, missing: [] }
	const { state, missing, isReassigned } = found
	// nothing of it can be read before what it stands on is here; of what was given up only what comes back is asked for
	if (state.heads.length === 0) {
		const isKept = (await (await database()).get('records', [device, record]))?.kept === true
		return { row: null, missing: isKept && !comesBack(found) ? [] : missing }
	}
	const compiled = await compiledForm(atWork, found.form.id, found.form.ver)
	const reading = compiled && evaluateRecord(compiled, getCurrentAnswers(state), found.writtenAt)
	const finishedAt = firstFinish(found, atWork.person.id)
	const summary: RecordSummary = {
		form: found.form,
		name: reading?.name ?? '',
		...(reading && compiled?.consent && hasConsentAnswer(compiled.consent.wish, reading.session)
			? { isUnwanted: true }
			: {}),
		...(reading
			? { work: readProgress(reading.session, state.status !== 'draft'), check: checkIn(reading.session) }
			: {}),
		status: state.status,
		isVoid: state.void !== null,
		openCases: state.conflicts.length,
		notes: state.notes.filter(({ isOpen }) => isOpen).length,
		isHandedOn: isReassigned,
		...(finishedAt === null ? {} : { finishedAt }),
	}
	const sealed = await vault.seal(buildRecordAad(device, record), summary)
	return { row: { id: record, device, changedAt, ...sealed }, missing }
}

const damaged: RecordSummary = {
	form: { id: '', ver: 1 },
	name: '',
	status: 'submitted',
	isVoid: false,
	openCases: 0,
}

/** Records of this person on this phone, newest first. */
export async function listRecords(atWork: UnlockedSession): Promise<LocalRecordListItem[]> {
	const { device, vault } = atWork
	const db = await database()
	const rows = await db.getAllFromIndex('records', 'device', device)
	const whereabouts = new Map<string, Whereabouts>()
	for (const state of ['waiting', 'unreadable', 'refused'] as const)
		for (const { record } of await db.getAllFromIndex('revisions', 'state', [device, state]))
			whereabouts.set(record, state === 'waiting' ? 'only-here' : 'refused')
	const records = await Promise.all(
		rows.map(async (row): Promise<LocalRecordListItem> => {
			const summary = await vault.open(buildRecordAad(device, row.id), row).then(
				(value) => value as RecordSummary,
				() => null,
			)
			return {
				...(summary ?? damaged),
				id: row.id,
				changedAt: row.changedAt,
				sendState: whereabouts.get(row.id) ?? 'at-server',
				isUnreadable: summary === null,
				isEvicted: row.kept === true,
			}
		}),
	)
	return records
		.filter(({ isUnreadable }) => !(atWork.isDecoy && isUnreadable))
		.sort((a, b) => b.changedAt - a.changedAt)
}
