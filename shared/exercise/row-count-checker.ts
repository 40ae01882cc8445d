import { buildReadingContext } from '#shared/expressions/scope'
import { inRow } from '../forms/answers.ts'
import { allSources, type FormDependencies } from '../forms/dependencies.ts'
import type { FormNode } from '../forms/form-nodes.ts'
import { FormSession } from '../forms/form-session.ts'
import { maxCountedRows } from '../forms/form-state.ts'
import { rowsFrom } from '../forms/node-readers.ts'
import { questionTypes } from '../forms/question-types.ts'
import type { ExerciseFinding } from './findings.ts'

/** Finds repeats with an unlimited number of rows. */
export interface RowCountChecker {
	/** Number of rows of the repeat that a run fills in; further ones exist and stay blank. */
	rowsToFill(repeat: FormNode): number
	/** Examines a run after its end; the run cannot be used afterwards. */
	look(session: FormSession): void
	findings(): ExerciseFinding[]
}

/** Maximum rows that a run fills in of a repeat with a count. */
const maxCountedFilled = 8
/**
 * A count that reads its own rows, and reaches this number in every run, is unlimited whatever the answers.
 */
const manyRows = 30
/** Larger than any household, list or log that a person writes down. */
const tooMany = '100000'
/** Each try makes a thousand rows. */
const maxTries = 2

export function createRowCountChecker(nodes: readonly FormNode[], reads: FormDependencies): RowCountChecker {
	const counted = nodes.filter(({ part }) => part.kind === 'repeat' && part.count !== undefined)
	const sources = new Map(counted.map((repeat) => [repeat, allSources(repeat, reads)]))
	const readingOwnRows = new Set(
		counted.filter((repeat) =>
			[...(sources.get(repeat) ?? [])].some((source) => source === repeat || source.repeats.includes(repeat)),
		),
	)
	const tried = new Map<FormNode, number>()
	const reached = new Map<FormNode, { runs: number; full: number }>()
	const unbounded = new Map<FormNode, string>()

	return {
		rowsToFill: (repeat) =>
			counted.includes(repeat) && !readingOwnRows.has(repeat) ? maxCountedFilled : manyRows,
		look(session) {
			const pathsOf = (node: FormNode) =>
				rowsFrom(node, 0, '', (repeat) => session.rows(repeat)).map((row) => inRow(row, node.suffix))
			for (const repeat of counted) {
				const path = pathsOf(repeat).find((each) => session.isRelevant(each))
				if (path === undefined) continue
				if (readingOwnRows.has(repeat)) {
					const seen = reached.get(repeat) ?? { runs: 0, full: 0 }
					seen.runs++
					if (session.rows(path).length >= manyRows || growsWhenOpened(session, path)) seen.full++
					reached.set(repeat, seen)
				} else if ((tried.get(repeat) ?? 0) < maxTries && !unbounded.has(repeat)) {
					tried.set(repeat, (tried.get(repeat) ?? 0) + 1)
					const culprit = [...(sources.get(repeat) ?? [])].find((source) => {
						const own = pathsOf(source).find((each) => canBeTyped(source, each))
						return own !== undefined && makesTooMany(own, path)
					})
					if (culprit) unbounded.set(repeat, culprit.part.name)
				}
			}
			function canBeTyped({ part }: FormNode, path: string): boolean {
				return (
					part.kind === 'question' &&
					questionTypes[part.type].isInput &&
					session.isRelevant(path) &&
					!session.isReadOnly(path)
				)
			}
			function makesTooMany(source: string, repeat: string): boolean {
				const before = session.answerAt(source) ?? null
				session.type(source, tooMany)
				const isTaken = session.answerAt(source) !== undefined && session.violationAt(source) === null
				const isTooMany = isTaken && session.rows(repeat).length >= maxCountedRows
				session.answer(source, before)
				return isTooMany
			}
		},
		findings: () => [
			...[...unbounded].map(
				([{ template, part }, name]): ExerciseFinding => ({
					kind: 'count-unbounded',
					template,
					names: [name],
					count: maxCountedRows,
					...expressionOf(part),
				}),
			),
			...[...reached]
				.filter(([, { runs, full }]) => runs === full)
				.map(
					([{ template, part }]): ExerciseFinding => ({
						kind: 'count-of-itself',
						template,
						...expressionOf(part),
					}),
				),
		],
	}
}

/** True if opening the record again adds a row, as a count of its own rows plus one does. */
function growsWhenOpened(session: FormSession, repeat: string): boolean {
	const again = new FormSession(session.form, {
		answers: session.draftAnswers(),
		isNew: false,
		context: buildReadingContext(0),
	})
	return again.rows(repeat).length > session.rows(repeat).length
}

const expressionOf = (part: FormNode['part']) =>
	part.kind === 'repeat' && part.count !== undefined ? { expression: part.count } : {}
