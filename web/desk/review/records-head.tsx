import type { ReactNode } from 'react'
import { may } from '#shared/people/roles'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { PageTabs } from '../kit/page-tabs.tsx'
import { useScope } from '../kit/scope.tsx'

/** Title and views of all records: as a list, or as one large table. `children`: actions of the page. */
export function RecordsHead({ children }: { readonly children?: ReactNode }) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const { query, round, district } = useScope('any-round')
	const form = query.get('form') ?? ''
	return (
		<>
			<header className="desk-head">
				<h1>{t('desk.page.records')}</h1>
				{children}
			</header>
			{may(person.role, 'records.export') && (
				<PageTabs
					label={t('desk.page.records')}
					tabs={[
						{ href: `/desk/records?${searchOf({ round, district, form })}`, label: t('review.listView') },
						{ href: `/desk/table?${searchOf({ round, district, form })}`, label: t('desk.page.table') },
					]}
				/>
			)}
		</>
	)
}
