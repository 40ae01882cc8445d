import { type Answer, isRowPath, rowsAbove, sameAnswer } from '#shared/forms/answers'
import { shortDigest } from '#shared/kernel/digest'
import { Ancestors, areConcurrent, findHeads, type Graph, graphOf } from './graph.ts'
import { getNoteSubject, isMetadataPath, isNotePath, ownerPath, parseAdoptedPath } from './metadata-paths.ts'
import {
	type Conflict,
	type ConflictKind,
	isStatus,
	type MergeNotice,
	type RecordNote,
	type RecordState,
	type Status,
	statuses,
} from './record-state.ts'

/** The fields of a revision that the fold reads. */
export interface FoldRevision {
	readonly id: string
	readonly parents: readonly string[]
	readonly set: Readonly<Record<string, Answer | null>>
	/**
	 * Weight of the author for the value shown while a conflict is open: enumerator 1, coordinator 2, data
	 * manager 3.
	 */
	readonly rank: number
}

/** Merge rules of a form. */
export interface MergeRules {
	/** False if these ticks exclude each other: the merged list is then a conflict. */
	readonly canCoexist: (path: string, ticks: readonly string[]) => boolean
	/**
	 * Joins values that no person entered, so that they are never a conflict. `past` is what all sides had seen.
	 * Undefined if the path is an answer.
	 */
	readonly join: (
		path: string,
		sides: readonly FieldWrite[],
		past: readonly FieldWrite[],
	) => Answer | undefined
}
export const noRules: MergeRules = { canCoexist: () => true, join: () => undefined }

/** Value written at a path. Null: the answer was removed. */
type FieldWrite = Answer | null

/** Minimum rank of the desk, whose edits after the approval count without a conflict. */
export const deskRank = 2

/**
 * Folds a record's state from the set of its revisions, as a pure function: no clock, no order of arrival.
 *
 * V1 Any order, duplication or splitting of the revisions gives the same state.
 * V2 For each path the revisions count that set it and that no other writer of the path had seen. One value
 *    among them is the answer; several are a conflict, and the answer shown is that of the highest rank, then
 *    the deepest, then the smallest id.
 * V3 Ticks of a select-many merge: what all had, plus what any added, minus what any removed. Not if that
 *    past is itself disputed, or if the form says they exclude each other.
 * V4 A row that was removed here and edited there stays, and is a conflict; conflicts inside a row whose
 *    removal all sides had seen are history.
 * V5 Void against an edit by someone who had not seen it: not void, and a conflict.
 * V6 Of several statuses the least finished counts. A draft against a finish that it had not seen is a
 *    conflict, or a finished interview would silently disappear from every count; an approval against another
 *    status of the desk is one too.
 * V7 Approved is a fence, and only the desk lifts it: it shows its ancestors and what the desk wrote on top.
 *    Everything else is late, and a conflict, also a finish or a draft that had not seen the approval:
 *    nothing that a phone sends changes an approved record or its status.
 * V8 A conflict closes only by a revision that had seen all its sides and sets the path.
 * V9 A value that no person entered is joined by the form's rule, and is never a conflict.
 * V10 The owner is the person whom the desk set last. Comments are only ever added, and change nothing else.
 * V11 A revision that waits for an ancestor and was adopted by the desk is no conflict any more; if the
 *     ancestor arrives, it counts like any other.
 */
