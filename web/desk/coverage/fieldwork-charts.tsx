import type { Charts } from '#shared/coverage/fieldwork-charts'
import { useTranslations } from '../../ui/i18n.ts'
import { MinutesChart } from '../kit/charts/minutes-chart.tsx'
import { DistrictMinutesChart } from './district-minutes-chart.tsx'
import { HoursChart } from './hours-chart.tsx'
import { PaceChart } from './pace-chart.tsx'
import { PlanChart } from './plan-chart.tsx'

interface FieldworkChartsProps {
	readonly charts: Charts
	readonly target: number
	/** Remaining interviews. */
	readonly missing: number
	readonly isOnPaper: boolean
}

/** Charts of completed interviews: pace, hours, minutes. */
export default function FieldworkCharts(props: FieldworkChartsProps) {
	const { t } = useTranslations()
	const { charts } = props
	if (charts.days.length === 0) return <p className="hint">{t('charts.empty')}</p>
	return (
		<div className="stack work-charts">
			<PlanChart {...props} />
			<PaceChart {...props} />
			<HoursChart {...props} />
			<MinutesChart
				minutes={charts.minutes}
				limits={charts.limits}
				fileName={`minutes-${charts.round}-${charts.today}.csv`}
				round={charts.round}
				isOnPaper={props.isOnPaper}
			/>
			<DistrictMinutesChart {...props} />
		</div>
	)
}
