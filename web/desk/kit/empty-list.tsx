import type { ReactNode } from 'react'
import { useTranslations } from '../../ui/i18n.ts'

interface EmptyListProps {
	/** Why the list is empty, or what fills it. */
	readonly children: ReactNode
	/** Removes the search and the filters that hide everything; null if there are none. */
	readonly onClear: (() => void) | null
}

/** Shown in place of a list without rows. */
export function EmptyList({ children, onClear }: EmptyListProps) {
	const { t } = useTranslations()
	return (
		<div className="empty-list">
			<p>{children}</p>
			{onClear && (
				<button type="button" className="plain" onClick={onClear}>
					{t('desk.clearAllFilters')}
				</button>
			)}
		</div>
	)
}
