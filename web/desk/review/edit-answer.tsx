import { useState } from 'react'
import * as z from 'zod/mini'
import { cleaningApi } from '#shared/api/cleaning'
import { type Answer, sameAnswer } from '#shared/forms/answers'
import type { FormPart } from '#shared/forms/form-definition'
import type { ParsedInput } from '#shared/forms/question-types'
import { randomId } from '#shared/kernel/ids'
import type { RecordDetail } from '#shared/review/record-response'
import { callRoute } from '../../api/call-route.ts'
import { randomBytes } from '../../storage/vault/vault.ts'
import { type Translate, useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { FieldError } from '../kit/field-error.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { readTyped, TypedValue, unreadable } from '../kit/typed-value.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

const answerOf = (read: ParsedInput): Answer | null => (read.kind === 'answer' ? read.value : null)

/** The new answer as it is typed, possible and another one; a reason; whether other answers may be hidden. */
const editForm = (t: Translate, part: FormPart | undefined, before: Answer) =>
	z.object({
		typed: z.string().check(
			z.refine((typed) => readTyped(part, typed).kind !== 'unreadable', {
				error: unreadable(t, part),
				abort: true,
			}),
			z.refine((typed) => !sameAnswer(before, answerOf(readTyped(part, typed))), {
				error: t('cleaning.valueUnchanged'),
			}),
		),
		why: reasonForm.shape.why,
		mayHide: z.boolean(),
	})

interface EditAnswerProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly path: string
	readonly answer: Answer
	readonly onCorrected: () => void
}

/** Edits one answer in place. */
export function EditAnswer(props: EditAnswerProps) {
	const { t } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	if (isOpen) return <Correcting {...props} onEnd={() => setOpen(false)} />
	return (
		<button
			type="button"
			className="plain small"
			aria-label={`${t('cleaning.edit')}: ${props.reading.label(props.path)}`}
			onClick={() => setOpen(true)}
		>
			{t('cleaning.edit')}
		</button>
	)
}

function Correcting({
	record,
	reading,
	path,
	answer,
	onCorrected,
	onEnd,
}: EditAnswerProps & { onEnd: () => void }) {
	const { t } = useTranslations()
	const part = reading.nodeAt(path)?.part
	const [bulkEditId] = useState(() => randomId(randomBytes))
	const before = typeof answer === 'object' ? answer.join(' ') : String(answer)
	const [isHiding, setHiding] = useState(false)
	const { register, submit, watch, setValue, setError, clearErrors, errors, problem, isSubmitting } =
		useDeskForm({
			schema: editForm(t, part, answer),
			defaultValues: { typed: before, why: '', mayHide: false },
			unsaved: 'decision',
			async onSubmit({ typed, why, mayHide }): Promise<void> {
				const after = answerOf(readTyped(part, typed))
				const { left } = await callRoute(cleaningApi.apply, {
					body: {
						kind: 'edit',
						bulkEditId,
						why,
						records: [
							{ id: record.id, changes: [{ path, before: answer, after }], hides: mayHide ? ['*'] : [] },
						],
					},
				})
				const [unchanged] = left
				setHiding(unchanged?.why === 'hides-others')
				if (unchanged)
					setError('typed', { type: 'custom', message: t(`review.notChangedReason.${unchanged.why}`) })
				else onCorrected()
			},
		})
	return (
		<form className="stack tight correcting" noValidate onSubmit={submit}>
			<TypedValue
				label={t('cleaning.newAnswer')}
				part={part}
				choices={reading.choicesAt(path)}
				value={watch('typed')}
				onChange={(typed) => {
					clearErrors('typed')
					setValue('typed', typed, { shouldDirty: true })
				}}
			/>
			<FieldError error={errors.typed} text={errors.typed?.message ?? ''} />
			<RequiredReason label={t('review.reason')} field={register('why')} error={errors.why} />
			{(isHiding || watch('mayHide')) && (
				<label className="choice small">
					<input type="checkbox" {...register('mayHide', { onChange: () => clearErrors('typed') })} />
					<span>{t('cleaning.editAnyway')}</span>
				</label>
			)}
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting}>
					{t('cleaning.saveEdit')}
				</button>
				<button type="button" className="plain" onClick={onEnd}>
					{t('app.cancel')}
				</button>
			</div>
		</form>
	)
}
