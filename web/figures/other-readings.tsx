import type { ReactNode } from 'react'
import { useTranslations } from '../ui/i18n.ts'
import { useResultsFilter } from './figures-choices.ts'

/** Indicators beside the main ones: closed, unless somebody opened them here before. */
export function OtherReadings({ children }: { readonly children: ReactNode }) {
	const { t } = useTranslations()
	const [{ readings }, change] = useResultsFilter()
	const isOpen = readings === 'shown'
	return (
		<details
			className="panel"
			open={isOpen}
			onToggle={({ currentTarget }) => {
				// the browser says so as well when it was opened from here
				if (currentTarget.open !== isOpen) change({ readings: currentTarget.open ? 'shown' : '' })
			}}
		>
			<summary>{t('figures.readings')}</summary>
			{children}
		</details>
	)
}
