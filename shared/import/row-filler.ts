import { plainCell } from '#shared/cleaning/compare-cell'
import { inRow, templateOf } from '#shared/forms/answers'
import { type CompiledForm, choicesOf } from '#shared/forms/compile-form'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormSession, Violation } from '#shared/forms/form-session'
import type { ImportError } from './import-api.ts'
import { importTreatment } from './import-treatment.ts'
import type { ColumnMapping, Mapping } from './mapping.ts'
import { readCells } from './parse-cells.ts'
import { monthIn } from './parse-dates.ts'

type MappedQuestion = Pick<Parameters<typeof readCells>[0], 'question' | 'choices' | 'mapping'> & {
	readonly node: FormNode
}

/** Returns the questions of a form that take columns, in its order. */
export const listMappedQuestions = (form: CompiledForm, questions: Mapping['questions']): MappedQuestion[] =>
	form.nodes.flatMap((node) => {
		const { part, template } = node
		const mapping = Object.hasOwn(questions, template) ? questions[template] : undefined
		if (!mapping || part.kind !== 'question' || importTreatment(part) !== 'importable') return []
		return [{ node, question: part, choices: choicesOf(form.definition, part), mapping }]
	})

/** Fills in a form from one line, and collects the errors. */
export class RowFiller {
	readonly #session: FormSession
	readonly #mapping: Mapping
	readonly #offsetMinutes: number
	readonly #faults: ImportError[] = []
	/** Paths with an answer from the line. */
	readonly #given: string[] = []
	/** Questions that got the month of their line, and no more. */
	readonly #monthAlone: string[] = []

	constructor(session: FormSession, mapping: Mapping, offsetMinutes: number) {
		this.#session = session
		this.#mapping = mapping
		this.#offsetMinutes = offsetMinutes
	}

	/** Paths with an answer from the line that is valid. */
	given(): ReadonlySet<string> {
		return new Set(this.#given.filter((path) => this.#session.answerAt(path) !== undefined))
	}
	/**
	 * Answers the questions of a row, '' for outside of rows. `month`: the only known time of the line; null if
	 * it is known better.
	 */
	answer(
		row: string,
		questions: readonly MappedQuestion[],
		cellOf: (column: string) => string,
		month: number | null,
	): void {
		for (const { node, ...each } of questions) {
			if (month !== null && each.question.type === 'datetime' && this.#says(each.mapping, month, cellOf)) {
				this.#monthAlone.push(node.template)
				continue
			}
			const read = readCells({ ...each, how: this.#mapping, offsetMinutes: this.#offsetMinutes }, cellOf)
			if ('why' in read) this.#faults.push({ column: read.column, question: node.template, why: read.why })
			else if (read.answer !== null) {
				const path = inRow(row, node.suffix)
				this.#session.answer(path, read.answer)
				this.#given.push(path)
			}
		}
	}
	/** True if the column has only the month: no day or minute is made of it. */
	#says({ columns: [column] }: ColumnMapping, month: number, cellOf: (column: string) => string): boolean {
		return column !== undefined && monthIn(plainCell(cellOf(column)), this.#offsetMinutes) === month
	}
	/**
	 * Returns this number of rows of a repeat: those that it counts by itself, or new ones, under names that
	 * are the same each time.
	 */
	rowsOf(repeat: string, count: number): readonly string[] {
		const session = this.#session
		if (count > 0 && !session.isRelevant(repeat))
			this.#faults.push({ column: '', question: repeat, why: 'not-asked' })
		if (session.nodeAt(repeat).runs.count) {
			const rows = session.rows(repeat)
			if (count > rows.length && session.isRelevant(repeat))
				this.#faults.push({ column: '', question: repeat, why: 'too-many-rows' })
			return rows.slice(0, count)
		}
		return Array.from({ length: count }, (_, i) => session.addRow(repeat, `n${i + 1}`))
	}
	/** Removes invalid answers, and returns their errors with those of unreadable cells. */
	faults(): readonly ImportError[] {
		const { repeats, questions } = this.#mapping
		const all = Object.assign(
			{},
			questions,
			...Object.values(repeats).map((rows) => rows.questions),
		) as Mapping['questions']
		const found = [...this.#faults]
		const isUnread = (question: string) =>
			this.#monthAlone.includes(question) || this.#faults.some((each) => each.question === question)
		for (const { path, kind } of this.#withoutImpossible(all)) {
			const question = templateOf(path)
			// a missing column was reported before
			if (kind === 'required' && (!Object.hasOwn(all, question) || isUnread(question))) continue
			found.push({
				column: columnFor(all[question]),
				question,
				why: kind === 'unreadable' ? 'not-read' : kind,
			})
		}
		for (const path of this.#given) {
			const question = templateOf(path)
			if (!this.#session.isRelevant(path))
				found.push({ column: columnFor(all[question]), question, why: 'not-asked' })
		}
		return found
	}
	/**
	 * Also removes answers that are invalid without those. Answers that the form itself made stay, and are
	 * reported.
	 */
	#withoutImpossible(all: Mapping['questions']): Violation[] {
		const session = this.#session
		const found = session.violations()
		const impossible = found.filter(
			({ path }) => Object.hasOwn(all, templateOf(path)) && session.answerAt(path) !== undefined,
		)
		for (const { path } of impossible) session.answer(path, null)
		if (impossible.length === 0) return found
		const known = new Set(found.map(({ path }) => path))
		return [...found, ...this.#withoutImpossible(all).filter(({ path }) => !known.has(path))]
	}
}

const columnFor = (mapping: ColumnMapping | undefined): string =>
	mapping?.columns[0] ?? Object.values(mapping?.ticks ?? {})[0] ?? ''
