import { type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { FormDefinition } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import { type FormPage, openQuestions, questionsOn, stopsOn } from '#shared/forms/pages'
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
	type FillingView,
	type FormFilling,
	type PageSkips,
	type SealedSlots,
	type TrialMode,
	useFilling,
} from './filling.ts'
import { findAppointment } from './find-appointment.ts'
import { FinishButton, FormFoot, NoticeRow, RefusalRow, useFormNotice } from './form-foot.tsx'
import { FormHeader } from './form-header.tsx'
import { progressAt } from './form-sections.ts'
import { FormText } from './form-text.tsx'
import { PageView } from './page-view.tsx'
import { preloadFormChunks } from './preload-chunks.ts'
import { reasonsToEnd } from './reasons-to-end.ts'
import { SectionName } from './section-name.tsx'
import { stopWhenNotRelevant } from './stop-when-not-relevant.ts'
import { type FormPosition, useFormPlace } from './use-form-place.ts'
import { WhoReadsLine } from './who-reads-line.tsx'

const FinishView = createPreloadable(async () => (await import('./finish-view.tsx')).FinishView)
const AudioLanguageView = createPreloadable(
	async () => (await import('./audio/audio-language-view.tsx')).AudioLanguageView,
)
const EndInterviewView = createPreloadable(
	async () => (await import('./end-interview-view.tsx')).EndInterviewView,
)
const SectionList = createPreloadable(async () => (await import('./section-list.tsx')).SectionList)
const FormMenu = createPreloadable(async () => (await import('./form-menu.tsx')).FormMenu)

interface FormViewProps {
	readonly filling: FormFilling
	readonly definition: FormDefinition
	readonly first: FormPosition
	/** Shown above every page: problems. */
	readonly notes?: ReactNode
	/** Row of the foot of every page: tips. */
	readonly tip?: ReactNode
	/** Shown at the end once nothing is missing. */
	readonly atFinish?: ReactNode
	/** Shown below the list of sections. */
	readonly belowSections?: ReactNode
	/** Further rows of the menu. */
	readonly menuRows?: ReactNode
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
	readonly skips?: PageSkips | undefined
	readonly comments?: CommentSlots | null
	/** Called to write a note on a question. Absent where there are none. */
	readonly onNote?: (path: string) => void
	readonly sealed?: SealedSlots | null
	readonly background?: BackgroundLocations | null
	/** Absent if there is no audio. */
	readonly audio?: AudioPlayback
}

type Place = ReturnType<typeof useFormPlace>

/** A form on the screen: its pages, its sections and its end. The caller saves the answers. */
export function FormView(props: FormViewProps) {
	const { filling, definition, notes, isFinishing, canStop, trial, comments = null } = props
	const { session } = filling
	const form = useFormPlace({
		filling,
		first: props.first,
		onPlace: props.onPlace,
		onPage: props.onPage,
		isWindow: !trial?.isInside,
		skips: props.skips,
		comments,
	})
	const { place, lastPage, relevantPages } = form
	const [isMenuOpen, setMenuOpen] = useState(false)
	const [screen, setScreen] = useState<HTMLElement | null>(null)
	const { view, notice, closeNotice } = useFillingView(props, form)
	const leave = () => void filling.commitPendingInput().then(form.removeBackEntry).then(props.onLeave)
	const appointment = isMenuOpen ? findAppointment(relevantPages, session) : null
	useEffect(
		() =>
			afterPaint(async () => {
				await preloadFormChunks(session.form)
				for (const each of [FormMenu, SectionList, FinishView, EndInterviewView, AudioLanguageView])
					await each.preload()
			}),
		[session],
	)
	const progress = place.at === 'page' ? progressAt(place.page, form.sections, relevantPages) : null
	const passed = place.at === 'finish' ? form.sections.length : behind(form)
	return (
		<FillingContext.Provider value={view}>
			<div ref={setScreen} className="screen fill" inert={isFinishing}>
				<FormHeader
					title={<BarTitle form={form} definition={definition} />}
					progress={progress}
					sections={{ count: form.sections.length, passed }}
					languages={definition.languages}
					onLanguage={form.changeLanguage}
					onLeave={leave}
					onList={() => form.go('sections')}
					onMenu={() => setMenuOpen(true)}
					onCloseList={place.at === 'sections' ? form.backToPage : null}
				/>
				{notes}
				{comments?.bar(form.openQuestion)}
				<FormMain {...props} form={form} screen={screen} />
				{place.at === 'page' && (
					<FormFoot
						back={{ isOff: !form.hasEarlier, onPress: () => void form.backward() }}
						onward={<Next isToReview={form.isBackToReview} onPress={() => void form.forward()} />}
					>
						{props.tip}
						{form.isRefused && <RefusalRow page={place.page} onShow={form.showQuestion} />}
						{notice && <NoticeRow notice={notice} onDone={closeNotice} />}
					</FormFoot>
				)}
				{place.at === 'finish' && (
					<FormFoot
						back={{ isOff: !form.hasEarlier, onPress: () => void form.backward() }}
						onward={
							<FinishButton
								isOff={isFinishing || props.mayFinish === false}
								onFinish={() => void filling.commitPendingInput().then(props.onFinish)}
								onShow={() => openFirstWrong(form, filling)}
							/>
						}
					/>
				)}
				{place.at === 'sections' && lastPage && (
					<FormFoot back={null} onward={<BackToPage onPress={form.backToPage} />} />
				)}
				{isMenuOpen && (
					<FormMenu
						languages={definition.languages}
						onLanguage={form.changeLanguage}
						onClose={() => setMenuOpen(false)}
						onList={() => form.go('sections')}
						onPause={leave}
						onAppointment={appointment && (() => form.open(appointment.page, appointment.path))}
						onEnd={canStop && reasonsToEnd(session).length > 0 ? () => form.go('stop') : null}
						page={place.at === 'page' ? place.page : null}
						onNote={props.onNote ?? null}
					>
						{props.menuRows}
					</FormMenu>
				)}
			</div>
		</FillingContext.Provider>
	)
}

