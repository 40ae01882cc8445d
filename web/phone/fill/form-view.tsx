import {
	type ReactNode,
	Suspense,
	useCallback,
	useEffect,
	useMemo,
	useRef,
	useState,
	useSyncExternalStore,
} from 'react'
import type { FormDefinition } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import { closedPages, type FormPage, listRelevantPages, pagesOf, questionsOn } from '#shared/forms/pages'
import { afterPaint } from '../../ui/after-paint.ts'
import { useAppText } from '../../ui/app-text.tsx'
import { directionOf, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { createPreloadable } from '../../ui/preloadable.ts'
import { createRecordingSlot } from './active-recording.ts'
import type { AudioPlayback } from './audio/use-audio.ts'
import {
	type BackgroundLocations,
	type CommentSlots,
	FillingContext,
	type FormFilling,
	type SealedSlots,
	type TrialMode,
} from './filling.ts'
import { FormHeader } from './form-header.tsx'
import { FormText } from './form-text.tsx'
import { type PageHandle, PageView } from './page-view.tsx'
import { preloadFormChunks } from './preload-chunks.ts'
import { stopWhenNotRelevant } from './stop-when-not-relevant.ts'
import { WhoReadsLine } from './who-reads-line.tsx'

const FinishView = createPreloadable(async () => (await import('./finish-view.tsx')).FinishView)
const AudioLanguageView = createPreloadable(
	async () => (await import('./audio/audio-language-view.tsx')).AudioLanguageView,
)
const EndInterviewView = createPreloadable(
	async () => (await import('./end-interview-view.tsx')).EndInterviewView,
)
const SectionList = createPreloadable(async () => (await import('./section-list.tsx')).SectionList)

type FormViewPosition =
	| { readonly at: 'page'; readonly page: FormPage; readonly focus: string | null }
	| { readonly at: 'sections' | 'finish' | 'stop' | 'aloud' }

/** Page and language of an open form. */
export interface FormPosition {
	readonly page: number
	readonly language: string
}

interface FormViewProps {
	readonly filling: FormFilling
	readonly definition: FormDefinition
	readonly first: FormPosition
	/** Shown above every page: problems. */
	readonly notes?: ReactNode
	/** Shown at the end once nothing is missing. */
	readonly atFinish?: ReactNode
	/** Shown below the list of sections. */
	readonly belowSections?: ReactNode
	/** Footer of the list of sections, always visible. */
	readonly sectionsFooter?: ReactNode
	readonly isFinishing: boolean
	/** False while `atFinish` is still loading: finishing is disabled. */
	readonly mayFinish?: boolean
	/** True if the interview can be ended early, because the form defines how. */
	readonly canStop?: boolean
	/** Called with another page or language; `isNewPage` if the page has changed. */
	readonly onPlace: (place: FormPosition, isNewPage: boolean) => void
	/** Called with the page on the screen, including the first; null for the list of sections and the end. */
	readonly onPage?: ((page: FormPage | null) => void) | undefined
	readonly onLeave: () => void
	/** Resolves with false if the record could not be finished. */
	readonly onFinish: () => Promise<boolean>
	readonly trial?: TrialMode
	readonly comments?: CommentSlots | null
	readonly sealed?: SealedSlots | null
	readonly background?: BackgroundLocations | null
	/** Absent if there is no audio. */
	readonly audio?: AudioPlayback
}

/** A form on the screen: its pages, its sections and its end. The caller saves the answers. */
export function FormView(props: FormViewProps) {
	const {
		filling,
		definition,
		first,
		notes,
		atFinish,
		belowSections,
		sectionsFooter,
		isFinishing,
		mayFinish = true,
		canStop,
		trial,
		comments = null,
		sealed = null,
		background = null,
		audio,
	} = props
	const { onPlace, onPage, onLeave, onFinish } = props
	const { t } = useTranslations()
	// set at every render: a removed attribute would stay behind empty, as an unknown language
	const appText = useAppText()
	const { session } = filling
	const pages = useMemo(() => pagesOf(session.form), [session])
	const [language, setLanguage] = useState(first.language)
	const [place, setPlace] = useState<FormViewPosition>(() => {
		const closed = closedPages(pages, session)
		const open = listRelevantPages(pages, session).filter((page) => !closed.has(page))
		const left = open.find(({ index }) => index >= first.page) ?? open[0]
		return left ? { at: 'page', page: left, focus: null } : { at: 'finish' }
	})
	const lastPage = useRef(place.at === 'page' ? place.page.index : 0)
	const title = useRef<HTMLHeadingElement>(null)
	const handle = useRef<PageHandle | null>(null)
	const isReady = useCallback((ready: PageHandle) => {
		handle.current = ready
	}, [])
	const [recording] = useState(createRecordingSlot)
	const onward = useRef(() => {})
	const goOn = useCallback(
		(path: string) => {
			const page = pages.find((each) => questionsOn(each, session).includes(path))
			// the selection is painted before the page changes
			if (page && questionsOn(page, session).length === 1) requestAnimationFrame(() => onward.current())
		},
		[pages, session],
	)
	const shownAudio = audio?.shown ?? null
	const view = useMemo(
		() => ({
			filling,
			recording,
			language,
			goToNextPage: goOn,
			comments,
			sealed,
			background,
			trial: trial ?? null,
			audio: shownAudio,
		}),
		[filling, recording, language, goOn, trial, comments, sealed, background, shownAudio],
	)
	// a recording ends when its form is left in any way
	useEffect(() => () => recording.close(), [recording])
	useEffect(() => stopWhenNotRelevant(recording, filling), [recording, filling])
	const relevantPageNumbers = useSyncExternalStore(filling.subscribe, () =>
		listRelevantPages(pages, session)
			.map(({ index }) => index)
			.join(' '),
	)
	const relevantPages =
		relevantPageNumbers === ''
			? []
			: relevantPageNumbers.split(' ').flatMap((index) => pages[Number(index)] ?? [])

	useEffect(
		() =>
			afterPaint(async () => {
				await preloadFormChunks(session.form)
				for (const each of [SectionList, FinishView, EndInterviewView, AudioLanguageView])
					await each.preload()
			}),
		[session],
	)
	useEffect(() => onPage?.(place.at === 'page' ? place.page : null), [place, onPage])

	function show(next: FormViewPosition) {
		setPlace(next)
		if (next.at === 'page') lastPage.current = next.page.index
		if (next.at !== 'page' || next.focus === null) title.current?.focus({ preventScroll: true })
		onPlace({ page: lastPage.current, language }, true)
	}
	function backToPage() {
		const page = pages[lastPage.current]
		show(page ? { at: 'page', page, focus: null } : { at: 'finish' })
	}
	async function forward() {
		await filling.commitPendingInput()
		if (!(await handle.current?.check())) return
		const next = listRelevantPages(pages, session).find(
			({ index }) => place.at === 'page' && index > place.page.index,
		)
		show(next ? { at: 'page', page: next, focus: null } : { at: 'finish' })
	}
	useEffect(() => {
		onward.current = () => void forward()
	})
	async function backward() {
		await filling.commitPendingInput()
		const closed = closedPages(pages, session)
		const earlier = relevantPages.filter((page) => place.at !== 'page' || page.index < place.page.index)
		const last = earlier.filter((page) => !closed.has(page)).at(-1)
		if (last) show({ at: 'page', page: last, focus: null })
	}

	const heading = place.at === 'page' ? (place.page.group ?? place.page.section) : null
	const titled = heading?.part.label ? heading : place.at === 'page' ? place.page.section : null
	const closed = closedPages(pages, session)
	const hasEarlier =
		place.at === 'finish'
			? relevantPages.length > 0
			: place.at === 'page' &&
				relevantPages.some((page) => page.index < place.page.index && !closed.has(page))
	const [Main, Title] = trial?.isInside ? (['div', 'h2'] as const) : (['main', 'h1'] as const)
	return (
		<FillingContext.Provider value={view}>
			<div className="screen fill" inert={isFinishing}>
				<FormHeader
					place={place.at === 'page' ? { page: place.page.index + 1, of: pages.length } : null}
					languages={definition.languages}
					isListOpen={place.at === 'sections'}
					onLanguage={(tag) => {
						setLanguage(tag)
						onPlace({ page: lastPage.current, language: tag }, false)
					}}
					onLeave={() => void filling.commitPendingInput().then(onLeave)}
					onList={() => void filling.commitPendingInput().then(() => show({ at: 'sections' }))}
				/>
				{notes}
				{comments?.bar((path) => {
					const page = relevantPages.find((each) => questionsOn(each, session).includes(path))
					if (page) void filling.commitPendingInput().then(() => show({ at: 'page', page, focus: path }))
				})}
				<Main {...(place.at === 'page' ? { lang: language, dir: directionOf(language) } : appText)}>
					<div className="title-row">
						<Title className="fill-title" ref={title} tabIndex={-1}>
							{titled ? (
								<FormText path={titled.template} texts={titled.part.label} />
							) : (
								<span lang={language} dir={directionOf(language)}>
									{localize(definition.title, language)}
								</span>
							)}
						</Title>
						{audio && (audio.isOffered || audio.language !== null) && place.at === 'page' && (
							<button
								type="button"
								className={audio.language === null ? 'icon-button' : 'icon-button is-on'}
								aria-label={t('fill.audioQuestions')}
								onClick={() => void filling.commitPendingInput().then(() => show({ at: 'aloud' }))}
							>
								<Icon name="sound" />
							</button>
						)}
					</div>
					{(place.at === 'finish' || (place.at === 'page' && place.page === relevantPages[0])) && (
						<WhoReadsLine definition={definition} />
					)}
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
								pages={relevantPages}
								closed={closed}
								onOpen={(page, focus) => show({ at: 'page', page, focus: focus ?? null })}
								onFinish={() => show({ at: 'finish' })}
							>
								{belowSections}
							</SectionList>
						)}
						{place.at === 'aloud' && audio && (
							<AudioLanguageView
								form={definition}
								chosen={audio.language}
								onChoose={audio.choose}
								onOther={audio.again}
								onDone={backToPage}
							/>
						)}
						{place.at === 'stop' && (
							<EndInterviewView isSaving={isFinishing} onGoOn={backToPage} onStop={onFinish} />
						)}
						{place.at === 'finish' && (
							<FinishView
								pages={relevantPages}
								isSaving={isFinishing || !mayFinish}
								onFinish={() => void filling.commitPendingInput().then(onFinish)}
								onOpen={(page, focus) => show({ at: 'page', page, focus })}
							>
								<Suspense>{atFinish}</Suspense>
							</FinishView>
						)}
					</Suspense>
				</Main>
				{place.at === 'sections' && (
					<footer className="foot">
						<Suspense>{sectionsFooter}</Suspense>
					</footer>
				)}
				{(place.at === 'page' || place.at === 'finish') && (
					<footer className="foot">
						{canStop && place.at === 'page' && session.form.consent?.stop && (
							<button
								type="button"
								className="plain"
								onClick={() => void filling.commitPendingInput().then(() => show({ at: 'stop' }))}
							>
								{t('fill.endInterview')}
							</button>
						)}
						<button type="button" className="plain" onClick={() => void backward()} disabled={!hasEarlier}>
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
