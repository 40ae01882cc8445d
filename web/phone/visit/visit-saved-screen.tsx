import '../frame/receipt.css'
import './households.css'
import { useState } from 'react'
import { Link } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { localTimeOf, timeOfLocal } from '#shared/study/study-day'
import { listDrafts } from '../../storage/drafts/drafts.ts'
import { landmarkName, landmarksOnPhone } from '../../storage/records/landmarks.ts'
import { saveFile } from '../../ui/download-file.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppBar } from '../frame/app-bar.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { calendarFile } from './calendar-file.ts'
import { offeredTimes } from './come-back-times.ts'
import { MoreVisitsHint } from './household-screen.tsx'
import { outcomeText } from './household-text.tsx'
import { LandmarkEntry } from './landmark-entry.tsx'
import { saveComeBack } from './start-visit.ts'

/** After a visit without an interview: it is saved, and when the enumerator will come back. */
export function VisitSavedScreen({ draft: id }: { draft: string }) {
	const { t, language } = useTranslations()
	const { session } = useSession()
	const draft = useLocalData(
		async () => (await listDrafts(session)).find((each) => each.id === id) ?? null,
		`${session.device} ${id}`,
	)
	const landmarks = useLocalData(() => landmarksOnPhone(session), session.device)
	if (draft === undefined || !landmarks) return null
	const work = draft?.work
	const visit = work?.visits?.at(-1)
	const appointment = work?.appointment ? Date.parse(work.appointment) : Number.NaN
	return (
		<div className="app-screen">
			<AppBar
				title={work ? t('dayPlan.household', { household: work.household }) : t('visit.household')}
				subtitle={work && <bdi dir="ltr">{work.cluster}</bdi>}
				back={tabPaths.households}
			/>
			<main>
				<section className="receipt" role="status">
					<span className="receipt-mark">
						<Icon name="check" />
					</span>
					<h2>{t('visit.saved', { number: visit?.number ?? work?.visit ?? 1 })}</h2>
					{visit && (
						<p>
							{outcomeText(t, visit.outcome)} · {dateTimeIn(language, timeOfLocal(visit.time))}
						</p>
					)}
				</section>
				<div className="padded">
					{work && Number.isNaN(appointment) ? (
						<ComeBack
							draft={id}
							planned={draft?.comeBackAt ?? null}
							title={t('dayPlan.household', { household: work.household })}
						/>
					) : (
						work && (
							<Reminder at={appointment} title={t('dayPlan.household', { household: work.household })} />
						)
					)}
					{work?.visits && <MoreVisitsHint visits={work.visits} />}
					{work && draft?.given?.sampled === 'yes' && (
						<LandmarkEntry household={work} landmark={landmarks.get(landmarkName(work))} />
					)}
				</div>
			</main>
			<footer className="app-foot">
				<Link className="button" href={tabPaths.households} replace>
					{t('visit.close')}
				</Link>
			</footer>
		</div>
	)
}

interface ComeBackProps {
	readonly draft: string
	/** Time that was chosen before; null if none. */
	readonly planned: number | null
	readonly title: string
}

/** Asks when the enumerator will come back. A chosen time is saved at once. */
function ComeBack({ draft, planned, title }: ComeBackProps) {
	const { t, language } = useTranslations()
	const { session } = useSession()
	const [isChoosing, setChoosing] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [now] = useState(Date.now)
	const choose = (at: number | null) =>
		saveComeBack(session, draft, at).catch((thrown: unknown) => setProblem(asProblem(thrown)))
	const offered = offeredTimes(now)
	const isOther = planned !== null && !offered.some(({ at }) => at === planned)
	return (
		<section className="stack tight" aria-labelledby="come-back">
			<h3 id="come-back" className="panel-title">
				{t('visit.whenBack')} <span className="optional">{t('visit.optional')}</span>
			</h3>
			<ProblemNote problem={problem} />
			<div className="pills wrap">
				{offered.map(({ name, at }) => (
					<button
						key={name}
						type="button"
						className="pill"
						aria-pressed={planned === at}
						onClick={() => void choose(planned === at ? null : at)}
					>
						{t(`visit.comeBack.${name}`)}
					</button>
				))}
				<button
					type="button"
					className="pill"
					aria-pressed={isChoosing || isOther}
					onClick={() => setChoosing(!isChoosing)}
				>
					<Icon name="clock" />
					{isOther && planned !== null ? dateTimeIn(language, planned) : t('visit.chooseTime')}
				</button>
			</div>
			{isChoosing && (
				<label className="field">
					{t('visit.otherTime')}
					<input
						type="datetime-local"
						min={localTimeOf(now)}
						defaultValue={planned === null ? '' : localTimeOf(planned)}
						onChange={({ target }) => {
							const at = timeOfLocal(target.value)
							if (!Number.isNaN(at)) void choose(at)
						}}
					/>
				</label>
			)}
			{planned !== null && <Reminder at={planned} title={title} />}
		</section>
	)
}

/** Offers a calendar file, since only the phone's calendar can ring. */
function Reminder({ at, title }: { at: number; title: string }) {
	const { t, language } = useTranslations()
	return (
		<div className="field-row">
			<p>{t('dayPlan.appointmentAt', { time: dateTimeIn(language, at) })}</p>
			<button
				type="button"
				className="plain"
				onClick={() => saveFile('visit.ics', calendarFile(title, at, Date.now()))}
			>
				<Icon name="calendar" />
				{t('visit.addToCalendar')}
			</button>
		</div>
	)
}
