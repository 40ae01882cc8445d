import { memo, type ReactNode, Suspense, useCallback, useEffect, useId, useSyncExternalStore } from 'react'
import { detectIdentifier, isFreeText } from '#shared/forms/detect-identifier'
import type { Question } from '#shared/forms/form-definition'
import type { FormSession, Violation } from '#shared/forms/form-session'
import { leadInLabel } from '#shared/forms/lead-in-label'
import { readingStyle } from '#shared/forms/reading-styles'
import { requiresAnswers } from '#shared/forms/requires-answers'
import { AppText } from '../../ui/app-text.tsx'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { controls } from './controls/controls.tsx'
import { partOfDate } from './controls/part-of-date.ts'
import { useFilling, useQuestionValue } from './filling.ts'
import { FormText } from './form-text.tsx'
import { CallLinks, LabelMedia, RelatedTurns } from './lazy-parts.ts'
import { usePageFields } from './page-fields.ts'
import { anchorOf } from './question-anchor.ts'

/** One question: label, hint, control and violation. Rerenders when something that it shows has changed. */
export const QuestionView = memo(function QuestionView({ path }: { path: string }) {
	const id = useId()
	const { t } = useTranslations()
	const { trial, comments, sealed } = useFilling()
	const { question, session, violation, identifying, hasWarning } = useQuestionState(path)
	const { Control, isGroup, keepsFiles } = controls[question.type]
	const Shown = (keepsFiles && trial?.Placeholder) || Control
	const described = [
		question.hint ? `${id}-hint` : '',
		violation ? `${id}-error` : '',
		hasWarning ? `${id}-warning` : '',
		identifying ? `${id}-identifying` : '',
	]
		.filter(Boolean)
		.join(' ')
	const label = <QuestionLabel path={path} question={question} session={session} />
	const control = (
		<Suspense>
			<Shown id={id} path={path} question={question} describedBy={described} isInvalid={violation !== null} />
		</Suspense>
	)
	const inside = (
		<>
			{violation && <ErrorText id={`${id}-error`} path={path} question={question} violation={violation} />}
			<Explanations id={id} path={path} question={question} />
			{comments?.at(path)}
			{session.isLocked(path) && (
				<p className="note wait">
					<AppText>{t('fill.conflict')}</AppText>
				</p>
			)}
			{sealed ? sealed.around(path, `${id}-label`, control) : control}
			{hasWarning && (
				<Warning id={`${id}-warning`}>
					{question.warningMessage ? (
						<FormText path={path} texts={question.warningMessage} />
					) : (
						<AppText>{t('fill.checkAnswer')}</AppText>
					)}
				</Warning>
			)}
			{identifying && (
				<Warning id={`${id}-identifying`}>
					<AppText>{t(`fill.identifying.${identifying}`)}</AppText>
				</Warning>
			)}
			{comments?.below(path)}
		</>
	)
	const className = violation ? 'question is-wrong' : 'question'
	return isGroup ? (
		<fieldset className={className} id={anchorOf(path)} aria-describedby={described || undefined}>
			<legend id={`${id}-label`}>{label}</legend>
			{inside}
		</fieldset>
	) : (
		<div className={className} id={anchorOf(path)}>
			{question.type === 'note' ? (
				<NoteText path={path} style={readingStyle(question).label}>
					{label}
				</NoteText>
			) : (
				<label className="label" id={`${id}-label`} htmlFor={id}>
					{label}
				</label>
			)}
			{inside}
		</div>
	)
})

/** State of the form that a question shows. */
function useQuestionState(path: string) {
	const { filling } = useFilling()
	const { session } = filling
	const node = session.nodeAt(path)
	const question = node.part as Question
	const { showsTyped } = controls[question.type]
	const fields = usePageFields()
	const isWrong = useSyncExternalStore(fields.subscribe, () => fields.isWrong(path))
	// a corrected answer clears its violation, even before the field is left
	const violationOf = (now: FormSession) => (isWrong ? now.violationAt(path) : null)
	const identifyingOf = (now: FormSession) =>
		isFreeText(question) && !now.isReadOnly(path) ? detectIdentifier(now.typedAt(path)) : null
	useQuestionValue(node.template, (now) => {
		const stamp = showsTyped ? now.movedStampOf(node.template) : now.stampOf(node.template)
		return `${stamp} ${now.hasWarning(path)} ${identifyingOf(now)} ${violationOf(now)?.kind}`
	})
	return {
		question,
		session,
		violation: violationOf(session),
		identifying: identifyingOf(session),
		hasWarning: session.hasWarning(path),
	}
}

interface QuestionLabelProps {
	readonly path: string
	readonly question: Question
	readonly session: FormSession
}

