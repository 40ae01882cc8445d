import type { Answer } from './answers.ts'
import { type FormAudit, parseFormAudit, serializeFormAudit } from './form-audit.ts'

/**
 * Merges the audits of several continuations: the sum of all that each added. `past`: audits that all of them
 * had seen.
 */
export function mergeFormAudits(sides: readonly (Answer | null)[], past: readonly (Answer | null)[]): string {
	const readable = (answers: readonly (Answer | null)[]) =>
		answers.flatMap((each) => parseFormAudit(each) ?? [])
	return serializeFormAudit(addedUp(readable(sides), readable(past)))
}

export function addedUp(sides: readonly FormAudit[], past: readonly FormAudit[] = []): FormAudit {
	const together = (figureOf: (audit: FormAudit) => number | undefined): number => {
		const before = Math.max(0, ...past.map((audit) => figureOf(audit) ?? 0))
		return sides.reduce((all, side) => all + Math.max(0, (figureOf(side) ?? 0) - before), before)
	}
	const paths = new Set(sides.flatMap(({ questions }) => [...questions.keys()]))
	return {
		ms: together(({ ms }) => ms),
		pauses: together(({ pauses }) => pauses),
		questions: new Map(
			[...paths].map((path) => [
				path,
				{
					ms: together(({ questions }) => questions.get(path)?.ms),
					changes: together(({ questions }) => questions.get(path)?.changes),
					visits: together(({ questions }) => questions.get(path)?.visits),
				},
			]),
		),
	}
}
