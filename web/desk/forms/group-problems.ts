import type { ImportProblem } from '#shared/xlsform/import-problems'

/** One error message, with its cells. */
export interface ProblemGroup extends Omit<ImportProblem, 'cell'> {
	/** Cells that are named; a cell of another sheet than the first one has its sheet as prefix. */
	readonly cells: readonly string[]
	/** Number of cells that are not named. */
	readonly more: number
}

const maxNamed = 6

/**
 * Merges equal errors of several cells into one message, at the first of them: one line for each
 * correction.
 */
export function groupProblems(problems: readonly ImportProblem[]): ProblemGroup[] {
	const groups = new Map<string, [ImportProblem, ...ImportProblem[]]>()
	for (const problem of problems) {
		const group = groups.get(keyOf(problem))
		if (group) group.push(problem)
		else groups.set(keyOf(problem), [problem])
	}
	return [...groups.values()].map((group): ProblemGroup => {
		const [first] = group
		const cells = [
			...new Set(
				group.map(({ sheet, cell }) =>
					sheet === first.sheet ? cell : [sheet, cell].filter(Boolean).join('!'),
				),
			),
		]
		return { ...first, cells: cells.slice(0, maxNamed), more: Math.max(0, cells.length - maxNamed) }
	})
}

/** A missing file is one error, whichever sheets name it. */
const acrossSheets: ReadonlySet<string> = new Set<ImportProblem['code']>(['file-missing', 'media-missing'])

const keyOf = ({ severity, sheet, code, details }: ImportProblem): string =>
	JSON.stringify([severity, acrossSheets.has(code) ? '' : sheet, code, details])
