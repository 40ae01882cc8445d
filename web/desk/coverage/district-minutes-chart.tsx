import type { Charts } from '#shared/coverage/fieldwork-charts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useChartWidth } from '../kit/charts/axes.tsx'
import { ChartFrame } from '../kit/charts/chart-frame.tsx'
import { useDistrictNames } from '../kit/desk-context.ts'

const rowHeight = 22
const edge = { top: 22, bottom: 4, start: 168, end: 14 }

/** Duration of interviews by district, the shortest first. */
export function DistrictMinutesChart({ charts, isOnPaper }: { charts: Charts; isOnPaper: boolean }) {
	const { t, language } = useTranslations()
	const { width, isMirrored } = useChartWidth()
	const names = new Map(useDistrictNames())
	const rows = [...charts.districts].sort((a, b) => a.minutes.middle - b.minutes.middle)
	const [quickest, slowest] = [rows[0], rows.at(-1)]
	if (!quickest || !slowest || rows.length < 2) return null
	const nameOf = (district: string) => names.get(district) ?? district
	const number = (value: number) => numberIn(language, Math.round(value))
	const { q03ShortestMinutes: shortest, q03LongestMinutes: longest } = charts.limits
	const title = t('charts.districts.title', {
		quickest: nameOf(quickest.district),
		quick: number(quickest.minutes.middle),
		slowest: nameOf(slowest.district),
		slow: number(slowest.minutes.middle),
	})
	const end = Math.max(longest + 10, ...rows.map(({ minutes }) => minutes.high))
	const along = (minutes: number) =>
		edge.start + (Math.min(minutes, end) / end) * (width - edge.start - edge.end)
	const x = (minutes: number) => (isMirrored ? width - along(minutes) : along(minutes))
	const height = edge.top + rows.length * rowHeight + edge.bottom
	return (
		<ChartFrame
			heading={t('charts.districts.heading')}
			title={title}
			hint={t('charts.districts.legend', { shortest: number(shortest), longest: number(longest) })}
			table={{
				columns: [
					...[t('coverage.column.district'), t('coverage.column.interviews')],
					...(['least', 'low', 'middle', 'high', 'most'] as const).map((name) => t(`charts.spread.${name}`)),
					t('charts.minutes.underMinutes', { minutes: number(shortest) }),
					t('charts.minutes.fromMinutes', { minutes: number(longest) }),
				],
				rows: rows.map(({ district, minutes: { of, least, low, middle, high, most }, short, long }) => [
					...[nameOf(district), of, least, low, middle, high, most, short, long],
				]),
			}}
			fileName={`minutes-by-district-${charts.round}-${charts.today}.csv`}
			round={charts.round}
			isOnPaper={isOnPaper}
		>
			<svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title} direction="ltr">
				{[0, shortest, longest].map((minutes) => (
					<text key={minutes} x={x(minutes)} y={14} textAnchor="middle">
						{number(minutes)}
					</text>
				))}
				{[shortest, longest].map((minutes) => (
					<line
						key={minutes}
						className="limit"
						x1={x(minutes)}
						x2={x(minutes)}
						y1={edge.top - 4}
						y2={height}
					/>
				))}
				{rows.map(({ district, minutes: { least, low, middle, high, most } }, i) => {
					const y = edge.top + (i + 0.5) * rowHeight
					const [from, to] = [Math.min(x(low), x(high)), Math.max(x(low), x(high))]
					return (
						<g key={district}>
							<text
								x={isMirrored ? width - edge.start + 8 : edge.start - 8}
								y={y + 5}
								textAnchor={isMirrored ? 'start' : 'end'}
							>
								{nameOf(district)}
							</text>
							<line className="range" x1={x(least)} x2={x(most)} y1={y} y2={y} />
							<rect className="box" x={from} y={y - 6} width={Math.max(1, to - from)} height={12} />
							<line className="median" x1={x(middle)} x2={x(middle)} y1={y - 6} y2={y + 6} />
						</g>
					)
				})}
			</svg>
		</ChartFrame>
	)
}
