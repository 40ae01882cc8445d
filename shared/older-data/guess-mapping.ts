import type { Choice, FormDefinition, Preset } from '#shared/forms/form-definition'
import { type FormNode, nodesOf } from '#shared/forms/form-nodes'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { between, callings, keptBackOf } from './kept-back.ts'
import type { Mapping, RowsFrom, Taken } from './mapping.ts'
import { intakeOf } from './what-is-taken.ts'

/** How tools call what tells lines apart, when they were written, where, and by whom; the first that is there is taken. */
const usualNames = {
	id: [
		'record_id',
		'_uuid',
		'meta/instanceID',
		'instanceID',
		'KEY',
		'_id',
		'uuid',
		'SubmissionKey',
		'interview_id',
		'id',
	],
	time: [
		'start',
		'starttime',
		'started',
		'start_time',
		'interview_date',
		'today',
		'date',
		'SubmissionDate',
		'_submission_time',
		'end',
		'call_time',
		'time',
		'month',
	],
	district: [
		'district',
		'district_code',
		'district_name',
		'zila',
		'zila_district',
		'pcode',
		'adm2_pcode',
		'adm2_name',
		'adm2',
		'ضلع',
	],
	interviewer: [
		'interviewer',
		'enumerator',
		'enumerator_id',
		'interviewer_id',
		'enum_id',
		'enum',
		'username',
		'_submitted_by',
	],
} as const

/** The column of a row, and that of the line to which it belongs. */
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
}

const placeEndings = [['latitude'], ['longitude'], ['altitude'], ['accuracy', 'precision']]

/** The questions of a form that stand outside of repeats, or in one; in its order. */
export const questionsOf = (definition: FormDefinition, repeat = ''): FormNode[] =>
	nodesOf(definition).filter(
		({ part, repeats }) =>
			part.kind === 'question' && repeats.map(({ template }) => template).join(' ') === repeat,
	)

/** Neither it nor what it stands in has a condition. */
export const isAlwaysAsked = ({ part, parent }: FormNode): boolean =>
	part.relevant === undefined && (parent === null || isAlwaysAsked(parent))

/** The repeats that stand in no other: of these rows can come in. */
export const repeatsOf = (definition: FormDefinition): FormNode[] =>
	nodesOf(definition).filter(({ part, repeats }) => part.kind === 'repeat' && repeats.length === 0)

/** Whether the district is said of each line, and not asked in the form itself. */
export const saysDistrict = (definition: FormDefinition): boolean =>
	questionsOf(definition).some(({ part }) => part.kind === 'question' && part.preset === 'district')

/** Which columns of a table most likely become what: by the names of questions, then by their labels in any language. */
export function guessMapping(
	{ version, definition }: { readonly version: number; readonly definition: FormDefinition },
	header: readonly string[],
	others: readonly NamedTable[] = [],
): Mapping {
	const columns = new ColumnsLeft(withoutKeptBack(definition, header))
	const presetBy = (preset: Preset) =>
		questionsOf(definition).flatMap(({ part }) =>
			part.kind === 'question' && part.preset === preset ? [part.name] : [],
		)
	const firstOf = (names: readonly string[]) =>
		names
			.map((name) => columns.find((each) => each === foldForSearch(name)))
			.find((found) => found !== null) ?? null
	const [id, time] = [firstOf(usualNames.id), firstOf(usualNames.time)]
	const interviewer = firstOf([...presetBy('person'), ...usualNames.interviewer])
	const district = saysDistrict(definition)
		? firstOf([...presetBy('district'), ...usualNames.district])
		: null
	const questions = guessQuestions(definition, '', columns)
	return {
		...{ form: definition.id, version, id: id ? [id] : [], time: time ?? '', interviewer, questions },
		...{ district, blanks: [], days: 'day-first', repeats: guessRepeats(definition, header, others) },
	}
}

function guessQuestions(
	definition: FormDefinition,
	repeat: string,
	columns: ColumnsLeft,
): Mapping['questions'] {
	const questions: Record<string, Taken> = {}
	for (const node of questionsOf(definition, repeat)) {
		if (node.part.kind !== 'question' || intakeOf(node.part) !== 'taken') continue
		const taken = guessOne(node, columns, definition.choices[node.part.list ?? ''] ?? [])
		if (taken) questions[node.template] = taken
	}
	return questions
}

/** Of each repeat the table that answers most of its questions, and says to which line each row belongs. */
function guessRepeats(definition: FormDefinition, header: readonly string[], others: readonly NamedTable[]) {
	const repeats: Record<string, RowsFrom> = {}
	for (const { template } of repeatsOf(definition)) {
		const found = others
			.flatMap((other) => guessRows(definition, template, header, other) ?? [])
			.sort((a, b) => Object.keys(b.questions).length - Object.keys(a.questions).length)
		if (found[0]) repeats[template] = found[0]
	}
	return repeats
}

/** Null for a table in which there is nothing of the repeat, or nothing that joins it to lines. */
export function guessRows(
	definition: FormDefinition,
	repeat: string,
	header: readonly string[],
	other: NamedTable,
): RowsFrom | null {
	const questions = guessQuestions(
		definition,
		repeat,
		new ColumnsLeft(withoutKeptBack(definition, other.header)),
	)
	const join = joins.find(([own, main]) => other.header.includes(own) && header.includes(main))
	if (!join || Object.keys(questions).length === 0) return null
	return { table: other.name, own: join[0], main: join[1], questions }
}

function guessOne(
	{ part, template }: FormNode,
	columns: ColumnsLeft,
	choices: readonly Choice[],
): Taken | null {
	if (part.kind !== 'question') return null
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
		// each has its place: what stands behind one that is missing is not taken
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

const withoutKeptBack = (definition: FormDefinition, header: readonly string[]): string[] => {
	const isKeptBack = keptBackOf(definition)
	return header.filter((column) => !isKeptBack(column))
}

/** The columns of a table, found by what they can be called. */
class ColumnsLeft {
	readonly #columns: readonly (readonly [
		header: string,
		names: readonly string[],
		ticks: readonly string[],
	])[]
	constructor(header: readonly string[]) {
		this.#columns = [...new Set(header)]
			.filter((name) => name !== '')
			.map((name) => [name, callings(name).map(foldForSearch), endings(name).map(foldForSearch)] as const)
	}
	/** A whole name comes before what stands behind a group. */
	find(is: (name: string) => boolean): string | null {
		const depth = Math.max(0, ...this.#columns.map(([, names]) => names.length))
		for (let i = 0; i < depth; i++) {
			const found = this.#columns.find(([, names]) => names[i] !== undefined && is(names[i] as string))
			if (found) return found[0]
		}
		return null
	}
	findTick(is: (name: string) => boolean): string | null {
		return this.#columns.find(([, , ticks]) => ticks.some(is))?.[0] ?? null
	}
}

/** `group/question/choice` → what its last two parts say. */
function endings(header: string): string[] {
	return [
		header,
		...between.map((mark) => header.split(mark).slice(-2).join(' ')),
		header
			.split(/[/.:-]/)
			.slice(-2)
			.join(' '),
	]
}
