import type { Scorecard, ScorecardsResponse } from '#shared/quality/quality-api'
import { searchOf } from '../../api/search-of.ts'
import { dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { KeyFigure } from '../kit/key-figure.tsx'
import { worstCard } from '../quality/worst-card.ts'

const openFlags = ({ flags }: Scorecard): number => flags.high + flags.medium + flags.low

interface PersonProgressProps extends Pick<ScorecardsResponse, 'visitPoints'> {
	/** Id of the enumerator. */
	readonly id: string
	readonly round: string
	/** Their scorecards, one for each district with interviews. */
	readonly cards: readonly [Scorecard, ...Scorecard[]]
}

/** Interviews, open flags and quality index of an enumerator in a round, over all districts. */
export function PersonProgress({ id, round, cards, visitPoints }: PersonProgressProps) {
	const { t, language } = useTranslations()
	const sum = (of: (card: Scorecard) => number) => cards.reduce((total, card) => total + of(card), 0)
	const worst = worstCard(cards)
	const lastDay = cards.map((card) => card.lastDay ?? '').sort()[cards.length - 1]
	const number = (value: number) => numberIn(language, value)
	return (
		<ul className="key-figures">
			<KeyFigure
				name={t('quality.interviews')}
				value={number(sum(({ interviews }) => interviews))}
				href={`/desk/records?${searchOf({ owner: id, round })}`}
				note={lastDay ? t('people.lastInterview', { day: dayIn(language, lastDay) }) : ''}
			/>
			<KeyFigure
				name={t('overview.openFlags')}
				value={number(sum(openFlags))}
				href={`/desk/quality/flags?${searchOf({ round, person: id })}`}
				note={t('people.severeFlags', { count: sum(({ flags }) => flags.high) })}
			/>
			<KeyFigure
				name={t('quality.index')}
				value={number(worst.points)}
				note={t('people.visitFrom', { points: number(visitPoints) })}
				tone={worst.isVisited ? 'stop' : undefined}
			/>
		</ul>
	)
}
