import { useState } from 'react'
import * as z from 'zod/mini'
import { qualityApi } from '#shared/api/quality'
import { maxReasonLength } from '#shared/kernel/reason'
import { type LimitsListed, type LimitsPreview, qualityLimitsSchema } from '#shared/quality/quality-limits'
import { callRoute } from '../../api/call-route.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { FieldError } from '../kit/field-error.tsx'
import { optionalReasonForm } from '../kit/required-reason.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { CheckGroupFields } from './check-group-fields.tsx'
import { checkGroupNames, limitNames, limitsFrom, textsOf } from './limits-draft.ts'

/** Limits as texts by name, '' for the shipped one; changed severities; and the reason, needed to save. */
const limitsForm = z
	.object({
		limits: z.record(z.string(), z.string()),
		severities: qualityLimitsSchema.shape.severities,
		why: optionalReasonForm.shape.why,
	})
	.check(({ value, issues }) => {
		for (const name of limitsFrom(value.limits, value.severities).wrong)
			issues.push({ code: 'custom', input: value, path: ['limits', name] })
	})

interface LimitsFormProps {
	readonly round: string
	readonly listed: LimitsListed
	readonly onSaved: () => void
}

/** Changes limits and severities: a preview first, then saved with a reason. */
export function LimitsForm({ round, listed, onSaved }: LimitsFormProps) {
	const { t } = useTranslations()
	const [preview, setPreview] = useState<{ readonly key: string; readonly found: LimitsPreview } | null>(null)
	const form = useDeskForm({
		schema: limitsForm,
		defaultValues: {
			limits: { ...Object.fromEntries(limitNames.map((name) => [name, ''])), ...textsOf(listed.limits) },
			severities: listed.limits.severities,
			why: '',
		},
		unsaved: 'decision',
	})
	const { register, watch, setValue, setError, submitWith, errors, isSubmitting } = form
	const values = watch()
	const { limits } = limitsFrom(values.limits, values.severities)
	// a preview belongs to the limits that it was loaded for
	const key = JSON.stringify(limits)
	const isPreviewed = limits !== null && preview?.key === key
	const showPreview = submitWith(async () => {
		if (limits)
			setPreview({ key, found: await callRoute(qualityApi.previewLimits, { body: { round, limits } }) })
	})
	const save = submitWith(async ({ why }) => {
		if (!limits) return
		if (why === '') return setError('why', { type: 'required' }, { shouldFocus: true })
		await callRoute(qualityApi.changeLimits, { body: { round, limits, seen: listed.n, why } })
		onSaved()
	})
	return (
		<form className="stack" noValidate onSubmit={isPreviewed ? save : showPreview}>
			{checkGroupNames.map((group) => (
				<CheckGroupFields
					key={group}
					group={group}
					texts={values.limits}
					severities={values.severities}
					wrong={Object.keys(errors.limits ?? {})}
					fieldOf={(name) => register(`limits.${name}`)}
					onSeverity={(kind, severity) =>
						setValue('severities', { ...values.severities, [kind]: severity }, { shouldDirty: true })
					}
				/>
			))}
			<div className="actions">
				<button
					type={isPreviewed ? 'button' : 'submit'}
					disabled={isSubmitting}
					onClick={isPreviewed ? showPreview : undefined}
				>
					{t('quality.limits.previewFirst')}
				</button>
			</div>
			{isSubmitting && <p role="status">{t('quality.limits.previewing')}</p>}
			{isPreviewed && <Previewed preview={preview.found} />}
			<label className="field">
				{t('quality.limits.reason')}
				<textarea
					dir="auto"
					rows={2}
					maxLength={maxReasonLength}
					aria-invalid={errors.why !== undefined}
					{...register('why')}
				/>
			</label>
			<FieldError error={errors.why} text={t('problem.reason-missing')} />
			<ProblemNote problem={form.problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting || !isPreviewed}>
					{t('quality.limits.save')}
				</button>
			</div>
		</form>
	)
}

function Previewed({ preview: { interviews, visits, kinds } }: { readonly preview: LimitsPreview }) {
	const { t, language } = useTranslations()
	const figures = ({ now, changed }: LimitsPreview['visits']) => ({
		now: numberIn(language, now),
		changed: numberIn(language, changed),
	})
	return (
		<div className="note" role="status">
			<p>{t('quality.limits.previewInterviews', figures(interviews))}</p>
			<p>{t('quality.limits.previewVisits', figures(visits))}</p>
			<ul>
				{kinds.map(({ kind, ...own }) => (
					<li key={kind}>
						{t('quality.limits.previewKind', {
							kind: t.orElse(`quality.limits.kind.${kind}`, t.orElse(`quality.kinds.${kind}`, kind)),
							...figures(own),
						})}
					</li>
				))}
			</ul>
		</div>
	)
}
