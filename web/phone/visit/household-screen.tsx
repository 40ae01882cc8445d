import './households.css'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { isLineSettled } from '#shared/sample/sample'
import { dayPartOf, type LoggedVisit, type NextVisit, nextVisit, requiredVisits } from '#shared/sample/visits'
import { localTimeOf, timeOfLocal } from '#shared/study/study-day'
import type { FormOnPhone } from '../../storage/records/documents.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { AppBar } from '../frame/app-bar.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { type HouseholdFormPlace, type HouseholdPlace, useHouseholdPlace } from './household-place.ts'
import {
	HouseholdChip,
	HouseholdLines,
	metresTo,
	NavigateLink,
	outcomeText,
	useHouseholdName,
} from './household-text.tsx'
import { LandmarkEntry } from './landmark-entry.tsx'
import { useLastLocation } from './last-location.ts'
import { startFirstVisit } from './start-visit.ts'
import { type ClusterOfHouseholds, type Household, useHouseholds } from './use-households.ts'

/** A household: how to find it, the visits so far, and the next one. */
export function HouseholdScreen() {
	const { t } = useTranslations()
	const place = useHouseholdPlace()
	const [, go] = useLocation()
	const nameOf = useHouseholdName()
	const found = useHouseholds()
	const here = useLastLocation(found !== undefined)
	if (!found) return null
	const cluster = found.clusters.find(({ document }) => document.cluster === place?.cluster)
	const line = cluster?.lines.find(({ household }) => household === place?.household)
	return (
		<div className="app-screen">
			<AppBar
				title={line ? nameOf(line) : t('visit.household')}
				subtitle={cluster && <bdi dir="ltr">{cluster.document.cluster}</bdi>}
				back={tabPaths.households}
				onBack={place?.tab ? undefined : () => go(tabPaths.households, { replace: true })}
			/>
			{cluster && line && place ? (
				<VisitPlan
					cluster={cluster}
					line={line}
					metres={metresTo(line.point, here)}
					form={found.form}
					place={place}
				/>
			) : (
				<main>
					<div className="padded">
						<p className="note wait">{t('visit.notAssigned')}</p>
					</div>
				</main>
			)}
		</div>
	)
}

interface VisitPlanProps {
	readonly cluster: ClusterOfHouseholds
	readonly line: Household
	readonly metres: number | null
	/** Form of the survey; undefined if it is not on this phone. */
	readonly form: FormOnPhone | undefined
	readonly place: HouseholdPlace
}

function VisitPlan({ cluster: { document }, line, metres, form, place }: VisitPlanProps) {
	const { t } = useTranslations()
	const { session } = useSession()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isStarting, setStarting] = useState(false)
	const now = localTimeOf(Date.now())
	const { work, state } = line
	const visits = work?.visits ?? []
	const next = nextVisit(visits, now)
	const isOver = isLineSettled(state) || state === 'closed'
	// after three visits the form is continued, to the result
	const mayStart = !isOver && (work === null || (state === 'come-back' && next.repeats !== 'all-made'))
	const isOpen = form?.state === 'open' || work !== null
	const isJustSaved = mayStart && next.repeats === 'too-soon'
	async function start() {
		setStarting(true)
		try {
			// in the place of the household, so that the way back from the next one does not lead here
			const openForm = (href: string, state: HouseholdFormPlace) => go(href, { replace: true, state })
			if (work?.draft) openForm(work.href, { from: place, ...openingOf(next, visits.at(-1)) })
			else if (form)
				openForm(`/fill/${await startFirstVisit(session, form, document, line)}`, { from: place })
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setStarting(false)
		}
	}
	return (
		<>
			<main>
				<div className="padded">
					<ProblemNote problem={problem} />
					{!isOpen && <p className="note wait">{t('dayPlan.paused')}</p>}
					<section className="panel">
						<div className="spread">
							<HouseholdChip line={line} />
						</div>
						<HouseholdLines line={line} />
						<LandmarkEntry household={{ ...document, household: line.household }} landmark={line.landmark} />
						<NavigateLink line={line} metres={metres} className="button plain" />
					</section>
					<section className="panel" aria-labelledby="visits">
						<div className="spread">
							<h2 id="visits" className="panel-title">
								{t('visit.visits')}
							</h2>
							<span className="caption">{t('visit.loggedByClock')}</span>
						</div>
						<ol className="visit-list">
							{visits.map((visit) => (
								<VisitRow key={`${visit.number} ${visit.time}`} visit={visit} />
							))}
							{mayStart && !isJustSaved && <NowRow number={next.number} now={now} />}
						</ol>
						{mayStart && <NextVisitHint next={next} visits={visits} />}
					</section>
				</div>
			</main>
			<footer className="app-foot">
				{work && <WorkLink line={line} next={mayStart ? next : null} place={place} />}
				{mayStart && (
					<button
						type="button"
						className={isJustSaved ? 'plain' : undefined}
						disabled={isStarting || !isOpen}
						onClick={() => void start()}
					>
						{t(next.repeats === null ? 'visit.start' : 'visit.repeat', { number: next.number })}
					</button>
				)}
			</footer>
		</>
	)
}

