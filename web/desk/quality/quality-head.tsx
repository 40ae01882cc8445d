import type { ReactNode } from 'react'
import { may } from '#shared/people/roles'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { PageTabs } from '../kit/page-tabs.tsx'
import { useScope } from '../kit/scope.tsx'

/** Title and pages of the quality alerts. `children`: actions of the page. */
export function QualityHead({ children }: { readonly children?: ReactNode }) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const { round, district } = useScope()
	const scope = searchOf({ round, district })
	return (
		<>
			<header className="desk-head">
				<h1>{t('quality.title')}</h1>
				{children}
			</header>
			<PageTabs
				label={t('quality.title')}
				tabs={[
					{ href: `/desk/quality?${scope}`, label: t('quality.tab.enumerators') },
					{ href: `/desk/quality/flags?${scope}`, label: t('quality.tab.interviews') },
					{ href: `/desk/quality/teams?${scope}`, label: t('quality.tab.teams') },
					...(may(person.role, 'quality.limits')
						? [{ href: `/desk/quality/limits?${scope}`, label: t('quality.limits.title') }]
						: []),
				]}
			/>
		</>
	)
}
