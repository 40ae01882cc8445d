import type { CompiledForm } from '#shared/forms/compile-form'
import { type DistrictScope, isDistrictInScope, isPhoneRole, type Role } from '#shared/people/roles'
import type { MergeRules } from '#shared/revisions/fold'
import { foldable } from '#shared/revisions/form-version'
import { graphOf } from '#shared/revisions/graph'
import { isMetadataPath, isNotePath, ownerPath } from '#shared/revisions/metadata-paths'
import { isStatus, type Status, statuses } from '#shared/revisions/record-state'
import type { Revision } from '#shared/revisions/revision'
import { type SeenStates, seenStates } from '#shared/revisions/seen-states'
import { canChangeStatus } from '#shared/revisions/status-transitions'
import { districtNamed } from '#shared/study/record-attributes'
import { longestEvaluationMs, TooSlow, withDeadline } from '../forms/deadline.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import type { WriteSession } from '../storage/store.ts'
import {
	isReassignment,
	isReleased,
	isRoot,
	type KnownRecord,
	type KnownRevision,
	ownerOf,
	ownersOf,
	releasedFlag,
	rulesOf,
} from './known-record.ts'
import { maxFolded, pathsOfSlowRules } from './work-limits.ts'

/** A valid revision that is quarantined, with the reason. */
export interface Refused {
	readonly known: KnownRevision
	readonly why: 'forbidden-move' | 'too-many-changes'
}

/** A new revision that is accepted. */
export interface Accepted {
	readonly known: KnownRevision
	/** True if an ancestor has not arrived. */
	readonly isWaiting: boolean
}

export interface Settlement {
	/** The record with all accepted revisions, in the order of arrival. */
	readonly record: KnownRecord
	/** The accepted new revisions, parents first. */
	readonly accepted: readonly Accepted[]
	/** Revisions stored earlier that are verified now. */
	readonly nowChecked: readonly KnownRevision[]
	/** Stored or new revisions that are quarantined. */
	readonly refused: readonly Refused[]
	/** Cost in paths. */
	readonly work: number
}

/** Facts about revisions that settling needs. */
interface SettleContext {
	readonly formOf: FindForm
	/** Returns the districts of the author. */
	readonly districtsOf: (revision: Revision) => DistrictScope
	/** Returns when its form was paused or retired, ISO; null if it is open. */
	readonly closedAt: (revision: Revision) => string | null
	/** How often a form's rules took too long, over all records of a bundle. */
	readonly slow: { times: number }
}
type FindForm = (revision: Revision) => CompiledForm | null

/**
 * Settles several records, and saves the result for revisions that were stored before. `fresh`: new revisions
 * by record.
 */
export async function settleRecords(
	session: WriteSession,
	forms: FormRepository,
	records: Iterable<KnownRecord>,
	fresh: ReadonlyMap<string, readonly KnownRevision[]>,
): Promise<Settlement[]> {
	const settlements: Settlement[] = []
	const all = [...records]
	const unchecked = (record: KnownRecord) =>
		[...record.revisions, ...(fresh.get(record.id) ?? [])].filter(({ isChecked }) => !isChecked)
	const authors = new Set(all.flatMap(unchecked).map(({ revision }) => revision.author))
	const people = await session.findPeople([...authors])
	const districtsOf = ({ author }: Revision) => people.get(author)?.districts ?? []
	const closed = await forms.closed(session)
	const closedAt = ({ form }: Revision) => closed.get(form.id)?.since ?? null
	const slow = { times: 0 }
	for (const record of all) {
		const compiled = new Map<string, CompiledForm | null>()
		for (const { revision } of unchecked(record))
			compiled.set(keyOf(revision), await forms.compiled(revision.form.id, revision.form.ver))
		const formOf = (revision: Revision) => compiled.get(keyOf(revision)) ?? null
		settlements.push(
			settleRecord(record, fresh.get(record.id) ?? [], { formOf, districtsOf, closedAt, slow }),
		)
	}
	const stored = settlements.flatMap(({ refused }) => refused.filter(({ known }) => known.seq > 0))
	for (const [why, ids] of idsByReason(stored)) await session.moveToQuarantine(ids, why)
	await session.markVerified(settlements.flatMap(({ nowChecked }) => nowChecked))
	return settlements
}
const keyOf = ({ form }: Revision): string => `${form.id}@${form.ver}`

export function idsByReason(refused: readonly Refused[]): ReadonlyMap<Refused['why'], string[]> {
	const ids = new Map<Refused['why'], string[]>()
	for (const { known, why } of refused) ids.set(why, [...(ids.get(why) ?? []), known.id])
	return ids
}

