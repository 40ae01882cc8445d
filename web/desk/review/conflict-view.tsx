import { useId, useState } from 'react'
import * as z from 'zod/mini'
import { recordApi } from '#shared/api/records'
import type { Answer } from '#shared/forms/answers'
import type { FormPart } from '#shared/forms/form-definition'
import { may } from '#shared/people/roles'
import type { Decision, RecordDetail } from '#shared/review/record-response'
import { isStatus } from '#shared/revisions/record-state'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { type Translate, useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FieldError } from '../kit/field-error.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { readTyped, TypedValue, unreadable } from '../kit/typed-value.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { AttachmentsView } from './attachments-view.tsx'
import { AnswersInRow, NeighbourAnswers } from './neighbour-answers.tsx'

type RecordConflict = RecordDetail['conflicts'][number]

interface ConflictViewProps {
	readonly conflict: RecordConflict
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly onDecided: () => void
}

/** One option of a conflict: the value of a side, or a typed value. */
interface Option {
	readonly key: string
	readonly text: string
	readonly value: Decision['value']
	/** Revisions that hold this value. */
	readonly revisions: readonly string[]
}

const typedKey = 'typed'

/** Key of the chosen option, the typed value, and the reason. */
const decisionForm = z.object({
	chosen: z.string().check(z.minLength(1)),
	typed: z.string(),
	why: reasonForm.shape.why,
})

/**
 * A conflict: its values side by side, and the form to resolve it by choosing or typing a value with a
 * reason. Users who may not resolve it see the values.
 */
export function ConflictView({ conflict, record, reading, onDecided }: ConflictViewProps) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const id = useId()
	const label = reading.label(conflict.path)
	const options = optionsOf(conflict, reading, t)
	// No typed value without the form's definition, for a sealed question (it would be stored unencrypted), or
	// for a flag that only phones can compute.
	const question = conflict.kind === 'field' ? reading.nodeAt(conflict.path)?.part : undefined
	const canType =
		question !== undefined && !(question.kind === 'question' && (question.sealedTo || question.flag))
	const { fields, choose, isDecided } = useDecision({ conflict, record, options, question, onDecided })
	const { register, submit, watch, setValue, errors, problem, isSubmitting } = fields
	const chosen = watch('chosen')
	if (!may(person.role, 'records.resolve'))
		return (
			<article className="conflict" aria-labelledby={`${id}-title`}>
				<ConflictSubject id={`${id}-title`} conflict={conflict} record={record} reading={reading} />
				<ul className="sides">
					{options.map((option) => (
						<li key={option.key} className="side">
							<SideAnswer option={option} record={record} label={label} />
						</li>
					))}
				</ul>
			</article>
		)
	return (
		<article className="conflict" aria-labelledby={`${id}-title`}>
			<ConflictSubject id={`${id}-title`} conflict={conflict} record={record} reading={reading} />
			<form className="stack tight" noValidate onSubmit={submit}>
				<div className="sides" role="radiogroup" aria-labelledby={`${id}-title`}>
					{options.map((option) => (
						<label key={option.key} className="side">
							<input
								type="radio"
								name={`${id}-side`}
								checked={chosen === option.key}
								onChange={() => choose(option.key)}
							/>
							<SideAnswer option={option} record={record} label={label} />
						</label>
					))}
					{canType && (
						<TypedSide
							id={id}
							isChosen={chosen === typedKey}
							question={question}
							choices={reading.choicesAt(conflict.path)}
							typed={watch('typed')}
							onChoose={() => choose(typedKey)}
							onType={(text) => {
								setValue('typed', text)
								choose(typedKey)
							}}
						/>
					)}
				</div>
				<FieldError error={errors.chosen} text={t('review.noneSelected')} />
				<FieldError error={errors.typed} text={errors.typed?.message ?? ''} />
				<RequiredReason label={t('review.reason')} field={register('why')} error={errors.why} />
				<ProblemNote problem={problem} />
				<button type="submit" disabled={isSubmitting || isDecided}>
					{t('review.resolve')}
				</button>
			</form>
		</article>
	)
}

interface SideAnswerProps {
	readonly option: Option
	readonly record: RecordDetail
	/** Text of the question. */
	readonly label: string
}

/** The value of a side with its attachments, and who entered it. */
function SideAnswer({ option, record, label }: SideAnswerProps) {
	return (
		<span>
			<strong>
				<bdi>{option.text}</bdi>
			</strong>
			<AttachmentsView record={record} answer={option.value} label={label} />
			{option.revisions.map((revision) => (
				<Writer key={revision} revision={revision} record={record} />
			))}
		</span>
	)
}

interface DecisionContext extends Omit<ConflictViewProps, 'reading'> {
	readonly options: readonly Option[]
	/** The question of the conflict, if it is about one answer. */
	readonly question: FormPart | undefined
}

