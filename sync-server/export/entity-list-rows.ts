import type { CsvRow } from '#shared/export/csv-rows'
import type { FormVersion } from '#shared/export/parts-across-versions'
import { answersInFiles, type StoredAnswers, type TablePlan } from '#shared/export/table-plan'
import { buildReadingContext } from '#shared/expressions/scope'
import type { Answers } from '#shared/forms/answers'
import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import { type CompiledEntity, compileEntities, type EntityRow, entityRows } from '#shared/forms/entity-rows'
import { FormSession } from '#shared/forms/form-session'
import { boundedFunctions } from '../forms/safe-functions.ts'
import type { ExportRow } from '../storage/exports/export-records.ts'

/** A form version with its entity lists. */
interface EntityForm {
	readonly form: CompiledForm
	readonly entities: readonly CompiledEntity[]
}

/** Entity lists that any version declares, in the order of first declaration. */
export const listsOf = (versions: readonly FormVersion[]): string[] => [
	...new Set(versions.flatMap(({ definition }) => (definition.entities ?? []).map(({ list }) => list))),
]

/**
 * Writes the rows that records add to or change in an entity list, as a table that can be attached to a form:
 * `name` and `label` first. Values that no file discloses (names, telephone numbers, locations) are blank in
 * labels and properties too.
 */
export async function* buildEntityListRows(
	list: string,
	versions: readonly FormVersion[],
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
): AsyncGenerator<CsvRow> {
	const entityForms = new Map(
		versions.flatMap(({ version, definition }): [number, EntityForm][] => {
			const compiled = compileForm(definition, boundedFunctions)
			if ('faults' in compiled) return []
			const entities = compileEntities(definition, boundedFunctions).entities.filter(
				(each) => each.list === list,
			)
			return [[version, { form: compiled.form, entities }]]
		}),
	)
	const properties = [
		...new Set(
			[...entityForms.values()].flatMap(({ entities }) =>
				entities.flatMap((entity) => entity.properties.map(({ name }) => name)),
			),
		),
	]
	yield { ids: [], cells: ['name', 'label', ...properties, 'kind', 'record_id'] }
	for await (const row of records()) {
		const entityForm = entityForms.get(row.form_version)
		for (const entity of entityForm ? rowsOf(entityForm, row, plan) : [])
			yield {
				// A typed or scanned id is not one of ours, so it is a cell.
				ids: entity.isOwnId ? [entity.id] : [],
				cells: [
					...(entity.isOwnId ? [] : [entity.id]),
					entity.label,
					...properties.map((name) => entity.properties[name] ?? ''),
					entity.kind,
					row.id,
				],
			}
	}
}

function rowsOf({ form, entities }: EntityForm, row: ExportRow, plan: TablePlan): EntityRow[] {
	const answers = answersInFiles(JSON.parse(row.answers) as StoredAnswers, row.form_version, plan)
	const read = (known: Answers) =>
		new FormSession(form, {
			answers: known,
			isNew: false,
			context: buildReadingContext(Date.parse(row.started)),
			isReadOnly: true,
			wasFinished: true,
		})
	const disclosedAnswers = new Map([...answers].filter(([path]) => plan.canDisclose(path)))
	return entityRows(entities, read(answers), row.id, read(disclosedAnswers))
}
