import type { CompiledForm } from '#shared/forms/compile-form'
import type { FormSession } from '#shared/forms/form-session'
import { pagesOf } from '#shared/forms/pages'
import {
	type HouseholdProgress,
	listProgressPaths,
	readHouseholdProgress,
} from '#shared/sample/household-progress'
import { requiredVisits } from '#shared/sample/visits'
import { coverageForms } from '#shared/study/record-attributes'

/**
 * Returns the household of an interview and its progress; null for other forms, and until the household is
 * entered.
 */
export function readProgress(session: FormSession, isFinal: boolean): HouseholdProgress | null {
	if (session.form.definition.id !== coverageForms.household) return null
	const answers = listProgressPaths(session.form.byTemplate.keys()).flatMap((path) => {
		const answer = session.isRelevant(path) ? session.answerAt(path) : undefined
		return answer === undefined ? [] : [[path, answer] as const]
	})
	return readHouseholdProgress(answers, isFinal)
}

/** Returns the page with the question about the contact: what stands before it is filled in by the sample. */
export const findDoorPage = (form: CompiledForm): number =>
	pagesOf(form).find(({ parts }) => parts.some(({ part }) => part.name === 'contact'))?.index ?? 0

/**
 * True if a page is the one with the final result although the household is visited again: fewer visits were
 * made than a result needs.
 */
export function isAfterVisit(session: FormSession, page: number): boolean {
	const work = readProgress(session, false)
	if (work === null || !work.comesBack || work.visit >= requiredVisits) return false
	return pagesOf(session.form)[page]?.parts.some(({ part }) => part.name === 'result') ?? false
}
