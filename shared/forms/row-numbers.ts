import { type Answer, isRowPath, repeatOf } from './answers.ts'

/** Numbers the rows of each repeat, from 1: by their stored order, then by their ids. */
export function rowNumbersOf(
	answers: Iterable<readonly [path: string, answer: Answer]>,
): Map<string, number> {
	const numbers = new Map<string, number>()
	const rows = [...answers]
		.filter(([path]) => isRowPath(path))
		.sort(([a, placeA], [b, placeB]) => Number(placeA) - Number(placeB) || (a < b ? -1 : 1))
	const counts = new Map<string, number>()
	for (const [row] of rows) {
		const repeat = repeatOf(row)
		const number = (counts.get(repeat) ?? 0) + 1
		counts.set(repeat, number)
		numbers.set(row, number)
	}
	return numbers
}
