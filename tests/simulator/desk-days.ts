import { type Answer, isRowPath } from '#shared/forms/answers'
import { Problem } from '#shared/kernel/problem'
import { writeDeskEdit } from '../../sync-server/review/desk-revisions.ts'
import { resolveConflict } from '../../sync-server/review/resolve-conflict.ts'
import { applyReviewAction, digestSeenHeads } from '../../sync-server/review/review-action.ts'
import { getRecordHeader, knownRecords } from '../../sync-server/sync/known-record.ts'
import { Violation } from './violation.ts'
import { project, viewOf, type World } from './world.ts'

/*
 * Actions of the office on records: resolve, approve, edit, reassign and adopt.
 */

async function knownAt({ deps: { store } }: World) {
	const rows = await store.reading.db.selectFrom('record').select('id').execute()
	const ids = rows.map(({ id }) => id)
	return knownRecords(ids, (await Promise.all(ids.map((id) => store.revisionsOf(id)))).flat())
}

export async function decide(world: World): Promise<void> {
	const { random, deps, manager } = world
	if (random.chance(0.15)) return decideAgain(world)
	const open = await deps.store.reading.db
		.selectFrom('conflict')
		.select(['record', 'id', 'kind', 'path', 'revisions'])
		.where('closed_seq', 'is', null)
		.execute()
	if (open.length === 0) return
	// late changes must not be accepted along with another conflict, so records with both are preferred
	const isLate = new Set(open.filter(({ kind }) => kind === 'late').map(({ record }) => record))
	const withLate = open.filter(
		({ kind, record }) => kind !== 'late' && kind !== 'status' && isLate.has(record),
	)
	const each = random.pick(withLate.length > 0 && random.chance(0.8) ? withLate : open)
	const sides = (await deps.store.revisionsById(JSON.parse(each.revisions) as string[])).map(({ id }) => id)
	const known = (await knownAt(world)).get(each.record)?.revisions ?? []
	const values = known
		.filter(({ id }) => sides.includes(id))
		.map(({ revision }) => revision.set[each.path] ?? null)
	const status = known
		.filter(({ id }) => sides.includes(id))
		.flatMap(({ revision }) => (typeof revision.set.$status === 'string' ? [revision.set.$status] : []))
	const value =
		each.kind === 'row' || each.kind === 'late'
			? random.chance(0.5)
			: each.kind === 'status'
				? (status[0] ?? 'submitted')
				: each.kind === 'void'
					? null
					: (values[0] ?? null)
	const lateBefore = viewOf(known).late
	await resolveConflict(deps, manager, each.record, { conflict: each.id, value, why: 'simulated' }).catch(
		(thrown: unknown) => {
			if (!(thrown instanceof Problem) || thrown.code === 'unexpected') throw thrown
		},
	)
	if (each.kind === 'late' || each.kind === 'status') return
	const now = viewOf((await knownAt(world)).get(each.record)?.revisions ?? [])
	if (lateBefore.some((id) => !now.late.includes(id)))
		throw new Violation(13, `a decision about ${each.kind} took in what came late and nobody had looked at`)
}

const revisionsOf = async ({ store }: World['deps'], record: string) =>
	knownRecords([record], await store.revisionsOf(record)).get(record)?.revisions ?? []

/** Reverses a decision about late changes. */
async function decideAgain({ random, deps, manager }: World): Promise<void> {
	const rows = await deps.store.reading.db
		.selectFrom('conflict')
		.select(['record', 'closed_by'])
		.where('kind', '=', 'late')
		.where('closed_by', 'is not', null)
		.execute()
	if (rows.length === 0) return
	const { record, closed_by: decision } = random.pick(rows)
	const view = viewOf(await revisionsOf(deps, record))
	await applyReviewAction(deps, manager, record, {
		kind: 'reverse-late-decision',
		decision: decision ?? '',
		isAccepted: random.chance(0.5),
		why: 'simulated',
		seen: digestSeenHeads(view),
	}).catch(expectProblem)
	const { late } = view
	const now = viewOf(await revisionsOf(deps, record))
	if (late.some((id) => !now.late.includes(id)))
		throw new Violation(
			13,
			'a decision that was turned round took in what came late and nobody had looked at',
		)
}

/** Returns a record to another enumerator. */
export async function handOn(world: World): Promise<void> {
	const { random, deps, manager, phones } = world
	const records = [...(await knownAt(world)).values()].filter(({ revisions }) => {
		const { status, waiting } = viewOf(revisions)
		return (status === 'submitted' || status === 'returned') && waiting.length === 0
	})
	if (records.length === 0) return
	const record = random.pick(records)
	const to = random.pick(phones).person.id
	const seen = digestSeenHeads(viewOf(record.revisions))
	await applyReviewAction(deps, manager, record.id, {
		kind: 'reassign',
		to,
		why: 'simulated',
		seen,
		notes: [{ about: 'b', text: 'Please look' }],
	}).catch(expectProblem)
}

/** Adopts revisions whose parents no longer exist anywhere. */
export async function adopt(world: World): Promise<void> {
	const { deps, manager, random } = world
	const waiting = [...(await knownAt(world)).values()].filter(
		({ revisions }) => viewOf(revisions).waiting.length > 0,
	)
	if (waiting.length === 0 || random.chance(0.5)) return
	const record = random.pick(waiting)
	await applyReviewAction(deps, manager, record.id, {
		kind: 'adopt',
		why: 'simulated',
		seen: digestSeenHeads(viewOf(record.revisions)),
	}).catch(expectProblem)
}

export function expectProblem(thrown: unknown): void {
	if (!(thrown instanceof Problem) || thrown.code === 'unexpected') throw thrown
}

/** Approves, returns or edits a record, as the desk does. */
export async function deskEdit(world: World): Promise<void> {
	const { random } = world
	const records = [...(await knownAt(world)).values()]
	if (records.length === 0) return
	// an approved record with an open conflict may receive late answers
	const disputed = records.filter(({ revisions }) =>
		viewOf(revisions).conflicts.some(({ kind }) => kind === 'field'),
	)
	const isDisputed = disputed.length > 0 && random.chance(0.5)
	const { id } = random.pick(isDisputed ? disputed : records)
	await deskWrite(
		world,
		id,
		isDisputed || random.chance(0.5)
			? { $status: random.chance(0.7) ? 'approved' : 'returned' }
			: { b: random.below(5), a: `desk ${random.below(4)}` },
	)
}

/** Returns the paths of a record's rows. */
export async function rowsIn({ deps }: World, record: string): Promise<string[]> {
	const { fields } = viewOf(await revisionsOf(deps, record))
	return [...fields].flatMap(([path, value]) => (isRowPath(path) && value !== null ? [path] : []))
}

/**
 * Writes to a submitted or approved record, on top of all effective revisions; does nothing for any other
 * record.
 */
export async function deskWrite(
	{ deps, manager }: World,
	id: string,
	set: Readonly<Record<string, Answer | null>>,
): Promise<void> {
	await deps.store.write(async (session) => {
		const record = knownRecords([id], await session.revisionsOf([id])).get(id)
		const header = record ? getRecordHeader(record) : null
		if (!record || !header) return
		const view = viewOf(record.revisions)
		if (view.status !== 'submitted' && view.status !== 'approved') return
		await writeDeskEdit(session, deps.forms, record, {
			signer: deps.signer,
			project,
			form: { id: header.form, ver: header.version },
			person: manager,
			heads: view.heads,
			view,
			set,
			why: 'simulated',
		})
	})
}
