import type { Kysely } from 'kysely'
import { type Answer, templateOf } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import type { Tables } from '../storage/tables.ts'
import { readStored } from '../sync/open-revision.ts'
import { correctedTime } from '../sync/understand-records.ts'

interface Disagreement {
	readonly record: string
	readonly kind: string
	readonly path: string
	readonly revisions: string
	readonly closed_by: string | null
}

const header = ['record_id', 'kind', 'question', 'state', 'said', 'author', 'role', 'written', 'reason']

/** Every side of every disagreement, and the decision where there is one. Personal answers are not told. */
export async function disagreementLines(
	db: Kysely<Tables>,
	disagreements: readonly Disagreement[],
	definition: FormDefinition,
): Promise<string[][]> {
	const hidden = new Set(
		nodesOf(definition)
			.filter(({ part }) => part.kind === 'question' && (part.personal || part.onPhoneOnly))
			.map(({ template }) => template),
	)
	const lines: string[][] = [header]
	for (const { record, kind, path, revisions, closed_by } of disagreements) {
		const sides = JSON.parse(revisions) as string[]
		const ids = closed_by ? [...sides, closed_by] : sides
		const rows = await db
			.selectFrom('revision')
			.leftJoin('person', 'person.id', 'revision.author')
			.select(['revision.id', 'revision.bytes', 'revision.role', 'person.code'])
			.where('revision.id', 'in', ids)
			.execute()
		for (const id of ids) {
			const row = rows.find((each) => each.id === id)
			if (!row) continue
			const revision = readStored(row.bytes)
			const said = hidden.has(templateOf(path)) ? '' : asText(revision.set[path] ?? null)
			lines.push([
				record,
				kind,
				path,
				id === closed_by ? 'decision' : closed_by ? 'decided' : 'open',
				said,
				row.code ?? '',
				row.role,
				correctedTime(revision),
				revision.why ?? '',
			])
		}
	}
	return lines
}

const asText = (answer: Answer | null): string =>
	answer === null ? '' : typeof answer === 'object' ? answer.join(' ') : String(answer)
