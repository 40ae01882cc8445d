import type { CompiledForm } from '#shared/forms/compile-form'
import type { ImportBatch, ImportError } from '#shared/import/import-api'
import { importTreatment } from '#shared/import/import-treatment'
import type { Mapping } from '#shared/import/mapping'
import { createRowReader, type ImportedRow } from '#shared/import/row-to-answers'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import {
	canFillForm,
	canReadRecords,
	type DistrictScope,
	isDistrictInScope,
	isPhoneRole,
	type Role,
} from '#shared/people/roles'
import { recordFacts } from '#shared/study/record-attributes'
import type { Study } from '#shared/study/study'
import { yieldToEventLoop } from '../export/select-answers.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import { asPerson, findPersonCalled } from '../storage/people/people.ts'
import type { Store } from '../storage/store.ts'

/** Rows between two yields to the event loop. */
const lineBatchSize = 10

export interface ImportDeps {
	readonly store: Store
	readonly forms: FormRepository
	readonly study: Study
	readonly person: Person
	/** ms since 1970 */
	readonly now: number
	/** True after the client has disconnected. */
	readonly isAborted: () => boolean
}

/** A row with the answers of its record and its owner until approval. Null owner: the importing user. */
export interface PreparedRow extends Pick<ImportedRow, 'record' | 'key' | 'time' | 'answers' | 'faults'> {
	readonly at: number
	readonly owner: string | null
	readonly isOwnerUnknown: boolean
	/** True if the row is not imported. */
	readonly isLeft: boolean
}

export interface Prepared {
	readonly form: CompiledForm
	readonly round: string
	/** Districts of the importing user. */
	readonly districts: DistrictScope
	readonly lines: readonly PreparedRow[]
}

/**
 * Converts rows of a table into answers of a form, by the form's own rules. Nothing is written.
 *
 * @throws Problem `not-found` for a form or a round that does not exist, or not for this person;
 * `input-invalid` for a question that takes no column
 */
export async function prepareRows(deps: ImportDeps, part: ImportBatch): Promise<Prepared> {
	const { store, study, person } = deps
	const { mapping, round } = part
	const form = await findMappedForm(deps, part)
	const { offsetMinutes, districts } = study
	const read = createRowReader(form, part, {
		project: store.project,
		round,
		districts,
		offsetMinutes,
		now: deps.now,
	})
	const ownerOf = ownersByCode(store, person, form.definition.filledBy)
	const seen = new Set<string>()
	const lines: PreparedRow[] = []
	for (const [i, each] of part.lines.entries()) {
		if (i % lineBatchSize === 0) await yieldToEventLoop()
		if (deps.isAborted()) break
		const { isSkipped, interviewer, ...line } = read(each)
		const { district } = recordFacts(mapping.form, line.answers)
		const misplaced = placementErrors(mapping, {
			isElsewhere: !isSkipped && !isDistrictInScope(person.districts, district),
			isRepeated: line.record !== '' && seen.has(line.record),
		})
		seen.add(line.record)
		const faults = [...line.faults, ...misplaced]
		const found = interviewer === '' ? null : await ownerOf(interviewer)
		const owner = found && isDistrictInScope(found.districts, district) ? found.id : null
		lines.push({
			...line,
			at: each.at,
			faults,
			owner,
			isOwnerUnknown: interviewer !== '' && owner === null,
			isLeft: isSkipped || misplaced.length > 0 || (faults.length > 0 && !part.withoutFaults),
		})
	}
	return { form, round, districts: person.districts, lines }
}

/** Returns why a row is not imported here: its district is not the user's, or the file has its record before. */
function placementErrors(
	mapping: Mapping,
	{ isElsewhere, isRepeated }: { readonly isElsewhere: boolean; readonly isRepeated: boolean },
): ImportError[] {
	const errors: ImportError[] = []
	if (isElsewhere) errors.push({ column: mapping.district ?? '', question: '', why: 'district-not-yours' })
	if (isRepeated) errors.push({ column: mapping.id[0] ?? '', question: '', why: 'twice' })
	return errors
}

/** Returns the form of the mapping, if this person may read its records and the round exists for them. */
async function findMappedForm(
	{ forms, study, person }: ImportDeps,
	part: ImportBatch,
): Promise<CompiledForm> {
	const { mapping, round } = part
	const form = await forms.compiled(mapping.form, mapping.version)
	const isRound = study.rounds.some(
		({ code, demonstration }) => code === round && demonstration === person.demonstration,
	)
	if (!form || !isRound || !canReadRecords(person.role, await forms.readers(mapping.form)))
		throw new Problem('not-found')
	if (!isMappingOf(form, part)) throw new Problem('input-invalid', { field: 'mapping' })
	return form
}

/** True if each mapped question accepts columns at its place. Encrypted and identifying questions do not. */
function isMappingOf({ byTemplate }: CompiledForm, { mapping, tables = [] }: ImportBatch): boolean {
	const takes = (repeat: string, questions: Mapping['questions']) =>
		Object.keys(questions).every((template) => {
			const node = byTemplate.get(template)
			const around = node?.repeats.map((each) => each.template).join(' ')
			return node && importTreatment(node.part) === 'importable' && around === repeat
		})
	const { repeats, questions } = mapping
	return (
		takes('', questions) &&
		Object.entries(repeats).every(([repeat, rows]) => takes(repeat, rows.questions)) &&
		tables.every(
			({ repeat }) => Object.hasOwn(repeats, repeat) && byTemplate.get(repeat)?.part.kind === 'repeat',
		)
	)
}

/** Finds the enumerator with a username who can own the records. */
function ownersByCode(store: Store, { demonstration }: Person, filledBy: readonly Role[] | undefined) {
	const known = new Map<string, Person | null>()
	return async (code: string): Promise<Person | null> => {
		const before = known.get(code)
		if (before !== undefined) return before
		const row = await findPersonCalled(store.reading, code)
		const found = row && asPerson(row)
		const isOne =
			found &&
			isPhoneRole(found.role) &&
			canFillForm(found.role, filledBy) &&
			found.demonstration === demonstration
		const owner = isOne ? found : null
		known.set(code, owner)
		return owner
	}
}
