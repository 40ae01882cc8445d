import { useId } from 'react'
import { type Charts, isOddHour } from '#shared/coverage/fieldwork-charts'
import { inPakistan, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useChartWidth } from '../kit/charts/axes.tsx'
import { ChartFrame } from '../kit/charts/chart-frame.tsx'

const hours = Array.from({ length: 24 }, (_, hour) => hour)
const weekdays = Array.from({ length: 7 }, (_, day) => day)
const edge = { top: 22, bottom: 4, start: 52, end: 10 }
const rowHeight = 22
const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

/**
 * Hours of the week in which interviews begin; those before the earliest hour and from the latest on are
 * hatched.
 */
export function HoursChart({ charts, isOnPaper }: { charts: Charts; isOnPaper: boolean }) {
	const { t, language } = useTranslations()
	const { limits, hours: startsByHour } = charts
	const of = startsByHour.reduce((sum, each) => sum + each, 0)
	if (of === 0) return null
	const odd = startsByHour.reduce((sum, each, hour) => sum + (isOddHour(hour, limits) ? each : 0), 0)
	const fullest = startsByHour.indexOf(Math.max(...startsByHour))
	const weekday = (day: number, weekdayLength: 'short' | 'long') =>
		// 5 January 2026 was a Monday
		inPakistan(language, Date.UTC(2026, 0, 5 + day, 7), { weekday: weekdayLength })
	const title = t('charts.hours.title', {
		weekday: weekday(Math.floor(fullest / 24), 'long'),
		hour: clock(fullest % 24),
		odd: numberIn(language, odd),
		of: numberIn(language, of),
		count: odd,
		early: clock(limits.q04EarliestHour),
		late: clock(limits.q04LatestHour),
	})
	const at = (day: number, hour: number) => startsByHour[day * 24 + hour] ?? 0
	return (
		<ChartFrame
			heading={t('charts.hours.heading')}
			title={title}
			hint={t('charts.hours.legend', {
				early: clock(limits.q04EarliestHour),
				late: clock(limits.q04LatestHour),
				most: numberIn(language, startsByHour[fullest] ?? 0),
			})}
			table={{
				columns: [t('charts.hours.hour'), ...weekdays.map((day) => weekday(day, 'short'))],
				rows: hours.map((hour) => [clock(hour), ...weekdays.map((day) => at(day, hour))]),
				isGrid: true,
			}}
			fileName={`hours-${charts.round}-${charts.today}.csv`}
			round={charts.round}
			isOnPaper={isOnPaper}
		>
			<Week
				title={title}
				startsByHour={startsByHour}
				limits={limits}
				nameOf={(day) => weekday(day, 'short')}
			/>
		</ChartFrame>
	)
}

function Week({
	title,
	startsByHour,
	limits,
	nameOf,
}: Pick<Charts, 'limits'> & {
	title: string
	startsByHour: readonly number[]
	nameOf: (day: number) => string
}) {
	const { width, isMirrored } = useChartWidth()
	const hatch = useId()
	const most = Math.max(1, ...startsByHour)
	const step = (width - edge.start - edge.end) / 24
	const x = (fromStart: number) => (isMirrored ? width - fromStart : fromStart)
	const left = (hour: number, wide: number) => x(edge.start + hour * step) - (isMirrored ? wide : 0)
	const height = edge.top + 7 * rowHeight + edge.bottom
	const { q04EarliestHour, q04LatestHour } = limits
	const marked = [0, q04EarliestHour, 12, q04LatestHour, 24]
	return (
		<svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title} direction="ltr">
			<pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
				<line className="hatch" x1="0" x2="0" y1="0" y2="5" />
			</pattern>
			{marked
				.filter((hour, i) => marked.indexOf(hour) === i)
				.map((hour) => (
					<text key={hour} x={x(edge.start + hour * step)} y={14} textAnchor="middle">
						{String(hour).padStart(2, '0')}
					</text>
				))}
			{weekdays.map((day) => (
				<text
					key={day}
					x={x(edge.start - 6)}
					y={edge.top + day * rowHeight + 16}
					textAnchor={isMirrored ? 'start' : 'end'}
				>
					{nameOf(day)}
				</text>
			))}
			{startsByHour.map((count, hour) => {
				const place = {
					x: left(hour % 24, step),
					y: edge.top + Math.floor(hour / 24) * rowHeight,
					width: step - 1,
					height: rowHeight - 1,
				}
				const isOdd = isOddHour(hour, limits)
				return (
					// biome-ignore lint/suspicious/noArrayIndexKey: the hour of the week is what it is
					<g key={hour}>
						<rect className="hour" {...place} />
						{isOdd && <rect {...place} fill={`url(#${hatch})`} />}
						{count > 0 && (
							<rect
								className={isOdd ? 'bar odd' : 'bar'}
								{...place}
								fillOpacity={0.15 + (0.85 * count) / most}
							/>
						)}
					</g>
				)
			})}
			{[q04EarliestHour, q04LatestHour].map((hour) => (
				<line
					key={hour}
					className="limit"
					x1={x(edge.start + hour * step)}
					x2={x(edge.start + hour * step)}
					y1={edge.top - 4}
					y2={height}
				/>
			))}
		</svg>
	)
}
