import { hasConsentAnswer } from '#shared/forms/consent'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { getCurrentAnswers, type Status } from '#shared/revisions/record-state'
import type { HouseholdProgress } from '#shared/sample/household-progress'
import { database } from '../database/database.ts'
import { traced } from '../database/live-query.ts'
import type { LocalRecordRow, RevisionRow } from '../database/rows.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { buildRecordAad } from '../vault/associated-data.ts'
import { type BackCheckProgress, checkIn } from './back-check-progress.ts'
import { compiledForm } from './documents.ts'
import type { LocalRecord } from './fold-rows.ts'
import { readProgress } from './household-progress.ts'

const revisionRows = async (device: string, record: string): Promise<RevisionRow[]> =>
	(await database()).revisions.where({ device, record }).toArray()

/** Summary of a record for lists. */
export interface RecordSummary {
	readonly form: { readonly id: string; readonly ver: number }
	readonly name: string
	readonly status: Status
	readonly isVoid: boolean
	readonly openCases: number
	/** Comments of the desk that were not answered by finishing again; absent in older rows. */
	readonly notes?: number
	/** True if the desk has reassigned it to another person. */
	readonly isHandedOn?: boolean
	/** True if the respondent wants the answers deleted. */
	readonly isUnwanted?: boolean
	/** Household and its progress; null or absent in other forms and in older rows. */
	readonly work?: HouseholdProgress | null
	/** Progress of a back-check; null or absent in other forms and in older rows. */
	readonly check?: BackCheckProgress | null
	/** Language in which its questions were last shown on this phone; absent if they never were. */
	readonly questionLanguage?: string
	/** When this person first finished it, ms since 1970; absent if another person did, and in older rows. */
	readonly finishedAt?: number
}

/**
 * at-server: everything was sent · only-here: something is unsent · refused: something unsent was rejected by
 * the server
 */
export type Whereabouts = 'at-server' | 'only-here' | 'refused'

export interface LocalRecordListItem extends RecordSummary {
	readonly id: string
	readonly changedAt: number
	readonly sendState: Whereabouts
	/** True if its row is damaged: it is listed, and cannot be opened. */
	readonly isUnreadable: boolean
	/** True if it was evicted to free space: the server has it. */
	readonly isEvicted: boolean
}

/**
 * Loads all revisions of a record and folds them; null if none is here. With `heads`: only those and what
 * they had seen.
 */
export async function recordOnPhone(
	vaultSession: VaultSession,
	record: string,
	heads?: readonly string[],
): Promise<LocalRecord | null> {
	const rows = await revisionRows(vaultSession.device, record)
	return rows.length > 0 ? (await folding()).foldRows(vaultSession, rows, heads) : null
}

// a new phone has no record: its first question must not wait for this code
const folding = () => traced(import('./fold-rows.ts'))

/** The list row to write together with the revisions of a record. */
export interface RecordToList {
	/** Null if there is nothing to show yet. */
	readonly row: LocalRecordRow | null
	/** Missing parents of its revisions. */
	readonly missing: readonly string[]
}

/** True if the desk has returned it, or reassigned it to this person. */
const comesBack = ({ revisions }: LocalRecord): boolean =>
	revisions.some(({ revision: { set } }) => set.$status === 'returned')

/**
 * Time when this person first finished the record; null if another person did. Corrections finish it again
 * and do not count.
 */
function firstFinish({ revisions }: LocalRecord, person: string): number | null {
	const [first] = revisions
		.filter(({ revision: { set } }) => set.$status === 'submitted')
		.map(({ revision: { at, author } }) => ({ time: Date.parse(at.wall), author }))
		.sort((a, b) => a.time - b.time)
	return first?.author === person ? first.time : null
}

interface RowChange {
	/** Revisions that the same transaction deletes. */
	readonly gone?: ReadonlySet<string>
	/** Language in which the record was just finished; absent: that of its row stays. */
	readonly questionLanguage?: string | undefined
}

/**
 * Computes the list row of a record from all its revisions; `extra` are those about to be written with it.
 */
export async function recordRow(
	vaultSession: VaultSession,
	record: string,
	extra: readonly RevisionRow[],
	changedAt: number,
	{ gone = new Set(), questionLanguage }: RowChange = {},
): Promise<RecordToList> {
	const { device, vault } = vaultSession
	const stored = await revisionRows(device, record)
	const known = new Set(extra.map(({ id }) => id))
	const found = await (await folding()).foldRows(vaultSession, [
		...stored.filter(({ id }) => !known.has(id) && !gone.has(id)),
		...extra,
	])
	if (!found) return { row: null, missing: [] }
	const { state, missing, isReassigned } = found
	// nothing can be read until the parents are here; for an evicted record they are requested only if it was
	// returned
	if (state.heads.length === 0) {
		const isEvicted = (await (await database()).records.get([device, record]))?.kept === true
		return { row: null, missing: isEvicted && !comesBack(found) ? [] : missing }
	}
	const compiled = await compiledForm(vaultSession, found.form.id, found.form.ver)
	const reading = compiled && evaluateRecord(compiled, getCurrentAnswers(state), found.writtenAt)
	const finishedAt = firstFinish(found, vaultSession.person.id)
	const shownIn = questionLanguage ?? (await questionLanguageIn(vaultSession, record))
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
		...(shownIn === undefined ? {} : { questionLanguage: shownIn }),
		...(finishedAt === null ? {} : { finishedAt }),
	}
	const sealed = await vault.seal(buildRecordAad(device, record), summary)
	return { row: { id: record, device, changedAt, ...sealed }, missing }
}

async function questionLanguageIn(
	{ device, vault }: VaultSession,
	record: string,
): Promise<string | undefined> {
	const row = await (await database()).records.get([device, record])
	const summary = row && (await vault.open(buildRecordAad(device, record), row).catch(() => undefined))
	return (summary as RecordSummary | undefined)?.questionLanguage
}

const damaged: RecordSummary = {
	form: { id: '', ver: 1 },
	name: '',
	status: 'submitted',
	isVoid: false,
	openCases: 0,
}

/** Lists this person's records on this phone, newest first. */
export async function listRecords(vaultSession: VaultSession): Promise<LocalRecordListItem[]> {
	const { device, vault } = vaultSession
	const db = await database()
	const rows = await db.records.where({ device }).toArray()
	const whereabouts = new Map<string, Whereabouts>()
	for (const state of ['waiting', 'unreadable', 'refused'] as const)
		for (const { record } of await db.revisions.where({ device, state }).toArray())
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
		.filter(({ isUnreadable }) => !(vaultSession.isDecoy && isUnreadable))
		.sort((a, b) => b.changedAt - a.changedAt)
}
