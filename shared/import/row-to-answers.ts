import { plainCell } from '#shared/cleaning/compare-cell'
import { type Answers, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { FormSession } from '#shared/forms/form-session'
import { shortDigest } from '#shared/kernel/digest'
import { randomId } from '#shared/kernel/ids'
import { seededRandom } from '#shared/kernel/seeded-random'
import { findDistrictCode } from '#shared/study/find-districts'
import { helplineForm } from '#shared/study/record-attributes'
import type { District } from '#shared/study/study'
import { withCallNumber } from './call-number.ts'
import type { ImportBatch, ImportError } from './import-api.ts'
import { importTreatment } from './import-treatment.ts'
import { findCellError } from './parse-cells.ts'
import { hasTimeOfDay, momentIn, monthIn } from './parse-dates.ts'
import { listMappedQuestions, RowFiller } from './row-filler.ts'

interface Around {
	readonly project: string
	readonly round: string
	readonly districts: readonly District[]
	/** Minutes east of UTC. */
	readonly offsetMinutes: number
	/** ms since 1970 */
	readonly now: number
}

/** A line, read as a record. */
export interface ImportedRow {
	/** Id of its record: the same line again is the same record. '' if the line has no id. */
	readonly record: string
	/** Id of the line, if it looks like a record id: it may have been exported from here. */
	readonly key: string | null
	/** Time of the interview, ms since 1970. */
	readonly time: number
	/** Code of the enumerator; '' for none. */
	readonly interviewer: string
	/** Valid answers, with the values that the form calculates from them. */
	readonly answers: Answers
	/** Errors of the line. */
	readonly faults: readonly ImportError[]
	/** True if the line cannot be imported, with or without its errors. */
	readonly isSkipped: boolean
}

type SourceRow = ImportBatch['lines'][number]

/** Maximum letters of an enumerator's code. */
const longestCode = 64

/** Reads lines of one table, and their rows in other tables, by one mapping. */
export function createRowReader(
	form: CompiledForm,
	{ mapping, header, tables = [] }: Pick<ImportBatch, 'mapping' | 'header' | 'tables'>,
	around: Around,
): (line: Pick<SourceRow, 'cells' | 'rows'>) => ImportedRow {
	const cellIn = cellsBy(header)
	// calls are counted by month, so a register with months only is good enough
	const isCall = form.definition.id === helplineForm
	const mapped = listMappedQuestions(form, mapping.questions)
	const repeats = tables.map(({ repeat, header: names }) => {
		const { questions = {} } = mapping.repeats[repeat] ?? {}
		return { repeat, cellIn: cellsBy(names), mapped: listMappedQuestions(form, questions) }
	})
	return ({ cells, rows = [] }) => {
		const cellOf = (column: string) => cellIn(cells, column)
		const out = (why: ImportError['why'], column: string, record = ''): ImportedRow => ({
			record,
			key: null,
			time: 0,
			interviewer: '',
			answers: new Map(),
			isSkipped: true,
			faults: [{ column, question: '', why }],
		})
		const key = mapping.id.map((column) => plainCell(cellOf(column)))
		if (key.some((part) => part === '')) return out('id-missing', mapping.id[key.indexOf('')] ?? '')
		const record = recordIdOf(around, mapping.form, key)
		const text = plainCell(cellOf(mapping.time))
		const month = isCall ? monthIn(text, around.offsetMinutes) : null
		const time = month ?? momentIn(text, mapping.days, around.offsetMinutes)
		if (time === null) return out('time-not-read', mapping.time, record)
		if (time > around.now) return out('time-ahead', mapping.time, record)
		const district =
			mapping.district === null ? '' : findDistrictCode(plainCell(cellOf(mapping.district)), around.districts)
		if (district === null) return out('district-unknown', mapping.district ?? '', record)
		const code = mapping.interviewer === null ? '' : plainCell(cellOf(mapping.interviewer))
		const wrong = findCellError(code) ?? (code.length > longestCode ? 'not-read' : null)
		const interviewer = wrong === null ? code : ''
		const session = startSession(form, { ...around, record, time, district, interviewer })
		const filling = new RowFiller(session, mapping, around.offsetMinutes)
		filling.answer('', mapped, cellOf, month)
		for (const [i, { repeat, cellIn: cellInRow, mapped: inRow }] of repeats.entries())
			for (const [place, row] of filling.rowsOf(repeat, rows[i]?.length ?? 0).entries())
				filling.answer(row, inRow, (column) => cellInRow(rows[i]?.[place] ?? [], column), month)
		const faults = [...filling.faults()]
		const numbered = (answers: Answers) =>
			isCall && !hasTimeOfDay(text) ? withCallNumber(answers, { record, time, ...around }) : answers
		if (wrong !== null) faults.push({ column: mapping.interviewer ?? '', question: '', why: wrong })
		return {
			record,
			key: asRecordId(key),
			time,
			interviewer,
			faults,
			isSkipped: false,
			answers: numbered(finished(form, session, month === null ? null : filling.given())),
		}
	}
}

function cellsBy(header: readonly string[]) {
	const placeOf = new Map([...header.entries()].reverse().map(([at, name]) => [name, at]))
	return (cells: readonly string[], column: string): string => cells[placeOf.get(column) ?? -1] ?? ''
}

/**
 * Removes the app's record of a consent that it did not see, and answers that a form gives by itself to
 * questions that are sealed, point at a person or stay on the phone: nothing seals them here. `given`: for a
 * line with a month only, the paths that its columns answer; other times would be made up by the form.
 */
function finished(
	{ consent, byTemplate }: CompiledForm,
	session: FormSession,
	given: ReadonlySet<string> | null,
): Answers {
	const answers = session.finalAnswers()
	for (const path of [...answers.keys()]) {
		const node = byTemplate.get(templateOf(path))
		if (node?.part.kind !== 'question') continue
		const isMadeUp = given !== null && node.part.type === 'datetime' && !given.has(path)
		if (isMadeUp || importTreatment(node.part) === 'not-importable') answers.delete(path)
	}
	for (const role of ['time', 'language', 'version'] as const) answers.delete(consent?.[role]?.template ?? '')
	return answers
}

interface RecordStart extends Around {
	readonly record: string
	readonly time: number
	readonly district: string
	readonly interviewer: string
}

/** Begins the record as a phone would have at that time; random values are the same each time. */
function startSession(form: CompiledForm, start: RecordStart): FormSession {
	const { record, time, district, interviewer, round, offsetMinutes } = start
	const random = seededRandom(Number.parseInt(shortDigest(record).replace(/\D/g, '').slice(0, 9) || '0', 10))
	return new FormSession(form, {
		answers: new Map(),
		isNew: true,
		presets: { round, district, districts: district, person: interviewer },
		context: {
			now: () => time,
			offsetMinutes,
			language: form.definition.languages[0]?.tag ?? 'en',
			random: random.next,
			uuid: () => randomId(random.bytes),
		},
	})
}

/** Returns an id of 132 bits, as long as one that a phone makes. */
const recordIdOf = ({ project, round }: Around, form: string, key: readonly string[]): string =>
	shortDigest(JSON.stringify(['brought-in', project, form, round, ...key])).slice(0, 22)

const asRecordId = ([id = '', ...more]: readonly string[]): string | null =>
	more.length === 0 && /^[\w-]{22}$/.test(id) ? id : null
