import type { CompiledForm } from '#shared/forms/compile-form'
import { pagesOf } from '#shared/forms/pages'
import { Problem } from '#shared/kernel/problem'
import { buildInterviewPresets } from '#shared/sample/day-plan'
import { beginDraft, openDraft, saveDraftSummary, withDraftLock } from '../../storage/drafts/drafts.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { personSettings } from '../../storage/enrolment/person-settings.ts'
import { compiledForm, type FormOnPhone } from '../../storage/records/documents.ts'
import { readProgress } from '../../storage/records/household-progress.ts'
import { openFilling } from '../fill/open-draft-form.ts'
import type { ClusterOfHouseholds, Household } from './use-households.ts'

/** Returns the page with the question about the contact: what stands before it is filled in by the sample. */
const doorPageOf = (form: CompiledForm | null): number =>
	form === null
		? 0
		: (pagesOf(form).find(({ parts }) => parts.some(({ part }) => part.name === 'contact'))?.index ?? 0)

/** Starts the first visit to a household. Returns the draft's id. */
export async function startFirstVisit(
	session: VaultSession,
	form: FormOnPhone,
	document: ClusterOfHouseholds['document'],
	line: Household,
): Promise<string> {
	const [compiled, { questionLanguage }] = await Promise.all([
		compiledForm(session, form.id, form.version),
		personSettings(session.device),
	])
	return beginDraft(
		session,
		{ id: form.id, ver: form.version },
		{
			given: buildInterviewPresets(document, line),
			page: doorPageOf(compiled),
			...(questionLanguage ? { language: questionLanguage } : {}),
			work: {
				round: document.round,
				cluster: document.cluster,
				household: line.household,
				replaces: line.replaces,
				visit: 1,
				appointment: '',
				result: '',
				isVisited: false,
				comesBack: false,
			},
		},
	)
}

/** Questions that each visit asks anew, in the order in which they are cleared. */
const repeatedQuestions = ['contact', 'sel_avail', 'appointment', 'privacy', 'result'] as const

/**
 * Starts another visit in the draft of a household: the number is set, and what was found at the door is
 * asked anew. The form logs the time when it is answered. Resolves when all of it is saved.
 * @throws Problem
 */
export async function startNextVisit(session: VaultSession, draft: string, number: number): Promise<void> {
	await withDraftLock(
		draft,
		async () => {
			const opened = await openFilling(session, draft, 'en')
			const { filling } = opened
			const pathOf = (name: string) =>
				filling.session.form.nodes.find(
					({ part, children }) => part.name === name && part.kind === 'question' && children.length === 0,
				)?.template
			for (const name of repeatedQuestions) {
				const path = pathOf(name)
				if (path !== undefined && filling.session.answerAt(path) !== undefined) filling.answer(path, null)
			}
			const visitPath = pathOf('visit_no')
			if (visitPath !== undefined) filling.answer(visitPath, number)
			const problem = await filling.whenSaved()
			if (problem) throw problem
			const { comeBackAt: _, ...about } = opened.draft.about
			await saveDraftSummary(session, draft, {
				...about,
				page: doorPageOf(filling.session.form),
				work: readProgress(filling.session, false),
			})
		},
		new AbortController().signal,
	)
}

/** Saves when the enumerator plans to come back. @throws Problem `draft-gone` */
export async function saveComeBack(session: VaultSession, draft: string, at: number | null): Promise<void> {
	const opened = await openDraft(session, draft)
	if (!opened) throw new Problem('draft-gone')
	const { comeBackAt: _, ...about } = opened.about
	await saveDraftSummary(session, draft, at === null ? about : { ...about, comeBackAt: at })
}
