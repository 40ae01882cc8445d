import { Suspense } from 'react'
import { Link } from 'wouter'
import { backCheckForm, coverageForms } from '#shared/study/record-attributes'
import type { FormOnPhone } from '../../storage/records/documents.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { InstallHint } from '../../ui/install-hint.tsx'
import { Losses, LowStorageNote } from '../../ui/low-storage-note.tsx'
import { createPreloadable } from '../../ui/preloadable.ts'
import { InstallingNote, UpdateNote } from '../../ui/update-note.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { hasPractised } from '../practice/practised.ts'
import type { HomeData } from './use-home-data.ts'

// a new phone has no record: its first question must not wait for this code
const ErasedNote = createPreloadable(async () => (await import('./erased-note.tsx')).ErasedNote)
const SecurityNotes = createPreloadable(async () => (await import('./security-notes.tsx')).SecurityNotes)
const MessageNote = createPreloadable(async () => (await import('./message-note.tsx')).MessageNote)
const CallBacksWaiting = createPreloadable(
	async () => (await import('../helpline/call-backs-waiting.tsx')).CallBacksWaiting,
)
const BackCheckVisits = createPreloadable(
	async () => (await import('../visit/back-check-visits.tsx')).BackCheckVisits,
)
const TodayVisits = createPreloadable(async () => (await import('../visit/today-visits.tsx')).TodayVisits)
const TodayReturned = createPreloadable(async () => (await import('./today-records.tsx')).TodayReturned)
const TodayDrafts = createPreloadable(async () => (await import('./today-records.tsx')).TodayDrafts)

const isBackCheck = ({ id }: { readonly id: string }): boolean => id === backCheckForm
const isHousehold = ({ id }: FormOnPhone): boolean => id === coverageForms.household

/** Returned records, which are easily overlooked further down; then notices, and the work of the day. */
export function TodayTab({ home }: { home: HomeData | undefined }) {
	const { t } = useTranslations()
	const { session } = useSession()
	const practised = useLocalData(() => hasPractised(session.device), session.device)
	const isOperator = session.person.role === 'helpline-operator'
	return (
		<>
			{home && home.returned.length > 0 && <TodayReturned home={home} />}
			<Suspense>{home?.hasMessages && <MessageNote />}</Suspense>
			<div className="padded">
				<UpdateNote />
				<InstallingNote />
				{!session.isDecoy && <Losses />}
				<LowStorageNote />
				{home?.persistence === 'denied' && <p className="note wait">{t('home.storageNotPersistent')}</p>}
				<Suspense>
					{home?.hasSecurityNotes && <SecurityNotes />}
					{home?.hasErasures && <ErasedNote />}
				</Suspense>
			</div>
			{home && practised === false && <PracticeCard />}
			{/* together, so that nothing moves under a finger */}
			<Suspense>
				{home && home.sample.length > 0 && (
					<TodayVisits
						sample={home.sample}
						work={home.work}
						landmarks={home.landmarks}
						finished={home.finished}
					/>
				)}
				{home && home.drafts.length + home.adoptable.length > 0 && <TodayDrafts home={home} />}
				{home?.round && home.checks.length > 0 && (
					<BackCheckVisits
						round={home.round.code}
						checks={home.checks}
						form={home.forms.find(isBackCheck)}
						drafts={home.drafts.filter(({ form }) => isBackCheck(form))}
						records={home.finished.filter(({ form }) => isBackCheck(form))}
					/>
				)}
			</Suspense>
			{home && <NextStep home={home} />}
			{home && isOperator && (
				<ul className="list">
					<li>
						<Link href="/call-backs" className="row">
							<span className="badge seen">
								<Icon name="call" />
							</span>
							<span>
								<b>{t('home.callBacks')}</b>
								<Suspense>
									<CallBacksWaiting />
								</Suspense>
							</span>
							<Icon name="forward" />
						</Link>
					</li>
				</ul>
			)}
			{/* rendered last, or it would move down under a finger */}
			<div className="padded">{home && <InstallHint />}</div>
		</>
	)
}

/** First card until a practice interview was finished once; later it is in Help. */
function PracticeCard() {
	const { t } = useTranslations()
	return (
		<ul className="list">
			<li>
				<Link href="/practice" className="row">
					<span className="badge act">
						<Icon name="practice" />
					</span>
					<span>
						<b>{t('home.practice')}</b>
						<small>{t('home.practiceHint')}</small>
					</span>
					<Icon name="forward" />
				</Link>
			</li>
		</ul>
	)
}

/** Where the work is, for a person without households, drafts or records to correct. */
function NextStep({ home }: { home: HomeData }) {
	const { t } = useTranslations()
	if (home.forms.length === 0)
		return (
			<div className="padded">
				<p className="note quiet">{t('home.noForms')}</p>
			</div>
		)
	if (home.sample.length + home.drafts.length + home.returned.length + home.checks.length > 0) return null
	return (
		<div className="empty-note">
			<Icon name={home.forms.some(isHousehold) ? 'house' : 'clipboard'} />
			<p>{t('home.nothingToday')}</p>
			<Link href={tabPaths.new} className="button">
				<Icon name="plus" />
				{t('home.startForm')}
			</Link>
		</div>
	)
}
