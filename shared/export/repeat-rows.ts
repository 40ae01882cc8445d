import { type Answers, rowsAbove, templateOf } from '#shared/forms/answers'

/** Returns the id of a row: the end of its path. */
export const rowId = (row: string): string => row.slice(row.lastIndexOf('@') + 1)

/** Returns the paths of a repeat's rows, in their order. */
export function rowsOf(repeat: string, answers: Answers): string[] {
	const rows = [...answers.keys()].filter((path) => templateOf(path) === `${repeat}/@`)
	const place = (row: string) => rowsAbove(row).map((each) => Number(answers.get(each) ?? 0))
	return rows.sort((a, b) => {
		const [first, second] = [place(a), place(b)]
		for (const [i, value] of first.entries()) {
			const other = second[i] ?? 0
			if (value !== other) return value - other
		}
		return a < b ? -1 : 1
	})
}

/** Returns the path of a template inside of `row`. */
export const pathInRow = (template: string, row: string): string =>
	`${row}/${template.slice(template.lastIndexOf('/@/') + 3)}`
