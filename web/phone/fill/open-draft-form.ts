import type { CompiledForm } from '#shared/forms/compile-form'
import { type FormDefinition, isAudit } from '#shared/forms/form-definition'
import { FormSession } from '#shared/forms/form-session'
import { firstOffered } from '#shared/forms/localized-text'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { Problem } from '#shared/kernel/problem'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { helpCardNumbers } from '#shared/study/help-card'
import { roundToBegin, type Study } from '#shared/study/study'
import { getUnsavedAttachments } from '../../storage/attachments/unsaved-attachments.ts'
import { isDatabaseNewer } from '../../storage/database/database.ts'
import { createAnswerWriter } from '../../storage/drafts/answer-writer.ts'
import { type OpenDraft, openDraft } from '../../storage/drafts/drafts.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { compiledForm, loadStudy, personOnPhone, resetFeedCursor } from '../../storage/records/documents.ts'
import { afterPaint } from '../../ui/after-paint.ts'
import { VisitInDraft, type VisitOpening } from '../visit/visit-in-draft.ts'
import { type CommentSlots, createFilling, type FormFilling, type SealedSlots } from './filling.ts'
import type { FormAuditRecorder } from './form-audit-recorder.ts'

export interface OpenedForm {
	readonly filling: FormFilling
	readonly draft: OpenDraft
	readonly definition: FormDefinition
	/** Language of the questions. */
	readonly language: string
	/** Language on the screen now; updated when it is switched. */
	readonly shown: { language: string }
	/** Null for a form without an audit. */
	readonly trail: FormAuditRecorder | null
	/** True if a question was answered: a form that was only opened leaves nothing behind. */
	readonly hasAnswers: () => boolean
	/** Null if there are no comments and no notes. */
	readonly comments: CommentSlots | null
	/** Null if nothing is sealed. */
	readonly sealed: SealedSlots | null
	/** Null if it is no draft of a sampled household. */
	readonly visit: VisitInDraft | null
}

/**
 * Opens a draft for filling.
 * @throws Problem `not-found`, `form-missing`, `app-too-old`
 */
export async function openFilling(
	vaultSession: VaultSession,
	draftId: string,
	appLanguage: string,
	opening: VisitOpening | null = null,
): Promise<OpenedForm> {
	if (isDatabaseNewer()) throw new Problem('app-too-old')
	const [draft, study, person] = await Promise.all([
		openDraft(vaultSession, draftId),
		loadStudy(vaultSession),
		personOnPhone(vaultSession),
	])
	if (!draft) throw new Problem('not-found')
	const form = await compiledForm(vaultSession, draft.about.form.id, draft.about.form.ver)
	if (!form || !study) {
		await resetFeedCursor(vaultSession)
		throw new Problem('form-missing')
	}
	const { definition } = form
	const wanted = draft.about.language ?? appLanguage
	const offered = definition.languages.map(({ tag }) => tag)
	const tag = firstOffered(offered, wanted) ?? 'en'
	const shown = { language: tag }
	const currentAnswers = getCurrentAnswers(draft.view)
	const session = await beginSession({ vaultSession, draft, study, person, form, language: tag, shown })
	const visit = draft.about.isCorrection ? null : VisitInDraft.open(session, opening, Date.now)
	let problem: Problem | null = null
	let hasAnswers = draft.stamp > 0
	let notify = () => {}
	const keeper = await createAnswerWriter(vaultSession, draftId, {
		onChange(found) {
			problem = found
			notify()
		},
		whenFree: afterPaint,
		// valid while the draft lock is held
		slots: draft.slots,
	})
	const filling = createFilling({
		session,
		draft: draftId,
		keeper,
		visit,
		attachments: {
			waiting: getUnsavedAttachments(vaultSession.device, draftId),
			save: async (attachment) =>
				(await import('../../storage/attachments/save-attachment.ts')).saveAttachment(
					vaultSession.vault,
					attachment,
				),
			drop: async (name) =>
				(await import('../../storage/attachments/attachments.ts')).deleteReplacedAttachments([name]),
			deleteReplaced: async (names) =>
				(await import('../../storage/drafts/discard-draft.ts')).deleteReplacedFile(
					vaultSession,
					draftId,
					names,
				),
		},
		problem: () => problem,
		onSaved: (listener) => {
			notify = listener
		},
		onFirstAnswer: () => {
			hasAnswers = true
		},
	})
	const audit = definition.body.find(isAudit)
	const trail = audit
		? await import('./form-audit-recorder.ts').then(
				({ startFormAudit }) => startFormAudit({ filling, path: audit.name, hasAnswers: () => hasAnswers }),
				// an interview does not wait for its audit
				() => null,
			)
		: null
	const comments =
		draft.view.notes.length > 0 || draft.notes.size > 0
			? await (await import('./comments.tsx')).commentsIn(vaultSession, draft, filling)
			: null
	const sealed = [...currentAnswers.values()].some(isSealed)
		? await (await import('./sealed-answer.tsx')).loadSealedSlots()
		: null
	return {
		filling,
		draft,
		definition,
		language: tag,
		shown,
		trail,
		comments,
		sealed,
		visit,
		hasAnswers: () => hasAnswers,
	}
}

