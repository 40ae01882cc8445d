import type { Role } from '#shared/access/roles'
import { recordFacts } from '#shared/campaign/record-facts'
import type { Answer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { ticksCanBeTogether } from '#shared/forms/merge-rules'
import { readRecord } from '#shared/forms/read-record'
import { type FoldRevision, fold, noRules } from '#shared/revisions/fold'
import { rankOf } from '#shared/revisions/review-moves'
import type { Revision } from '#shared/revisions/revision'
import { standingAnswers, type View } from '#shared/revisions/view'
import type { FormShelf } from '../forms/form-shelf.ts'
import type { RecordRow, StoredRevision, WriteSession } from '../storage/store.ts'
import { readStored } from './open-revision.ts'

/** A revision with what the fold needs to know of its author. */
export interface KnownRevision {
	readonly id: string
	readonly revision: Revision
	readonly role: Role
	readonly seq: number
	readonly received: string
	readonly flag: string | null
}

export const knownRevision = (stored: StoredRevision): KnownRevision => ({
	id: stored.id,
	revision: readStored(stored.bytes),
	role: stored.role as Role,
	seq: stored.seq,
	received: stored.received,
	flag: stored.flag,
})

/** The fold of a record as the server does it, with the rules of the form it is about. */
export const foldKnown = (revisions: readonly KnownRevision[], form: CompiledForm | null): View =>
	fold(
		new Map(revisions.map((known) => [known.id, asFoldRevision(known)])),
		form ? { canBeTogether: ticksCanBeTogether(form) } : noRules,
	)

const asFoldRevision = ({ id, revision, role }: KnownRevision): FoldRevision => ({
	id,
	parents: revision.parents,
	set: revision.set,
	rank: rankOf(role),
})

/** What the column `view` of a record holds. */
export interface StoredView {
	readonly answers: Readonly<Record<string, Answer>>
	readonly calculated: Readonly<Record<string, Answer>>
	/** Answers that the form no longer asks. */
	readonly leftOver: Readonly<Record<string, Answer>>
}

/** Phone time, corrected by the error that the phone knew of itself. */
export const correctedTime = ({ at }: Revision): string =>
	new Date(Date.parse(at.wall) + (at.off ?? 0)).toISOString()

/** The newest version that anyone used: the form by which a merged record is read. */
const versionOf = (revisions: readonly KnownRevision[]): number =>
	Math.max(...revisions.map(({ revision }) => revision.form.ver))

/**
 * Makes the records' rows new from all their revisions. A record that cannot be understood keeps its revisions
 * and says so in `view_error`; it never stops the others.
 */
export async function understandRecords(
	session: WriteSession,
	records: ReadonlyMap<string, readonly KnownRevision[]>,
	forms: FormShelf,
): Promise<void> {
	const rows: RecordRow[] = []
	for (const [record, revisions] of records) {
		const first = revisions[0]
		const last = revisions.at(-1)
		if (!first || !last) continue
		const root = revisions.find(({ revision }) => revision.parents.length === 0) ?? first
		const form = await forms.compiled(root.revision.form.id, versionOf(revisions))
		const base = {
			id: record,
			form: root.revision.form.id,
			form_version: versionOf(revisions),
			owner: root.revision.author,
			started: correctedTime(root.revision),
			changed: correctedTime(last.revision),
			lastRevision: last.id,
		}
		try {
			const { row, view } = understandRecord(base.form, revisions, form)
			rows.push({ ...base, ...row })
			if (revisions.length > 1) await session.saveDisagreements(record, view.cases, last.id)
		} catch (thrown) {
			rows.push({ ...base, ...notUnderstood(thrown) })
		}
	}
	await session.saveRecords(rows)
}

function understandRecord(formId: string, revisions: readonly KnownRevision[], form: CompiledForm | null) {
	const view = foldKnown(revisions, form)
	const standing = standingAnswers(view)
	const reading = form ? readRecord(form, standing) : null
	const asked = reading?.asked ?? standing
	const calculated = reading?.calculated ?? new Map<string, Answer>()
	const facts = recordFacts(formId, new Map([...asked, ...calculated]))
	const stored: StoredView = {
		answers: Object.fromEntries(asked),
		calculated: Object.fromEntries(calculated),
		leftOver: Object.fromEntries(reading?.leftOver ?? []),
	}
	const row = {
		name: withoutNul(reading?.name ?? ''),
		round: nullable(facts.round),
		district: nullable(facts.district),
		cluster: nullable(facts.cluster),
		outcome: facts.outcome,
		sex: facts.sex,
		status: view.status,
		void: (view.void === null ? 0 : 1) as 0 | 1,
		open_cases: view.cases.length,
		view: JSON.stringify(stored),
		view_error: form ? null : 'form-unknown',
	}
	return { row, view }
}

const notUnderstood = (thrown: unknown) => ({
	name: '',
	round: null,
	district: null,
	cluster: null,
	outcome: null,
	sex: null,
	status: 'draft',
	void: 0 as const,
	open_cases: 0,
	view: JSON.stringify({ answers: {}, calculated: {}, leftOver: {} } satisfies StoredView),
	// the name of the error only: its message could quote an answer
	view_error: thrown instanceof Error ? thrown.name : 'error',
})

/** Neither database takes NUL in text; JSON escapes it, plain columns must do without. */
const withoutNul = (text: string): string => text.replaceAll('\0', '').slice(0, 300)
const nullable = (text: string | null): string | null => (text === null ? null : withoutNul(text))
