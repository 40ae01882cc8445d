import './day-plan.css'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Point } from '#shared/kernel/geodesy'
import { asProblem, type Problem } from '#shared/kernel/problem'
import {
	appointmentOf,
	buildDayPlan,
	buildInterviewPresets,
	type DayPlanHousehold,
	leftOf,
} from '#shared/sample/day-plan'
import { isLineSettled, type SampleDocument, type SampleLineState } from '#shared/sample/sample'
import { describeDirection } from '#shared/study/directions'
import { isLeaseOver, leaseEnds } from '#shared/study/lease'
import { dayOf } from '#shared/study/study-day'
import { beginDraft } from '../../storage/drafts/drafts.ts'
import { enrolmentOf } from '../../storage/enrolment/enrolments.ts'
import type { FormOnPhone } from '../../storage/records/documents.ts'
import { dateIn, dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { useLastLocation } from './last-location.ts'
import type { LocalHouseholdWork, LocalWorkByCluster } from './local-work.ts'

type DayPlanEntry = DayPlanHousehold<LocalHouseholdWork>

const markByState: Readonly<Record<SampleLineState, { readonly icon: IconName; readonly tone: string }>> = {
	'to-visit': { icon: 'pin', tone: 'quiet' },
	'come-back': { icon: 'returned', tone: 'wait' },
	begun: { icon: 'draft', tone: 'wait' },
	done: { icon: 'approved', tone: 'ok' },
	ended: { icon: 'stop', tone: 'quiet' },
	'handed-back': { icon: 'forward', tone: 'quiet' },
	closed: { icon: 'lock', tone: 'quiet' },
}
const isOver = ({ state }: DayPlanEntry) => isLineSettled(state)

interface DayProps {
	readonly sample: readonly SampleDocument[]
	readonly work: LocalWorkByCluster
	/** Form of the household survey; undefined if it is not on this phone. */
	readonly form: FormOnPhone | undefined
}

/** Households assigned to this person: today's visits, results, and the remaining households. */
export function DayPlan({ sample, work, form }: DayProps) {
	const { t } = useTranslations()
	const { session } = useSession()
	const [, go] = useLocation()
	const [order, setOrder] = useState<'place' | 'appointment'>('place')
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBeginning, setBeginning] = useState(false)
	const here = useLastLocation(sample.some(({ centre }) => centre !== undefined))
	const clusters = sample.map((document) => ({
		document,
		lines: buildDayPlan(document.lines, work.get(document.cluster) ?? new Map<number, LocalHouseholdWork>()),
	}))
	const appointments = clusters
		.flatMap(({ document, lines }) =>
			lines.flatMap((line) => {
				const at = appointmentOf(line)
				return at === null ? [] : [{ cluster: document.cluster, line, at }]
			}),
		)
		.sort((a, b) => a.at - b.at)
	const isByTime = order === 'appointment' && appointments.length > 0
	const isOpen = form?.state === 'open'
	function begin(document: SampleDocument, line: DayPlanEntry) {
		if (!form) return
		setBeginning(true)
		beginDraft(
			session,
			{ id: form.id, ver: form.version },
			{
				given: buildInterviewPresets(document, line),
				work: {
					round: document.round,
					cluster: document.cluster,
					household: line.household,
					replaces: line.replaces,
					visit: 1,
					appointment: '',
					result: '',
					isVisited: false,
					comesBack: false,
				},
			},
		).then(
			(draft) => go(`/fill/${draft}`),
			(thrown: unknown) => {
				setProblem(asProblem(thrown))
				setBeginning(false)
			},
		)
	}
	return (
		<section className="stack" aria-labelledby="day">
			<h2 id="day">{t('dayPlan.title')}</h2>
			{clusters.some(({ lines }) => !lines.every(isOver)) && <LeaseNote />}
			{appointments.length > 0 && (
				<fieldset className="day-order" aria-label={t('dayPlan.sort')}>
					{(['place', 'appointment'] as const).map((each) => (
						<label key={each}>
							<input type="radio" name="day-order" checked={order === each} onChange={() => setOrder(each)} />
							{t(`dayPlan.sortBy.${each}`)}
						</label>
					))}
				</fieldset>
			)}
			{!isOpen && <p className="note wait">{t('dayPlan.paused')}</p>}
			<ProblemNote problem={problem} />
			{isByTime && (
				<section className="stack tight" aria-label={t('dayPlan.appointments')}>
					<ul className="cards">
						{appointments.map(({ cluster, line }) => (
							<LineCard key={`${cluster} ${line.household}`} line={line} cluster={cluster} onBegin={null} />
						))}
					</ul>
				</section>
			)}
			{clusters.map(({ document, lines }) => (
				<Cluster
					key={document.cluster}
					document={document}
					here={here}
					lines={lines}
					isWithoutAppointments={isByTime}
					onBegin={isOpen && !isBeginning ? (line) => begin(document, line) : null}
				/>
			))}
		</section>
	)
}

/** Warning that the office may have reassigned households since this phone's last sync. */
function LeaseNote() {
	const { t, language } = useTranslations()
	const { session } = useSession()
	const lastSyncAt = useLocalData(
		async () => (session.isDecoy ? null : (await enrolmentOf(session.device)).lastSyncAt),
		session.device,
	)
	if (!lastSyncAt || !isLeaseOver(leaseEnds(lastSyncAt), dayOf(Date.now()))) return null
	return <p className="note wait">{t('dayPlan.leaseExpired', { day: dateIn(language, lastSyncAt) })}</p>
}

