import type { FormDefinition, Preset } from '#shared/forms/form-definition'
import { type FormNode, nodesOf } from '#shared/forms/form-nodes'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { type ColumnContent, fitOf, type TableContent } from './column-content.ts'
import { ColumnsByName } from './columns-by-name.ts'
import { createExcludedColumnCheck, listColumnAliases } from './excluded-columns.ts'
import { guessRowColumns } from './guess-row-columns.ts'
import { importTreatment } from './import-treatment.ts'
import { type ColumnMapping, columnsFor, type Mapping, type RowsFrom } from './mapping.ts'
import { matchColumns, type QuestionToMatch } from './match-columns.ts'

/** Pairs of columns: of a row, and of the line to which it belongs. */
const joins = [
	['record_id', 'record_id'],
	['_submission__uuid', '_uuid'],
	['_parent_index', '_index'],
	['PARENT_KEY', 'KEY'],
	['__Submissions-id', 'KEY'],
	['_submission__id', '_id'],
] as const

/** Another table of the same file. */
export interface NamedTable {
	readonly name: string
	readonly header: readonly string[]
	readonly content?: TableContent
}

const placeEndings = [['latitude'], ['longitude'], ['altitude'], ['accuracy', 'precision']]

/** Returns the questions of a form outside of repeats, or in one; in its order. */
export const questionsOf = (definition: FormDefinition, repeat = ''): FormNode[] =>
	nodesOf(definition).filter(
		({ part, repeats }) =>
			part.kind === 'question' && repeats.map(({ template }) => template).join(' ') === repeat,
	)

/** True if neither the part nor any part around it has a condition. */
export const isUnconditional = ({ part, parent }: FormNode): boolean =>
	part.relevant === undefined && (parent === null || isUnconditional(parent))

/** Returns the top-level repeats: only their rows can be imported. */
export const repeatsOf = (definition: FormDefinition): FormNode[] =>
	nodesOf(definition).filter(({ part, repeats }) => part.kind === 'repeat' && repeats.length === 0)

/** True if each line needs a district, since the form itself does not ask for it. */
export const needsDistrictColumn = (definition: FormDefinition): boolean =>
	questionsOf(definition).some(({ part }) => part.kind === 'question' && part.preset === 'district')

/**
 * Proposes a mapping of columns: by the names of questions, by their labels in any language, by the words
 * that offices use for the same thing, and by the contents of the columns. A person sees it and can change
 * it; a column that fits two questions equally is proposed for none.
 */
export function guessMapping(
	{ version, definition }: { readonly version: number; readonly definition: FormDefinition },
	header: readonly string[],
	others: readonly NamedTable[] = [],
	content: TableContent = {},
): Mapping {
	const offered = omitWithheldColumns(definition, header)
	const presets = (preset: Preset) =>
		questionsOf(definition).flatMap(({ part }) =>
			part.kind === 'question' && part.preset === preset ? [part] : [],
		)
	const districts = presets('district')
	const { id, time, district, interviewer } = guessRowColumns({
		header: offered,
		columns: new ColumnsByName(offered),
		content,
		person: presets('person').map(({ name }) => name),
		district: needsDistrictColumn(definition)
			? {
					names: districts.map(({ name }) => name),
					choices: districts.flatMap(({ list }) => definition.choices[list ?? ''] ?? []),
				}
			: null,
	})
	const usedColumns = [id, district, interviewer].filter((column) => column !== null)
	const questions = guessQuestions(definition, { repeat: '', header: offered, content, usedColumns })
	return {
		form: definition.id,
		version,
		id: id ? [id] : [],
		time: time ?? '',
		interviewer,
		questions,
		district,
		blanks: [],
		days: 'day-first',
		repeats: guessRepeats(definition, header, others),
	}
}

interface TableToGuess {
	/** '' for the records themselves. */
	readonly repeat: string
	readonly header: readonly string[]
	readonly content: TableContent
	/** Columns about the row as a whole: only a question with exactly that name can have them too. */
	readonly usedColumns: readonly string[]
}

function guessQuestions(
	definition: FormDefinition,
	{ repeat, header, content, usedColumns }: TableToGuess,
): Mapping['questions'] {
	const importable = questionsOf(definition, repeat).flatMap(({ part, template }) =>
		part.kind === 'question' && importTreatment(part) === 'importable'
			? [{ template, question: part, choices: definition.choices[part.list ?? ''] ?? [] }]
			: [],
	)
	const columns = new ColumnsByName(header)
	const found = withoutTwice(
		importable.flatMap((each) => {
			const mapping = guessOne(each, columns)
			const isOther = mapping?.columns.some((column) => isImpossible(each, content[column])) ?? false
			return mapping && !isOther ? [[each.template, mapping] as const] : []
		}),
	)
	const used = new Set(
		[...usedColumns, ...found.values()].flatMap((each) =>
			typeof each === 'string' ? each : columnsFor({ each }),
		),
	)
	const matched = matchColumns(
		importable.filter(({ template, question }) => !found.has(template) && question.type !== 'note'),
		header.filter((column) => !used.has(column)),
		content,
	)
	return Object.fromEntries([
		...found,
		...[...matched].map(([template, column]) => [template, { columns: [column] }]),
	])
}

