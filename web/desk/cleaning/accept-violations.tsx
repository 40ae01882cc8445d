import type { ResolveViolationsRequest } from '#shared/cleaning/rules'
import type { BulkResult } from '#shared/review/bulk-review'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { noReason, RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { resolveViolations } from './resolve-violations.ts'

interface AcceptViolationsProps {
	readonly places: ResolveViolationsRequest['places']
	readonly onDecided: (moved: BulkResult) => void
}

/** Confirms violations as correct answers, with a reason. */
export function AcceptViolations({ places, onDecided }: AcceptViolationsProps) {
	const { t } = useTranslations()
	const { register, submit, errors, problem, isSubmitting } = useDeskForm({
		schema: reasonForm,
		defaultValues: noReason,
		unsaved: 'decision',
		onSubmit: async ({ why }) => onDecided(await resolveViolations({ kind: 'right', why }, places)),
	})
	return (
		<form
			className="stack tight"
			aria-label={t('rules.markCorrectCount', { count: places.length })}
			noValidate
			onSubmit={submit}
		>
			<p className="headline">{t('rules.markCorrectCount', { count: places.length })}</p>
			<p className="hint">{t('rules.markCorrectHint')}</p>
			<RequiredReason label={t('review.reason')} field={register('why')} error={errors.why} />
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting}>
					{t('rules.markCorrect')}
				</button>
			</div>
		</form>
	)
}

/** Number of resolved violations, and the reasons why others were skipped. */
export function ResolvedNote({ moved: { done, left } }: { readonly moved: BulkResult }) {
	const { t } = useTranslations()
	const reasons = [...new Set(left.map(({ why }) => why))]
	return (
		<div className={left.length > 0 ? 'note wait' : 'note ok'} role="status">
			<p>{t('rules.updatedCount', { count: done.length })}</p>
			{left.length > 0 && <p>{t('review.notChangedCount', { count: left.length })}</p>}
			<ul>
				{reasons.map((why) => (
					<li key={why}>{t(`review.notChangedReason.${why}`)}</li>
				))}
			</ul>
		</div>
	)
}
