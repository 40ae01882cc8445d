import * as z from 'zod/mini'

/**
 * One answer. Select-many is a list of codes. A geopoint is `lat lon altitude accuracy` in one text, since it
 * is one value in a conflict. Questions without an answer are absent.
 */
export type Answer = string | number | readonly string[]

/** Enough for the longest notes of a focus group, and small enough for every store on the way. */
export const longestAnswer = 20_000

const longestTick = 200
const maxTicks = 500

/** True if a value from outside is a valid answer. */
export function isAnswer(value: unknown): value is Answer {
	if (typeof value === 'string') return value.length <= longestAnswer
	if (typeof value === 'number') return Number.isFinite(value)
	return (
		Array.isArray(value) &&
		value.length <= maxTicks &&
		value.every((tick) => typeof tick === 'string' && tick.length <= longestTick)
	)
}

export const answerSchema: z.ZodMiniType<Answer> = z.custom<Answer>(isAnswer)

/** Answers by instance path. */
export type Answers = ReadonlyMap<string, Answer>

/*
 * Paths: `section/question`; inside a repeat `section/repeat/@row/question`. The row itself,
 * `section/repeat/@row`, holds its position in the order. `@` cannot begin a question's name, so a path shows
 * which of its parts are rows. A template is a path with every row cut to `@`.
 */

export const isRowPath = (path: string): boolean => path[path.lastIndexOf('/') + 1] === '@'

/**
 * Returns the innermost row that contains the path: `a/r/@1/x` → `a/r/@1`; '' outside of repeats. The row of
 * a row path is its parent row.
 */
export function rowOf(path: string): string {
	const inside = path.slice(0, path.lastIndexOf('/') + 1)
	const at = inside.lastIndexOf('/@')
	return at < 0 ? '' : inside.slice(0, inside.indexOf('/', at + 1))
}

const noRows: readonly string[] = []

/** Returns all rows that the path is in or names, outermost first. */
export function rowsAbove(path: string): readonly string[] {
	const first = path.indexOf('/@')
	if (first < 0) return noRows
	const rows: string[] = []
	for (let at = first; at >= 0; at = path.indexOf('/@', at + 1)) {
		const end = path.indexOf('/', at + 1)
		rows.push(end < 0 ? path : path.slice(0, end))
	}
	return rows
}

export const templateOf = (path: string): string =>
	path.includes('/@') ? path.replace(/\/@[^/]+/g, '/@') : path

/** Joins a row path and the rest of a template: for building instance paths. */
export const inRow = (row: string, rest: string): string => (row === '' ? rest : `${row}/${rest}`)

/**
 * Fills a template with the ids of a row and of the row above it: `a/r/@/x` with `one` → `a/r/@one/x`. Null
 * if the template has more than two levels of rows, or another number of levels than ids.
 */
export function pathByIds(template: string, [row = '', above = '']: readonly string[]): string | null {
	const rows = template.split('/@/').length - 1
	const ids = rows === 2 ? [above, row] : rows === 1 ? [row] : []
	if (rows !== ids.length || ids.includes('')) return null
	return template.replace(/\/@\//g, () => `/@${ids.shift()}/`)
}

/** The repeat of a row: `a/r/@1` → `a/r`. */
export const repeatOf = (rowPath: string): string => rowPath.slice(0, rowPath.lastIndexOf('/'))

/** True if two phones gave equal answers: text after NFC and trim, lists as sets, numbers by value. */
export function sameAnswer(a: Answer | null, b: Answer | null): boolean {
	if (a === b) return true
	if (a === null || b === null) return false
	if (typeof a === 'object' || typeof b === 'object') {
		if (typeof a !== 'object' || typeof b !== 'object' || a.length !== b.length) return false
		const held = new Set(a)
		return b.every((code) => held.has(code))
	}
	return typeof a === typeof b ? plain(a) === plain(b) : String(a) === String(b)
}

const plain = (value: string | number): string | number =>
	typeof value === 'string' ? value.normalize('NFC').trim() : value