/**
 * Decides which revisions of a record are accepted.
 *
 * M1 An enumerator writes only in records that they began or that were reassigned to them, even if it was
 *     reassigned again since: that is flagged. They cannot void a record, nor reassign one. If later revisions
 *     arrive before the root, only their author can bring the root, or another person whose root they build on.
 * M2 A record can only be moved to a status that the author's role allows, from the one that they saw. While
 *     an ancestor is missing, this is not checked.
 * M3 A revision that waits for an ancestor is accepted, and settled when it has arrived: the result does not
 *     depend on the order of arrival.
 * M4 An enumerator's revision about a district that is not theirs is accepted and flagged: work is not
 *     refused for its place, and it must not be discovered only by chance.
 * M5 A record that a phone began after its form was paused or retired is accepted and flagged.
 * M6 A revision that a person released is not judged again: it counts, and only a person can quarantine it.
 *     What only the desk decides (approval, return, void, owner) cannot be released: it would count without
 *     the checks of an approval.
 * M7 The state that its author saw is computed within a budget. Over it, no more revisions of the record are
 *     accepted from phones: folding the state of an author who merged hundreds of branches again and again
 *     would cost seconds each time.
 */
export function settleRecord(
	record: KnownRecord,
	fresh: readonly KnownRevision[],
	{ formOf, districtsOf, closedAt, slow }: SettleContext,
): Settlement {
	const all = new Map([...record.revisions, ...fresh].map((known) => [known.id, known]))
	const toFold = foldable(all.values())
	const isFresh = new Set(fresh.map(({ id }) => id))
	const graph = graphOf(toFold)
	const waiting = new Set(graph.waiting)
	const accepted: Accepted[] = []
	const nowChecked = new Map<string, KnownRevision>()
	const refused: Refused[] = []
	const slowBefore = slow.times
	const states = seenStates(toFold)
	const rules = rulesByForm(formOf)
	let owners: Set<string> = ownersOf(record)
	const hasForgotten = record.revisions.some(({ isRedacted }) => isRedacted)
	const owner = ownerOf({ revisions: [...all.values()] })
	const mayBegin = canBegin(all)
	let hasRoot = record.revisions.some((known) => isRoot(known) && !isReleased(known))
	// parents first; a revision that waits for an ancestor comes after the root that determines the owner
	for (const id of [...graph.ancestors.keys(), ...graph.waiting]) {
		const known = all.get(id)
		if (!known || known.isChecked) continue
		const { revision, role } = known
		// a missing ancestor is detected without folding, however slow the machine is
		const seen: SeenState = waiting.has(id) ? { kind: 'waiting' } : stateSeen(revision, states, rules, slow)
		// it may wait for the very revision that reassigned the record to its author
		const mayWrite = seen.kind === 'waiting' || owners.has(revision.author)
		const begins = !mayWrite && isRoot(known) && !hasRoot && mayBegin(known)
		const isNotHis = isPhoneRole(role) && !mayWrite && !begins
		const why = isNotHis ? 'forbidden-move' : refusalReason(revision, role, seen)
		if (why !== null && !isReleased(known)) {
			refused.push({ known, why })
			toFold.delete(id)
			continue
		}
		if (begins) owners = ownersOf({ revisions: [...record.revisions, known] })
		hasRoot ||= begins
		if (isReassignment(known)) owners.add(String(revision.set[ownerPath]))
		const isChecked = seen.kind === 'state'
		const flags = {
			// values that were erased here may have been on the author's screen
			'sum-mismatch': isChecked && !hasForgotten && seen.sum !== revision.sum,
			'other-district': isElsewhere(revision, role, districtsOf(revision)),
			'handed-on': wasHandedOn(revision, role, { owner, owners }),
			'form-closed': isStartedLate(revision, role, closedAt(revision)),
			[releasedFlag]: isReleased(known),
		}
		const settled = { ...known, isChecked, flag: writeFlags(flags) }
		if (isFresh.has(id)) accepted.push({ known: settled, isWaiting: seen.kind === 'waiting' })
		else if (isChecked) nowChecked.set(id, settled)
	}
	const stored = record.revisions.flatMap((known) =>
		toFold.has(known.id) ? [nowChecked.get(known.id) ?? known] : [],
	)
	return {
		record: { ...record, revisions: [...stored, ...accepted.map(({ known }) => known)] },
		accepted,
		nowChecked: [...nowChecked.values()],
		refused,
		work: states.work + (slow.times - slowBefore) * pathsOfSlowRules,
	}
}

/**
 * Returns a test whether a root can begin a record that has none: the revision that arrived first is by the same
 * author, or descends from it. Without this, whoever knows the id of a record whose root is still on its way
 * would own it. `all`: in the order of arrival.
 */
