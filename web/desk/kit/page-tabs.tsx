import { Link, useLocation } from 'wouter'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'

export interface PageTab {
	/** Address, with its filter. */
	readonly href: string
	readonly label: string
	/** Number beside the label; absent if it is not known. */
	readonly count?: number | undefined
}

/** The pages of one place, below its title. */
export function PageTabs({ label, tabs }: { readonly label: string; readonly tabs: readonly PageTab[] }) {
	const { language } = useTranslations()
	const [path] = useLocation()
	return (
		<nav className="page-tabs" aria-label={label}>
			{tabs.map(({ href, label: text, count }) => (
				<Link key={text} href={href} aria-current={href.split('?')[0] === path ? 'page' : undefined}>
					{text}
					{count !== undefined && count > 0 && <span className="count">{numberIn(language, count)}</span>}
				</Link>
			))}
		</nav>
	)
}
