import { type Answer, templateOf } from './answers.ts'

/** How a question was dealt with, over all the times that the form was open. */
export interface Visits {
	/** On the screen and attended to. */
	readonly ms: number
	/** How often its answer became another one; giving it is the first change. */
	readonly changes: number
	/** How often its page came up: once, and once more for every time that somebody came back. */
	readonly visits: number
}

/** How a record was filled: no answers, no keys, no places. */
export interface FormAudit {
	/** While the form was open and the app on the screen; more than its questions have together. */
	readonly ms: number
	/** How often the app was put aside. */
	readonly pauses: number
	/** By path; by template where rows were put together, and `*` for what was put together at last. */
	readonly questions: ReadonlyMap<string, Visits>
}

export const emptyFormAudit: FormAudit = { ms: 0, pauses: 0, questions: new Map() }

/** Less than an answer may be, so that a record with an audit is taken everywhere. */
export const maxFormAuditLength = 15_000
const others = '*'
/** 31 years. */
const mostFigure = 999_999_999_999

/*
 * The text: `audit1` for this way of writing, ms and pauses of the record; then a line for each question in the order of the
 * paths. Whatever is written here lies in records for years: another way of writing begins with another number.
 */
const possible = /^audit1 \d{1,12} \d{1,12}(\n\S+ \d{1,12} \d{1,12} \d{1,12})*$/

/** Null for what was written in another way. */
export function parseFormAudit(text: Answer | null | undefined): FormAudit | null {
	if (typeof text !== 'string' || !possible.test(text)) return null
	const [head = '', ...lines] = text.split('\n')
	const [, ms, pauses] = head.split(' ').map(Number)
	return {
		ms: ms ?? 0,
		pauses: pauses ?? 0,
		questions: new Map(
			lines.map((line) => {
				const [path = '', ...figures] = line.split(' ')
				const [spent = 0, changes = 0, visits = 0] = figures.map(Number)
				return [path, { ms: spent, changes, visits }]
			}),
		),
	}
}

/** Where it grows too long, first the rows of a repeat are put together, then the questions that took the least time. */
export function serializeFormAudit(audit: FormAudit): string {
	const exact = textOf(audit)
	if (exact.length <= maxFormAuditLength) return exact
	const byTemplate = putTogether(audit, templateOf)
	const shorter = textOf(byTemplate)
	return shorter.length <= maxFormAuditLength ? shorter : textOf(putTogether(byTemplate, restOf(byTemplate)))
}

function textOf({ ms, pauses, questions }: FormAudit): string {
	const lines = [...questions].map(lineOf).sort()
	return [`audit1 ${figure(ms)} ${figure(pauses)}`, ...lines].join('\n')
}
const lineOf = ([path, { ms, changes, visits }]: [string, Visits]): string =>
	`${path} ${figure(ms)} ${figure(changes)} ${figure(visits)}`
const figure = (value: number): number => Math.min(mostFigure, Math.max(0, Math.round(value)))

function putTogether(audit: FormAudit, under: (path: string) => string): FormAudit {
	const questions = new Map<string, Visits>()
	for (const [path, one] of audit.questions) {
		const known = questions.get(under(path))
		questions.set(under(path), known ? sum(known, one) : one)
	}
	return { ...audit, questions }
}

/** Leaves out what took the least time, so that the others have room. */
function restOf({ questions }: FormAudit): (path: string) => string {
	const kept = new Set<string>()
	let length = lineOf([others, { ms: mostFigure, changes: mostFigure, visits: mostFigure }]).length * 2
	for (const entry of [...questions].sort(([a, one], [b, other]) => other.ms - one.ms || (a < b ? -1 : 1))) {
		length += lineOf(entry).length + 1
		if (length > maxFormAuditLength) break
		kept.add(entry[0])
	}
	return (path) => (kept.has(path) ? path : others)
}

const sum = (one: Visits, other: Visits): Visits => ({
	ms: one.ms + other.ms,
	changes: one.changes + other.changes,
	visits: one.visits + other.visits,
})

/** The texts of several that went on from one another and each added to it: all of that. `past`: what all had seen. */
export function mergeFormAudits(sides: readonly (Answer | null)[], past: readonly (Answer | null)[]): string {
	const readable = (said: readonly (Answer | null)[]) => said.flatMap((each) => parseFormAudit(each) ?? [])
	return serializeFormAudit(addedUp(readable(sides), readable(past)))
}

export function addedUp(sides: readonly FormAudit[], past: readonly FormAudit[] = []): FormAudit {
	const together = (figureOf: (audit: FormAudit) => number | undefined): number => {
		const before = Math.max(0, ...past.map((audit) => figureOf(audit) ?? 0))
		return sides.reduce((all, side) => all + Math.max(0, (figureOf(side) ?? 0) - before), before)
	}
	const paths = new Set(sides.flatMap(({ questions }) => [...questions.keys()]))
	return {
		ms: together(({ ms }) => ms),
		pauses: together(({ pauses }) => pauses),
		questions: new Map(
			[...paths].map((path) => [
				path,
				{
					ms: together(({ questions }) => questions.get(path)?.ms),
					changes: together(({ questions }) => questions.get(path)?.changes),
					visits: together(({ questions }) => questions.get(path)?.visits),
				},
			]),
		),
	}
}
