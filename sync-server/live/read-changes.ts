import { isFinished } from '#shared/campaign/coverage'
import type { TablePlan } from '#shared/export/table-plan'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import { withYields } from '../export/export-answers.ts'
import { inJson } from '../export/json-lines.ts'
import { type ChangedRow, changedAfter, changedOtherwise } from '../storage/live-queries.ts'
import { listRecordsMovedAway } from '../storage/moved-away-table.ts'
import type { RecordFilter } from '../storage/record-queries.ts'
import type { Store } from '../storage/store.ts'

interface ChangesQuery {
	/** Round, form, and who asks. */
	readonly filter: RecordFilter & { readonly form: string; readonly round: string }
	/** All versions, oldest first. */
	readonly versions: readonly number[]
	readonly plan: TablePlan
	/** What the last reply said; '' for the first. */
	readonly after: string
	readonly limit: number
}

/** What has changed since a reply, as programs are told. */
export interface ChangesPage {
	/** True where what was read before counts no more, and all is told anew. */
	readonly restarted: boolean
	readonly records: (ReturnType<typeof inJson> & { seq: number })[]
	/** Ids of what is no part of it any more: void, returned, of another round, or of a district that who asks does not read. */
	readonly gone: string[]
	/** There is more at once. */
	readonly more: boolean
	/** To be given with the next request. */
	readonly next: string
}

/**
 * What came or changed after a reply, in the order in which it did; nothing is missed, and what changes while it is read comes once more. Where
 * records became others without anything new coming to them (held-back work let in or kept out, records destroyed, values forgotten, a new version of the
 * form), or who asks may read other districts than before, all is told from the beginning.
 *
 * @throws Problem `input-invalid` where `after` is of no reply
 */
export async function readChanges(store: Store, query: ChangesQuery): Promise<ChangesPage> {
	const { filter, plan, versions, limit } = query
	const given = readCursor(query.after)
	const { round, form, districts, role, demonstration } = filter
	// all that came until now is there: numbers are given one after the other, each with what it brings
	const { seq: until } = await store.head()
	const others = await changedOtherwise(store.reading, store.project)
	const state = shortDigest(
		JSON.stringify([others, versions, round, form, districts, role, demonstration]),
	).slice(0, 12)
	const restarted = query.after !== '' && given.state !== state
	const after = restarted ? 0 : given.seq
	// what left the round, or counts no more, is to be heard of too
	const ofForm = { ...filter, round: undefined, statuses: undefined, void: undefined }
	const stretch = { after, until, limit: limit + 1 }
	const rows = await changedAfter(store.reading, store.project, ofForm, stretch)
	// and of what went where who asks does not read
	const away = after === 0 ? [] : await listRecordsMovedAway(store.reading, store.project, ofForm, stretch)
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
		// whoever has read nothing has nothing to take away, and what was never finished was told to nobody
		else if (after > 0 && row.finished_seq !== null) changes.gone.push(row.id)
	}
	const reached = more ? (page.at(-1)?.seq ?? after) : until
	return { restarted, ...changes, more, next: `${reached}-${state}` }
}

const counts = ({ round, status, void: isVoid }: ChangedRow, asked: string): boolean =>
	round === asked && isVoid === 0 && isFinished(status)

function readCursor(text: string): { seq: number; state: string } {
	if (text === '') return { seq: 0, state: '' }
	const [, seq, state] = /^(\d{1,15})-([\w-]{1,64})$/.exec(text) ?? []
	if (seq === undefined || state === undefined) throw new Problem('input-invalid', { field: 'after' })
	return { seq: Number(seq), state }
}
