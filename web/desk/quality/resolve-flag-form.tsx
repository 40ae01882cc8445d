import { useState } from 'react'
import * as z from 'zod/mini'
import { maxReasonLength, reasonSchema } from '#shared/kernel/reason'
import { type FlagListItem, flagStates } from '#shared/quality/flags'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { showToast } from '../kit/toast.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { resolveFlags, restoreFlags } from './resolve-flags.ts'

/** A decision, and a reason that may be left out. */
const resolutionForm = z.object({ state: z.enum(flagStates), why: reasonSchema })

interface ResolveFlagsFormProps {
	readonly round: string
	/** Flags that get the same decision and reason; at least one. */
	readonly flags: readonly FlagListItem[]
	readonly onDecided: () => void
	readonly onCancel: () => void
}

/** Resolves one or several quality flags with one reason. */
export function ResolveFlagsForm({ round, flags, onDecided, onCancel }: ResolveFlagsFormProps) {
	const { t, language } = useTranslations()
	const [sent, setSent] = useState(0)
	const { register, submit, problem, isSubmitting, formState } = useDeskForm({
		schema: resolutionForm,
		defaultValues: { why: '' },
		unsaved: 'decision',
		async onSubmit({ state, why }) {
			setSent(0)
			const resolved = await resolveFlags({ round, flags, state, why, onProgress: setSent })
			showToast(t('quality.resolvedCount', { count: resolved }), async () => {
				await restoreFlags(round, flags, t('quality.undoReason'))
				onDecided()
			})
			onDecided()
		},
	})
	const states = new Set(flags.map(({ state }) => state))
	const [only] = states.size === 1 ? states : []
	return (
		<form className="decide-flag stack tight" noValidate onSubmit={submit}>
			<fieldset className="stack tight">
				<legend>{t('quality.resolution')}</legend>
				{flagStates
					.filter((each) => each !== only)
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
			{isSubmitting && flags.length > 1 && (
				<p className="hint" role="status">
					{t('quality.resolving', {
						done: numberIn(language, sent),
						of: numberIn(language, flags.length),
					})}
				</p>
			)}
			<div className="actions">
				<button type="submit" disabled={isSubmitting || !formState.isValid}>
					{t('quality.resolveCount', { count: flags.length })}
				</button>
				<button type="button" className="plain" onClick={onCancel}>
					{t('quality.cancel')}
				</button>
			</div>
		</form>
	)
}

interface ResolveFlagButtonProps extends Omit<ResolveFlagsFormProps, 'flags' | 'onCancel'> {
	readonly flag: FlagListItem
	/** Subject of the flag, for screen readers. */
	readonly about: string
}

/** Opens the form for one flag in its place. A form that was closed keeps its text. */
export function ResolveFlagButton({ round, flag, about, onDecided }: ResolveFlagButtonProps) {
	const { t } = useTranslations()
	const [state, setState] = useState<'unused' | 'open' | 'closed'>('unused')
	const label = t(flag.state === 'open' ? 'quality.resolve' : 'quality.changeDecision')
	return (
		<>
			{state !== 'unused' && (
				<div hidden={state !== 'open'}>
					<ResolveFlagsForm
						round={round}
						flags={[flag]}
						onCancel={() => setState('closed')}
						onDecided={() => {
							setState('unused')
							onDecided()
						}}
					/>
				</div>
			)}
			{state !== 'open' && (
				<button
					type="button"
					className="plain small"
					aria-label={`${t(flag.state === 'open' ? 'quality.resolve' : 'quality.changeDecision')}: ${about}`}
					onClick={() => setState('open')}
				>
					{label}
				</button>
			)}
		</>
	)
}
