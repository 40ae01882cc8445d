import './households.css'
import { Link } from 'wouter'
import { appointmentOf, leftOf } from '#shared/sample/day-plan'
import type { SampleDocument } from '#shared/sample/sample'
import { coverageForms } from '#shared/study/record-attributes'
import { dayOf } from '#shared/study/study-day'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { householdPath } from './household-place.ts'
import { HouseholdChip, HouseholdLines, NavigateLink, useHouseholdName } from './household-text.tsx'
import type { LocalWorkByCluster } from './local-work.ts'
import { type ClusterOfHouseholds, clustersOf } from './use-households.ts'

/** Most appointments on the first screen: the others are under Households. */
const mostAppointments = 3

interface TodayVisitsProps {
	readonly sample: readonly SampleDocument[]
	readonly work: LocalWorkByCluster
	readonly finished: readonly LocalRecordListItem[]
}

/** The next appointments, and the progress in each cluster. */
export function TodayVisits({ sample, work, finished }: TodayVisitsProps) {
	const { t } = useTranslations()
	const nameOf = useHouseholdName()
	const clusters = clustersOf(sample, work)
	const appointments = clusters
		.flatMap(({ document, lines }) =>
			lines.flatMap((line) => {
				const at = appointmentOf(line)
				return at === null ? [] : [{ cluster: document.cluster, line, at }]
			}),
		)
		.sort((a, b) => a.at - b.at)
	return (
		<div className="padded">
			{appointments.slice(0, mostAppointments).map(({ cluster, line }) => (
				<section
					key={`${cluster} ${line.household}`}
					className="panel wait-edge"
					aria-label={t('dayPlan.appointments')}
				>
					<div className="spread">
						<h2 className="panel-title">{nameOf(line)}</h2>
						<HouseholdChip line={line} />
					</div>
					<HouseholdLines line={line} />
					<div className="pair">
						<NavigateLink line={line} metres={null} className="button plain" />
						<Link className="button" href={householdPath} state={{ cluster, household: line.household }}>
							{t('visit.open')}
						</Link>
					</div>
				</section>
			))}
			{clusters.map((cluster) => (
				<ClusterProgress key={cluster.document.cluster} cluster={cluster} finished={finished} />
			))}
		</div>
	)
}

/** Completed households against those to interview, and what is left by sex. */
function ClusterProgress({
	cluster: { document, lines },
	finished,
}: {
	readonly cluster: ClusterOfHouseholds
	readonly finished: readonly LocalRecordListItem[]
}) {
	const { t } = useTranslations()
	const done = lines.filter(({ state }) => state === 'done').length
	const wanted = lines.filter(({ isReserve }) => !isReserve).length
	const { male, female } = leftOf(lines)
	const today = dayOf(Date.now())
	const doneToday = finished.filter(
		({ form, work, finishedAt }) =>
			form.id === coverageForms.household &&
			work?.cluster === document.cluster &&
			finishedAt !== undefined &&
			dayOf(finishedAt) === today,
	).length
	const progress = t('dayPlan.progress', { done, wanted })
	return (
		<section className="panel" aria-label={t('dayPlan.cluster', { cluster: document.cluster })}>
			<div className="spread">
				<h2 className="panel-title">{t('dayPlan.cluster', { cluster: document.cluster })}</h2>
				<b>{progress}</b>
			</div>
			<div className="meter" role="img" aria-label={progress}>
				<i style={{ inlineSize: `${wanted === 0 ? 0 : Math.min(100, (100 * done) / wanted)}%` }} />
			</div>
			<p className="spread caption">
				<span>
					{male + female === 0 ? t('dayPlan.empty') : t('dayPlan.remaining', { men: male, women: female })}
				</span>
				<span>{t('visit.finishedToday', { count: doneToday })}</span>
			</p>
			<Link className="button plain" href={tabPaths.households}>
				<Icon name="house" />
				{t('visit.showHouseholds')}
			</Link>
		</section>
	)
}
