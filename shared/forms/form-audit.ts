import { type Answer, templateOf } from './answers.ts'

/** Time and changes of a question, over all the times that the form was open. */
export interface Visits {
	/** Milliseconds for which it was on the screen and had the attention. */
	readonly ms: number
	/** Number of times that its answer changed; the first answer is the first change. */
	readonly changes: number
	/** Number of times that its page came up, including every return to it. */
	readonly visits: number
}

/** How a record was filled in: no answers, no keystrokes, no locations. */
export interface FormAudit {
	/** Milliseconds with the form open and the app on the screen; more than the sum of the questions. */
	readonly ms: number
	/** Number of times that the app went to the background. */
	readonly pauses: number
	/** By path. By template if rows were merged; `*` for the questions that were merged last. */
	readonly questions: ReadonlyMap<string, Visits>
}

export const emptyFormAudit: FormAudit = { ms: 0, pauses: 0, questions: new Map() }

/** Less than the maximum length of an answer, so that every server accepts a record with an audit. */
export const maxFormAuditLength = 15_000
const others = '*'
/** 31 years in milliseconds. */
const maxFigure = 999_999_999_999

/*
 * The text: `audit1` for this format, ms and pauses of the record; then a line for each question in the order
 * of the paths. Records keep this text for years: another format begins with another number.
 */
const possible = /^audit1 \d{1,12} \d{1,12}(\n\S+ \d{1,12} \d{1,12} \d{1,12})*$/

/** Parses the text of an audit. Null if it is in another format. */
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

/**
 * Writes an audit as text. If it is too long, the rows of a repeat are merged first, then the questions with
 * the least time.
 */
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
const figure = (value: number): number => Math.min(maxFigure, Math.max(0, Math.round(value)))

function putTogether(audit: FormAudit, under: (path: string) => string): FormAudit {
	const questions = new Map<string, Visits>()
	for (const [path, one] of audit.questions) {
		const known = questions.get(under(path))
		questions.set(under(path), known ? sum(known, one) : one)
	}
	return { ...audit, questions }
}

/** Returns a mapping of paths that merges the questions with the least time, so that the others fit. */
function restOf({ questions }: FormAudit): (path: string) => string {
	const listed = new Set<string>()
	let length = lineOf([others, { ms: maxFigure, changes: maxFigure, visits: maxFigure }]).length * 2
	for (const entry of [...questions].sort(([a, one], [b, other]) => other.ms - one.ms || (a < b ? -1 : 1))) {
		length += lineOf(entry).length + 1
		if (length > maxFormAuditLength) break
		listed.add(entry[0])
	}
	return (path) => (listed.has(path) ? path : others)
}

const sum = (one: Visits, other: Visits): Visits => ({
	ms: one.ms + other.ms,
	changes: one.changes + other.changes,
	visits: one.visits + other.visits,
})
