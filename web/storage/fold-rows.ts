import type { CompiledForm } from '#shared/forms/compile-form'
import { isAudit } from '#shared/forms/form-definition'
import { mergeRulesOf } from '#shared/forms/merge-rules'
import { ownerPath } from '#shared/revisions/beside'
import { fold, noRules } from '#shared/revisions/fold'
import { foldable, formVersionOf, type RevisionWithRole } from '#shared/revisions/form-version'
import { graphOf } from '#shared/revisions/graph'
import { rankOf } from '#shared/revisions/review-moves'
import type { RecordState } from '#shared/revisions/view'
import type { RevisionRow } from './database.ts'
import { compiledForm } from './documents.ts'
import type { UnlockedSession } from './people-on-phone.ts'
import { revisionIn } from './revision-rows.ts'

export interface LocalRecord {
	readonly revisions: readonly RevisionWithRole[]
	readonly state: RecordState
	readonly form: { readonly id: string; readonly ver: number }
	/** When it was begun, ms since 1970. */
	readonly writtenAt: number
	/** The desk handed it to somebody else: it can only be read here. */
	readonly isReassigned: boolean
	/** Revisions that it stands on and that are not here, or can no longer be read; none where it lies with somebody else. */
	readonly missing: readonly string[]
}

/** What stored revisions of one record fold to; with `heads`: only those and what they had seen. Null if none can be read. */
export async function foldRows(
	atWork: UnlockedSession,
	rows: readonly RevisionRow[],
	heads?: readonly string[],
): Promise<LocalRecord | null> {
	const all: LocalRecord['revisions'][number][] = []
	// only what the server has can come back
	const damaged: string[] = []
	for (const row of rows) {
		const revision = await revisionIn(atWork, row)
		if (revision) all.push({ id: row.id, revision, role: row.role })
		else if (row.state === 'at-server') damaged.push(row.id)
	}
	const graph = graphOf(new Map(all.map(({ id, revision }) => [id, { id, parents: revision.parents }])))
	const wanted = heads ? new Set(heads.flatMap((head) => [head, ...(graph.ancestors.get(head) ?? [])])) : null
	const revisions = wanted ? all.filter(({ id }) => wanted.has(id)) : all
	const first = revisions.find(({ revision }) => revision.parents.length === 0) ?? revisions[0]
	if (!first) return null
	const form = { id: first.revision.form.id, ver: formVersionOf(revisions) }
	const compiled = await compiledForm(atWork, form.id, form.ver)
	const view = fold(foldable(revisions), compiled ? await rulesOf(compiled) : noRules)
	const isHandedOn = liesElsewhere(atWork.person.id, revisions, view)
	const missing = isHandedOn ? [] : [...new Set([...damaged, ...parentsNotAmong(revisions, view)])]
	return {
		revisions,
		state: view,
		form,
		writtenAt: Date.parse(first.revision.at.wall),
		isReassigned: isHandedOn,
		missing,
	}
}

/** While what it stands on is not here, the desk's word that waits for it is all that is known. */
function liesElsewhere(
	person: string,
	revisions: LocalRecord['revisions'],
	{ owner, waiting }: RecordState,
): boolean {
	const said = revisions.filter(
		({ id, role, revision }) => waiting.includes(id) && rankOf(role) > 1 && ownerPath in revision.set,
	)
	const last = said.length > 0 ? said.map(({ revision }) => revision.set[ownerPath]) : [owner ?? person]
	return !last.includes(person)
}

function parentsNotAmong(revisions: LocalRecord['revisions'], { waiting }: RecordState): string[] {
	const here = new Set(revisions.map(({ id }) => id))
	const wanted = revisions.flatMap(({ id, revision }) => (waiting.includes(id) ? revision.parents : []))
	return [...new Set(wanted)].filter((id) => !here.has(id))
}

/** The same as at the server; how audits are put together comes with a form that has one. */
const rulesOf = async (form: CompiledForm) =>
	mergeRulesOf(
		form,
		form.definition.body.some(isAudit) ? (await import('#shared/forms/audit')).mergeFormAudits : undefined,
	)
