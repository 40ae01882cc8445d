import { Suspense, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useLocation } from 'wouter'
import type { FormPage } from '#shared/forms/pages'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { onRoom } from '../../storage/database/disk-guard.ts'
import { dropIfEmpty, saveDraftSummary } from '../../storage/drafts/drafts.ts'
import { checkIn } from '../../storage/records/back-check-progress.ts'
import { isReport, resetFeedCursor } from '../../storage/records/documents.ts'
import { isAfterVisit, readProgress } from '../../storage/records/household-progress.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { LowStorageNote } from '../../ui/low-storage-note.tsx'
import { createPreloadable } from '../../ui/preloadable.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { type HouseholdPlace, householdPath, useHouseholdFormPlace } from '../visit/household-place.ts'
import { useAudio } from './audio/use-audio.ts'
import { FormView } from './form-view.tsx'
import type { OpenedForm } from './open-draft-form.ts'
import { skipGivenResult } from './skip-given-result.ts'
import { useBackgroundLocation } from './use-background-location.ts'
import type { FormPosition } from './use-form-place.ts'

const ReportRows = createPreloadable(async () => (await import('../help/report-rows.tsx')).ReportRows)
const BackgroundLocationNote = createPreloadable(
	async () => (await import('./background-location-note.tsx')).BackgroundLocationNote,
)
const InterviewFindings = createPreloadable(
	async () => (await import('./interview-findings.tsx')).InterviewFindings,
)
const DiscardDraft = createPreloadable(async () => (await import('./discard-draft.tsx')).DiscardDraft)

/** A draft on the phone: every answer and the position are saved; finished, it becomes a revision. */
export function DraftForm(opened: OpenedForm) {
	const { filling, draft, definition, language, shown, trail, sealed, visit } = opened
	const { session: vaultSession } = useSession()
	const [, go] = useLocation()
	const { session } = filling
	const first = { page: visit?.firstPage() ?? draft.about.page, language }
	const place = useRef<FormPosition>(first)
	const checks = session.form.nodes.find(({ part }) => part.kind === 'question' && part.checks)
	const [areChecksDone, setChecksDone] = useState(false)
	const {
		background,
		onPageOpened,
		suspend: suspendLocation,
		declined,
	} = useBackgroundLocation(opened, () => void savePosition().catch(() => undefined))
	const onPage = useCallback(
		(next: FormPage | null) => {
			trail?.pageOpened(next)
			onPageOpened(next)
		},
		[trail, onPageOpened],
	)
	const audio = useAudio(vaultSession, filling, draft.about.aloud ?? null)
	const savePosition = async () => {
		// until the visit is answered, lists show the one before
		if (visit?.isPending()) return
		await saveDraftSummary(vaultSession, filling.draft, {
			...summaryOf(opened),
			...place.current,
			aloud: audio.language,
			declinedPlaces: declined.current,
		})
	}
	useSavingWhenHidden(opened, suspendLocation, savePosition)
	const { leave, finish, isFinishing, problem, setProblem } = useDraftEnd(
		opened,
		suspendLocation,
		savePosition,
	)
	const { comments, addNote } = useComments(opened, setProblem)
	const skips = useMemo(() => (visit ? skipGivenResult(filling) : undefined), [visit, filling])

	return (
		<FormView
			filling={filling}
			definition={definition}
			first={first}
			comments={comments}
			onNote={(path) => void addNote(path)}
			sealed={sealed}
			audio={audio}
			isFinishing={isFinishing}
			mayFinish={!checks || areChecksDone}
			canStop={!draft.about.isCorrection}
			onPlace={(next, isNewPage) => {
				// no result fits a household that is visited again: the visit is saved instead
				if (isNewPage && !draft.about.isCorrection && !visit?.isPending() && isAfterVisit(session, next.page))
					return void leave(() => go(`/visit-saved/${filling.draft}`, { replace: true }))
				place.current = next
				shown.language = next.language
				if (isNewPage) scrollTo(0, 0)
				// the position is a convenience: a failed save is reported only for answers
				void savePosition().catch(() => undefined)
			}}
			background={background}
			skips={skips}
			onPage={onPage}
			onLeave={() => void leave()}
			onFinish={finish}
			atFinish={
				<>
					{comments?.atFinish()}
					{checks && (
						<InterviewFindings
							path={checks.template}
							record={{
								id: draft.record,
								form: draft.about.form,
								startedAt: draft.about.startedAt,
								isCorrection: draft.about.isCorrection,
							}}
							onChecked={setChecksDone}
						/>
					)}
				</>
			}
			menuRows={isReport(definition) ? null : <ReportRows />}
			belowSections={
				<DiscardDraft
					isCopied={draft.isCopied}
					isCorrection={draft.about.isCorrection}
					isSampled={draft.about.given?.sampled === 'yes'}
				/>
			}
			notes={<DraftNotes opened={opened} problem={problem} background={background} />}
		/>
	)
}

/** Returns what lists show of a draft; an appointment is over when its visit has begun. */
function summaryOf({ filling: { session }, draft, visit }: OpenedForm) {
	const { comeBackAt, ...about } = draft.about
	return {
		...about,
		...(comeBackAt === undefined || visit?.hasBegun() ? {} : { comeBackAt }),
		name: session.instanceName(),
		work: readProgress(session, false),
		check: checkIn(session),
	}
}

interface DraftNotesProps {
	readonly opened: OpenedForm
	readonly problem: Problem | null
	readonly background: ReturnType<typeof useBackgroundLocation>['background']
}

