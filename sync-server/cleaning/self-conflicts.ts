import { type FoundChanges, maxPreviewRecords } from '#shared/cleaning/bulk-edit'
import { type Answer, rowsAbove } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { rowNumbersOf } from '#shared/forms/row-numbers'
import { isPhoneRole } from '#shared/people/roles'
import { getCurrentAnswers, type RecordState } from '#shared/revisions/record-state'
import { readWithin } from '../forms/read-within.ts'
import { streamRecords } from '../storage/exports/export-records.ts'
import { revisionsOf } from '../storage/log/revisions.ts'
import {
	computeCorrectedTime,
	foldKnown,
	getRecordHeader,
	type KnownRecord,
	type KnownRevision,
	knownRecords,
} from '../sync/known-record.ts'
import type { EditSelection } from './preview-bulk-edit.ts'

type SelfConflictChange = FoundChanges['records'][number]['changes'][number]

/**
 * Finds conflicts about one answer between revisions of the same person, from two phones or from before a
 * restore: the current answer and the latest one by their phones' clocks, if these are known to be right. Two
 * answers with the same time are left out.
 */
export function laterOfOwn(
	{ revisions }: Pick<KnownRecord, 'revisions'>,
	view: RecordState,
): SelfConflictChange[] {
	const byId = new Map(revisions.map((known) => [known.id, known]))
	return view.conflicts.flatMap(({ kind, path, revisions: sides }): SelfConflictChange[] => {
		const sideRevisions = sides.flatMap((id) => byId.get(id) ?? [])
		const [author] = sideRevisions.map(({ revision }) => revision.author)
		const isOwn = sideRevisions.every(({ revision, role }) => revision.author === author && isPhoneRole(role))
		if (kind !== 'field' || !isOwn || sideRevisions.length !== sides.length) return []
		const times = sideRevisions.map(timeOf)
		const last = Math.max(...times)
		const later = sideRevisions.filter((_, i) => times[i] === last)
		const [only] = later
		if (!only || later.length > 1) return []
		return [{ path, before: view.fields.get(path) ?? null, after: only.revision.set[path] ?? null }]
	})
}

const timeOf = ({ revision, received }: KnownRevision): number =>
	Date.parse(computeCorrectedTime(revision, received))

/** Lists the records of a scope with such conflicts. Nothing is written. */
export async function previewSelfConflicts(selection: EditSelection): Promise<FoundChanges> {
	const { store, forms, filter, isAborted } = selection
	const found: FoundChanges['records'] = []
	let [checked, isMore] = [0, false]
	await store.atOneMoment(async (moment) => {
		const ids: { id: string; form_version: number }[] = []
		for await (const { id, form_version } of streamRecords(moment, {
			...filter,
			hasConflict: true,
		}))
			ids.push({ id, form_version })
		for (const { id, form_version } of ids) {
			if (isAborted()) return
			if (found.length >= maxPreviewRecords) {
				isMore = true
				return
			}
			checked++
			const record = knownRecords([id], await revisionsOf(moment, [id])).get(id)
			const header = record && getRecordHeader(record)
			const form = header ? await forms.compiled(header.form, form_version) : null
			if (!record || !header || !form || record.damage !== null) continue
			const each = changesIn(
				record,
				form,
				Date.parse(computeCorrectedTime(header.root.revision, header.root.received)),
			)
			if (each) found.push({ id, formVersion: form_version, ...each })
		}
	})
	return { searchedRecords: checked, skipped: 0, notPossible: 0, disputed: 0, records: found, isMore }
}

function changesIn(record: KnownRecord, form: CompiledForm, startedAt: number) {
	const view = foldKnown(record.revisions, form)
	const changes = laterOfOwn(record, view)
	if (changes.length === 0) return null
	const currentAnswers: Map<string, Answer> = getCurrentAnswers(view)
	const wanted = new Set(changes.flatMap(({ path }) => rowsAbove(path)))
	const rows = [...rowNumbersOf(currentAnswers)].filter(([path]) => wanted.has(path))
	return {
		name: readWithin(form, currentAnswers, startedAt).name,
		changes,
		hides: [],
		rows: Object.fromEntries(rows),
	}
}
