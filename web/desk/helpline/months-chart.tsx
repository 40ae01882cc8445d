import type { PublishedCount } from '#shared/disclosure/small-cells'
import type { MonthlyTable } from '#shared/helpline/monthly-table'
import { monthIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Axes, endOfScale } from '../kit/charts/axes.tsx'
import { ChartFrame } from '../kit/charts/chart-frame.tsx'
import { callCountText } from './call-count-text.ts'

/** Returns the height of a bar; 0 for a suppressed number, which the table names as suppressed. */
const heightOf = (count: PublishedCount): number => (typeof count === 'number' ? count : 0)

/** Calls by month. */
export function MonthsChart({ months, name }: { months: MonthlyTable['months']; name: string }) {
	const texts = useTranslations()
	const { t, language } = texts
	const most = months.reduce((best, each) => (heightOf(each.calls) > heightOf(best.calls) ? each : best), {
		month: '',
		calls: 0 as PublishedCount,
	})
	if (most.month === '') return null
	const title = t('helpline.months.title', {
		month: monthIn(language, most.month),
		calls: callCountText(texts, most.calls),
	})
	const end = endOfScale(heightOf(most.calls))
	return (
		<ChartFrame
			heading={t('helpline.months.heading')}
			title={title}
			hint={months.some(({ calls }) => typeof calls !== 'number') && t('helpline.months.suppressedHint')}
			table={{
				columns: [t('helpline.months.month'), t('helpline.column.all')],
				rows: months.map(({ month, calls }) => [
					monthIn(language, month),
					typeof calls === 'number' ? calls : callCountText(texts, calls),
				]),
			}}
			fileName={name}
			isOnPaper={false}
		>
			<Axes
				title={title}
				end={end}
				steps={months.length}
				nameWidth={72}
				names={months.map(({ month }, i) => ({ at: i + 0.5, text: monthIn(language, month) }))}
			>
				{({ x, y, step }) => {
					const bar = Math.max(2, Math.min(step - 2, 28))
					return months.map(({ month, calls }, i) => (
						<rect
							key={month}
							className="bar"
							x={x(i + 0.5) - bar / 2}
							y={y(heightOf(calls))}
							width={bar}
							height={y(0) - y(heightOf(calls))}
						/>
					))
				}}
			</Axes>
		</ChartFrame>
	)
}