/** Problems with saving, and other notes over the questions. */
function DraftNotes({ opened: { filling, draft }, problem, background }: DraftNotesProps) {
	const { t } = useTranslations()
	const saveProblem = useSyncExternalStore(filling.subscribeToKeeping, filling.problem)
	return (
		<>
			<LowStorageNote />
			{saveProblem && (
				<div className="note stop" role="alert">
					<ProblemNote problem={saveProblem} />
					<button type="button" onClick={filling.retry}>
						{t('app.retry')}
					</button>
				</div>
			)}
			<ProblemNote problem={problem} />
			<Suspense>{background && <BackgroundLocationNote background={background} />}</Suspense>
			{draft.damaged > 0 && <p className="note stop">{t('fill.damagedAnswers', { count: draft.damaged })}</p>}
		</>
	)
}

/** Saves what is not saved yet when the page is hidden, the phone locks, or there is room again. */
function useSavingWhenHidden(
	{ filling, trail }: OpenedForm,
	suspendLocation: () => void,
	savePosition: () => Promise<void>,
): void {
	const { beforeLock } = useSession()
	const latestSave = useRef(savePosition)
	// a hidden page may be ended by the phone without another event
	useEffect(() => {
		const hidden = () => {
			if (!document.hidden) return
			suspendLocation()
			void filling.whenSaved()
			void latestSave.current().catch(() => undefined)
		}
		document.addEventListener('visibilitychange', hidden)
		return () => document.removeEventListener('visibilitychange', hidden)
	}, [filling, suspendLocation])

	useEffect(() => trail?.listen(), [trail])

	// unsaved answers are retried as soon as there is room, also those from before the form was opened
	useEffect(() => {
		filling.retry()
		return onRoom(filling.retry)
	}, [filling])

	// locking does not leave the form first: pending input is saved as it is, before another session may open
	const putDown = useRef(() => {})
	useEffect(() => {
		latestSave.current = savePosition
		putDown.current = () => {
			suspendLocation()
			trail?.suspend()
			void filling.commitPendingInput()
			void savePosition().catch(() => undefined)
		}
	})
	useEffect(() => beforeLock(() => putDown.current()), [beforeLock])
}

/** The ways out of a draft: leaving it, and finishing the record. */
function useDraftEnd(opened: OpenedForm, suspendLocation: () => void, savePosition: () => Promise<void>) {
	const { filling, draft, definition, trail } = opened
	const { session: vaultSession, loop } = useSession()
	const [, go] = useLocation()
	const { session } = filling
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isFinishing, setFinishing] = useState(false)
	const place = useHouseholdFormPlace()
	/**
	 * Goes back from a report to where it was started, often another form; never into a deleted draft. The form of
	 * a household gives its place in the history back.
	 */
	const leaveForm = () => {
		const household = place?.from ?? householdOf(opened)
		if (isReport(definition) && history.length > 1) history.back()
		else if (household) go(householdPath, { replace: true, state: household })
		else go('/')
	}
	/**
	 * Resolves with true when everything is on the disk; otherwise the problem is shown and the form stays open.
	 */
	async function saveAll(): Promise<boolean> {
		filling.retry()
		return (await filling.whenSaved()) === null
	}
	async function leave(leaveTo: () => void = leaveForm): Promise<void> {
		suspendLocation()
		trail?.save()
		try {
			if (!(await saveAll())) return
			if (!(await dropIfEmpty(filling.draft))) await savePosition()
			loop.saved()
			leaveTo()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	/** Resolves with false if the record could not be finished: the problem is shown and the form stays open. */
	async function finish(): Promise<boolean> {
		setFinishing(true)
		const goOn = trail?.pause()
		try {
			if (!(await saveAll())) {
				goOn?.()
				return false
			}
			const { saveRevision } = await import('../../storage/drafts/save-revision.ts')
			await saveRevision({
				vaultSession,
				draft: filling.draft,
				form: session.form,
				answersOf() {
					session.close()
					return session.finalAnswers()
				},
				status: 'submitted',
			})
			loop.saved()
			if (isReport(definition)) go('/saved', { replace: true })
			else go(`/receipt/${draft.record}`, { replace: true, state: place })
			return true
		} catch (thrown) {
			goOn?.()
			const refused = asProblem(thrown)
			// fetches a role key that was damaged here, or published since the last sync
			if (refused.code === 'no-role-key') await resetFeedCursor(vaultSession).catch(() => undefined)
			setProblem(refused)
			return false
		} finally {
			setFinishing(false)
		}
	}
	return { leave, finish, isFinishing, problem, setProblem }
}

/** Returns the sampled household of a draft; null for another form and for a correction. */
function householdOf({ filling, draft }: OpenedForm): HouseholdPlace | null {
	const work = readProgress(filling.session, false)
	if (!work || draft.about.isCorrection || draft.about.given?.sampled !== 'yes') return null
	return { cluster: work.cluster, household: work.household }
}

/** The comments on a draft; `addNote` opens the field for a note on a question. */
function useComments({ comments: first, draft, filling }: OpenedForm, onProblem: (problem: Problem) => void) {
	const { session: vaultSession } = useSession()
	const [comments, setComments] = useState(first)
	async function addNote(path: string): Promise<void> {
		try {
			const slots =
				comments ?? (await (await import('./comments.tsx')).commentsIn(vaultSession, draft, filling))
			setComments(slots.withNote(path))
		} catch (thrown) {
			onProblem(asProblem(thrown))
		}
	}
	return { comments, addNote }
}
