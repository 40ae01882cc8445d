import { Link } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'

export const tabPaths = {
	today: '/',
	households: '/households',
	new: '/new',
	records: '/records',
} as const
export type HomeTab = keyof typeof tabPaths

const icons: Readonly<Record<HomeTab, IconName>> = {
	today: 'today',
	households: 'house',
	new: 'plus',
	records: 'records',
}

interface BottomTabsProps {
	readonly current: HomeTab
	/** Records that the enumerator must act on: returned, or rejected by the server. */
	readonly toCorrect: number
}

/** Tabs of the home screen. The browser's back button leads from each of them to Today. */
export function BottomTabs({ current, toCorrect }: BottomTabsProps) {
	const { t } = useTranslations()
	return (
		<nav className="tabs" aria-label={t('home.tabs')}>
			{(Object.keys(tabPaths) as HomeTab[]).map((tab) => {
				const count = tab === 'records' ? toCorrect : 0
				return (
					<Link
						key={tab}
						className="tab"
						href={tabPaths[tab]}
						replace={current !== 'today'}
						aria-current={tab === current ? 'page' : undefined}
					>
						<span className="tab-icon">
							<Icon name={icons[tab]} />
							{count > 0 && <bdi className="tab-count">{count}</bdi>}
						</span>
						<span>{t(`home.tab.${tab}`)}</span>
					</Link>
				)
			})}
		</nav>
	)
}
