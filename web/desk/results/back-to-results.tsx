import { Link } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { buildResultsPath, useResultsFilter } from './results-filter.ts'

/** Link back to the results, with the last choices. */
export function BackToResults({ className }: { readonly className?: string }) {
	const { t } = useTranslations()
	const [chosen] = useResultsFilter()
	return (
		<Link href={buildResultsPath('', chosen)} className={className}>
			{t('desk.page.results')}
		</Link>
	)
}