/** Number of sections before that of the page. */
const behind = ({ sections, lastPage }: Place): number =>
	Math.max(
		0,
		sections.findIndex(({ pages }) => lastPage !== null && pages.includes(lastPage.page)),
	)

function openFirstWrong({ relevantPages, open }: Place, { session }: FormFilling): void {
	const wrong = new Set(session.violations().map(({ path }) => path))
	// in the order of the pages, which can differ from that of the sheet
	const found = openQuestions(relevantPages, session, stopsOn).find(({ path }) => wrong.has(path))
	if (found) open(found.page, found.path)
}

/** Returns what the parts of the form share. A recording ends when its form is left in any way. */
function useFillingView(props: FormViewProps, form: Place) {
	const { filling, trial = null, comments = null, sealed = null, background = null, audio } = props
	const { pages, language } = form
	const [recording] = useState(createRecordingSlot)
	const [notice, setNotice] = useFormNotice()
	const onward = useRef(() => {})
	useEffect(() => {
		onward.current = () => void form.forward()
	})
	const goToNextPage = useCallback(
		(path: string) => {
			const page = pages.find((each) => questionsOn(each, filling.session).includes(path))
			// the selection is painted before the page changes
			if (page && questionsOn(page, filling.session).length === 1)
				requestAnimationFrame(() => onward.current())
		},
		[pages, filling],
	)
	useEffect(() => () => recording.close(), [recording])
	useEffect(() => stopWhenNotRelevant(recording, filling), [recording, filling])
	const shownAudio = audio?.shown ?? null
	const view: FillingView = useMemo(
		() => ({
			filling,
			recording,
			language,
			goToNextPage,
			showNotice: setNotice,
			comments,
			sealed,
			background,
			trial,
			audio: shownAudio,
		}),
		[filling, recording, language, goToNextPage, setNotice, trial, comments, sealed, background, shownAudio],
	)
	return { view, notice, closeNotice: () => setNotice(null) }
}

function Next({ isToReview, onPress }: { isToReview: boolean; onPress: () => void }) {
	const { t } = useTranslations()
	return (
		<button type="button" onClick={onPress}>
			<span>{t(isToReview ? 'fill.backToReview' : 'fill.next')}</span>
			<Icon name="arrowNext" />
		</button>
	)
}

function BackToPage({ onPress }: { onPress: () => void }) {
	const { t } = useTranslations()
	return (
		<button type="button" onClick={onPress}>
			<Icon name="arrowBack" />
			<span>{t('fill.backToPage')}</span>
		</button>
	)
}

