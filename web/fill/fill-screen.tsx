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
import { keepAbout } from '../storage/drafts.ts'
import { saveRevision } from '../storage/save-revision.ts'
import { useWorking } from '../ui/at-work-context.ts'
import { directionOf, useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { ProblemNote } from '../ui/problem-text.tsx'
import { type Filling, FillingContext } from './filling.ts'
import { type OpenedForm, openFilling } from './open-filling.ts'
import { type PageHandle, PageView } from './page-view.tsx'
import { FormText } from './question-view.tsx'
import { RecordingState } from './recording-state.tsx'
import { recordingPlace } from './running-recording.ts'

const FinishView = lazy(async () => ({ default: (await import('./finish-view.tsx')).FinishView }))
const SectionList = lazy(async () => ({ default: (await import('./section-list.tsx')).SectionList }))

/** A draft, opened and filled. */
export function FillScreen({ draftId }: { draftId: string }) {
	const { language: appLanguage } = useTexts()
	const startLanguage = useRef(appLanguage)
	const { atWork } = useWorking()
	const [opened, setOpened] = useState<OpenedForm | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	useEffect(() => {
		let isOver = false
		openFilling(atWork, draftId, startLanguage.current).then(
			(found) => {
				if (!isOver) setOpened(found)
			},
			(thrown: unknown) => setProblem(asProblem(thrown)),
		)
		return () => {
			isOver = true
		}
	}, [atWork, draftId])
	if (problem) return <Unopened problem={problem} />
	return opened ? <OpenForm {...opened} /> : null
}

function Unopened({ problem }: { problem: Problem }) {
	const { t } = useTexts()
	const [, go] = useLocation()
	return (
		<main className="screen narrow stack">
			<ProblemNote problem={problem} />
			<button type="button" onClick={() => go('/')}>
				{t('app.toList')}
			</button>
		</main>
	)
}

type Place =
	| { readonly at: 'page'; readonly page: Page; readonly focus: string | null }
	| { readonly at: 'sections' | 'finish' }

function OpenForm({ filling, draft, definition }: OpenedForm) {
	const { t, language: appLanguage } = useTexts()
	const { atWork, loop } = useWorking()
	const [, go] = useLocation()
	const { session } = filling
	const pages = useMemo(() => pagesOf(session.form), [session])
	const [language, setLanguage] = useState(
		() =>
			definition.languages.find(({ tag }) => tag === appLanguage)?.tag ??
			definition.languages[0]?.tag ??
			'en',
	)
	const [place, setPlace] = useState<Place>(() => {
		const asked = pagesAsked(pages, session)
		const left = asked.find(({ index }) => index >= draft.about.page) ?? asked[0]
		return left ? { at: 'page', page: left, focus: null } : { at: 'finish' }
	})
	const handle = useRef<PageHandle | null>(null)
	const isReady = useCallback((ready: PageHandle) => {
		handle.current = ready
	}, [])
	const [recording] = useState(recordingPlace)
	const view = useMemo(() => ({ filling, recording, language }), [filling, recording, language])
	const running = useSyncExternalStore(recording.subscribe, recording.running)
	// a recording ends with its form, however that is left
	useEffect(() => () => recording.running()?.stop(), [recording])
	const keepProblem = useSyncExternalStore(filling.subscribe, filling.problem)
	// put aside, the phone may end this page without another word
	useEffect(() => {
		const hidden = () => {
			if (document.hidden) void filling.settled()
		}
		document.addEventListener('visibilitychange', hidden)
		return () => document.removeEventListener('visibilitychange', hidden)
	}, [filling])
	const askedNumbers = useSyncExternalStore(filling.subscribe, () =>
		pagesAsked(pages, session)
			.map(({ index }) => index)
			.join(' '),
	)
	const asked =
		askedNumbers === '' ? [] : askedNumbers.split(' ').flatMap((index) => pages[Number(index)] ?? [])
	const position = place.at === 'page' ? asked.indexOf(place.page) : -1

	function show(next: Place) {
		setPlace(next)
		scrollTo(0, 0)
		const page = next.at === 'page' ? next.page.index : place.at === 'page' ? place.page.index : 0
		void keepAbout(atWork, filling.draft, { ...draft.about, name: session.instanceName(), page })
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
	async function leave() {
		await filling.settled()
		await keepAbout(atWork, filling.draft, {
			...draft.about,
			name: session.instanceName(),
			page: place.at === 'page' ? place.page.index : draft.about.page,
		})
		loop.saved()
		go('/')
	}
	async function finish() {
		await filling.settled()
		const answers = session.finalAnswers()
		await saveRevision({ atWork, draft: filling.draft, form: session.form, answers, status: 'submitted' })
		loop.saved()
		go('/')
	}

	const heading = place.at === 'page' ? (place.page.group ?? place.page.section) : null
	const titled = heading?.part.label ? heading : place.at === 'page' ? place.page.section : null
	const hasEarlier =
		place.at === 'page' &&
		asked.some((page) => page.index < place.page.index && !closedPages(pages, session).has(page))
	return (
		<FillingContext.Provider value={view}>
			<div className="screen fill">
				<header>
					<div className="bar">
						<button
							type="button"
							className="icon-button"
							aria-label={t('fill.leave')}
							onClick={() => void leave()}
						>
							<Icon name="back" />
						</button>
						<p className="fill-state">
							{place.at === 'page' && (
								<bdi dir="ltr">
									{position + 1} / {asked.length}
								</bdi>
							)}
							<KeepState filling={filling} />
						</p>
						<LanguageSwitch languages={definition.languages} language={language} onChange={setLanguage} />
						<button
							type="button"
							className="icon-button"
							aria-label={t('fill.sections')}
							aria-pressed={place.at === 'sections'}
							onClick={() => show({ at: 'sections' })}
						>
							<Icon name="sections" />
						</button>
					</div>
					{place.at === 'page' && (
						<progress max={asked.length} value={position + 1} aria-label={t('fill.progress')} />
					)}
				</header>
				{running && <RecordingState running={running} />}
				{keepProblem && (
					<div className="note stop" role="alert">
						<ProblemNote problem={keepProblem} />
						<button type="button" onClick={filling.retry}>
							{t('app.tryAgain')}
						</button>
					</div>
				)}
				<main lang={language} dir={directionOf(language)}>
					<h1 className="fill-title">
						{titled ? (
							<FormText path={titled.template} texts={titled.part.label} />
						) : (
							textIn(definition.title, language)
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
								closed={closedPages(pages, session)}
								onOpen={(page) => show({ at: 'page', page, focus: null })}
								onFinish={() => show({ at: 'finish' })}
							/>
						)}
						{place.at === 'finish' && (
							<FinishView
								pages={asked}
								onFinish={finish}
								onOpen={(page, focus) => show({ at: 'page', page, focus })}
							/>
						)}
					</Suspense>
				</main>
				<footer className="foot">
					{place.at === 'page' && (
						<>
							<button type="button" className="plain" onClick={backward} disabled={!hasEarlier}>
								{t('fill.back')}
							</button>
							<button type="button" onClick={() => void forward()}>
								{t('fill.next')}
							</button>
						</>
					)}
					{place.at === 'finish' && asked.length > 0 && (
						<button type="button" className="plain" onClick={backward}>
							{t('fill.back')}
						</button>
					)}
				</footer>
			</div>
		</FillingContext.Provider>
	)
}

/** Whether what was given is on the disk. By itself, since it changes with every key. */
function KeepState({ filling }: { filling: Filling }) {
	const { t } = useTexts()
	const isKeeping = useSyncExternalStore(filling.subscribe, filling.isKeeping)
	return <span className="keep-state">{isKeeping ? t('fill.keeping') : t('fill.kept')}</span>
}

interface LanguageSwitchProps {
	readonly languages: readonly { readonly tag: string; readonly name: string }[]
	readonly language: string
	readonly onChange: (tag: string) => void
}

/** The language of the questions, switched in mid-interview; the app's own stays. */
function LanguageSwitch({ languages, language, onChange }: LanguageSwitchProps) {
	const { t } = useTexts()
	if (languages.length < 2) return null
	return (
		<select
			className="language-switch"
			aria-label={t('fill.language')}
			value={language}
			onChange={(event) => onChange(event.target.value)}
		>
			{languages.map(({ tag, name }) => (
				<option key={tag} value={tag} lang={tag}>
					{name}
				</option>
			))}
		</select>
	)
}
