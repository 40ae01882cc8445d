import {
	lazy,
	Suspense,
	useCallback,
	useEffect,
	useMemo,
	useRef,
	useState,
	useSyncExternalStore,
} from 'react'
import { useLocation } from 'wouter'
import { closedPages, type Page, pagesAsked, pagesOf } from '#shared/forms/pages'
import { textIn } from '#shared/forms/texts'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { dropIfEmpty, keepAbout } from '../storage/drafts.ts'
import { saveRevision } from '../storage/save-revision.ts'
import { useWorking } from '../ui/at-work-context.ts'
import { directionOf, useTexts } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { FillHead } from './fill-head.tsx'
import { FillingContext } from './filling.ts'
import type { OpenedForm } from './open-filling.ts'
import { type PageHandle, PageView } from './page-view.tsx'
import { FormText } from './question-view.tsx'
import { recordingPlace } from './running-recording.ts'

const FinishView = lazy(async () => ({ default: (await import('./finish-view.tsx')).FinishView }))
const SectionList = lazy(async () => ({ default: (await import('./section-list.tsx')).SectionList }))

type Place =
	| { readonly at: 'page'; readonly page: Page; readonly focus: string | null }
	| { readonly at: 'sections' | 'finish' }

export function OpenForm({ filling, draft, definition, language: firstLanguage }: OpenedForm) {
	const { t } = useTexts()
	const { atWork, loop } = useWorking()
	const [, go] = useLocation()
	const { session } = filling
	const pages = useMemo(() => pagesOf(session.form), [session])
	const [language, setLanguage] = useState(firstLanguage)
	const [place, setPlace] = useState<Place>(() => {
		const closed = closedPages(pages, session)
		const open = pagesAsked(pages, session).filter((page) => !closed.has(page))
		const left = open.find(({ index }) => index >= draft.about.page) ?? open[0]
		return left ? { at: 'page', page: left, focus: null } : { at: 'finish' }
	})
	const lastPage = useRef(place.at === 'page' ? place.page.index : 0)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isFinishing, setFinishing] = useState(false)
	const title = useRef<HTMLHeadingElement>(null)
	const handle = useRef<PageHandle | null>(null)
	const isReady = useCallback((ready: PageHandle) => {
		handle.current = ready
	}, [])
	const [recording] = useState(recordingPlace)
	const view = useMemo(() => ({ filling, recording, language }), [filling, recording, language])
	const keepProblem = useSyncExternalStore(filling.subscribe, filling.problem)
	// put aside, the phone may end this page without another word
	useEffect(() => {
		const hidden = () => {
			if (document.hidden) void filling.settled()
		}
		document.addEventListener('visibilitychange', hidden)
		return () => document.removeEventListener('visibilitychange', hidden)
	}, [filling])
	// a recording ends with its form, however that is left
	useEffect(() => () => recording.close(), [recording])
	const askedNumbers = useSyncExternalStore(filling.subscribe, () =>
		pagesAsked(pages, session)
			.map(({ index }) => index)
			.join(' '),
	)
	const asked =
		askedNumbers === '' ? [] : askedNumbers.split(' ').flatMap((index) => pages[Number(index)] ?? [])

	const keepPlace = (now = language) =>
		keepAbout(atWork, filling.draft, {
			...draft.about,
			name: session.instanceName(),
			page: lastPage.current,
			language: now,
		})
	function show(next: Place) {
		setPlace(next)
		scrollTo(0, 0)
		if (next.at === 'page') lastPage.current = next.page.index
		if (next.at !== 'page' || next.focus === null) title.current?.focus({ preventScroll: true })
		// where it was left is a comfort: that it could not be kept is said where an answer cannot
		void keepPlace().catch(() => undefined)
	}
	async function forward() {
		if (!(await handle.current?.check())) return
		const next = pagesAsked(pages, session).find(
			({ index }) => place.at === 'page' && index > place.page.index,
		)
		show(next ? { at: 'page', page: next, focus: null } : { at: 'finish' })
	}
	function backward() {
		const closed = closedPages(pages, session)
		const earlier = asked.filter((page) => place.at !== 'page' || page.index < place.page.index)
		const last = earlier.filter((page) => !closed.has(page)).at(-1)
		if (last) show({ at: 'page', page: last, focus: null })
	}
	/** Everything is on the disk, or it is said why not and the form stays. */
	async function isKept(): Promise<boolean> {
		filling.retry()
		return (await filling.settled()) === null
	}
	async function leave() {
		try {
			if (!(await isKept())) return
			if (!(await dropIfEmpty(filling.draft))) await keepPlace()
			loop.saved()
			go('/')
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	async function finish() {
		setFinishing(true)
		try {
			if (!(await isKept())) return
			await saveRevision({
				atWork,
				draft: filling.draft,
				form: session.form,
				answersOf() {
					session.close()
					return session.finalAnswers()
				},
				status: 'submitted',
			})
			loop.saved()
			// the way back does not lead into a draft that is none any more
			go('/', { replace: true })
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setFinishing(false)
		}
	}

	const heading = place.at === 'page' ? (place.page.group ?? place.page.section) : null
	const titled = heading?.part.label ? heading : place.at === 'page' ? place.page.section : null
	const closed = closedPages(pages, session)
	const hasEarlier =
		place.at === 'finish'
			? asked.length > 0
			: place.at === 'page' && asked.some((page) => page.index < place.page.index && !closed.has(page))
	return (
		<FillingContext.Provider value={view}>
			<div className="screen fill" inert={isFinishing}>
				<FillHead
					place={place.at === 'page' ? { page: place.page.index + 1, of: pages.length } : null}
					languages={definition.languages}
					isListOpen={place.at === 'sections'}
					onLanguage={(tag) => {
						setLanguage(tag)
						void keepPlace(tag).catch(() => undefined)
					}}
					onLeave={() => void leave()}
					onList={() => show({ at: 'sections' })}
				/>
				{keepProblem && (
					<div className="note stop" role="alert">
						<ProblemNote problem={keepProblem} />
						<button type="button" onClick={filling.retry}>
							{t('app.tryAgain')}
						</button>
					</div>
				)}
				<ProblemNote problem={problem} />
				{draft.damaged > 0 && <p className="note stop">{t('fill.damaged', { count: draft.damaged })}</p>}
				<main {...(place.at === 'page' ? { lang: language, dir: directionOf(language) } : {})}>
					<h1 className="fill-title" ref={title} tabIndex={-1}>
						{titled ? (
							<FormText path={titled.template} texts={titled.part.label} />
						) : (
							<span lang={language} dir={directionOf(language)}>
								{textIn(definition.title, language)}
							</span>
						)}
					</h1>
					<Suspense>
						{place.at === 'page' && (
							<PageView
								key={`${place.page.index} ${language}`}
								page={place.page}
								focusPath={place.focus}
								onReady={isReady}
							/>
						)}
						{place.at === 'sections' && (
							<SectionList
								pages={asked}
								closed={closed}
								isCopied={draft.isCopied}
								isCorrection={draft.about.isCorrection}
								onOpen={(page) => show({ at: 'page', page, focus: null })}
								onFinish={() => show({ at: 'finish' })}
							/>
						)}
						{place.at === 'finish' && (
							<FinishView
								pages={asked}
								isSaving={isFinishing}
								onFinish={() => void finish()}
								onOpen={(page, focus) => show({ at: 'page', page, focus })}
							/>
						)}
					</Suspense>
				</main>
				{place.at !== 'sections' && (
					<footer className="foot">
						<button type="button" className="plain" onClick={backward} disabled={!hasEarlier}>
							{t('fill.back')}
						</button>
						{place.at === 'page' && (
							<button type="button" onClick={() => void forward()}>
								{t('fill.next')}
							</button>
						)}
					</footer>
				)}
			</div>
		</FillingContext.Provider>
	)
}
