import type { CompiledForm } from '#shared/forms/compile-form'
import { isAudit } from '#shared/forms/form-definition'
import { mergeRulesOf } from '#shared/forms/merge-rules'
import { fold, noRules } from '#shared/revisions/fold'
import { foldable, formVersionOf, type RevisionWithRole } from '#shared/revisions/form-version'
import { graphOf } from '#shared/revisions/graph'
import { ownerPath } from '#shared/revisions/metadata-paths'
import type { RecordState } from '#shared/revisions/record-state'
import { rankOf } from '#shared/revisions/status-transitions'
import { traced } from '../database/live-query.ts'
import type { RevisionRow } from '../database/rows.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { compiledForm } from './documents.ts'
import { revisionIn } from './revision-rows.ts'

export interface LocalRecord {
	readonly revisions: readonly RevisionWithRole[]
	readonly state: RecordState
	readonly form: { readonly id: string; readonly ver: number }
	/** Start time of the record, ms since 1970. */
	readonly writtenAt: number
	/** True if the record was assigned to another person: here it is read-only. */
	readonly isReassigned: boolean
	/** Missing or unreadable parents of its revisions; empty if the record was reassigned. */
	readonly missing: readonly string[]
}

/**
 * Folds the stored revisions of one record; with `heads`: only those and what they had seen. Null if none can
 * be read.
 */
export async function foldRows(
	vaultSession: VaultSession,
	rows: readonly RevisionRow[],
	heads?: readonly string[],
): Promise<LocalRecord | null> {
	const all: LocalRecord['revisions'][number][] = []
	// only revisions that the server has can be fetched again
	const damaged: string[] = []
	for (const row of rows) {
		const revision = await revisionIn(vaultSession, row)
		if (revision) all.push({ id: row.id, revision, role: row.role })
		else if (row.state === 'at-server') damaged.push(row.id)
	}
	const graph = graphOf(new Map(all.map(({ id, revision }) => [id, { id, parents: revision.parents }])))
	const wanted = heads ? new Set(heads.flatMap((head) => [head, ...(graph.ancestors.get(head) ?? [])])) : null
	const revisions = wanted ? all.filter(({ id }) => wanted.has(id)) : all
	const first = revisions.find(({ revision }) => revision.parents.length === 0) ?? revisions[0]
	if (!first) return null
	const form = { id: first.revision.form.id, ver: formVersionOf(revisions) }
	const compiled = await compiledForm(vaultSession, form.id, form.ver)
	const view = fold(foldable(revisions), compiled ? await rulesOf(compiled) : noRules)
	const isHandedOn = isAssignedElsewhere(vaultSession.person.id, revisions, view)
	const missing = isHandedOn ? [] : [...new Set([...damaged, ...findMissingParents(revisions, view)])]
	return {
		revisions,
		state: view,
		form,
		writtenAt: Date.parse(first.revision.at.wall),
		isReassigned: isHandedOn,
		missing,
	}
}

/** While parents are missing, the office's pending reassignment is all that is known about the assignee. */
function isAssignedElsewhere(
	person: string,
	revisions: LocalRecord['revisions'],
	{ owner, waiting }: RecordState,
): boolean {
	const reassignments = revisions.filter(
		({ id, role, revision }) => waiting.includes(id) && rankOf(role) > 1 && ownerPath in revision.set,
	)
	const last =
		reassignments.length > 0
			? reassignments.map(({ revision }) => revision.set[ownerPath])
			: [owner ?? person]
	return !last.includes(person)
}

function findMissingParents(revisions: LocalRecord['revisions'], { waiting }: RecordState): string[] {
	const here = new Set(revisions.map(({ id }) => id))
	const wanted = revisions.flatMap(({ id, revision }) => (waiting.includes(id) ? revision.parents : []))
	return [...new Set(wanted)].filter((id) => !here.has(id))
}

/** Merge rules as on the server. The merge of audits is loaded only for a form that has an audit. */
const rulesOf = async (form: CompiledForm) =>
	mergeRulesOf(
		form,
		form.definition.body.some(isAudit)
			? (await traced(import('#shared/forms/merge-form-audits'))).mergeFormAudits
			: undefined,
	)
