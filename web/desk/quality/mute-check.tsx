import { useState } from 'react'
import { qualityApi } from '#shared/api/quality'
import type { FlagKind } from '#shared/quality/flags'
import type { Severity } from '#shared/quality/severity'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { noReason, RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { showToast } from '../kit/toast.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

interface MuteCheckProps {
	readonly round: string
	readonly kind: FlagKind
	/** Name of the check. */
	readonly name: string
	readonly onChanged: () => void
}

/** Turns one check off for the whole round, with a reason. Its flags go, and come back with it. */
export function MuteCheck({ round, kind, name, onChanged }: MuteCheckProps) {
	const { t } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	const { register, submit, errors, problem, isBusy } = useDeskForm({
		schema: reasonForm,
		defaultValues: noReason,
		unsaved: isOpen ? 'decision' : null,
		async onSubmit({ why }) {
			const before = await changeSeverity(round, kind, 'off', why)
			setOpen(false)
			onChanged()
			showToast(t('quality.muted', { name }), async () => {
				await changeSeverity(round, kind, before, t('quality.undoReason'))
				onChanged()
			})
		},
	})
	return (
		<>
			<button type="button" className="plain small" onClick={() => setOpen(true)}>
				{t('quality.mute')}
			</button>
			{isOpen && (
				<Dialog title={t('quality.muteTitle', { name })} onClose={() => setOpen(false)}>
					<form className="stack" noValidate onSubmit={submit}>
						<p>{t('quality.muteHelp')}</p>
						<RequiredReason label={t('quality.reason')} field={register('why')} error={errors.why} />
						<ProblemNote problem={problem} />
						<div className="actions">
							<button type="submit" disabled={isBusy}>
								{t('quality.mute')}
							</button>
							<button type="button" className="plain" onClick={() => setOpen(false)}>
								{t('app.cancel')}
							</button>
						</div>
					</form>
				</Dialog>
			)}
		</>
	)
}

/** Sets the severity of a check in a round; null for the usual one. Returns the one that was set before. */
async function changeSeverity(
	round: string,
	kind: FlagKind,
	severity: Severity | null,
	why: string,
): Promise<Severity | null> {
	const { limits, n } = await callRoute(qualityApi.limits, { query: { round } })
	const { [kind]: before = null, ...others } = limits.severities
	const severities = severity === null ? others : { ...others, [kind]: severity }
	await callRoute(qualityApi.changeLimits, {
		body: { round, seen: n, why, limits: { ...limits, severities } },
	})
	return before
}
