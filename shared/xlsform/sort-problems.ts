import type { ImportProblem } from './import-problems.ts'
import type { Sheet } from './sheets.ts'

/**
 * Sorts errors before warnings; then as an author goes through the file: sheet by sheet, from the top down
 * and along the row, and first those of a whole sheet.
 */
export function sortProblems(problems: readonly ImportProblem[], sheets: readonly Sheet[]): ImportProblem[] {
	const order = ['survey', 'choices', ...sheets.map(({ name }) => name.trim().toLowerCase())]
	const placed = problems.map((problem) => {
		const [, letters = '', row = 0] = /^([A-Z]*)(\d+)$/.exec(problem.cell) ?? []
		const sheet = order.indexOf(problem.sheet.trim().toLowerCase())
		return { problem, sheet: sheet < 0 ? order.length : sheet, row: Number(row), letters }
	})
	return placed
		.sort(
			(a, b) =>
				Number(a.problem.severity === 'warning') - Number(b.problem.severity === 'warning') ||
				a.sheet - b.sheet ||
				a.row - b.row ||
				// AB comes after Z
				a.letters.length - b.letters.length ||
				a.letters.localeCompare(b.letters, 'en'),
		)
		.map(({ problem }) => problem)
}
