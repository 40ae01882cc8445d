import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { foldForSearch } from '#shared/kernel/fold-for-search'
import { importTreatment } from './import-treatment.ts'

/** Marks of tools between a group, a question and a choice. */
export const between = ['/', '.', '-', ':'] as const

/**
 * Returns the possible names of a column without the groups in front of it, from the whole name to its last
 * part.
 */
export const listColumnAliases = (header: string): string[] => [
	header,
	...between.flatMap((mark) => (header.includes(mark) ? [header.slice(header.lastIndexOf(mark) + 1)] : [])),
]

/**
 * Returns a test: true if a column has the name of a question that is never imported, so that it stays in the
 * browser. False if it has exactly the name of one that is.
 */
export function createExcludedColumnCheck(definition: FormDefinition): (column: string) => boolean {
	const questions = nodesOf(definition).filter(({ part }) => part.kind === 'question')
	const named = (
		is: 'importable' | 'not-importable',
		called: (node: (typeof questions)[number]) => readonly string[],
	) =>
		new Set(
			questions
				.filter(({ part }) => importTreatment(part) === is)
				.flatMap(called)
				.map(foldForSearch),
		)
	const behind = named('not-importable', ({ part }) => [part.name])
	const labels = named('not-importable', ({ part }) => Object.values(part.label ?? {}))
	const importable = named('importable', ({ part, template }) => [part.name, template])
	return (column) => {
		const whole = foldForSearch(column)
		if (importable.has(whole)) return false
		return labels.has(whole) || listColumnAliases(column).some((each) => behind.has(foldForSearch(each)))
	}
}
