import type { Role } from '#shared/access/roles'
import type { CompiledForm } from '#shared/forms/compile-form'
import { isAudit } from '#shared/forms/form-definition'
import { mergeRulesOf } from '#shared/forms/merge-rules'
import { type FoldRevision, fold, noRules } from '#shared/revisions/fold'
import { graphOf } from '#shared/revisions/graph'
import { rankOf } from '#shared/revisions/review-moves'
import type { Revision } from '#shared/revisions/revision'
import type { View } from '#shared/revisions/view'
import type { RevisionRow } from './database.ts'
import { compiledForm } from './documents.ts'
import type { AtWork } from './people-on-phone.ts'
import { revisionIn } from './revision-rows.ts'

export interface RecordOnPhone {
	readonly revisions: readonly { readonly id: string; readonly revision: Revision; readonly role: Role }[]
	readonly view: View
	readonly form: { readonly id: string; readonly ver: number }
	/** When it was begun, ms since 1970. */
	readonly writtenAt: number
}

/** What stored revisions of one record fold to; with `heads`: only those and what they had seen. Null if none can be read. */
export async function foldRows(
	atWork: AtWork,
	rows: readonly RevisionRow[],
	heads?: readonly string[],
): Promise<RecordOnPhone | null> {
	const all: RecordOnPhone['revisions'][number][] = []
	for (const row of rows) {
		const revision = await revisionIn(atWork, row)
		if (revision) all.push({ id: row.id, revision, role: row.role })
	}
	const graph = graphOf(new Map(all.map(({ id, revision }) => [id, { id, parents: revision.parents }])))
	const wanted = heads ? new Set(heads.flatMap((head) => [head, ...(graph.ancestors.get(head) ?? [])])) : null
	const revisions = wanted ? all.filter(({ id }) => wanted.has(id)) : all
	const first = revisions.find(({ revision }) => revision.parents.length === 0) ?? revisions[0]
	if (!first) return null
	const form = {
		id: first.revision.form.id,
		ver: Math.max(...revisions.map(({ revision }) => revision.form.ver)),
	}
	const compiled = await compiledForm(atWork, form.id, form.ver)
	const view = fold(
		new Map(
			revisions.map(({ id, revision, role }): [string, FoldRevision] => [
				id,
				{ id, parents: revision.parents, set: revision.set, rank: rankOf(role) },
			]),
		),
		compiled ? await rulesOf(compiled) : noRules,
	)
	return { revisions, view, form, writtenAt: Date.parse(first.revision.at.wall) }
}

/** The same as at the server; how audits are put together comes with a form that has one. */
const rulesOf = async (form: CompiledForm) =>
	mergeRulesOf(
		form,
		form.definition.body.some(isAudit) ? (await import('#shared/forms/audit')).joinAudits : undefined,
	)
