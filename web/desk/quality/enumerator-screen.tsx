import { lazy, Suspense } from 'react'
import { Link } from 'wouter'
import { qualityApi } from '#shared/api/quality'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDistrictNames } from '../kit/desk-context.ts'
import { usePageItem } from '../kit/page-item.ts'
import { useScope } from '../kit/scope.tsx'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { FlagRow } from './flag-row.tsx'
import { flagText } from './flag-text.ts'
import { MeasuresTable } from './measures-table.tsx'

const MinutesChart = lazy(async () => ({
	default: (await import('../coverage/minutes-chart.tsx')).MinutesChart,
}))

/** One enumerator in one district: flags, comparison with the others, and interviews. */
export function EnumeratorScreen({ id }: { id: string }) {
	const { t, language } = useTranslations()
	const { round, district } = useScope()
	const districtName = new Map(useDistrictNames()).get(district) ?? district
	const { found, problem, reload } = useRoute(qualityApi.enumerator, {
		params: { id },
		query: { round, district },
	})
	usePageItem(found?.person.name)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>
					<bdi>{found?.person.name ?? ''}</bdi>
				</h1>
				<Link href={`/desk/people/${id}`} className="plain small button">
					{t('desk.page.person')}
				</Link>
			</header>
			{problem && problem.code === 'not-found' ? (
				<p className="note quiet">{t('quality.empty')}</p>
			) : (
				<ProblemNote problem={problem} />
			)}
			{found && (
				<>
					<p className="hint">
						<bdi>{found.person.code}</bdi> · {districtName} ·{' '}
						{t('quality.interviewCount', { count: found.interviews })}{' '}
						{t('quality.onDays', { count: found.days })}
					</p>
					{found.flags.length > 0 && (
						<ul className="flags">
							{found.flags.map((flag) => (
								<FlagRow key={`${flag.kind} ${flag.item}`} round={round} flag={flag} onDecided={reload} />
							))}
						</ul>
					)}
					<section className="stack tight" aria-labelledby="comparison">
						<h2 id="comparison">{t('quality.districtComparison')}</h2>
						<TableWithFile name={`enumerator-${found.person.code}`} about={t('quality.districtComparison')}>
							<MeasuresTable found={found} />
						</TableWithFile>
					</section>
					<Suspense>
						<MinutesChart
							minutes={found.durations.own}
							comparison={{ team: found.durations.team, middles: found.minutes }}
							limits={found.durations.limits}
							fileName={`minutes-${found.person.code}-${district}-${round}.csv`}
							isOnPaper={false}
						/>
					</Suspense>
					<section className="stack tight" aria-labelledby="latest">
						<h2 id="latest">{t('quality.latest')}</h2>
						<ul className="interviews">
							{found.latest.map(({ record, name, finished, minutes, flags }) => (
								<li key={record}>
									<Link href={`/desk/records/${record}`}>
										<bdi>{name || t('home.untitledRecord')}</bdi>
									</Link>{' '}
									<span className="hint">
										{dateTimeIn(language, finished)}
										{minutes !== null &&
											` · ${t('quality.minutesOf', { minutes: numberIn(language, Math.round(minutes)) })}`}
									</span>
									<ul className="reasons">
										{flags.map((flag) => (
											<li
												key={`${flag.kind} ${flag.item}`}
												className={flag.state === 'open' ? undefined : 'quiet'}
											>
												{flagText(t, language, flag)}
												{flag.state !== 'open' && ` (${t(`quality.states.${flag.state}`)})`}
											</li>
										))}
									</ul>
								</li>
							))}
						</ul>
					</section>
				</>
			)}
		</div>
	)
}
