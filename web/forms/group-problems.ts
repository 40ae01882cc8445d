import type { ImportProblem } from '#shared/forms/import-problems'

/** One sentence, and the cells that it is about. */
export interface ProblemGroup extends Omit<ImportProblem, 'cell'> {
	/** Those that are named; one of another sheet than the first has its sheet before it. */
	readonly cells: readonly string[]
	/** How many there are besides. */
	readonly more: number
}

const mostNamed = 6

/** What is said of several cells is shown once, where the first of them is: one line for each thing that an author can mend. */
export function groupProblems(problems: readonly ImportProblem[]): ProblemGroup[] {
	const alike = new Map<string, [ImportProblem, ...ImportProblem[]]>()
	for (const problem of problems) {
		const same = alike.get(keyOf(problem))
		if (same) same.push(problem)
		else alike.set(keyOf(problem), [problem])
	}
	return [...alike.values()].map((same): ProblemGroup => {
		const [first] = same
		const cells = [
			...new Set(
				same.map(({ sheet, cell }) =>
					sheet === first.sheet ? cell : [sheet, cell].filter(Boolean).join('!'),
				),
			),
		]
		return { ...first, cells: cells.slice(0, mostNamed), more: Math.max(0, cells.length - mostNamed) }
	})
}

/** A file that was not chosen is one thing to mend, whichever sheets name it. */
const acrossSheets: ReadonlySet<string> = new Set<ImportProblem['code']>(['file-missing', 'media-missing'])

const keyOf = ({ severity, sheet, code, details }: ImportProblem): string =>
	JSON.stringify([severity, acrossSheets.has(code) ? '' : sheet, code, details])