function canBegin(all: ReadonlyMap<string, KnownRevision>): (root: KnownRevision) => boolean {
	const first = [...all.values()].find(({ role }) => isPhoneRole(role))
	if (!first) return () => true
	const reached = new Set([first.id])
	for (const each of reached) for (const parent of all.get(each)?.revision.parents ?? []) reached.add(parent)
	return ({ id, revision }) => revision.author === first.revision.author || reached.has(id)
}

/** Returns the names of the flags that are set; null if there are none. */
function writeFlags(flags: Readonly<Record<string, boolean>>): string | null {
	const raised = Object.keys(flags).filter((name) => flags[name])
	return raised.length > 0 ? raised.join(' ') : null
}

function refusalReason(revision: Revision, role: Role, seen: SeenState): Refused['why'] | null {
	if (isForbidden(revision, role, seen)) return 'forbidden-move'
	return seen.kind === 'over-budget' && isPhoneRole(role) ? 'too-many-changes' : null
}

/** True if the author once owned the record, and somebody else owns it now. */
const wasHandedOn = (
	{ author }: Revision,
	role: Role,
	{ owner, owners }: { readonly owner: string | null; readonly owners: ReadonlySet<string> },
): boolean => isPhoneRole(role) && owner !== null && owner !== author && owners.has(author)

const isForDesk = (path: string): boolean => path === '$void' || (isMetadataPath(path) && !isNotePath(path))

/** M6: true if a phone decides what only the desk decides, whatever the record's status is. */
export function isDeskDecision({ set }: Pick<Revision, 'set'>, role: Role): boolean {
	if (!isPhoneRole(role)) return false
	const to = set.$status
	const isStatusOfDesk = isStatus(to) && !statuses.some((from) => canChangeStatus(role, from, to))
	return isStatusOfDesk || Object.keys(set).some(isForDesk)
}

function isForbidden(revision: Revision, role: Role, seen: SeenState): boolean {
	if (isPhoneRole(role) && Object.keys(revision.set).some(isForDesk)) return true
	const to = revision.set.$status
	if (to === undefined || seen.kind === 'waiting') return false
	// if the seen state is unknown, a move is accepted that the role may make from some status: no author can
	// approve their own record by making it too costly to fold
	const from = seen.kind === 'state' ? [seen.status] : statuses
	return !isStatus(to) || !from.some((status) => canChangeStatus(role, status, to))
}

function isElsewhere({ set }: Revision, role: Role, districts: DistrictScope): boolean {
	if (!isPhoneRole(role)) return false
	const district = districtNamed(set)
	return district !== null && !isDistrictInScope(districts, district)
}

/**
 * True if the record was begun after its form was closed: by the start time in its answers, or else by the
 * time of the first save, both corrected for the phone's clock.
 */
function isStartedLate({ parents, at, set }: Revision, role: Role, closedAt: string | null): boolean {
	if (closedAt === null || parents.length > 0 || !isPhoneRole(role)) return false
	const [, start] = Object.entries(set).find(([path]) => path === 'start' || path.endsWith('/start')) ?? []
	const startTime = typeof start === 'string' ? Date.parse(start) : Number.NaN
	return (Number.isNaN(startTime) ? Date.parse(at.wall) : startTime) + (at.off ?? 0) > Date.parse(closedAt)
}

type SeenState =
	| { readonly kind: 'state'; readonly status: Status; readonly sum: string }
	| { readonly kind: 'waiting' }
	/** The state that the author saw cannot be folded; the record's `projection_error` has the reason. */
	| { readonly kind: 'unknown' }
	| { readonly kind: 'over-budget' }

type RulesOf = (revision: Revision) => MergeRules

/** Returns one rules object per form version, so that its cache is shared. */
function rulesByForm(formOf: FindForm): RulesOf {
	const known = new Map<string, MergeRules>()
	return (revision) => {
		const rules = known.get(keyOf(revision)) ?? rulesOf(formOf(revision))
		known.set(keyOf(revision), rules)
		return rules
	}
}

/** Maximum slow evaluations per bundle: a second in all. */
const maxSlow = 4

/**
 * Returns the status and digest of the state that the author saw. A form's rules are evaluated if the history
 * branched, and may be slow.
 */
function stateSeen(
	revision: Revision,
	states: SeenStates,
	rules: RulesOf,
	slow: SettleContext['slow'],
): SeenState {
	const { parents } = revision
	const find = () => states.at(parents, rules(revision))
	if (parents.length > 0 && states.work > maxFolded) return { kind: 'over-budget' }
	if (parents.length > 1 && slow.times >= maxSlow) return { kind: 'over-budget' }
	try {
		const state = parents.length > 1 ? withDeadline(longestEvaluationMs, find) : find()
		return state ? { kind: 'state', ...state } : { kind: 'waiting' }
	} catch (thrown) {
		if (thrown instanceof TooSlow) slow.times++
		return { kind: 'unknown' }
	}
}
