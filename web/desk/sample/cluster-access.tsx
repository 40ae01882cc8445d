import { useState } from 'react'
import type { ClusterListItem } from '#shared/sample/sample'
import { useTranslations } from '../../ui/i18n.ts'

interface ClusterEntryProps {
	readonly listed: ClusterListItem
	/** Null for read-only users, and while a change is being saved. */
	readonly onMove: ((isUnreachable: boolean, why: string) => void) | null
}

/** Marks a cluster as accessible or not, with a reason; names the replacement that was opened. */
export function ClusterEntry({ listed: { cluster, state, why, opened }, onMove }: ClusterEntryProps) {
	const { t } = useTranslations()
	const [typed, setTyped] = useState<string | null>(null)
	if (state === 'waiting') return <p className="hint">{t('sample.waiting')}</p>
	const isUnreachable = state === 'unreachable'
	return (
		<>
			{isUnreachable && (
				<div className="note wait">
					<p>{t('sample.unreachable', { why })}</p>
					<p>{opened === null ? t('sample.noneToOpen') : t('sample.openedInstead', { cluster: opened })}</p>
				</div>
			)}
			{onMove && typed === null && (
				<button
					type="button"
					className="plain small"
					aria-label={`${t(isUnreachable ? 'sample.canEnter' : 'sample.cannotEnter')}: ${cluster}`}
					onClick={() => setTyped('')}
				>
					{t(isUnreachable ? 'sample.canEnter' : 'sample.cannotEnter')}
				</button>
			)}
			{typed !== null && (
				<div className="note wait stack tight">
					<label className="field">
						{t(isUnreachable ? 'sample.whyCan' : 'sample.whyCannot', { cluster })}
						<input maxLength={500} value={typed} onChange={({ target }) => setTyped(target.value)} />
					</label>
					{!isUnreachable && <p>{t('sample.whatCannot')}</p>}
					<div className="actions">
						<button
							type="button"
							disabled={typed.trim() === '' || !onMove}
							onClick={() => onMove?.(!isUnreachable, typed)}
						>
							{t(isUnreachable ? 'sample.sayCan' : 'sample.sayCannot')}
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
