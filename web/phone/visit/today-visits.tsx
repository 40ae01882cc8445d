import './households.css'
import { Link } from 'wouter'
import { appointmentOf } from '#shared/sample/day-plan'
import type { SampleDocument } from '#shared/sample/sample'
import { coverageForms } from '#shared/study/record-attributes'
import { dayOf } from '#shared/study/study-day'
import type { Landmarks } from '../../storage/records/landmarks.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { ClusterProgress } from './cluster-progress.tsx'
import { type HouseholdPlace, householdPath } from './household-place.ts'
import { HouseholdChip, HouseholdLines, NavigateLink, toneOf, useHouseholdName } from './household-text.tsx'
import type { LocalWorkByCluster } from './local-work.ts'
import { type ClusterOfHouseholds, clustersOf } from './use-households.ts'

/** Most appointments on the first screen: the others are under Households. */
const mostAppointments = 3

interface TodayVisitsProps {
	readonly sample: readonly SampleDocument[]
	readonly work: LocalWorkByCluster
	readonly landmarks: Landmarks
	readonly finished: readonly LocalRecordListItem[]
}

/** The next appointments, and the progress in each cluster. */
export function TodayVisits({ sample, work, landmarks, finished }: TodayVisitsProps) {
	const { t } = useTranslations()
	const nameOf = useHouseholdName()
	const clusters = clustersOf(sample, work, landmarks)
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
					className={`panel ${toneOf(line)}-edge`}
					aria-label={t('dayPlan.appointments')}
				>
					<div className="spread">
						<h2 className="panel-title">{nameOf(line)}</h2>
						<HouseholdChip line={line} />
					</div>
					<HouseholdLines line={line} />
					<div className="pair">
						<NavigateLink line={line} metres={null} className="button plain" />
						<Link
							className="button"
							href={householdPath}
							state={{ cluster, household: line.household, tab: tabPaths.today } satisfies HouseholdPlace}
						>
							{t('visit.open')}
						</Link>
					</div>
				</section>
			))}
			{clusters.map((cluster) => (
				<ClusterProgress
					key={cluster.document.cluster}
					cluster={cluster}
					aside={<span>{t('visit.finishedToday', { count: finishedToday(finished, cluster) })}</span>}
				>
					<Link className="button plain" href={tabPaths.households}>
						<Icon name="house" />
						{t('visit.showHouseholds')}
					</Link>
				</ClusterProgress>
			))}
		</div>
	)
}

/** Counts the interviews of a cluster that were finished on the present day of the study. */
function finishedToday(
	finished: readonly LocalRecordListItem[],
	{ document: { cluster } }: ClusterOfHouseholds,
): number {
	const today = dayOf(Date.now())
	return finished.filter(
		({ form, work, finishedAt }) =>
			form.id === coverageForms.household &&
			work?.cluster === cluster &&
			finishedAt !== undefined &&
			dayOf(finishedAt) === today,
	).length
}
