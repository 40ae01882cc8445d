import type { ReactNode } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon } from './desk-icon.tsx'

interface SelectionBarProps {
	/** Text for the selection, e.g. “3 selected”. */
	readonly text: string
	readonly onClear: () => void
	/** The actions. */
	readonly children: ReactNode
}

/** Actions on the selected rows of a table, at the foot of the window while the table is in view. */
export function SelectionBar({ text, onClear, children }: SelectionBarProps) {
	const { t } = useTranslations()
	return (
		<section className="selection-bar" aria-label={t('desk.selection')}>
			<p role="status">{text}</p>
			{children}
			<button type="button" className="icon-button" aria-label={t('desk.clearSelection')} onClick={onClear}>
				<DeskIcon name="close" />
			</button>
		</section>
	)
}
