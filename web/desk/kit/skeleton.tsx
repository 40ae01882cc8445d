import { useEffect, useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'

/** Time before the placeholder appears, ms: a fast answer shows none. */
const delayMs = 150

/** Placeholder rows while the first data of a page loads. */
export function Skeleton({ rows = 8 }: { readonly rows?: number }) {
	const { t } = useTranslations()
	const [isShown, setShown] = useState(false)
	useEffect(() => {
		const later = setTimeout(() => setShown(true), delayMs)
		return () => clearTimeout(later)
	}, [])
	return (
		<div className="skeleton-rows" role="status" aria-label={t('desk.loading')}>
			{isShown &&
				Array.from({ length: rows }, (_, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: all rows are the same
					<div key={i} className="skeleton" />
				))}
		</div>
	)
}
