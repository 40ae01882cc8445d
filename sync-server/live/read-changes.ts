import { isFinished } from '#shared/campaign/coverage'
import type { TablePlan } from '#shared/export/table-plan'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import { inJson } from '../export/json-lines.ts'
import { type ChangedRow, changedAfter, changedOtherwise, destroyedBetween } from '../storage/live-queries.ts'
import type { RecordFilter } from '../storage/record-queries.ts'
import type { Store } from '../storage/store.ts'

interface Asked {
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
export interface Changes {
	/** True where what was read before counts no more, and all is told anew. */
	readonly restarted: boolean
	readonly records: (ReturnType<typeof inJson> & { seq: number })[]
	/** Ids of what is no part of it any more: void, returned, destroyed, or of another round. */
	readonly gone: string[]
	/** There is more at once. */
	readonly more: boolean
	/** To be given with the next request. */
	readonly next: string
}

/**
 * What came or changed after a reply, in the order in which it did; nothing is missed, and what changes while it is read comes once more. Where
 * records became others without anything new coming to them (held-back work let in or kept out, values forgotten, a new version of the form), all is told
 * from the beginning.
 *
 * @throws Problem `input-invalid` where `after` is of no reply
 */
export async function readChanges(store: Store, asked: Asked): Promise<Changes> {
	const { filter, plan, versions, limit } = asked
	const given = readCursor(asked.after)
	return store.atOneMoment(async (db) => {
		const others = await changedOtherwise(db, store.project)
		const state = shortDigest(`${others} ${versions.join(' ')}`)
		const restarted = asked.after !== '' && given.state !== state
		const after = restarted ? 0 : given.seq
		const { round, ...ofForm } = filter
		// what left the round is to be heard of too
		const rows = await changedAfter(
			db,
			store.project,
			{ ...ofForm, statuses: undefined, void: undefined },
			{
				...{ after, limit: limit + 1 },
			},
		)
		const page = rows.slice(0, limit)
		const more = rows.length > limit
		const until = more ? (page.at(-1)?.last_seq ?? after) : Number.MAX_SAFE_INTEGER
		const destroyed = after === 0 ? [] : await destroyedBetween(db, store.project, { after, until }, filter)
		const counted = page.filter((row) => counts(row, round))
		const left = page.filter((row) => !counts(row, round))
		const seq = Math.max(after, ...page.map(({ last_seq }) => last_seq), ...destroyed.map(({ seq }) => seq))
		return {
			restarted,
			records: counted.map((row) => ({ ...inJson(row, plan), seq: row.last_seq })),
			// whoever has read nothing has nothing to take away
			gone: after === 0 ? [] : [...left.map(({ id }) => id), ...destroyed.map(({ record }) => record)],
			more,
			next: `${seq}-${state}`,
		}
	})
}

const counts = ({ round, status, void: isVoid }: ChangedRow, asked: string): boolean =>
	round === asked && isVoid === 0 && isFinished(status)

function readCursor(text: string): { seq: number; state: string } {
	if (text === '') return { seq: 0, state: '' }
	const [, seq, state] = /^(\d{1,15})-([\w-]{1,64})$/.exec(text) ?? []
	if (seq === undefined || state === undefined) throw new Problem('input-invalid', { field: 'after' })
	return { seq: Number(seq), state }
}
