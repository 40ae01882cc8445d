import type { Person } from '#shared/access/people'
import { Problem, type ProblemCode } from '#shared/kernel/problem'
import { type ManyMoved, type ManyMoves, takeBackMinutes } from '#shared/revisions/many-moves'
import type { View } from '#shared/revisions/view'
import { findRecord, lookedAt } from '../storage/record-queries.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import type { KnownRecord } from '../sync/known-record.ts'
import type { DecideDeps } from './decide-case.ts'
import { writeMove } from './move-record.ts'

type Left = ManyMoved['left'][number]['why']

/** Problems that are about one record alone. */
const leftBy = new Map<ProblemCode, Left>([
	['not-allowed', 'not-allowed'],
	['not-found', 'gone'],
])

/** Why a record is left as it is: nothing of it is written then, and the next one is moved. */
class LeftAsItIs extends Error {
	readonly why: Left
	constructor(why: Left) {
		super(why)
		this.why = why
	}
}

/**
 * Approves records that nobody has opened, where nothing about them asks for it, or takes such approvals back. Each is written by itself, so that one that
 * is left stops no other; and where the server cannot go on, what is done by then is said, and what was not reached.
 *
 * `through`: the store that notes what is done to a record, once it is known that the person may see it.
 *
 * @throws whatever stops the first of them
 */
export async function moveMany(
	{ forms, signer }: Pick<DecideDeps, 'forms' | 'signer'>,
	person: Person,
	moves: ManyMoves,
	{ through, onStop }: Reached,
): Promise<ManyMoved> {
	const { kind } = moves
	const done: string[] = []
	const left: { id: string; why: Left }[] = []
	for (const each of moves.records) {
		try {
			const store = await through(each.id)
			await store.write(async (session) => {
				if ('lastSeq' in each) await demandClean(session, store.project, person, each)
				await writeMove(
					session,
					{ store, forms, signer },
					person,
					each.id,
					{ kind, why: '' },
					(view, record) => {
						if (kind === 'take-back')
							demandOwnApproval({ view, revisions: record.revisions, person, at: session.at })
					},
				)
			})
			done.push(each.id)
		} catch (thrown) {
			const why = whyLeft(thrown)
			if (why !== undefined) {
				left.push({ id: each.id, why })
				continue
			}
			if (done.length === 0) throw thrown
			onStop(thrown)
			const others = moves.records.slice(done.length + left.length)
			left.push(...others.map(({ id }) => ({ id, why: 'not-reached' as const })))
			break
		}
	}
	return { done, left }
}

interface Reached {
	readonly through: (record: string) => Promise<Store>
	/** Hears why not all were reached. */
	readonly onStop: (thrown: unknown) => void
}

const whyLeft = (thrown: unknown): Left | undefined =>
	thrown instanceof LeftAsItIs ? thrown.why : thrown instanceof Problem ? leftBy.get(thrown.code) : undefined

/** @throws LeftAsItIs */
async function demandClean(
	{ db }: WriteSession,
	project: string,
	person: Person,
	{ id, lastSeq }: { readonly id: string; readonly lastSeq: number },
): Promise<void> {
	const row = await findRecord(db, project, id)
	if (!row) throw new Problem('not-found')
	const { notClean } = lookedAt(row, person.role)
	// what somebody else has approved is said so
	if (row.last_seq !== lastSeq && notClean !== 'approved') throw new LeftAsItIs('changed')
	if (notClean !== null) throw new LeftAsItIs(notClean)
}

interface Approved {
	readonly view: View
	readonly revisions: KnownRecord['revisions']
	readonly person: Person
	/** ISO */
	readonly at: string
}

/**
 * An approval is taken back only by whoever gave it, at once, and while it is the last word about the record: what came since was written by
 * somebody who knew it approved, or is late and waits behind it.
 *
 * @throws LeftAsItIs
 */
function demandOwnApproval({ view, revisions, person, at }: Approved): void {
	if (view.status !== 'approved') throw new LeftAsItIs('not-approved')
	const [last, ...others] = view.allHeads
	const approval = revisions.find(({ id }) => id === last)
	if (others.length > 0 || approval?.revision.set.$status !== 'approved') throw new LeftAsItIs('changed')
	if (approval.revision.author !== person.id) throw new LeftAsItIs('by-another')
	if (Date.parse(at) - Date.parse(approval.received) > takeBackMinutes * 60_000)
		throw new LeftAsItIs('too-late')
}