/** Opens the draft or record of a household; `next`: the visit that can start instead, null if none can. */
function WorkLink({
	line: { work, state },
	next,
	place,
}: {
	readonly line: Household
	readonly next: NextVisit | null
	readonly place: HouseholdPlace
}) {
	const { t } = useTranslations()
	if (!work) return null
	if (next)
		return (
			<Link
				className={next.repeats === 'too-soon' ? 'button' : 'button plain'}
				href={work.href}
				state={{ from: place, opening: { visit: 'as-saved' } } satisfies HouseholdFormPlace}
				replace
			>
				{t('visit.view')}
			</Link>
		)
	return (
		<Link
			className="button"
			href={work.href}
			state={work.draft ? ({ from: place } satisfies HouseholdFormPlace) : null}
			replace={work.draft !== null}
		>
			{t(isLineSettled(state) || state === 'closed' ? 'visit.viewRecord' : 'visit.continue', {
				number: work.visit,
			})}
		</Link>
	)
}

/** A visit that was just saved is repeated only on request; any other one begins by the clock. */
const openingOf = (
	{ repeats }: NextVisit,
	last: LoggedVisit | undefined,
): Pick<HouseholdFormPlace, 'opening'> =>
	last && repeats === 'too-soon' ? { opening: { visit: 'repeated', loggedAt: last.time } } : {}

/** A logged visit: its outcome, when it was, the part of the day. */
function VisitRow({ visit: { number, time, outcome } }: { visit: LoggedVisit }) {
	const { t, language } = useTranslations()
	return (
		<li>
			<span className="badge seen">
				<bdi>{number}</bdi>
			</span>
			<span>
				<b>{outcomeText(t, outcome)}</b>
				<span className="caption">
					{dateTimeIn(language, timeOfLocal(time))} · {t(`visit.dayPart.${dayPartOf(time)}`)}
				</span>
			</span>
		</li>
	)
}

function NowRow({ number, now }: { number: number; now: string }) {
	const { t, language } = useTranslations()
	return (
		<li>
			<span className="badge now">
				<bdi>{number}</bdi>
			</span>
			<span>
				<b>{t('visit.now')}</b>
				<span className="caption">
					{dateTimeIn(language, timeOfLocal(now))} · {t(`visit.dayPart.${dayPartOf(now)}`)}
				</span>
			</span>
		</li>
	)
}

/** Says why the visit has the number of the last one; otherwise how many more are needed. */
function NextVisitHint({
	next,
	visits,
}: {
	readonly next: NextVisit
	readonly visits: readonly LoggedVisit[]
}) {
	const { t } = useTranslations()
	if (next.repeats === null || next.repeats === 'all-made') return <MoreVisitsHint visits={visits} />
	return <p className="note quiet">{t(`visit.repeats.${next.repeats}`, { number: next.number })}</p>
}

/** Says how many more visits are needed before the household can close as not met. */
export function MoreVisitsHint({ visits }: { visits: readonly LoggedVisit[] }) {
	const { t } = useTranslations()
	const made = new Set(visits.map(({ number }) => number)).size
	const left = requiredVisits - made
	return left > 0 && made > 0 ? <p className="note quiet">{t('visit.moreNeeded', { count: left })}</p> : null
}
