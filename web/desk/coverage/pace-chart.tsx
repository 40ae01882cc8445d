import { type Charts, type DailyCompletions, needed } from '#shared/coverage/fieldwork-charts'
import { daysBetween } from '#shared/study/study-day'
import { dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Axes, endOfScale } from '../kit/charts/axes.tsx'
import { ChartFrame } from '../kit/charts/chart-frame.tsx'

const maxDays = 42

/** Interviews completed per enumerator and day, with the pace that is needed to finish on the last day. */
export function PaceChart({
	charts,
	missing,
	isOnPaper,
}: {
	charts: Charts
	missing: number
	isOnPaper: boolean
}) {
	const { t, language } = useTranslations()
	const last = charts.days.at(-1)
	const days = charts.days.filter(({ day }) => last && daysBetween(day, last.day) < maxDays)
	const [first] = days
	if (!first || !last) return null
	// days without interviews keep their position
	const placeOf = (day: string): number => daysBetween(first.day, day)
	const steps = placeOf(last.day) + 1
	const number = (value: number) => numberIn(language, Math.round(value * 10) / 10)
	const plan = needed(charts.days, { ...charts, missing })
	const most = Math.max(...days.map(({ each }) => each.most))
	// an unreachable pace would flatten the chart: the sentence names it instead
	const line = plan?.ofEach && plan.ofEach <= 2 * most ? plan.ofEach : null
	const end = endOfScale(Math.max(most, line ?? 0))
	const title = t('charts.pace.title', {
		count: last.each.of,
		people: number(last.each.of),
		day: dayIn(language, last.day),
		interviews: number(last.interviews),
		middle: number(last.each.middle),
	})
	return (
		<ChartFrame
			heading={t('charts.pace.heading')}
			title={title}
			hint={
				<>
					<PlanSentence charts={charts} missing={missing} /> {t('charts.pace.legend')}
					{line !== null && ` ${t('charts.pace.legendRequired')}`}
				</>
			}
			table={{
				columns: [
					t('coverage.chart.day'),
					t('coverage.column.interviews'),
					t('charts.enumerators'),
					...(['least', 'low', 'middle', 'high', 'most'] as const).map((name) => t(`charts.spread.${name}`)),
				],
				rows: [...charts.days]
					.reverse()
					.map(({ day, interviews, each: { of, least, low, middle, high, most: top } }) => [
						dayIn(language, day),
						interviews,
						of,
						least,
						low,
						middle,
						high,
						top,
					]),
			}}
			fileName={`pace-${charts.round}-${charts.today}.csv`}
			round={charts.round}
			isOnPaper={isOnPaper}
		>
			<Axes
				title={title}
				end={end}
				steps={steps}
				nameWidth={64}
				names={days.map(({ day }) => ({ at: placeOf(day) + 0.5, text: dayIn(language, day) }))}
				unit={t('charts.pace.unit')}
				tips={days.map(({ day, interviews, each }) => ({
					at: placeOf(day) + 0.5,
					text: t('charts.pace.tip', {
						day: dayIn(language, day),
						interviews: number(interviews),
						people: number(each.of),
						middle: number(each.middle),
					}),
				}))}
			>
				{({ x, y, step }) => (
					<>
						{days.map((day) => (
							<CompletionsOfDay
								key={day.day}
								{...day}
								middle={x(placeOf(day.day) + 0.5)}
								y={y}
								width={Math.min(step * 0.7, 22)}
							/>
						))}
						{line !== null && <line className="plan" x1={x(0)} x2={x(steps)} y1={y(line)} y2={y(line)} />}
					</>
				)}
			</Axes>
		</ChartFrame>
	)
}

function CompletionsOfDay({
	each: { least, low, middle: median, high, most },
	middle,
	y,
	width,
}: DailyCompletions & { middle: number; y: (value: number) => number; width: number }) {
	const [start, end] = [middle - width / 2, middle + width / 2]
	return (
		<g>
			<line className="range" x1={middle} x2={middle} y1={y(least)} y2={y(most)} />
			<rect className="box" x={start} y={y(high)} width={width} height={Math.max(1, y(low) - y(high))} />
			<line className="median" x1={start} x2={end} y1={y(median)} y2={y(median)} />
		</g>
	)
}

function PlanSentence({ charts, missing }: { charts: Charts; missing: number }) {
	const { t, language } = useTranslations()
	const { lastDay, today } = charts
	if (missing === 0) return t('charts.pace.nothingRemaining')
	if (lastDay === null) return t('charts.pace.noEndDate')
	const day = dayIn(language, lastDay)
	const plan = needed(charts.days, { ...charts, missing })
	if (!plan || lastDay < today)
		return t('charts.pace.endDatePassed', { count: missing, missing: numberIn(language, missing), day })
	const aDay = numberIn(language, plan.aDay)
	if (plan.ofEach === null) return t('charts.pace.requiredPaceOfAll', { count: plan.aDay, day, aDay })
	return t('charts.pace.requiredPace', {
		count: plan.enumerators,
		day,
		aDay,
		each: numberIn(language, Math.round(plan.ofEach * 10) / 10),
		people: numberIn(language, plan.enumerators),
	})
}