export function fold(revisions: ReadonlyMap<string, FoldRevision>, rules: MergeRules = noRules): RecordState {
	const graph = graphOf(revisions)
	const complete = new Set(graph.ancestors.keys())
	const conflicts: Conflict[] = []
	const open = (kind: ConflictKind, path: string, involved: readonly string[]) => {
		const sorted = [...new Set(involved)].sort()
		conflicts.push({ id: shortDigest(JSON.stringify([kind, path, sorted])), kind, path, revisions: sorted })
	}

	const { statusHeads, status, shown } = resolveStatus(complete, revisions, graph)
	const headStatuses = new Set(statusHeads.map((id) => revisions.get(id)?.set.$status))
	if (headStatuses.size > 1 && (headStatuses.has('approved') || headStatuses.has('draft')))
		open('status', '$status', statusHeads)

	const late = [...complete]
		.filter(
			(id) => !shown.has(id) && Object.keys(revisions.get(id)?.set ?? {}).some((path) => !isNotePath(path)),
		)
		.sort()
	if (late.length > 0) open('late', '*', late)

	const writers = writersByPath(shown, revisions)
	const { fields, disputed, notices } = foldFields(writers, revisions, graph, rules)
	const { contested, gone } = foldRows(fields, writers, shown, revisions, graph)
	const isHistory = (path: string) => rowsAbove(path).some((row) => gone.has(row) && row !== path)
	for (const { path, involved } of contested) if (!isHistory(path)) open('row', path, involved)
	for (const { path, heads } of disputed) if (!isHistory(path)) open('field', path, heads)

	const voiding = foldVoid(shown, revisions, graph)
	if (voiding.disputed) open('void', '$void', voiding.disputed)
	const { notes, owner, adopted } = foldMetadata(complete, revisions, graph)
	const waiting = graph.waiting.filter((id) => !adopted.has(id))
	if (waiting.length > 0) open('waiting', '*', waiting)

	return {
		status,
		void: voiding.reason,
		fields,
		conflicts: conflicts.sort((a, b) => (a.id < b.id ? -1 : 1)),
		notices,
		heads: findHeads(shown, graph),
		allHeads: findHeads(complete, graph),
		late,
		waiting,
		owner,
		notes,
	}
}

/** Returns the ids of the revisions that count: those that wait for no ancestor and are not late. */
export function listCountingRevisions(revisions: ReadonlyMap<string, FoldRevision>): ReadonlySet<string> {
	const graph = graphOf(revisions)
	return resolveStatus(new Set(graph.ancestors.keys()), revisions, graph).shown
}

/** V6, V7: the status, its heads, and the revisions that are shown. */
function resolveStatus(
	complete: ReadonlySet<string>,
	revisions: ReadonlyMap<string, FoldRevision>,
	graph: Graph,
) {
	const statusHeads = headsThatDecide(writersOf('$status', complete, revisions), revisions, graph)
	const status = leastFinished(statusHeads.map((id) => revisions.get(id)?.set.$status))
	const shown = status === 'approved' ? behindFence(statusHeads, complete, revisions, graph) : complete
	return { statusHeads, status, shown }
}

const rankOf = (id: string, revisions: ReadonlyMap<string, FoldRevision>): number =>
	revisions.get(id)?.rank ?? 0

/**
 * V7: returns the heads among the revisions that set the status. While all of the desk's heads are approvals,
 * only these decide.
 */
function headsThatDecide(
	writers: readonly string[],
	revisions: ReadonlyMap<string, FoldRevision>,
	graph: Graph,
): readonly string[] {
	const isApproval = (id: string) => revisions.get(id)?.set.$status === 'approved'
	const ofDesk = findHeads(
		writers.filter((id) => isApproval(id) || rankOf(id, revisions) >= deskRank),
		graph,
	)
	return ofDesk.length > 0 && ofDesk.every(isApproval) ? ofDesk : findHeads(writers, graph)
}

export function leastFinished(values: readonly unknown[]): Status {
	const found = values.filter(isStatus)
	return statuses.find((status) => found.includes(status)) ?? 'draft'
}

function writersOf(
	path: string,
	candidates: ReadonlySet<string>,
	revisions: ReadonlyMap<string, FoldRevision>,
): string[] {
	return [...candidates].filter((id) => Object.hasOwn(revisions.get(id)?.set ?? {}, path))
}

/**
 * V7: returns the approvals with their ancestors, and what the desk wrote on top of them with its ancestors.
 */
function behindFence(
	approvals: readonly string[],
	complete: ReadonlySet<string>,
	revisions: ReadonlyMap<string, FoldRevision>,
	graph: Graph,
): Set<string> {
	const shown = new Set<string>()
	const take = (id: string) => {
		shown.add(id)
		for (const ancestor of graph.ancestors.get(id) ?? []) shown.add(ancestor)
	}
	for (const id of approvals) take(id)
	for (const id of complete) {
		const isOnTop = approvals.some((approval) => graph.ancestors.get(id)?.has(approval))
		if (isOnTop && rankOf(id, revisions) >= deskRank) take(id)
	}
	return shown
}

type Writers = ReadonlyMap<string, readonly string[]>

