import { type Answer, sameAnswer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { readRecord } from '#shared/forms/read-record'
import { graphOf, headsAmong } from '#shared/revisions/graph'
import type { RecordDetail } from '#shared/revisions/record-detail'
import { type Case, standingAnswers, type View } from '#shared/revisions/view'
import type { FormShelf } from '../forms/form-shelf.ts'
import { devicesById } from '../storage/device-table.ts'
import type { Store } from '../storage/store.ts'
import { correctedTime, foldKnown, type KnownRevision, knownRevision } from '../sync/understand-records.ts'

export interface FoundRecord {
	readonly revisions: readonly KnownRevision[]
	readonly view: View
	readonly form: CompiledForm | null
	readonly formId: string
	readonly formVersion: number
}

/** All revisions of a record and what they fold to now; null if there is no such record. */
export async function findRevisions(
	store: Store,
	forms: FormShelf,
	record: string,
): Promise<FoundRecord | null> {
	const revisions = (await store.revisionsOf(record)).map(knownRevision)
	const first = revisions[0]
	if (!first) return null
	const formId = first.revision.form.id
	const formVersion = Math.max(...revisions.map(({ revision }) => revision.form.ver))
	const form = await forms.compiled(formId, formVersion)
	return { revisions, view: foldKnown(revisions, form), form, formId, formVersion }
}

/** Everything that a person needs who looks at one record: its state, who changed what, what is disputed. */
export async function recordDetail(store: Store, found: FoundRecord, record: string): Promise<RecordDetail> {
	const { revisions, view, form } = found
	const devices = await devicesById(store.reading, store.project, [
		...new Set(revisions.map(({ revision }) => revision.device)),
	])
	const labels = await phoneLabels(store, [...devices.keys()])
	const standing = standingAnswers(view)
	const reading = form ? readRecord(form, standing) : null
	const answers = reading ? new Map([...reading.asked, ...reading.calculated]) : standing
	return {
		id: record,
		form: found.formId,
		formVersion: found.formVersion,
		name: reading?.name ?? '',
		status: view.status,
		void: view.void,
		answers: Object.fromEntries(answers),
		leftOver: Object.fromEntries(reading?.leftOver ?? []),
		history: revisions.map((known) => ({
			id: known.id,
			author: devices.get(known.revision.device)?.personName ?? '',
			role: known.role,
			phone: labels.get(known.revision.device) ?? '',
			written: correctedTime(known.revision),
			received: known.received,
			why: known.revision.why ?? null,
			flag: known.flag,
			changes: changesOf(known, revisions, form),
		})),
		cases: view.cases.map((each) => ({
			...each,
			revisions: [...each.revisions],
			base: each.path === '*' ? null : baseOf(each, revisions),
			sides: each.revisions.map((id) => ({
				revision: id,
				value: revisions.find((known) => known.id === id)?.revision.set[each.path] ?? null,
				changes: revisions.find((known) => known.id === id)?.revision.set ?? {},
			})),
		})),
	}
}

async function phoneLabels(store: Store, ids: readonly string[]): Promise<Map<string, string>> {
	if (ids.length === 0) return new Map()
	const rows = await store.reading
		.selectFrom('device')
		.select(['id', 'label', 'kind'])
		.where('id', 'in', ids)
		.execute()
	return new Map(rows.map(({ id, label, kind }) => [id, kind === 'desk' ? '' : label]))
}

/** What one revision changed, against what its author saw. */
function changesOf(known: KnownRevision, all: readonly KnownRevision[], form: CompiledForm | null) {
	const graph = graphOf(new Map(all.map(({ id, revision }) => [id, { id, parents: revision.parents }])))
	const above = graph.ancestors.get(known.id) ?? new Set()
	const before = foldKnown(
		all.filter(({ id }) => above.has(id)),
		form,
	)
	return Object.entries(known.revision.set).map(([path, after]) => ({
		path,
		before:
			path === '$status'
				? above.size > 0
					? before.status
					: null
				: path === '$void'
					? before.void
					: (before.fields.get(path) ?? null),
		after,
	}))
}

/** The answer that all sides had seen: of their common ancestors the newest that sets the path. */
function baseOf(each: Case, all: readonly KnownRevision[]): Answer | null {
	const graph = graphOf(new Map(all.map(({ id, revision }) => [id, { id, parents: revision.parents }])))
	const common = all.filter(
		({ id, revision }) =>
			each.path in revision.set && each.revisions.every((side) => graph.ancestors.get(side)?.has(id)),
	)
	const heads = headsAmong(
		common.map(({ id }) => id),
		graph,
	)
	const values = heads.map((id) => common.find((known) => known.id === id)?.revision.set[each.path] ?? null)
	const [first = null] = values
	return values.every((value) => sameAnswer(value, first)) ? first : null
}
