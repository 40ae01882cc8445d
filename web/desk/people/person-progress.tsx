import { Link } from 'wouter'
import { qualityApi } from '#shared/api/quality'
import type { Scorecard } from '#shared/quality/quality-api'
import { searchOf } from '../../api/search-of.ts'
import { dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDistrictNames } from '../kit/desk-context.ts'
import { KeyFigure } from '../kit/key-figure.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { useRoute } from '../kit/use-server-data.ts'

const openFlags = ({ flags }: Scorecard): number => flags.high + flags.medium + flags.low

/** Interviews, open flags and quality index of an enumerator in a round, from the scorecards of their districts. */
export function PersonProgress({ id, round }: { readonly id: string; readonly round: string }) {
	const { t, language } = useTranslations()
	const names = new Map(useDistrictNames())
	const { found, problem } = useRoute(qualityApi.scorecards, { query: { round } }, 'take')
	if (!found) return problem ? <ProblemNote problem={problem} /> : <Skeleton />
	const cards = found.enumerators.filter(({ person }) => person.id === id)
	const [first] = cards
	if (!first) return <p className="note quiet">{t('people.noInterviews')}</p>
	const sum = (of: (card: Scorecard) => number) => cards.reduce((total, card) => total + of(card), 0)
	const worst = cards.reduce((most, card) => (card.points > most.points ? card : most), first)
	const lastDay = cards.map((card) => card.lastDay ?? '').sort()[cards.length - 1]
	const number = (value: number) => numberIn(language, value)
	const scorecard = ({ district }: Scorecard) =>
		`/desk/quality/enumerators/${id}?${searchOf({ round, district })}`
	return (
		<>
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
					href={scorecard(worst)}
					note={t('people.visitFrom', { points: number(found.visitPoints) })}
					tone={worst.isVisited ? 'stop' : undefined}
				/>
			</ul>
			{cards.length > 1 && (
				<p>
					{t('quality.scorecards')}:{' '}
					{cards.map((card, i) => (
						<span key={card.district}>
							{i > 0 && ' · '}
							<Link href={scorecard(card)}>{names.get(card.district) ?? card.district}</Link>
						</span>
					))}
				</p>
			)}
		</>
	)
}