/** Returns the revisions that set each answer and row. */
function writersByPath(shown: ReadonlySet<string>, revisions: ReadonlyMap<string, FoldRevision>): Writers {
	const writers = new Map<string, string[]>()
	for (const id of shown) {
		const alone = [id]
		for (const path of Object.keys(revisions.get(id)?.set ?? {})) {
			if (path === '$status' || path === '$void' || isMetadataPath(path)) continue
			const known = writers.get(path)
			if (!known) writers.set(path, alone)
			// the list `alone` is shared by all paths of its revision
			else if (known.length === 1) writers.set(path, [...known, id])
			else known.push(id)
		}
	}
	return writers
}

function foldFields(
	writers: Writers,
	revisions: ReadonlyMap<string, FoldRevision>,
	graph: Graph,
	rules: MergeRules,
) {
	const valueAt = (id: string, path: string): Answer | null => revisions.get(id)?.set[path] ?? null
	const fields = new Map<string, Answer | null>()
	const disputed: { path: string; heads: readonly string[] }[] = []
	const notices: MergeNotice[] = []
	for (const path of [...writers.keys()].sort()) {
		const heads = findHeads(writers.get(path) ?? [], graph)
		const [first] = heads
		if (first !== undefined && heads.length === 1) {
			fields.set(path, valueAt(first, path))
			continue
		}
		const winner = provisional(heads, revisions, graph)
		const value = valueAt(winner, path)
		if (heads.every((id) => sameAnswer(valueAt(id, path), value))) {
			fields.set(path, value)
			continue
		}
		const values = heads.map((id) => valueAt(id, path))
		const past = pastOf(heads, writers.get(path) ?? [], graph).map((id) => valueAt(id, path))
		const joined = rules.join(path, values, past)
		if (joined !== undefined) {
			fields.set(path, joined)
			continue
		}
		const merged = mergedTicks(values, past)
		if (merged && rules.canCoexist(path, merged)) {
			fields.set(path, merged)
			notices.push({ kind: 'set-merged', path, revisions: heads })
			continue
		}
		fields.set(path, value)
		disputed.push({ path, heads })
	}
	return { fields, disputed, notices }
}

/** V2: returns the head whose value is shown while a conflict is open. */
function provisional(
	heads: readonly string[],
	revisions: ReadonlyMap<string, FoldRevision>,
	graph: Graph,
): string {
	const rank = (id: string) => rankOf(id, revisions)
	const depth = (id: string) => graph.depth.get(id) ?? 0
	return [...heads].sort((a, b) => rank(b) - rank(a) || depth(b) - depth(a) || (a < b ? -1 : 1))[0] as string
}

/** Returns the heads among the writers that all `heads` had seen. */
function pastOf(heads: readonly string[], writers: readonly string[], graph: Graph): readonly string[] {
	const seen = Ancestors.common(heads.flatMap((head) => graph.ancestors.get(head) ?? []))
	const seenByAll = writers.filter((id) => seen?.has(id))
	return findHeads(seenByAll, graph)
}

/** V3: merges ticks. Null if they cannot be merged. */
function mergedTicks(values: readonly FieldWrite[], past: readonly FieldWrite[]): readonly string[] | null {
	const lists: (readonly string[])[] = []
	for (const value of values) {
		if (value === null || typeof value !== 'object') return null
		lists.push(value)
	}
	const base = past[0] ?? null
	if (past.some((value) => !sameAnswer(value, base))) return null
	if (base !== null && typeof base !== 'object') return null
	const merged = new Set(base ?? [])
	for (const list of lists) for (const tick of list) merged.add(tick)
	for (const tick of base ?? []) if (lists.some((list) => !list.includes(tick))) merged.delete(tick)
	// each side removed another tick and none is left: no enumerator entered that
	return merged.size > 0 ? [...merged].sort() : null
}

/** V4: restores rows that were removed while someone edited inside; returns these and the removed ones. */
function foldRows(
	fields: Map<string, Answer | null>,
	writers: Writers,
	shown: ReadonlySet<string>,
	revisions: ReadonlyMap<string, FoldRevision>,
	graph: Graph,
) {
	const contested: { path: string; involved: string[] }[] = []
	const gone = new Set<string>()
	const editors = editorsByRow(shown, revisions)
	for (const [path, value] of fields) {
		if (value !== null || !isRowPath(path)) continue
		const removals = findHeads(writers.get(path) ?? [], graph)
		const seen = Ancestors.common(removals.flatMap((removal) => graph.ancestors.get(removal) ?? []))
		const edits = [...(editors.get(path) ?? [])].filter(
			// an edit that all removals had seen is concurrent with none of them: in a long history that is most of it
			(id) => !seen?.has(id) && removals.some((removal) => areConcurrent(removal, id, graph)),
		)
		if (edits.length === 0) gone.add(path)
		else {
			fields.set(path, placeBefore(path, writers.get(path) ?? [], revisions, graph))
			contested.push({ path, involved: [...removals, ...edits] })
		}
	}
	return { contested, gone }
}

