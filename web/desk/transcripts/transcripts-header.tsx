import './transcripts.css'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { localize } from '#shared/forms/localized-text'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { SelectMenu } from '../kit/select-menu.tsx'

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
	readonly round: string
	readonly onRound: (round: string) => void
	readonly children?: ReactNode
}

/** Head of the qualitative screens: title, links to the others, and their common round. */
export function TranscriptsHeader({ screen, round, onRound, children }: TranscriptsHeaderProps) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	return (
		<header className="desk-head">
			<h1>{t(`transcripts.page.${screen}`)}</h1>
			{screen !== 'themes' && (
				<SelectMenu
					label={t('desk.round')}
					value={round}
					options={study.rounds.map(({ code, name }) => [code, localize(name, language)])}
					onChoose={onRound}
				/>
			)}
			{children}
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