const isImpossible = ({ question, choices }: QuestionToMatch, content: ColumnContent | undefined): boolean =>
	fitOf(question, choices, content) === 'impossible'

/** If several questions have the same column, none of them gets it, unless one has exactly its name. */
function withoutTwice(
	found: readonly (readonly [template: string, mapping: ColumnMapping])[],
): Map<string, ColumnMapping> {
	const claims = new Map<string, string[]>()
	for (const [
		template,
		{
			columns: [column],
		},
	] of found)
		if (column !== undefined) claims.set(column, [...(claims.get(column) ?? []), template])
	const isOwn = (template: string, { columns: [column] }: ColumnMapping): boolean => {
		const others = claims.get(column ?? '') ?? []
		if (others.length < 2) return true
		const isCalled = (each: string) =>
			listColumnAliases(column ?? '').some((name) => foldForSearch(name) === foldForSearch(lastName(each)))
		return isCalled(template) && others.filter(isCalled).length === 1
	}
	return new Map(found.filter(([template, mapping]) => isOwn(template, mapping)))
}
const lastName = (template: string): string => template.slice(template.lastIndexOf('/') + 1)

/**
 * Chooses for each repeat the table that answers most of its questions, and that names the line of each row.
 */
function guessRepeats(definition: FormDefinition, header: readonly string[], others: readonly NamedTable[]) {
	const repeats: Record<string, RowsFrom> = {}
	for (const { template } of repeatsOf(definition)) {
		const found = others
			.flatMap((other) => guessRepeatMapping(definition, template, header, other) ?? [])
			.sort((a, b) => Object.keys(b.questions).length - Object.keys(a.questions).length)
		if (found[0]) repeats[template] = found[0]
	}
	return repeats
}

/** Null for a table without anything of the repeat, or without a column that joins it to lines. */
export function guessRepeatMapping(
	definition: FormDefinition,
	repeat: string,
	header: readonly string[],
	other: NamedTable,
): RowsFrom | null {
	const ids = joins.flat()
	const questions = guessQuestions(definition, {
		repeat,
		header: omitWithheldColumns(definition, other.header),
		content: other.content ?? {},
		usedColumns: other.header.filter((column) => (ids as readonly string[]).includes(column)),
	})
	const join = joins.find(([own, main]) => other.header.includes(own) && header.includes(main))
	if (!join || Object.keys(questions).length === 0) return null
	return { table: other.name, own: join[0], main: join[1], questions }
}

/** Finds a column by a question's name, or by its label in any language. */
function guessOne(
	{ question: part, template, choices }: QuestionToMatch,
	columns: ColumnsByName,
): ColumnMapping | null {
	const called = new Set([part.name, template].map(foldForSearch))
	const labels = new Set(
		Object.values(part.label ?? {})
			.map(foldForSearch)
			.filter((label) => label.length > 2),
	)
	const one =
		columns.find((name) => called.has(name)) ??
		(part.type === 'note' ? null : columns.find((name) => labels.has(name)))
	if (one) return { columns: [one] }
	if (part.type === 'geopoint') {
		const found = placeEndings.map((ends) =>
			columns.find((name) => ends.some((end) => name === foldForSearch(part.name) + end)),
		)
		// parts have fixed positions: those after a missing one are left out
		const missing = found.indexOf(null)
		const place = found.slice(0, missing < 0 ? found.length : missing).flatMap((each) => each ?? [])
		return place.length >= 2 ? { columns: place } : null
	}
	if (part.type !== 'select-many') return null
	const ticks = choices.flatMap(({ name: code, label }) => {
		const wanted = [code, ...Object.values(label)].map(
			(each) => foldForSearch(part.name) + foldForSearch(each),
		)
		const column = columns.findTick((name) => wanted.includes(name))
		return column ? [[code, column] as const] : []
	})
	return ticks.length > 0 ? { columns: [], ticks: Object.fromEntries(ticks) } : null
}

const omitWithheldColumns = (definition: FormDefinition, header: readonly string[]): string[] => {
	const isExcluded = createExcludedColumnCheck(definition)
	return header.filter((column) => !isExcluded(column))
}
