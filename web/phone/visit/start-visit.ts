import { Problem } from '#shared/kernel/problem'
import { buildInterviewPresets } from '#shared/sample/day-plan'
import { beginDraft, openDraft, saveDraftSummary } from '../../storage/drafts/drafts.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { personSettings } from '../../storage/enrolment/person-settings.ts'
import { compiledForm, type FormOnPhone } from '../../storage/records/documents.ts'
import { findDoorPage } from '../../storage/records/household-progress.ts'
import type { ClusterOfHouseholds, Household } from './use-households.ts'

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
			page: compiled ? findDoorPage(compiled) : 0,
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

/** Saves when the enumerator plans to come back. @throws Problem `draft-gone` */
export async function saveComeBack(session: VaultSession, draft: string, at: number | null): Promise<void> {
	const opened = await openDraft(session, draft)
	if (!opened) throw new Problem('draft-gone')
	const { comeBackAt: _, ...about } = opened.about
	await saveDraftSummary(session, draft, at === null ? about : { ...about, comeBackAt: at })
}
