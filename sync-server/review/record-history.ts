import { type Answer, rowsAbove, sameAnswer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import type { createGeomask } from '#shared/forms/geomask'
import { isPhoneRole } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import { findHeads, type Graph, graphOf } from '#shared/revisions/graph'
import {
	bulkEditPath,
	importPath,
	isMetadataPath,
	ownerPath,
	undoesPath,
} from '#shared/revisions/metadata-paths'
import { type Conflict, emptyView, getCurrentAnswers, type RecordState } from '#shared/revisions/record-state'
import { namedAttachments } from '../attachments/named-attachments.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import { readWithin } from '../forms/read-within.ts'
import { codeMakers, type Device, devicesById } from '../storage/people/devices.ts'
import { findPeople } from '../storage/people/people.ts'
import { attachmentsOf } from '../storage/records/attachments.ts'
import { flagsNotComputed } from '../storage/records/open-flags.ts'
import type { Store } from '../storage/store.ts'
import type { RecordRow } from '../storage/tables/row-types.ts'
import {
	computeCorrectedTime,
	foldKnown,
	getRecordHeader,
	type KnownRevision,
	knownRecords,
} from '../sync/known-record.ts'
import { lateDecisionsOf } from './late-decisions.ts'
import { digestSeenHeads } from './review-action.ts'

export interface RecordWithHistory {
	readonly id: string
	readonly revisions: readonly KnownRevision[]
	/**
	 * Empty if the revisions cannot be folded: the record's row has the error, and its history can still be
	 * read.
	 */
	readonly view: RecordState
	readonly form: CompiledForm | null
	readonly formId: string
	readonly formVersion: number
	/** ms since 1970 */
	readonly started: number
}

/** Returns all revisions of a record with their folded state; null if there is no such record. */
export async function findRevisions(
	store: Store,
	forms: FormRepository,
	id: string,
): Promise<RecordWithHistory | null> {
	const record = knownRecords([id], await store.revisionsOf(id)).get(id)
	const header = record ? getRecordHeader(record) : null
	if (!record || !header) return null
	const form = await forms.compiled(header.form, header.version)
	return {
		id,
		revisions: record.revisions,
		view: attempt(() => foldKnown(record.revisions, form), emptyView),
		form,
		formId: header.form,
		formVersion: header.version,
		started: Date.parse(computeCorrectedTime(header.root.revision, header.root.received)),
	}
}

/** Returns the names of those who created the codes of additional devices, by device id. */
async function makersOf({ reading }: Store, devices: readonly string[]): Promise<Map<string, string>> {
	const makers = await codeMakers(reading, devices)
	const people = await findPeople(reading, [...new Set(makers.values())])
	return new Map([...makers].map(([device, maker]) => [device, people.get(maker)?.name ?? '']))
}

/**
 * Returns `otherwise` if the work throws. The error is in the record's row; here it must not hide the rest.
 */
function attempt<Found>(work: () => Found, otherwise: Found): Found {
	try {
		return work()
	} catch {
		return otherwise
	}
}

/** Builds the details of one record: its state, its history and its conflicts. */
export async function recordDetail(
	store: Store,
	found: RecordWithHistory,
	row: Pick<
		RecordRow,
		'projection_error' | 'open_flags' | 'demonstration' | 'district' | 'owner' | 'started'
	>,
	/** Geomask for users who may not see exact locations. */
	blur: ReturnType<typeof createGeomask> | null = null,
): Promise<RecordDetail> {
	const { revisions, view, form } = found
	const devices = await devicesById(store.reading, [
		...new Set(revisions.map(({ revision }) => revision.device)),
	])
	const makers = await makersOf(store, [...devices.keys()])
	const names = await namesOfOwners(store, row.owner, revisions)
	const display: DisplayedAnswers = (path, answer) => (blur ? blur(path, answer) : answer)
	// calculations run on the masked answers, so that their results are as coarse
	const displayedAnswers = toDisplayedAnswers(getCurrentAnswers(view), display)
	const reading = form ? attempt(() => readWithin(form, displayedAnswers, found.started), null) : null
	const answers = reading ? new Map([...reading.relevant, ...reading.calculated]) : displayedAnswers
	const graph = graphOfRecord(revisions)
	const setOf = new Map(revisions.map(({ id, revision }) => [id, toDisplayedSet(revision.set, display)]))
	return {
		id: found.id,
		form: found.formId,
		formVersion: found.formVersion,
		name: reading?.name ?? '',
		status: view.status,
		seen: digestSeenHeads(view),
		district: row.district,
		owner: { id: row.owner, name: names.get(row.owner) ?? '' },
		void: view.void,
		started: row.started,
		answersError: row.projection_error,
		openFlags: row.open_flags === flagsNotComputed ? null : row.open_flags,
		demonstration: row.demonstration === 1,
		isBlurred: blur !== null,
		answers: Object.fromEntries(answers),
		leftOver: Object.fromEntries(reading?.leftOver ?? []),
		attachments: await attachmentsIn(store, found, devices),
		lateDecisions: await lateDecisionsOf(store.reading, found.id, found),
		notes: view.notes.map((note) => ({ ...note })),
		history: revisions.map((known) => ({
			id: known.id,
			author: devices.get(known.revision.device)?.personName ?? '',
			role: known.role,
			phone: devices.get(known.revision.device)?.label ?? '',
			deviceBy: makers.get(known.revision.device) ?? null,
			written: computeCorrectedTime(known.revision, known.received),
			received: known.received,
			why: known.revision.why ?? null,
			flags: known.flag?.split(' ') ?? [],
			reassignedTo: names.get(String(known.revision.set[ownerPath] ?? '')) ?? null,
			bulkEditId: textAt(known, bulkEditPath),
			importId: textAt(known, importPath),
			undoes: textAt(known, undoesPath),
			changes: changesOf(known, found, graph).map(({ path, before, after }) => ({
				path,
				before: display(path, before),
				after: display(path, after),
			})),
		})),
		conflicts: view.conflicts.map((each) => ({
			...each,
			revisions: [...each.revisions],
			base: each.path === '*' ? null : display(each.path, baseOf(each, revisions, graph)),
			sides: each.revisions.map((id) => ({
				revision: id,
				value: setOf.get(id)?.[each.path] ?? null,
				changes: setOf.get(id) ?? {},
			})),
		})),
	}
}

/** Returns the text of a metadata path that the desk set; null if it set none. */
function textAt({ revision: { set }, role }: KnownRevision, path: string): string | null {
	const answer = isPhoneRole(role) ? null : set[path]
	return typeof answer === 'string' ? answer : null
}

type DisplayedAnswers = (path: string, answer: Answer | null) => Answer | null

function toDisplayedAnswers(
	answers: ReadonlyMap<string, Answer>,
	display: DisplayedAnswers,
): Map<string, Answer> {
	return new Map(
		[...answers].flatMap(([path, answer]): [string, Answer][] => {
			const displayed = display(path, answer)
			return displayed === null ? [] : [[path, displayed]]
		}),
	)
}

const toDisplayedSet = (
	set: Readonly<Record<string, Answer | null>>,
	display: DisplayedAnswers,
): Record<string, Answer | null> =>
	Object.fromEntries(Object.entries(set).map(([path, answer]) => [path, display(path, answer)]))

/** Returns the names of the current owner and of all former ones. */
async function namesOfOwners(
	store: Store,
	owner: string,
	revisions: readonly KnownRevision[],
): Promise<ReadonlyMap<string, string>> {
	const given = revisions.flatMap(({ revision }) => revision.set[ownerPath] ?? []).map(String)
	const people = await findPeople(store.reading, [...new Set([owner, ...given])])
	return new Map([...people].map(([id, { name }]) => [id, name]))
}

/** Returns the attachments that a record names: size if received, and the holder of the others. */
async function attachmentsIn(
	store: Store,
	{ id: record, revisions }: RecordWithHistory,
	devices: ReadonlyMap<string, Device>,
): Promise<RecordDetail['attachments']> {
	const named = namedAttachments(revisions)
	if (named.size === 0) return []
	const rows = await attachmentsOf(store.reading, [record])
	const received = new Map(rows.map((row) => [row.name, row]))
	return [...named].map(([name, device]) => ({
		name,
		id: received.get(name)?.id ?? null,
		size: received.get(name)?.size ?? 0,
		holder: devices.get(device)?.personName ?? '',
	}))
}

const graphOfRecord = (revisions: readonly KnownRevision[]): Graph =>
	graphOf(new Map(revisions.map(({ id, revision }) => [id, { id, parents: revision.parents }])))

/** Returns the changes of one revision compared with the state that its author saw. */
export function changesOf(
	{ id, revision }: KnownRevision,
	{ revisions, form }: Pick<RecordWithHistory, 'revisions' | 'form'>,
	graph = graphOfRecord(revisions),
): { path: string; before: Answer | null; after: Answer | null }[] {
	const above = graph.ancestors.get(id)
	const seen = revisions.filter((each) => above?.has(each.id))
	const changed = Object.entries(revision.set).filter(([path]) => !isMetadataPath(path))
	const paths = changed.map(([path]) => path)
	const before = attempt(() => foldKnown(narrowed(seen, paths), form), emptyView)
	return changed.map(([path, after]) => ({
		path,
		before:
			path === '$status'
				? seen.length > 0
					? before.status
					: null
				: path === '$void'
					? before.void
					: (before.fields.get(path) ?? null),
		after,
	}))
}

/**
 * Returns the revisions reduced to what affects these paths. A long history is folded once per revision, and
 * each revision changes little.
 */
function narrowed(revisions: readonly KnownRevision[], paths: readonly string[]): KnownRevision[] {
	// `$void` depends on every edit, and a row on all answers inside it
	if (paths.includes('$void')) return [...revisions]
	const wanted = new Set(['$status', ...paths])
	return revisions.map((known) => ({
		...known,
		revision: {
			...known.revision,
			set: Object.fromEntries(
				Object.entries(known.revision.set).filter(
					([path]) => wanted.has(path) || rowsAbove(path).some((row) => wanted.has(row)),
				),
			),
		},
	}))
}

/** Returns the answer that all sides had seen: the newest among their common ancestors that set the path. */
function baseOf(each: Conflict, all: readonly KnownRevision[], graph: Graph): Answer | null {
	const candidates = new Map(
		all
			.filter(
				({ id, revision }) =>
					Object.hasOwn(revision.set, each.path) &&
					each.revisions.every((side) => graph.ancestors.get(side)?.has(id)),
			)
			.map(({ id, revision }) => [id, revision.set[each.path] ?? null]),
	)
	const values = findHeads(candidates.keys(), graph).map((id) => candidates.get(id) ?? null)
	const [first = null] = values
	return values.every((value) => sameAnswer(value, first)) ? first : null
}
