import { useState } from 'react'
import type { ClusterListItem } from '#shared/sample/sample-api'
import { useTranslations } from '../../ui/i18n.ts'
import { noReason, RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

interface ClusterAccessProps {
	readonly listed: ClusterListItem
	/** Null for read-only users, and while a change is being saved. */
	readonly onMove: ((isUnreachable: boolean, why: string) => void) | null
}

/** Marks a cluster as accessible or not, with a reason; names the replacement that was opened. */
export function ClusterAccess({ listed: { cluster, state, why, opened }, onMove }: ClusterAccessProps) {
	const { t } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	const { register, submit, reset, errors } = useDeskForm({
		schema: reasonForm,
		defaultValues: noReason,
		unsaved: isOpen ? 'decision' : null,
		onSubmit: async (values) => onMove?.(state !== 'unreachable', values.why),
	})
	if (state === 'waiting') return <p className="hint">{t('sample.replacementLocked')}</p>
	const isUnreachable = state === 'unreachable'
	return (
		<>
			{isUnreachable && (
				<div className="note wait">
					<p>{t('sample.inaccessible', { why })}</p>
					<p>
						{opened === null
							? t('sample.noReplacementLeft')
							: t('sample.replacementUnlocked', { cluster: opened })}
					</p>
				</div>
			)}
			{onMove && !isOpen && (
				<button
					type="button"
					className="plain small"
					aria-label={`${t(isUnreachable ? 'sample.markAccessible' : 'sample.markInaccessible')}: ${cluster}`}
					onClick={() => setOpen(true)}
				>
					{t(isUnreachable ? 'sample.markAccessible' : 'sample.markInaccessible')}
				</button>
			)}
			{isOpen && (
				<form className="note wait stack tight" noValidate onSubmit={submit}>
					<RequiredReason
						label={t(isUnreachable ? 'sample.accessibleReason' : 'sample.inaccessibleReason', { cluster })}
						field={register('why')}
						error={errors.why}
					/>
					{!isUnreachable && <p>{t('sample.inaccessibleHelp')}</p>}
					<div className="actions">
						<button type="submit" disabled={!onMove}>
							{t(isUnreachable ? 'sample.confirmAccessible' : 'sample.confirmInaccessible')}
						</button>
						<button
							type="button"
							className="plain"
							onClick={() => {
								reset()
								setOpen(false)
							}}
						>
							{t('app.cancel')}
						</button>
					</div>
				</form>
			)}
		</>
	)
}
