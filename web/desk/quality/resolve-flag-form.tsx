import { useState } from 'react'
import * as z from 'zod/mini'
import { qualityApi } from '#shared/api/quality'
import { maxReasonLength, reasonSchema } from '#shared/kernel/reason'
import { type FlagListItem, flagStates } from '#shared/quality/flags'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

/** A decision, and a reason that may be left out. */
const resolutionForm = z.object({ state: z.enum(flagStates), why: reasonSchema })

interface ResolveFlagFormProps {
	readonly round: string
	readonly flag: FlagListItem
	/** Subject of the flag, for screen readers. */
	readonly about: string
	readonly onDecided: () => void
}

/** Resolves a quality flag with a reason; closed until it is opened. */
export function ResolveFlagForm({ round, flag, about, onDecided }: ResolveFlagFormProps) {
	const { t } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	const { register, submit, reset, problem, isSubmitting, formState } = useDeskForm({
		schema: resolutionForm,
		defaultValues: { why: '' },
		unsaved: isOpen ? 'decision' : null,
		async onSubmit({ state, why }) {
			const { kind, subject, item, district } = flag
			await callRoute(qualityApi.resolveFlag, {
				body: { round, kind, subject, item, district, state, why },
			})
			setOpen(false)
			reset()
			onDecided()
		},
	})
	if (!isOpen)
		return (
			<button
				type="button"
				className="plain small"
				aria-label={`${t('quality.resolve')}: ${about}`}
				onClick={() => setOpen(true)}
			>
				{t('quality.resolve')}
			</button>
		)
	return (
		<form className="decide-flag stack tight" noValidate onSubmit={submit}>
			<fieldset className="stack tight">
				<legend>{t('quality.resolution')}</legend>
				{flagStates
					.filter((each) => each !== flag.state)
					.map((each) => (
						<label key={each} className="flag-state">
							<input type="radio" value={each} {...register('state')} />
							<span>
								{t(`quality.states.${each}`)} <span className="hint">{t(`quality.stateHint.${each}`)}</span>
							</span>
						</label>
					))}
			</fieldset>
			<label className="field">
				{t('quality.reason')}
				<textarea dir="auto" rows={2} maxLength={maxReasonLength} {...register('why')} />
			</label>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting || !formState.isValid}>
					{t('quality.save')}
				</button>
				<button type="button" className="plain" onClick={() => setOpen(false)}>
					{t('quality.cancel')}
				</button>
			</div>
		</form>
	)
}