/** Returns the revisions that wrote anything inside each row. */
function editorsByRow(
	shown: ReadonlySet<string>,
	revisions: ReadonlyMap<string, FoldRevision>,
): Map<string, Set<string>> {
	const editors = new Map<string, Set<string>>()
	for (const id of shown)
		for (const path of Object.keys(revisions.get(id)?.set ?? {}))
			for (const row of rowsAbove(path)) {
				if (row === path) continue
				const known = editors.get(row)
				if (known) known.add(id)
				else editors.set(row, new Set([id]))
			}
	return editors
}

/** Returns the position that the row had before it was removed. */
function placeBefore(
	path: string,
	writers: readonly string[],
	revisions: ReadonlyMap<string, FoldRevision>,
	graph: Graph,
): Answer {
	const placed = writers.filter((id) => revisions.get(id)?.set[path] !== null)
	const last = findHeads(placed, graph)
	return last.length > 0 ? (revisions.get(provisional(last, revisions, graph))?.set[path] ?? 0) : 0
}

/** V5: folds `$void`. Setting void or status is no edit. */
function foldVoid(
	shown: ReadonlySet<string>,
	revisions: ReadonlyMap<string, FoldRevision>,
	graph: Graph,
): { reason: string | null; disputed: readonly string[] | null } {
	const heads = findHeads(writersOf('$void', shown, revisions), graph)
	const values = heads.map((id) => revisions.get(id)?.set.$void ?? null)
	const first = values[0] ?? null
	if (values.some((value) => !sameAnswer(value, first))) return { reason: null, disputed: heads }
	if (first === null) return { reason: null, disputed: null }
	const edits = [...shown].filter(
		(id) =>
			Object.keys(revisions.get(id)?.set ?? {}).some(
				(path) => path !== '$void' && path !== '$status' && !isMetadataPath(path),
			) && heads.some((head) => areConcurrent(head, id, graph)),
	)
	return edits.length > 0
		? { reason: null, disputed: [...heads, ...edits] }
		: { reason: String(first), disputed: null }
}

/** V10, V11: folds comments, owner and adopted revisions. */
function foldMetadata(
	complete: ReadonlySet<string>,
	revisions: ReadonlyMap<string, FoldRevision>,
	graph: Graph,
): { notes: readonly RecordNote[]; owner: string | null; adopted: ReadonlySet<string> } {
	const isOfDesk = (id: string) => rankOf(id, revisions) >= deskRank
	const finished = [...complete].filter(
		(id) => !isOfDesk(id) && revisions.get(id)?.set.$status === 'submitted',
	)
	const notes: (RecordNote & { readonly path: string })[] = []
	const givers: string[] = []
	const adopted = new Set<string>()
	for (const id of complete)
		for (const [path, value] of Object.entries(revisions.get(id)?.set ?? {})) {
			if (!isMetadataPath(path)) continue
			if (isNotePath(path) && value !== null) {
				const isFromDesk = isOfDesk(id)
				const isOpen = isFromDesk && !finished.some((later) => graph.ancestors.get(later)?.has(id))
				notes.push({
					path,
					revision: id,
					about: getNoteSubject(path),
					text: String(value),
					isFromDesk,
					isOpen,
				})
			}
			if (!isOfDesk(id)) continue
			if (path === ownerPath) givers.push(id)
			const taken = parseAdoptedPath(path)
			if (taken !== null) adopted.add(taken)
		}
	const depth = (id: string) => graph.depth.get(id) ?? 0
	const place = ({ revision, about, path }: (typeof notes)[number]) => `${revision} ${about} ${path}`
	notes.sort((a, b) => depth(a.revision) - depth(b.revision) || (place(a) < place(b) ? -1 : 1))
	const last = findHeads(givers, graph)
	const owner = last.length > 0 ? revisions.get(provisional(last, revisions, graph))?.set[ownerPath] : null
	return {
		notes: notes.map(({ path: _, ...note }) => note),
		owner: typeof owner === 'string' ? owner : null,
		adopted,
	}
}
