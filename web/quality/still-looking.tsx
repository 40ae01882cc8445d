import { useEffect } from 'react'
import type { QualityListed } from '#shared/quality/quality-listed'
import { useTexts } from '../ui/i18n.ts'

const againMs = 3000

interface StillLookingProps {
	readonly found: Pick<QualityListed, 'uncompared' | 'behind'>
	readonly onLook: () => void
}

/** The checks are not through with all of it: how far they are, asked again until they are. */
export function StillLooking({ found, onLook }: StillLookingProps) {
	const { t } = useTexts()
	const { behind, uncompared } = found
	// biome-ignore lint/correctness/useExhaustiveDependencies: each answer is another one
	useEffect(() => {
		if (behind === 0) return
		const later = setTimeout(onLook, againMs)
		return () => clearTimeout(later)
	}, [found, onLook])
	return (
		<>
			{uncompared > 0 && <p className="note quiet">{t('quality.uncompared', { count: uncompared })}</p>}
			{behind > 0 && (
				<p className="note quiet" role="status">
					{t('quality.behind', { count: behind })}
				</p>
			)}
		</>
	)
}
