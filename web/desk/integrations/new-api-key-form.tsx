import { useId } from 'react'
import * as z from 'zod/mini'
import { apiKeyApi } from '#shared/api/api-keys'
import { localize } from '#shared/forms/localized-text'
import { apiKeyLifetimeDays, type CreatedApiKey } from '#shared/integrations/api-keys'
import type { DataForm } from '#shared/integrations/odata-tables'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'

/** Texts of the fields: '' stands for any form or round. */
const keyForm = z.object({
	name: z.string().check(z.trim(), z.minLength(1), z.maxLength(120)),
	form: z.string(),
	round: z.string(),
	days: z.string(),
})

/** Scope and expiry of a new API key. */
export function NewApiKeyForm({
	forms,
	onMade,
}: {
	readonly forms: readonly DataForm[]
	readonly onMade: (made: CreatedApiKey) => void
}) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const id = useId()
	const { register, submit, reset, problem, isSubmitting, formState } = useDeskForm({
		schema: keyForm,
		defaultValues: { name: '', form: '', round: '', days: '90' },
		async onSubmit({ name, form, round, days }) {
			const made = await callRoute(apiKeyApi.create, {
				body: {
					name,
					form: form || null,
					round: round || null,
					days: apiKeyLifetimeDays.find((each) => String(each) === days) ?? 90,
				},
			})
			reset({ name: '', form, round, days })
			onMade(made)
		},
	})
	const rounds = new Set(forms.flatMap((each) => each.rounds))
	return (
		<form className="stack tight narrow-desk" noValidate onSubmit={submit}>
			<div className="field">
				<label htmlFor={`${id}-name`}>{t('integrations.name')}</label>
				<p className="hint" id={`${id}-hint`}>
					{t('integrations.nameHint')}
				</p>
				<input
					id={`${id}-name`}
					dir="auto"
					required
					maxLength={120}
					aria-describedby={`${id}-hint`}
					{...register('name')}
				/>
			</div>
			<label className="field">
				{t('integrations.form')}
				<select {...register('form')}>
					<option value="">{t('integrations.anyForm')}</option>
					{forms.map((each) => (
						<option key={each.form} value={each.form}>
							{localize(each.title, language)}
						</option>
					))}
				</select>
			</label>
			{study.rounds.length > 1 && (
				<label className="field">
					{t('integrations.round')}
					<select {...register('round')}>
						<option value="">{t('integrations.anyRound')}</option>
						{study.rounds
							.filter(({ code }) => rounds.has(code))
							.map((each) => (
								<option key={each.code} value={each.code}>
									{localize(each.name, language)}
								</option>
							))}
					</select>
				</label>
			)}
			<label className="field">
				{t('integrations.expiresAfter')}
				<select {...register('days')}>
					{apiKeyLifetimeDays.map((each) => (
						<option key={each} value={each}>
							{t('integrations.daysCount', { count: each })}
						</option>
					))}
				</select>
			</label>
			<ProblemNote problem={problem} />
			<button type="submit" disabled={isSubmitting || !formState.isValid}>
				{t(isSubmitting ? 'integrations.creating' : 'integrations.create')}
			</button>
		</form>
	)
}
