import { useState } from 'react'
import type { ClusterListItem } from '#shared/sample/sample'
import { useTranslations } from '../../ui/i18n.ts'

interface ClusterAccessProps {
	readonly listed: ClusterListItem
	/** Null for read-only users, and while a change is being saved. */
	readonly onMove: ((isUnreachable: boolean, why: string) => void) | null
}

/** Marks a cluster as accessible or not, with a reason; names the replacement that was opened. */
export function ClusterAccess({ listed: { cluster, state, why, opened }, onMove }: ClusterAccessProps) {
	const { t } = useTranslations()
	const [typed, setTyped] = useState<string | null>(null)
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
			{onMove && typed === null && (
				<button
					type="button"
					className="plain small"
					aria-label={`${t(isUnreachable ? 'sample.markAccessible' : 'sample.markInaccessible')}: ${cluster}`}
					onClick={() => setTyped('')}
				>
					{t(isUnreachable ? 'sample.markAccessible' : 'sample.markInaccessible')}
				</button>
			)}
			{typed !== null && (
				<div className="note wait stack tight">
					<label className="field">
						{t(isUnreachable ? 'sample.accessibleReason' : 'sample.inaccessibleReason', { cluster })}
						<input maxLength={500} value={typed} onChange={({ target }) => setTyped(target.value)} />
					</label>
					{!isUnreachable && <p>{t('sample.inaccessibleHelp')}</p>}
					<div className="actions">
						<button
							type="button"
							disabled={typed.trim() === '' || !onMove}
							onClick={() => onMove?.(!isUnreachable, typed)}
						>
							{t(isUnreachable ? 'sample.confirmAccessible' : 'sample.confirmInaccessible')}
						</button>
						<button type="button" className="plain" onClick={() => setTyped(null)}>
							{t('app.cancel')}
						</button>
					</div>
				</div>
			)}
		</>
	)
}
