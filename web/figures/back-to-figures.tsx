import { Link } from 'wouter'
import { useTranslations } from '../ui/i18n.ts'
import { buildResultsPath, useResultsFilter } from './figures-choices.ts'

/** From a page of figures to the figures, as they were left. */
export function BackToResults({ className }: { readonly className?: string }) {
	const { t } = useTranslations()
	const [chosen] = useResultsFilter()
	return (
		<Link href={buildResultsPath('', chosen)} className={className}>
			{t('desk.place.figures')}
		</Link>
	)
}
