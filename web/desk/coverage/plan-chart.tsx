import { plannedBy } from '#shared/coverage/district-status'
import type { Charts } from '#shared/coverage/fieldwork-charts'
import { dayAfter, daysBetween } from '#shared/study/study-day'
import { dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Axes, endOfScale } from '../kit/charts/axes.tsx'
import { ChartFrame } from '../kit/charts/chart-frame.tsx'

/** Days whose average pace is projected. */
const recentDays = 7

export interface PlanPoint {
	readonly day: string
	readonly done: number
	/** Interviews that the plan has on that day: the target spread evenly up to the last day. */
	readonly planned: number | null
}

/**
 * Returns the completed interviews summed up by day, beside the plan of `target`, and their number on the last day
 * if the pace of the last seven days goes on. Null before the first interview.
 */
export function planCurve(
	{ days, firstDay, lastDay, today }: Pick<Charts, 'days' | 'firstDay' | 'lastDay' | 'today'>,
	target: number,
) {
	const [first] = days
	if (!first) return null
	const start = firstDay !== null && firstDay < first.day ? firstDay : first.day
	const plan = lastDay === null ? null : { firstDay: firstDay ?? first.day, lastDay }
	const length = lastDay === null ? 0 : daysBetween(start, lastDay) + 1
	/** Days before the plan begins, and after the first one shown. */
	const from = plan === null ? 0 : daysBetween(start, plan.firstDay)
	const counts = new Map(days.map(({ day, interviews }) => [day, interviews]))
	let done = 0
	const points = Array.from({ length: daysBetween(start, today) + 1 }, (_, i): PlanPoint => {
		const day = dayAfter(start, i)
		done += counts.get(day) ?? 0
		return { day, done, planned: plannedBy(target, plan, day) }
	})
	const recent = points.slice(-recentDays)
	const before = points.at(-recentDays - 1)?.done ?? 0
	const pace = (done - before) / Math.max(1, recent.length)
	const left = lastDay === null ? 0 : Math.max(0, daysBetween(today, lastDay))
	// more than the target is completed where a district went on beyond its own
	const projected = Math.max(done, Math.min(target, Math.round(done + pace * left)))
	return { points, length, from, projected }
}

interface PlanChartProps {
	readonly charts: Charts
	/** Interviews that are planned for all of the fieldwork. */
	readonly target: number
	readonly isOnPaper: boolean
}

/** Completed interviews against the plan, with a projection to the last day. */
export function PlanChart({ charts, target, isOnPaper }: PlanChartProps) {
	const { t, language } = useTranslations()
	const curve = planCurve(charts, target)
	const last = curve?.points.at(-1)
	if (!curve || !last || curve.points.length < 2) return null
	const { points, projected } = curve
	const { lastDay } = charts
	const steps = Math.max(curve.length, points.length)
	const end = endOfScale(Math.max(target, last.done))
	const number = (value: number) => numberIn(language, value)
	const title =
		last.planned === null || lastDay === null
			? t('charts.plan.titleWithoutEnd', { done: number(last.done), target: number(target) })
			: t('charts.plan.title', {
					done: number(last.done),
					planned: number(last.planned),
					projected: number(projected),
					target: number(target),
					day: dayIn(language, lastDay),
				})
	return (
		<ChartFrame
			heading={t('charts.plan.heading')}
			title={title}
			hint={t('charts.plan.legend')}
			table={{
				columns: [t('coverage.chart.day'), t('charts.plan.done'), t('charts.plan.planned')],
				rows: [...points]
					.reverse()
					.map(({ day, done, planned }) => [dayIn(language, day), done, planned ?? '']),
			}}
			fileName={`plan-${charts.round}-${charts.today}.csv`}
			round={charts.round}
			isOnPaper={isOnPaper}
		>
			<Axes
				title={title}
				end={end}
				steps={steps}
				nameWidth={64}
				names={[0, Math.floor(steps / 2), steps - 1].map((at) => ({
					at: at + 0.5,
					text: dayIn(language, dayAfter(points[0]?.day ?? charts.today, at)),
				}))}
				unit={t('coverage.column.interviews')}
				tips={points.map(({ day, done, planned }, i) => ({
					at: i + 0.5,
					text:
						planned === null
							? t('charts.plan.tipDone', { day: dayIn(language, day), done: number(done) })
							: t('charts.plan.tip', {
									day: dayIn(language, day),
									done: number(done),
									planned: number(planned),
								}),
				}))}
			>
				{({ x, y }) => {
					const line = points.map(({ done }, i) => `${x(i + 0.5)},${y(done)}`).join(' ')
					const here = points.length - 0.5
					return (
						<>
							{curve.length > 0 && (
								<line className="plan" x1={x(curve.from)} y1={y(0)} x2={x(curve.length)} y2={y(target)} />
							)}
							<polygon className="area" points={`${x(0.5)},${y(0)} ${line} ${x(here)},${y(0)}`} />
							<polyline className="curve" points={line} />
							{curve.length > points.length && (
								<line
									className="projected"
									x1={x(here)}
									y1={y(last.done)}
									x2={x(curve.length - 0.5)}
									y2={y(projected)}
								/>
							)}
						</>
					)
				}}
			</Axes>
		</ChartFrame>
	)
}