/** The chosen or typed value and the reason, and the action that saves them. */
function useDecision({ conflict, record, options, question, onDecided }: DecisionContext) {
	const { t } = useTranslations()
	// until the record is loaded again
	const [isDecided, setDecided] = useState(false)
	const fields = useDeskForm({
		schema: decisionForm,
		defaultValues: { chosen: '', typed: '', why: '' },
		// choosing loses nothing: only texts are guarded
		unsaved: null,
		async onSubmit({ chosen, typed, why }): Promise<void> {
			const picked = options.find(({ key }) => key === chosen)
			let value: Decision['value'] = picked ? picked.value : null
			if (chosen === typedKey) {
				const answer = readTyped(question, typed)
				if (answer.kind === 'blank') return setError('chosen', { type: 'required' })
				if (answer.kind === 'unreadable')
					return setError('typed', { type: 'custom', message: unreadable(t, question) })
				value = answer.value
			}
			await callRoute(recordApi.resolveConflict, {
				params: { id: record.id },
				body: { conflict: conflict.id, value, why },
			})
			setDecided(true)
			onDecided()
		},
	})
	const { watch, setValue, setError, clearErrors } = fields
	useUnsavedChanges('decision', watch('typed') !== '' || watch('why') !== '')
	const choose = (key: string) => {
		// it was about the answer that is no longer chosen
		clearErrors(['chosen', 'typed'])
		setValue('chosen', key)
	}
	return { fields, choose, isDecided }
}

interface ConflictSubjectProps extends Omit<ConflictViewProps, 'onDecided'> {
	/** Id of the title, which labels the conflict. */
	readonly id: string
}

/** The question, row or status that the conflict is about, and the answers around it. */
function ConflictSubject({ id, conflict, record, reading }: ConflictSubjectProps) {
	const { t } = useTranslations()
	return (
		<>
			<h3 id={id} dir="auto">
				{conflict.path === '*' || conflict.path.startsWith('$')
					? t(`review.conflictKind.${conflict.kind}`)
					: `${t(`review.conflictKind.${conflict.kind}`)}: ${reading.label(conflict.path)}`}
			</h3>
			{conflict.kind === 'field' && (
				<p className="hint">
					{t('review.previousAnswer')}: <bdi>{reading.answer(conflict.path, conflict.base)}</bdi>
				</p>
			)}
			{conflict.kind === 'field' && (
				<NeighbourAnswers record={record} reading={reading} path={conflict.path} />
			)}
			{conflict.kind === 'row' && <AnswersInRow record={record} reading={reading} row={conflict.path} />}
		</>
	)
}

interface TypedSideProps {
	/** Prefix of the ids of the conflict. */
	readonly id: string
	readonly isChosen: boolean
	readonly question: FormPart
	readonly choices: ReturnType<FormReading['choicesAt']>
	readonly typed: string
	readonly onChoose: () => void
	readonly onType: (text: string) => void
}

/** A value that no side has. Not one label around both: checkboxes of the typed value have labels of their own. */
function TypedSide({ id, isChosen, question, choices, typed, onChoose, onType }: TypedSideProps) {
	const { t } = useTranslations()
	return (
		<div className="side">
			<input id={`${id}-typed`} type="radio" name={`${id}-side`} checked={isChosen} onChange={onChoose} />
			<span className="stack tight">
				<label htmlFor={`${id}-typed`}>{t('review.otherAnswer')}</label>
				<TypedValue
					label={t('review.otherAnswer')}
					part={question}
					choices={choices}
					value={typed}
					onChange={onType}
				/>
			</span>
		</div>
	)
}

function Writer({ revision, record }: { revision: string; record: RecordDetail }) {
	const { t, language: appLanguage } = useTranslations()
	const entry = record.history.find(({ id }) => id === revision)
	if (!entry) return null
	return (
		<span className="hint">
			<bdi>{entry.author}</bdi> · {t(`role.${entry.role}`)} · <bdi>{entry.phone || t('review.atDesk')}</bdi> ·{' '}
			{dateTimeIn(appLanguage, entry.written)}
			{entry.why && <> · {entry.why}</>}
		</span>
	)
}

function optionsOf(conflict: RecordConflict, reading: FormReading, t: Translate): Option[] {
	const { kind, path, sides, revisions } = conflict
	switch (kind) {
		case 'field':
		case 'status': {
			// one option if several people entered the same value
			const byValue = new Map<string, { value: Answer | null; revisions: string[] }>()
			for (const { revision, value } of sides) {
				const key = JSON.stringify(value)
				const known = byValue.get(key) ?? { value, revisions: [] }
				known.revisions.push(revision)
				byValue.set(key, known)
			}
			return [...byValue].map(([key, option]) => ({
				key,
				value: option.value,
				revisions: option.revisions,
				text:
					isStatus(option.value) && kind === 'status'
						? t(`recordStatus.${option.value}`)
						: reading.answer(path, option.value),
			}))
		}
		case 'row': {
			const removed = sides
				.filter(({ value, changes }) => value === null && path in changes)
				.map(({ revision }) => revision)
			return [
				{
					key: 'keep',
					text: t('review.keepRow'),
					value: true,
					revisions: revisions.filter((each) => !removed.includes(each)),
				},
				{ key: 'remove', text: t('review.removeRow'), value: false, revisions: removed },
			]
		}
		case 'void': {
			const voiding = sides.filter(({ changes }) => typeof changes.$void === 'string')
			return [
				{
					key: 'not-void',
					text: t('review.notVoid'),
					value: null,
					revisions: revisions.filter((each) => !voiding.some(({ revision }) => revision === each)),
				},
				...voiding.map(({ revision, changes }) => ({
					key: revision,
					text: t('review.voidWithReason', { reason: String(changes.$void) }),
					value: String(changes.$void),
					revisions: [revision],
				})),
			]
		}
		case 'late':
		case 'waiting':
			// shown by views of their own
			return []
	}
}
