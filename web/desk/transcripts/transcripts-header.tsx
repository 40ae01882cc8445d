import './transcripts.css'
import { Link } from 'wouter'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useScope } from '../kit/scope.tsx'

const paths = {
	transcripts: '/desk/transcripts',
	themes: '/desk/transcripts/themes',
	found: '/desk/transcripts/themes-found',
	quotes: '/desk/transcripts/quotes',
	agreement: '/desk/transcripts/agreement',
} as const
type CodingScreen = keyof typeof paths
const screens = Object.keys(paths) as CodingScreen[]

interface TranscriptsHeaderProps {
	readonly screen: CodingScreen
}

/** Head of the qualitative screens: title, and links to the others. */
export function TranscriptsHeader({ screen }: TranscriptsHeaderProps) {
	const { t } = useTranslations()
	const { round } = useScope('round')
	return (
		<header className="desk-head">
			<h1>{t(`transcripts.page.${screen}`)}</h1>
			<nav className="filters" aria-label={t('transcripts.pages')}>
				{screens.map((each) => (
					<Link
						key={each}
						className="plain small button"
						href={`${paths[each]}?${searchOf({ round })}`}
						aria-current={each === screen ? 'page' : undefined}
					>
						{t(`transcripts.page.${each}`)}
					</Link>
				))}
			</nav>
		</header>
	)
}
