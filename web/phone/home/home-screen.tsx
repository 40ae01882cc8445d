import { Suspense, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { LocalizedText } from '#shared/forms/form-definition'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { backCheckForm, coverageForms } from '#shared/study/record-attributes'
import { openRoundFor } from '#shared/study/study'
import { persistence } from '../../storage/database/persistence.ts'
import { beginDraft, type ListedDraft, listDrafts } from '../../storage/drafts/drafts.ts'
import { listAssignedBackChecks } from '../../storage/records/back-checks.ts'
import {
	currentForms,
	type FormOnPhone,
	hasMessages,
	hasOrders,
	loadStudy,
	personOnPhone,
} from '../../storage/records/documents.ts'
import { listRecords } from '../../storage/records/records.ts'
import { sampleOnPhone } from '../../storage/records/sample.ts'
import { mayHaveSecurityNotes } from '../../storage/records/security-events.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { InstallHint } from '../../ui/install-hint.tsx'
import { LocalizedTextView } from '../../ui/localized-text-view.tsx'
import { Losses, LowStorageNote } from '../../ui/low-storage-note.tsx'
import { createPreloadable } from '../../ui/preloadable.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { InstallingNote, UpdateNote } from '../../ui/update-note.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { SyncLink } from '../sync/sync-link.tsx'
import { SyncProblemNote } from '../sync/sync-problem-note.tsx'
import { groupLocalWork, linkedFrom } from '../visit/local-work.ts'
import { CardLabel } from './card-label.tsx'
import { needsCorrection } from './needs-correction.ts'

// a new phone has no record: its first question must not wait for this code
const Returned = createPreloadable(async () => (await import('./record-lists.tsx')).Returned)
const AdoptableDrafts = createPreloadable(async () => (await import('./record-lists.tsx')).AdoptableDrafts)
const ErasedNote = createPreloadable(async () => (await import('./erased-note.tsx')).ErasedNote)
const SecurityNotes = createPreloadable(async () => (await import('./security-notes.tsx')).SecurityNotes)
const MessageNote = createPreloadable(async () => (await import('./message-note.tsx')).MessageNote)
const DayPlan = createPreloadable(async () => (await import('../visit/day-plan.tsx')).DayPlan)
const CallBacksWaiting = createPreloadable(
	async () => (await import('../helpline/call-backs-waiting.tsx')).CallBacksWaiting,
)
const BackCheckVisits = createPreloadable(
	async () => (await import('../visit/back-check-visits.tsx')).BackCheckVisits,
)
const Finished = createPreloadable(async () => (await import('./record-lists.tsx')).Finished)

/**
 * The enumerator's first screen: drafts to continue, forms to start, finished records and their upload
 * status.
 */
export function HomeScreen() {
	const { t } = useTranslations()
	const { session, lock } = useSession()
	const found = useLocalData(async () => {
		const [drafts, records, forms, study, person, storagePersistence, hasErasures, messages, security] =
			await Promise.all([
				listDrafts(session),
				listRecords(session),
				currentForms(session),
				loadStudy(session),
				personOnPhone(session),
				persistence(),
				hasOrders(session),
				hasMessages(session),
				mayHaveSecurityNotes(session),
			])
		const round = study && openRoundFor(study.rounds, person.demonstration)
		return {
			drafts,
			records,
			forms,
			round,
			sample: round ? await sampleOnPhone(session, round.code) : [],
			checks: round ? await listAssignedBackChecks(session, round.code) : [],
			persistence: storagePersistence,
			destroyed: hasErasures,
			messages,
			security,
		}
	}, session.device)
	const sample = found?.sample ?? []
	const isShown = found !== undefined && found !== null && found.persistence !== 'unknown'
	const work = groupLocalWork(sample, found?.drafts ?? [], found?.records ?? [])
	/** Drafts listed among the households, which are not listed again below. */
	const linked = isShown ? linkedFrom(work) : new Set<string>()
	const drafts = found?.drafts.filter(({ id }) => !linked.has(`/fill/${id}`)) ?? []
	const titles = new Map(found?.forms.map(({ id, title }) => [id, title]))
	const inWork = new Set(found?.drafts.map(({ record }) => record))
	const elsewhere =
		found?.records.filter(
			({ status, id }) => status === 'draft' && !inWork.has(id) && !linked.has(`/record/${id}`),
		) ?? []
	const reports = new Set(found?.forms.filter(({ isReport }) => isReport).map(({ id }) => id))
	// that a report was written is confidential once it is sent
	const finished =
		found?.records.filter(
			({ status, form, sendState }) =>
				status !== 'draft' && !(reports.has(form.id) && sendState === 'at-server'),
		) ?? []
	const returned = finished.filter(needsCorrection)
	// operators work between two rounds too
	const isOutsideRounds = session.person.role === 'helpline-operator'
	return (
		<main className="screen stack">
			<header className="bar">
				<h1>
					<bdi>{session.person.name}</bdi>
				</h1>
				<SyncLink />
				<button type="button" className="icon-button" aria-label={t('home.lock')} onClick={lock}>
					<Icon name="lock" />
				</button>
			</header>
			<UpdateNote />
			<InstallingNote />
			<SyncProblemNote />
			{!session.isDecoy && <Losses />}
			<LowStorageNote />
			{found?.persistence === 'denied' && <p className="note wait">{t('home.storageNotPersistent')}</p>}
			{/* together, so that nothing moves under a finger */}
			<Suspense>
				{found?.security && <SecurityNotes />}
				{found?.messages && <MessageNote />}
				{found?.destroyed && <ErasedNote />}
				{returned.length > 0 && <Returned records={returned} titles={titles} />}
				{/* no form starts before the request for persistent storage is answered; see the notice above */}
				{found && isShown && (
					<>
						{sample.length > 0 && (
							<DayPlan sample={sample} work={work} form={found.forms.find(isHousehold)} />
						)}
						{found.round && found.checks.length > 0 && (
							<BackCheckVisits
								round={found.round.code}
								checks={found.checks}
								form={found.forms.find(isBackCheck)}
								drafts={found.drafts.filter(({ form }) => isBackCheck(form))}
								records={found.records.filter(({ form, status }) => isBackCheck(form) && status !== 'draft')}
							/>
						)}
						{/* with a sample, no other household is visited (R4) */}
						<Begin
							forms={found.forms.filter(
								(form) => !form.isReport && !(sample.length > 0 && isHousehold(form)),
							)}
							hasRound={found.round !== null || isOutsideRounds}
							isEmpty={sample.length === 0}
						/>
					</>
				)}
			</Suspense>
			{found && (drafts.length > 0 || elsewhere.length > 0) && (
				<section className="stack tight" aria-labelledby="drafts">
					<h2 id="drafts">{t('home.drafts')}</h2>
					<ul className="cards">
						{drafts.map((draft) => (
							<DraftCard key={draft.id} draft={draft} title={titles.get(draft.form.id)} />
						))}
						<Suspense>
							{elsewhere.length > 0 && <AdoptableDrafts records={elsewhere} titles={titles} />}
						</Suspense>
					</ul>
				</section>
			)}
			<Suspense>{finished.length > 0 && <Finished records={finished} titles={titles} />}</Suspense>
			{found && (
				<nav className="stack tight" aria-label={t('home.helpTitle')}>
					{found.drafts.length + found.records.length === 0 && found.forms.length > 0 && (
						<Link href="/practice" className="button plain">
							<Icon name="practice" />
							{t('home.practice')}
						</Link>
					)}
					{isOutsideRounds && (
						<Link href="/call-backs" className="button plain">
							<Icon name="phone" />
							<span className="card-text">
								<span>{t('home.callBacks')}</span>
								<Suspense>
									<CallBacksWaiting />
								</Suspense>
							</span>
						</Link>
					)}
					<Link href="/help/faq" className="button plain">
						<Icon name="question" />
						{t('home.faq')}
					</Link>
				</nav>
			)}
			{/* rendered last, or it would move down under a finger */}
			{found && <InstallHint />}
		</main>
	)
}

const isBackCheck = ({ id }: { readonly id: string }): boolean => id === backCheckForm
const isHousehold = ({ id }: FormOnPhone): boolean => id === coverageForms.household

interface BeginProps {
	readonly forms: readonly FormOnPhone[]
	readonly hasRound: boolean
	/** True if there is no other form to start. */
	readonly isEmpty: boolean
}

function Begin({ forms, hasRound, isEmpty }: BeginProps) {
	const { t } = useTranslations()
	const { session } = useSession()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBeginning, setBeginning] = useState(false)
	if (forms.length === 0) return isEmpty ? <p className="note quiet">{t('home.noForms')}</p> : null
	if (!hasRound) return <p className="note wait">{t('home.noOpenRound')}</p>
	const place = ({ id }: FormOnPhone) => (order.includes(id) ? order.indexOf(id) : order.length)
	const first = [...forms].sort((a, b) => place(a) - place(b))
	return (
		<section className="stack tight" aria-labelledby="begin">
			<h2 id="begin">{t('home.startForm')}</h2>
			<ul className="cards">
				{first.map(({ id, version, title, state }) => (
					<li key={id}>
						<button
							type="button"
							className="card begin"
							disabled={isBeginning || state === 'paused'}
							onClick={() => {
								setBeginning(true)
								beginDraft(session, { id, ver: version }).then(
									(draft) => go(`/fill/${draft}`),
									(thrown: unknown) => {
										setProblem(asProblem(thrown))
										setBeginning(false)
									},
								)
							}}
						>
							<Icon name="plus" />
							<span>
								<LocalizedTextView texts={title} />
								{state === 'paused' && <span className="hint">{t('home.formPaused')}</span>}
							</span>
						</button>
					</li>
				))}
			</ul>
			<ProblemNote problem={problem} />
		</section>
	)
}

/** Order of the forms: the most used one first; those that the study does not count follow. */
const order: readonly string[] = Object.values(coverageForms)

function DraftCard({ draft, title }: { draft: ListedDraft; title: LocalizedText | undefined }) {
	if (draft.isUnreadable)
		return (
			<li className="card">
				<CardLabel name={draft.name} title={title} changedAt={draft.changedAt} />
				<RecordStateBadge state="refused" />
			</li>
		)
	return (
		<li>
			<Link className="card" href={`/fill/${draft.id}`}>
				<CardLabel name={draft.name} title={title} changedAt={draft.changedAt} />
				<RecordStateBadge state={draft.isCorrection ? 'correction' : 'draft'} />
			</Link>
		</li>
	)
}
