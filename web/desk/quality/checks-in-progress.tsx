import { useEffect } from 'react'
import type { QualityAlertsResponse } from '#shared/quality/quality-api'
import { useTranslations } from '../../ui/i18n.ts'

/** Time between two requests while checks are running, ms. */
export const checksAgainMs = 3000

interface ChecksInProgressProps {
	readonly found: Pick<QualityAlertsResponse, 'uncompared' | 'outdatedDistricts'>
	readonly onReload: () => void
}

/** Progress of the checks, reloaded until they have finished. */
export function ChecksInProgress({ found, onReload }: ChecksInProgressProps) {
	const { t } = useTranslations()
	const { outdatedDistricts, uncompared } = found
	// biome-ignore lint/correctness/useExhaustiveDependencies: each answer is another one
	useEffect(() => {
		if (outdatedDistricts === 0) return
		const later = setTimeout(onReload, checksAgainMs)
		return () => clearTimeout(later)
	}, [found, onReload])
	return (
		<>
			{uncompared > 0 && (
				<p className="note quiet">{t('quality.checkingInterviews', { count: uncompared })}</p>
			)}
			{outdatedDistricts > 0 && (
				<p className="note quiet" role="status">
					{t('quality.checkingDistricts', { count: outdatedDistricts })}
				</p>
			)}
		</>
	)
}
