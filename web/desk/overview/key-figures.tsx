import type { Coverage } from '#shared/coverage/coverage'
import { type FieldworkPlan, plannedBy } from '#shared/coverage/district-status'
import { forecastOfParts } from '#shared/coverage/forecast-of-parts'
import type { Overview } from '#shared/coverage/overview'
import { may } from '#shared/people/roles'
import type { QualityAlertsResponse } from '#shared/quality/quality-api'
import type { RecordQuery } from '#shared/review/record-list'
import { dayAt } from '#shared/study/message'
import { daysBetween } from '#shared/study/study-day'
import { searchOf } from '../../api/search-of.ts'
import { dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { countText, type LimitedCount } from '../kit/count-text.ts'
import { useDesk } from '../kit/desk-context.ts'
import { KeyFigure } from '../kit/key-figure.tsx'
import { queueAddress } from '../shell/navigation.ts'
import type { OverviewRow } from './district-rows.ts'

/** Counts of the review queue and of conflicts. */
export interface QueueCounts {
	readonly review: LimitedCount
	readonly conflicts: LimitedCount | null
}

interface KeyFiguresProps {
	readonly rows: readonly OverviewRow[]
	readonly found: Coverage
	readonly plan: FieldworkPlan | null
	readonly facts: Overview | null
	readonly alerts: QualityAlertsResponse | null
	readonly queue: QueueCounts | null
	readonly round: string
}

/** Key figures of a round; each opens what it counts. */
export function KeyFigures({ rows, found, plan, facts, alerts, queue, round }: KeyFiguresProps) {
	const { t, language } = useTranslations()
	const { person, study } = useDesk()
	const number = (value: number) => numberIn(language, value)
	const sum = (of: (row: OverviewRow) => number) => rows.reduce((total, row) => total + of(row), 0)
	const [done, target] = [
		sum(({ figures }) => figures.interviews),
		sum(({ figures }) => figures.targetInterviews),
	]
	// rounded once for all districts, as on the charts: a sum of rounded plans differs from it
	const planned = plannedBy(target, plan, found.today)
	const difference = planned === null ? null : done - planned
	const flags = alerts ? alerts.open.reduce((total, { interviews }) => total + interviews, 0) : null
	const visits = alerts?.alerts.filter(({ isVisited }) => isVisited).length ?? 0
	const isChecking = alerts !== null && alerts.outdatedDistricts + alerts.uncompared > 0
	const waitingDays =
		facts?.oldestInQueue == null
			? null
			: daysBetween(dayAt(Date.parse(facts.oldestInQueue), study.offsetMinutes), found.today)
	const listed: RecordQuery = { round, form: 'household', counted: '1', outcome: 'done' }
	return (
		<ul className="key-figures">
			<KeyFigure
				name={t('overview.completed')}
				value={number(done)}
				of={t('overview.ofTarget', { target: number(target) })}
				href={may(person.role, 'records.read') ? `/desk/records?${searchOf(listed)}` : undefined}
				note={
					difference === null
						? t('overview.noPlan')
						: t(difference < 0 ? 'overview.behindPlan' : 'overview.aheadOfPlan', {
								count: Math.abs(difference),
								total: number(Math.abs(difference)),
							})
				}
				tone={difference !== null && difference < 0 ? 'wait' : undefined}
			>
				<span className="bar-track" aria-hidden="true">
					<span
						className="bar-fill"
						style={{ inlineSize: `${target > 0 ? Math.min(100, (100 * done) / target) : 0}%` }}
					/>
				</span>
			</KeyFigure>
			<ProjectedFinish rows={rows} today={found.today} round={round} />
			{flags !== null && (
				<KeyFigure
					name={t('overview.openFlags')}
					value={number(flags)}
					href={`/desk/quality?${searchOf({ round })}`}
					note={
						isChecking
							? t('overview.checksRunning')
							: t('overview.toVisit', { count: visits, total: number(visits) })
					}
					tone={isChecking ? 'wait' : visits > 0 ? 'stop' : undefined}
				/>
			)}
			{queue && (
				<KeyFigure
					name={t('desk.page.review')}
					value={countText(queue.review, { t, language })}
					href={queueAddress}
					// the round is that of the page, the queue that of all rounds
					of={study.rounds.length > 1 ? t('desk.allRounds') : undefined}
					note={
						waitingDays === null
							? t('overview.queueEmpty')
							: t('overview.oldest', { count: waitingDays, total: number(waitingDays) })
					}
				/>
			)}
			{facts?.devices && (
				<KeyFigure
					name={t('overview.silentDevices')}
					value={number(facts.devices.silent)}
					of={t('overview.ofDevices', { total: number(facts.devices.active) })}
					href="/desk/devices"
					note={t('overview.noContact')}
					tone={facts.devices.silent > 0 ? 'wait' : undefined}
				/>
			)}
		</ul>
	)
}

interface ProjectedFinishProps {
	readonly rows: readonly OverviewRow[]
	/** YYYY-MM-DD */
	readonly today: string
	readonly round: string
}

/** The day on which the last district is complete at its present pace. */
function ProjectedFinish({ rows, today, round }: ProjectedFinishProps) {
	const { t, language } = useTranslations()
	const { last } = forecastOfParts(
		rows.map(({ figures }) => figures),
		today,
	)
	const isComplete =
		rows.some(({ figures }) => figures.targetInterviews > 0) &&
		rows.every(({ figures }) => figures.missing === 0)
	const noForecast = isComplete
		? { value: t('overview.done'), note: '' }
		: { value: t('overview.noDate'), note: t('overview.tooFewDays') }
	const { value, note } = last
		? {
				value: dayIn(language, last.day),
				note: t('overview.lastDistrict', { district: rows[last.part]?.name ?? '' }),
			}
		: noForecast
	return (
		<KeyFigure
			name={t('overview.projectedFinish')}
			value={value}
			href={`/desk/coverage?${searchOf({ round, sort: '-finishes' })}`}
			note={note}
		/>
	)
}
