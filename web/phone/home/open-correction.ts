import type { CompiledForm } from '#shared/forms/compile-form'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { pagesOf, questionsOn } from '#shared/forms/pages'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import type { Comment } from '../../storage/drafts/comments.ts'
import { openDraft, saveDraftSummary } from '../../storage/drafts/drafts.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import type { LocalRecord } from '../../storage/records/fold-rows.ts'
import { questionLanguageOf } from '../../ui/apply-person-settings.ts'

export interface RecordToCorrect {
	readonly id: string
	readonly record: LocalRecord
	/** Null if it is not on this phone. */
	readonly form: CompiledForm | null
	readonly comments: readonly Comment[]
	/** Language in which its questions were last shown on this phone; absent if they never were. */
	readonly questionLanguage: string | undefined
}

/** Question of the shipped forms that says in which language the interview was held. */
const languageQuestion = 'int_lang'

/**
 * Opens a record for correction: at the first open comment, and in the language in which this person last saw
 * its questions. For a record of another phone that is the person's setting, or else the language of the
 * interview. Returns the draft's id; a correction that was begun before stays where it was left.
 * @throws Problem as `beginCorrection`
 */
export async function openCorrection(
	session: VaultSession,
	{ id, record, form, comments, questionLanguage }: RecordToCorrect,
): Promise<string> {
	const draft = await beginCorrection(session, id)
	const opened = form && (await openDraft(session, draft))
	if (!opened || opened.stamp > 0 || opened.about.page > 0) return draft
	const { session: answered, name } = evaluateRecord(form, getCurrentAnswers(record.state), record.writtenAt)
	const open = new Set(comments.filter(({ isOpen }) => isOpen).map(({ about }) => about))
	const first = pagesOf(form).find((page) => questionsOn(page, answered).some((path) => open.has(path)))
	const languagePath = answered.questionPaths().find((path) => path.split('/').at(-1) === languageQuestion)
	const wanted = [
		questionLanguage,
		await questionLanguageOf(session.device),
		languagePath && answered.answerAt(languagePath),
	]
	const offered = form.definition.languages.map(({ tag }) => tag)
	const language = wanted.flatMap((tag) => offered.find((each) => each === tag) ?? [])[0]
	await saveDraftSummary(session, draft, {
		...opened.about,
		name,
		...(first ? { page: first.index } : {}),
		...(language === undefined ? {} : { language }),
	})
	return draft
}
