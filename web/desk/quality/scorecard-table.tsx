import { Link } from 'wouter'
import { type Scorecard, type ScorecardsResponse, scorecardMeasures } from '#shared/quality/quality-api'
import { searchOf } from '../../api/search-of.ts'
import { dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDistrictNames } from '../kit/desk-context.ts'
import { PersonLink } from '../kit/person-link.tsx'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { SeverityMark } from './severity-mark.tsx'

interface ScorecardTableProps {
	readonly found: ScorecardsResponse
	readonly round: string
}

/** All enumerators, the highest quality index first. */
export function ScorecardTable({ found, round }: ScorecardTableProps) {
	const { t, language } = useTranslations()
	const { enumerators, visitPoints, least } = found
	const most = Math.max(visitPoints, ...enumerators.map(({ points }) => points))
	return (
		<section className="stack tight" aria-labelledby="scorecards">
			<h2 id="scorecards">{t('quality.scorecards')}</h2>
			<p className="hint">
				{t('quality.scorecardsHint', {
					points: numberIn(language, visitPoints),
					least: numberIn(language, least),
				})}
			</p>
			<TableWithFile name={`enumerators-${round}`} about={t('quality.scorecards')}>
				<table className="table scorecards one-line">
					<thead>
						<tr>
							<th scope="col">{t('review.enumerator')}</th>
							<th scope="col">{t('quality.district')}</th>
							<th scope="col" className="number">
								{t('quality.interviews')}
							</th>
							<th scope="col">{t('quality.index')}</th>
							<th scope="col">{t('quality.interviewFlags')}</th>
							<th scope="col" className="number">
								{t('quality.minutesShort')}
							</th>
							{scorecardMeasures.map((measure) => (
								<th key={measure} scope="col" className="number">
									{t(`quality.measure.${measure}`)}
								</th>
							))}
							<th scope="col">{t('quality.lastInterview')}</th>
						</tr>
					</thead>
					<tbody>
						{enumerators.map((card) => (
							<ScorecardRow
								key={`${card.person.id} ${card.district}`}
								card={card}
								round={round}
								most={most}
								limit={visitPoints}
								isFew={card.interviews < least}
							/>
						))}
					</tbody>
				</table>
			</TableWithFile>
		</section>
	)
}

interface ScorecardRowProps {
	readonly card: Scorecard
	readonly round: string
	/** Highest index, which fills the bar. */
	readonly most: number
	/** Index from which an enumerator is visited. */
	readonly limit: number
	/** True if there are too few interviews for a judgement. */
	readonly isFew: boolean
}

function ScorecardRow({ card, round, most, limit, isFew }: ScorecardRowProps) {
	const { t, language } = useTranslations()
	const names = new Map(useDistrictNames())
	const { person, district, interviews, points, isVisited, flags, minutes, shares, lastDay } = card
	const worst = (['high', 'medium', 'low'] as const).find((each) => flags[each] > 0)
	const districtName = names.get(district) ?? district
	const count = flags.high + flags.medium + flags.low
	return (
		<tr className={isFew ? 'is-few' : undefined}>
			<th scope="row" className="widest">
				<span className="name-and-state">
					<span className="cut" title={person.name}>
						<PersonLink person={person} work={{ round, district }} />
					</span>{' '}
					{isVisited && <span className="state stop">{t('quality.visit')}</span>}
				</span>
			</th>
			<td className="capped" data-label={t('quality.district')}>
				<span className="cut" title={districtName}>
					{districtName}
				</span>
			</td>
			<td className="number" data-label={t('quality.interviews')}>
				{numberIn(language, interviews)}
			</td>
			<td data-label={t('quality.index')}>
				<span className={isVisited ? 'index-bar is-high' : 'index-bar'}>
					<b>{numberIn(language, points)}</b>
					<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
						<rect className="track" width="100" height="8" />
						<rect width={(points / most) * 100} height="8" />
						<line x1={(limit / most) * 100} x2={(limit / most) * 100} y1="0" y2="8" />
					</svg>
				</span>
			</td>
			<td data-label={t('quality.interviewFlags')}>
				{worst ? (
					<Link href={`/desk/quality/flags?${searchOf({ round, district, person: person.id })}`}>
						<SeverityMark severity={worst} /> · {numberIn(language, count)}
					</Link>
				) : (
					'–'
				)}
			</td>
			<td className="number" data-label={t('quality.minutesShort')}>
				{minutes === null ? '–' : numberIn(language, Math.round(minutes))}
			</td>
			{shares.map(({ measure, so, of }) => (
				<td key={measure} className="number" data-label={t(`quality.measure.${measure}`)}>
					{of === 0 ? '–' : <bdi dir="ltr">{numberIn(language, Math.round((so / of) * 100))} %</bdi>}
				</td>
			))}
			<td data-label={t('quality.lastInterview')}>{lastDay === null ? '–' : dayIn(language, lastDay)}</td>
		</tr>
	)
}
