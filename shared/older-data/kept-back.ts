import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { intakeOf } from './what-is-taken.ts'

/** The marks that tools put between a group, a question and a choice. */
export const between = ['/', '.', '-', ':'] as const

/** What a column can be called without the groups in front of it, from the whole name to its last part. */
export const listColumnAliases = (header: string): string[] => [
	header,
	...between.flatMap((mark) => (header.includes(mark) ? [header.slice(header.lastIndexOf(mark) + 1)] : [])),
]

/**
 * Whether a column is called like a question that never comes in: it stays in the browser, whatever else it could be taken for. Not where it is
 * called to the letter as one that does.
 */
export function createExcludedColumnCheck(definition: FormDefinition): (column: string) => boolean {
	const questions = nodesOf(definition).filter(({ part }) => part.kind === 'question')
	const named = (
		is: 'taken' | 'left-behind',
		called: (node: (typeof questions)[number]) => readonly string[],
	) =>
		new Set(
			questions
				.filter(({ part }) => intakeOf(part) === is)
				.flatMap(called)
				.map(foldForSearch),
		)
	const behind = named('left-behind', ({ part }) => [part.name])
	const labels = named('left-behind', ({ part }) => Object.values(part.label ?? {}))
	const taken = named('taken', ({ part, template }) => [part.name, template])
	return (column) => {
		const whole = foldForSearch(column)
		if (taken.has(whole)) return false
		return labels.has(whole) || listColumnAliases(column).some((each) => behind.has(foldForSearch(each)))
	}
}