interface ClusterProps {
	readonly document: SampleDocument
	/** Last known location of this phone; null if unknown. */
	readonly here: Point | null
	readonly lines: readonly DayPlanEntry[]
	/** True if appointments are left out, because those of all clusters are listed above. */
	readonly isWithoutAppointments: boolean
	readonly onBegin: ((line: DayPlanEntry) => void) | null
}

function Cluster({ document, here, lines, isWithoutAppointments, onBegin }: ClusterProps) {
	const { cluster, area, centre } = document
	const { t } = useTranslations()
	const open = lines.filter((line) => !isOver(line) && line.state !== 'closed')
	const over = lines.filter(isOver)
	const closed = lines.filter(({ state }) => state === 'closed').length
	const { male, female } = leftOf(lines)
	const done = lines.filter(({ state }) => state === 'done').length
	const wanted = lines.filter(({ isReserve }) => !isReserve).length
	return (
		<section className="stack tight" aria-label={t('dayPlan.cluster', { cluster })}>
			<h3 className="day-cluster">
				<bdi dir="ltr">{cluster}</bdi>
				<span className="hint">{t(`dayPlan.area.${area}`)}</span>
				<span className="count">{t('dayPlan.progress', { done, wanted })}</span>
			</h3>
			<p className="hint">
				{open.length === 0 ? t('dayPlan.empty') : t('dayPlan.remaining', { men: male, women: female })}
			</p>
			{here && centre !== undefined && <WayThere centre={centre} here={here} />}
			<ul className="cards">
				{open
					.filter((line) => !(isWithoutAppointments && appointmentOf(line) !== null))
					.map((line) => (
						<LineCard key={line.household} line={line} onBegin={onBegin} />
					))}
			</ul>
			{closed > 0 && (
				<p className="hint day-closed">
					<Icon name="lock" />
					{t('dayPlan.lockedReplacements', { count: closed })}
				</p>
			)}
			{over.length > 0 && (
				<details className="day-over">
					<summary>{t('dayPlan.finishedCount', { count: over.length })}</summary>
					<ul className="cards">
						{over.map((line) => (
							<LineCard key={line.household} line={line} onBegin={null} />
						))}
					</ul>
				</details>
			)}
		</section>
	)
}

/** Distance and direction to the cluster centre. */
function WayThere({ centre, here }: { centre: string; here: Point }) {
	const { t, language } = useTranslations()
	const way = describeDirection(centre, here)
	if (!way) return null
	const { metres, direction } = way
	// rounded, since the phone's location is not more accurate
	const distance =
		metres < 995
			? t('dayPlan.metres', { metres: Math.round(metres / 10) * 10 })
			: t('dayPlan.kilometres', { km: numberIn(language, Math.round(metres / 100) / 10) })
	return (
		<p className="hint day-way">
			<Icon name="pin" />
			{direction === null
				? t('dayPlan.atCentre')
				: t('dayPlan.distanceToCentre', { distance, direction: t(`dayPlan.direction.${direction}`) })}
		</p>
	)
}

interface LineCardProps {
	readonly line: DayPlanEntry
	/** Name of the cluster, in a list of several. */
	readonly cluster?: string | undefined
	/** Null if the interview cannot be started. */
	readonly onBegin: ((line: DayPlanEntry) => void) | null
}

/** A household with the link to its interview; without a link if another person has a result there. */
function LineCard({ line, cluster, onBegin }: LineCardProps) {
	const text = <LineText line={line} cluster={cluster} />
	if (line.work)
		return (
			<li>
				<Link className="card" href={line.work.href}>
					{text}
				</Link>
			</li>
		)
	if (isOver(line)) return <li className="card">{text}</li>
	return (
		<li>
			<button type="button" className="card" disabled={onBegin === null} onClick={() => onBegin?.(line)}>
				{text}
			</button>
		</li>
	)
}

/** The household, the respondent to ask for, and the result. */
function LineText({ line, cluster }: Pick<LineCardProps, 'line' | 'cluster'>) {
	const { t, language } = useTranslations()
	const { household, sex, state, replaces, work } = line
	const { icon, tone } = markByState[state]
	const at = appointmentOf(line)
	const met =
		at !== null
			? t('dayPlan.appointmentAt', { time: dateTimeIn(language, at) })
			: state === 'come-back' && work
				? t('dayPlan.visitsDone', { visit: work.visit })
				: ''
	return (
		<>
			<span className="card-text">
				<span>
					{t('dayPlan.household', { household })}
					{sex && ` · ${t(`dayPlan.sex.${sex}`)}`}
				</span>
				{cluster && (
					<bdi className="hint" dir="ltr">
						{cluster}
					</bdi>
				)}
				{met !== '' && <span className="hint">{met}</span>}
				{replaces !== null && (
					<span className="hint">{t('dayPlan.replacesHousehold', { household: replaces })}</span>
				)}
			</span>
			<span className={`state ${tone}`}>
				<Icon name={icon} />
				{t(`dayPlan.status.${state}`)}
			</span>
		</>
	)
}
