import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import type { CleaningScope } from './bulk-edit-section.tsx'

interface CleaningHeadProps {
	readonly title: string
	readonly place: CleaningScope
	/** Buttons next to the title. */
	readonly children?: ReactNode
}

/** Head of a screen below data cleaning, with the link back to the same form, round and district. */
export function CleaningHead({ title, place, children }: CleaningHeadProps) {
	const { t } = useTranslations()
	return (
		<header className="desk-head">
			<Link
				href={`/desk/cleaning?${searchOf({ ...place })}`}
				className="icon-button"
				aria-label={t('cleaning.back')}
			>
				<Icon name="back" />
			</Link>
			<h1>{title}</h1>
			{children}
		</header>
	)
}