function QuestionLabel({ path, question, session }: QuestionLabelProps) {
	const { t } = useTranslations()
	const isOptional =
		requiresAnswers(session.form) &&
		question.type !== 'note' &&
		!session.isRequired(path) &&
		!session.isReadOnly(path)
	return (
		<>
			{question.label ? <FormText path={path} texts={question.label} /> : <bdi>{question.name}</bdi>}
			{isOptional && (
				<span className="optional">
					{' '}
					<AppText>{t('fill.optional')}</AppText>
				</span>
			)}
		</>
	)
}

/** Hint, guidance, pictures, sound and related turns, between a question and its control. */
function Explanations({ id, path, question }: { id: string; path: string; question: Question }) {
	const { t } = useTranslations()
	const { audio, filling } = useFilling()
	const lead = leadInLabel(filling.session.form.nodes, question)
	const style = readingStyle(question)
	const hint = question.hint && (
		<span id={`${id}-hint`}>
			<FormText path={path} texts={question.hint} />
		</span>
	)
	return (
		<>
			{hint &&
				(style.hint === 'spoken' ? (
					<Spoken>{hint}</Spoken>
				) : (
					<p className="instruction">
						<Icon name={choiceSigns[style.choices ?? 'instruction']} />
						{hint}
					</p>
				))}
			{question.guidance && (
				<details className="guidance">
					<summary>
						<AppText>{t('fill.guidance')}</AppText>
					</summary>
					<FormText path={path} texts={question.guidance} />
				</details>
			)}
			{lead && (
				<Suspense>
					<CallLinks lead={lead} />
				</Suspense>
			)}
			{question.media && (
				<Suspense>
					<LabelMedia path={path} media={question.media} />
				</Suspense>
			)}
			{audio?.renderQuestion(path)}
			{question.talk?.role === 'summary' && (
				<Suspense>
					<RelatedTurns path={path} />
				</Suspense>
			)}
		</>
	)
}

interface NoteTextProps {
	readonly path: string
	readonly style: ReturnType<typeof readingStyle>['label']
	readonly children: ReactNode
}

/** Text of a note. It takes the focus if a required note blocks the page. */
function NoteText({ path, style, children }: NoteTextProps) {
	const fields = usePageFields()
	const ref = useCallback(
		(element: HTMLElement | null) => (element ? fields.add(path, element) : undefined),
		[fields, path],
	)
	return (
		<div tabIndex={-1} ref={ref}>
			{style === 'spoken' ? (
				<Spoken>{children}</Spoken>
			) : style === 'card' ? (
				<p className="note-card">{children}</p>
			) : (
				<p className="instruction">
					<Icon name="eye" />
					<span>{children}</span>
				</p>
			)}
		</div>
	)
}

/** Signs before an instruction: for the enumerator only, or how the choices are read. */
const choiceSigns = { instruction: 'eye', 'read-out': 'speak', 'not-read-out': 'silent' } as const

/** Text that is read to the respondent. */
function Spoken({ children }: { children: ReactNode }) {
	const { t } = useTranslations()
	return (
		<>
			<p className="spoken-label">
				<Icon name="speak" />
				<AppText>{t('fill.readAloud')}</AppText>
			</p>
			<div className="spoken">{children}</div>
		</>
	)
}

/** Asks for a second look without blocking. */
export function Warning({ id, children }: { id: string; children: ReactNode }) {
	return (
		<p className="note wait" id={id} role="status">
			<Icon name="warning" />
			{children}
		</p>
	)
}

interface ErrorTextProps {
	readonly id: string
	readonly path: string
	readonly question: Question
	readonly violation: Violation
}

function ErrorText({ violation, id, path, question }: ErrorTextProps) {
	const { t } = useTranslations()
	// the message of a question that was left moves the field that has the focus now, maybe under the foot
	useEffect(() => {
		const focused = document.querySelector(':focus-visible')
		// a newer Chromium returns a promise from it, which an effect must not
		if (!document.getElementById(anchorOf(path))?.contains(focused))
			void focused?.scrollIntoView({ block: 'nearest' })
	}, [path])
	return (
		<p className="error" id={id} role="alert">
			<Icon name="alert" />
			{violation.message ? (
				<FormText path={path} texts={violation.message} />
			) : (
				<AppText>
					{violation.kind === 'unreadable'
						? t.orElse(`fill.unreadable.${partOfDate(question) ?? question.type}`, t('fill.unreadable.other'))
						: t(question.type === 'note' ? 'fill.requiredNote' : `fill.${violation.kind}`)}
				</AppText>
			)}
		</p>
	)
}
