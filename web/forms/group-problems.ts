import type { ImportProblem } from '#shared/forms/import-problems'

/** One sentence, and the cells of its sheet that it is about. */
export interface ProblemGroup extends Omit<ImportProblem, 'cell'> {
	/** Those that are named. */
	readonly cells: readonly string[]
	/** How many there are besides. */
	readonly more: number
}

/** So many stand each by themselves, among what else is wrong in their rows. */
const mostAlone = 5
const mostNamed = 3

/** What is said of many cells of a sheet is shown once, where the first of them stands. */
export function groupProblems(problems: readonly ImportProblem[]): ProblemGroup[] {
	const alike = new Map<string, ImportProblem[]>()
	for (const problem of problems) {
		const same = alike.get(keyOf(problem))
		if (same) same.push(problem)
		else alike.set(keyOf(problem), [problem])
	}
	return problems.flatMap((problem): ProblemGroup[] => {
		const same = alike.get(keyOf(problem)) ?? []
		if (same.length <= mostAlone) return [{ ...problem, cells: [problem.cell], more: 0 }]
		if (same[0] !== problem) return []
		const cells = same.slice(0, mostNamed).map(({ cell }) => cell)
		return [{ ...problem, cells, more: same.length - cells.length }]
	})
}

const keyOf = ({ severity, sheet, code, details }: ImportProblem): string =>
	JSON.stringify([severity, sheet, code, details])
