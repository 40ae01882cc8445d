import * as z from 'zod/mini'
import { studyApi } from '#shared/api/study'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { FieldError } from '../kit/field-error.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

const lastDayForm = z.object({ lastDay: z.iso.date() })

/** Sets the planned last day of a round, against which the pace is measured. */
export function FieldworkEndForm({
	round,
	lastDay,
	onDone,
}: {
	round: string
	lastDay: string | null
	onDone: () => void
}) {
	const { t } = useTranslations()
	const removal = useAsyncAction()
	const { register, reset, submit, errors, problem, isSubmitting, formState } = useDeskForm({
		schema: lastDayForm,
		defaultValues: { lastDay: lastDay ?? '' },
		onSubmit: (given) => save(given.lastDay),
	})
	async function save(day: string | null) {
		await callRoute(studyApi.setFieldworkEnd, { body: { round, lastDay: day } })
		reset({ lastDay: day ?? '' })
		onDone()
	}
	return (
		<form className="stack tight" noValidate onSubmit={submit}>
			<div className="filters">
				<label className="inline">
					<span>{t('charts.fieldworkEnd.label')}</span>
					<input type="date" aria-invalid={errors.lastDay !== undefined} {...register('lastDay')} />
				</label>
				<button type="submit" className="small" disabled={isSubmitting || !formState.isDirty}>
					{t('charts.fieldworkEnd.save')}
				</button>
				{lastDay !== null && (
					<button
						type="button"
						className="plain small"
						disabled={isSubmitting || removal.isBusy}
						onClick={() => void removal.run(() => save(null))}
					>
						{t('charts.fieldworkEnd.remove')}
					</button>
				)}
			</div>
			<FieldError error={errors.lastDay} text={t('desk.required')} />
			<ProblemNote problem={problem ?? removal.problem} />
		</form>
	)
}
