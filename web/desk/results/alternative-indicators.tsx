import type { ReactNode } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { useResultsFilter } from './results-filter.ts'

/** Further indicators next to the main ones: closed, unless the address says that they are shown. */
export function AlternativeIndicators({ children }: { readonly children: ReactNode }) {
	const { t } = useTranslations()
	const [{ readings }, change] = useResultsFilter()
	const isOpen = readings === 'shown'
	return (
		<details
			className="panel"
			open={isOpen}
			onToggle={({ currentTarget }) => {
				// the browser also fires the event when the address opened it
				if (currentTarget.open !== isOpen) change({ readings: currentTarget.open ? 'shown' : '' })
			}}
		>
			<summary>{t('results.alternativeDefinitions')}</summary>
			{children}
		</details>
	)
}