interface SessionParts {
	readonly vaultSession: VaultSession
	readonly draft: OpenDraft
	readonly study: Study
	readonly person: VaultSession['person']
	readonly form: CompiledForm
	/** Language of the questions when the form is opened. */
	readonly language: string
	readonly shown: OpenedForm['shown']
}

/** Evaluates the form with the answers of the draft. */
async function beginSession({
	vaultSession,
	draft,
	study,
	person,
	form,
	language,
	shown,
}: SessionParts): Promise<FormSession> {
	const { definition } = form
	return new FormSession(form, {
		answers: draft.answers,
		unreadable: draft.unreadable,
		isNew: draft.isNew,
		wasFinished: draft.about.isCorrection,
		currentAnswers: getCurrentAnswers(draft.view),
		...(form.readsLastSaved
			? {
					lastSaved: await (await import('../../storage/drafts/last-saved.ts')).lastSavedAnswers(
						vaultSession,
						definition.id,
						draft.record,
					),
				}
			: {}),
		// a conflict is resolved where all its values are visible; here is only one
		locked: new Set(draft.view.conflicts.map(({ path }) => path)),
		presets: {
			...presetsFor(study, person, vaultSession.device),
			...draft.about.given,
			...(definition.readers ? { lead: await findSafeguardingLead(vaultSession, form) } : {}),
		},
		context: {
			now: Date.now,
			offsetMinutes: study.offsetMinutes,
			random: Math.random,
			uuid: () => crypto.randomUUID(),
			language,
			shownIn: () => shown.language,
			formVersion: draft.about.form.ver,
			withdrawalCode: withdrawalCodeOf(draft.record),
			record: draft.record,
			startedAt: draft.about.startedAt,
			device: vaultSession.device,
		},
	})
}

/**
 * Returns the safeguarding contact with its number; the numbers of the help card if the office has named
 * none. Operators, whose helpline is one of these numbers, get '' instead if the form has a text for a
 * missing contact; other forms and earlier versions say to call, and need a number.
 */
export async function findSafeguardingLead(
	vaultSession: VaultSession,
	{ nodes }: Pick<CompiledForm, 'nodes'>,
): Promise<string> {
	const entries = await (await import('../../storage/records/field-contacts.ts')).helpOnPhone(vaultSession)
	const leads = entries.filter(({ kind }) => kind === 'lead')
	const named = leads.map(({ name, phone }) => `${name} ${phone.replaceAll(' ', '\u00a0')}`).join(', ')
	if (named !== '') return named
	const isOperator = vaultSession.person.role === 'helpline-operator'
	return isOperator && (await import('#shared/forms/missing-lead')).handlesMissingLead(nodes)
		? ''
		: helpCardNumbers.join(', ')
}

export function presetsFor(study: Study, person: VaultSession['person'], phone: string) {
	const round = roundToBegin(person, study.rounds)
	const [onlyDistrict, ...others] = person.districts
	return {
		...(round ? { round: round.code } : {}),
		...(onlyDistrict !== undefined && others.length === 0 ? { district: onlyDistrict } : {}),
		districts: person.districts.join(' '),
		person: person.code,
		phone,
	}
}
