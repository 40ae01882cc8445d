import { isFinished } from '#shared/coverage/coverage'
import type { TablePlan } from '#shared/export/table-plan'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import { inJson } from '../export/json-lines.ts'
import { withYields } from '../export/select-answers.ts'
import { type ChangedRow, changedAfter, changedOtherwise } from '../storage/exports/data-records.ts'
import { listRecordsMovedAway } from '../storage/records/district-moves.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import type { Store } from '../storage/store.ts'

interface ChangesQuery {
	/** Round and form, and the rights of the caller. */
	readonly filter: RecordFilter & { readonly form: string; readonly round: string }
	/** All versions, oldest first. */
	readonly versions: readonly number[]
	readonly plan: TablePlan
	/** Cursor of the last response; '' for the first request. */
	readonly after: string
	readonly limit: number
}

/** A page of changes since a cursor. */
export interface ChangesPage {
	/** True if the cursor is no longer valid and the client has to read everything again. */
	readonly restarted: boolean
	readonly records: (ReturnType<typeof inJson> & { seq: number })[]
	/**
	 * Ids of records that left the result: void, returned, moved to another round, or to a district that the
	 * caller may not read.
	 */
	readonly gone: string[]
	/** True if another page can be requested at once. */
	readonly more: boolean
	/** Cursor for the next request. */
	readonly next: string
}

/**
 * Reads the records that arrived or changed after a cursor, in the order of their changes. Nothing is missed;
 * a record that changes while it is read is returned once more.
 * Reading restarts from the beginning if records changed without a new revision (quarantined work released or
 * rejected, records erased, retention, a new version of the form), or if the caller's districts changed.
 *
 * @throws Problem `input-invalid` if `after` is no valid cursor
 */
export async function readChanges(store: Store, query: ChangesQuery): Promise<ChangesPage> {
	const { filter, plan, versions, limit } = query
	const given = readCursor(query.after)
	const { round, form, districts, role, demonstration } = filter
	// everything up to this number is committed: numbers are assigned one after the other, each with its data
	const { seq: until } = await store.head()
	const others = await changedOtherwise(store.reading)
	const state = shortDigest(
		JSON.stringify([others, versions, round, form, districts, role, demonstration]),
	).slice(0, 12)
	const restarted = query.after !== '' && given.state !== state
	const after = restarted ? 0 : given.seq
	// records that left the round or became void must be reported as gone
	const ofForm = { ...filter, round: undefined, statuses: undefined, void: undefined }
	const stretch = { after, until, limit: limit + 1 }
	const rows = await changedAfter(store.reading, ofForm, stretch)
	// also records that moved to a district which the caller may not read
	const away = after === 0 ? [] : await listRecordsMovedAway(store.reading, ofForm, stretch)
	const all = [...rows.map((row) => ({ seq: row.last_seq, row })), ...away].sort((a, b) => a.seq - b.seq)
	const page = all.slice(0, limit)
	const more = all.length > limit
	const changes = { records: [] as ChangesPage['records'], gone: [] as string[] }
	for await (const each of withYields(page)) {
		if (!('row' in each)) {
			changes.gone.push(each.id)
			continue
		}
		const { row } = each
		if (counts(row, round)) changes.records.push({ ...inJson(row, plan), seq: row.last_seq })
		// a first request has nothing to remove, and a record that was never finished was never returned
		else if (after > 0 && row.finished_seq !== null) changes.gone.push(row.id)
	}
	const reached = more ? (page.at(-1)?.seq ?? after) : until
	return { restarted, ...changes, more, next: `${reached}-${state}` }
}

const counts = ({ round, status, void: isVoid }: ChangedRow, requested: string): boolean =>
	round === requested && isVoid === 0 && isFinished(status)

function readCursor(text: string): { seq: number; state: string } {
	if (text === '') return { seq: 0, state: '' }
	const [, seq, state] = /^(\d{1,15})-([\w-]{1,64})$/.exec(text) ?? []
	if (seq === undefined || state === undefined) throw new Problem('input-invalid', { field: 'after' })
	return { seq: Number(seq), state }
}