/** Name of the section, or of the view that is open. */
function BarTitle({ form: { place, sections }, definition }: { form: Place; definition: FormDefinition }) {
	const { t } = useTranslations()
	const { filling, language } = useFilling()
	if (place.at === 'sections') return <span>{t('fill.sections')}</span>
	if (place.at === 'finish') return <span>{t('fill.reviewTitle')}</span>
	const section = place.at === 'page' && sections.find(({ pages }) => pages.includes(place.page))
	// a form without groups has no sections worth a name
	if (section && section.named?.part.kind === 'group') {
		const { template, part } = section.named
		return <SectionName texts={part.label} text={filling.session.text(template, part.label, language)} />
	}
	return <SectionName texts={definition.title} text={localize(definition.title, language)} />
}

interface FormMainProps {
	readonly form: Place
	/** Element of the whole form, in which a view shows its own foot. */
	readonly screen: HTMLElement | null
}

/** Contents between the bar and the foot. */
function FormMain({ form, screen, ...props }: FormViewProps & FormMainProps) {
	const { definition, isFinishing, trial, audio } = props
	const { place, lastPage, language, relevantPages, closed } = form
	// set at every render: a removed attribute would stay behind empty, as an unknown language
	const appText = useAppText()
	const Main = trial?.isInside ? 'div' : 'main'
	const isPage = place.at === 'page'
	const isBehind = place.at !== 'page' && place.at !== 'finish'
	return (
		<Main {...(isPage ? { lang: language, dir: directionOf(language) } : appText)}>
			<TitleRow {...props} form={form} />
			{(place.at === 'finish' || (isPage && place.page === relevantPages[0])) && (
				<WhoReadsLine definition={definition} />
			)}
			<Suspense>
				{lastPage && (isPage || isBehind) && (
					// hidden, it keeps its open rows and its scroll position for the way back
					<div hidden={!isPage} lang={language} dir={directionOf(language)}>
						<PageView
							key={`${lastPage.page.index} ${language}`}
							page={lastPage.page}
							focusPath={isPage ? place.focus : null}
							commentPath={form.openedAt}
							startsInNumber={isPage && place.isNext === true}
							onReady={form.isReady}
						/>
					</div>
				)}
				{place.at === 'sections' && (
					<SectionList
						sections={form.sections}
						pages={relevantPages}
						closed={closed}
						current={lastPage?.page ?? null}
						onOpen={form.open}
						onFinish={() => form.go('finish')}
					>
						{props.belowSections}
					</SectionList>
				)}
				{place.at === 'aloud' && audio && (
					<AudioLanguageView
						form={definition}
						chosen={audio.language}
						onChoose={audio.choose}
						onOther={audio.again}
						onDone={form.backToPage}
					/>
				)}
				{place.at === 'stop' && (
					<EndInterviewView
						screen={screen}
						isSaving={isFinishing}
						onGoOn={form.backToPage}
						onStop={props.onFinish}
					/>
				)}
				{place.at === 'finish' && (
					<FinishView sections={form.sections} pages={relevantPages} closed={closed} onOpen={form.open}>
						<Suspense>{props.atFinish}</Suspense>
					</FinishView>
				)}
			</Suspense>
		</Main>
	)
}

/** Title of the page, which gets the focus; shown if the bar does not say the same. */
function TitleRow({ form, definition, trial, audio }: FormViewProps & { readonly form: Place }) {
	const { t } = useTranslations()
	const { place, language, title } = form
	const Title = trial?.isInside ? 'h2' : 'h1'
	const isPage = place.at === 'page'
	const group = isPage ? (place.page.group ?? place.page.section) : null
	const titled = group?.part.label ? group : isPage ? place.page.section : null
	const hasAudio = isPage && audio !== undefined && (audio.isOffered || audio.language !== null)
	const isShown = hasAudio || (titled !== null && isPage && titled !== place.page.section)
	return (
		<div className={isShown ? 'title-row' : 'visually-hidden'}>
			<Title className="fill-title" ref={title} tabIndex={-1}>
				{titled ? (
					<FormText path={titled.template} texts={titled.part.label} />
				) : (
					<span lang={language} dir={directionOf(language)}>
						{localize(definition.title, language)}
					</span>
				)}
			</Title>
			{hasAudio && (
				<button
					type="button"
					className={audio.language === null ? 'icon-button' : 'icon-button is-on'}
					aria-label={t('fill.audioQuestions')}
					onClick={() => form.go('aloud')}
				>
					<Icon name="sound" />
				</button>
			)}
		</div>
	)
}
