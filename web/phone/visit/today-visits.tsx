import './households.css'
import { Link } from 'wouter'
import { appointmentOf, hasMissedAppointment } from '#shared/sample/day-plan'
import type { SampleDocument } from '#shared/sample/sample'
import { coverageForms } from '#shared/study/record-attributes'
import { dayOf } from '#shared/study/study-day'
import type { Landmarks } from '../../storage/records/landmarks.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { ClusterProgress } from './cluster-progress.tsx'
import { type HouseholdListPlace, type HouseholdPlace, householdPath } from './household-place.ts'
import { HouseholdChip, HouseholdLines, NavigateLink, toneOf, useHouseholdName } from './household-text.tsx'
import type { LocalWorkByCluster } from './local-work.ts'
import { type ClusterOfHouseholds, clustersOf, type Household } from './use-households.ts'

/** Most appointments on the first screen: a link shows all. */
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
		.sort(byUrgency(Date.now()))
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
			{appointments.length > mostAppointments && (
				<Link
					className="button plain"
					href={tabPaths.households}
					state={{ filter: 'appointment' } satisfies HouseholdListPlace}
				>
					<Icon name="calendar" />
					<span>
						{t('dayPlan.appointments')} <bdi>{appointments.length}</bdi>
					</span>
				</Link>
			)}
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

interface Appointment {
	readonly line: Household
	readonly at: number
}

/** Compares appointments: those that can still be kept, the next one first; then the missed ones, the latest first. */
const byUrgency =
	(now: number) =>
	(a: Appointment, b: Appointment): number => {
		const [isLate, isOtherLate] = [hasMissedAppointment(a.line, now), hasMissedAppointment(b.line, now)]
		if (isLate !== isOtherLate) return isLate ? 1 : -1
		return isLate ? b.at - a.at : a.at - b.at
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
