import {
	useCallback,
	useEffect,
	useLayoutEffect,
	useMemo,
	useRef,
	useState,
	useSyncExternalStore,
} from 'react'
import type { FormSession } from '#shared/forms/form-session'
import { closedPages, type FormPage, listRelevantPages, pagesOf, questionsOn } from '#shared/forms/pages'
import type { CommentSlots, FormFilling, PageSkips } from './filling.ts'
import { sectionsOf } from './form-sections.ts'
import type { PageHandle } from './page-view.tsx'
import { useBackEntry } from './use-back-entry.ts'

/** Page and language of an open form. */
export interface FormPosition {
	readonly page: number
	readonly language: string
}

type FormPlace =
	| {
			readonly at: 'page'
			readonly page: FormPage
			readonly focus: string | null
			/** True if it was opened from the review, to which it leads back. */
			readonly isReviewed: boolean
			/** True if it follows the page before, whose end was tapped. */
			readonly isNext?: boolean
	  }
	| { readonly at: 'sections' | 'finish' | 'stop' | 'aloud' }

interface FormPlaceOptions {
	readonly filling: FormFilling
	readonly first: FormPosition
	readonly onPlace: (place: FormPosition, isNewPage: boolean) => void
	readonly onPage: ((page: FormPage | null) => void) | undefined
	/** True if the window scrolls the form: then a page is left and found again at the same scroll position. */
	readonly isWindow: boolean
	readonly skips: PageSkips | undefined
	/** Absent if there are no comments. */
	readonly comments: CommentSlots | null
}

/** Where a form is open, and the ways from there. Input in progress becomes an answer before each of them. */
export function useFormPlace(options: FormPlaceOptions) {
	const { filling, first, onPlace, onPage, isWindow, skips } = options
	const { session } = filling
	const { pages, sections, relevantPages, closed } = useFormPages(filling)
	const [language, setLanguage] = useState(first.language)
	const [place, setPlace] = useState<FormPlace>(() => firstPlace(pages, filling, first.page))
	const [opening] = useState(() => {
		const paths = place.at === 'page' ? questionsOn(place.page, session) : []
		return { place, comment: options.comments?.firstOpen(paths) ?? null }
	})
	/** The page on the screen, or behind the list of sections. */
	const [lastPage, setLastPage] = useState(place.at === 'page' ? place : null)
	const [isRefused, setRefused] = useState(false)
	const title = useRef<HTMLHeadingElement>(null)
	const handle = useRef<PageHandle | null>(null)
	const scrolled = useRef(0)
	const isReturning = useRef(false)
	const isReady = useCallback((ready: PageHandle) => {
		handle.current = ready
	}, [])
	useEffect(() => onPage?.(place.at === 'page' ? place.page : null), [place, onPage])
	useLayoutEffect(() => {
		if (isReturning.current && place.at === 'page' && isWindow) scrollTo(0, scrolled.current)
		isReturning.current = false
	}, [place, isWindow])

	function show(next: FormPlace) {
		if (place.at === 'page') scrolled.current = globalThis.scrollY
		setPlace(next)
		setRefused(false)
		if (next.at === 'page') setLastPage(next)
		if (next.at !== 'page' || next.focus === null) title.current?.focus({ preventScroll: true })
		onPlace({ page: (next.at === 'page' ? next : lastPage)?.page.index ?? 0, language }, true)
	}
	const leaveFor = (next: FormPlace) => void filling.commitPendingInput().then(() => show(next))
	/** Pages that are opened from the review, and from one of its pages, lead back to it. */
	const isReviewed = place.at === 'finish' || (place.at === 'page' && place.isReviewed)
	const isBackToReview = place.at === 'page' && place.isReviewed
	const removeBackEntry = useBackEntry(isBackToReview && isWindow, () => leaveFor({ at: 'finish' }))
	const { findEarlier, findNext } = pageSteps({ pages, relevantPages, session, skips })
	const before = place.at === 'page' ? place.page.index : Infinity
	return {
		pages,
		sections,
		relevantPages,
		closed,
		place,
		lastPage,
		language,
		title,
		/** Question with a comment at which the form was opened; null once another page was shown. */
		openedAt: place === opening.place ? opening.comment : null,
		isReady,
		/** True after the page was not let go, until another is shown. */
		isRefused,
		hasEarlier: findEarlier(before) !== undefined,
		/** True if the next step from this page is the review. */
		isBackToReview,
		/** Resolves when the form may be left for another screen. */
		removeBackEntry,
		changeLanguage(tag: string) {
			setLanguage(tag)
			onPlace({ page: lastPage?.page.index ?? 0, language: tag }, false)
		},
		open: (page: FormPage, focus: string | null = null) => leaveFor({ at: 'page', page, focus, isReviewed }),
		openQuestion(path: string) {
			const page = relevantPages.find((each) => questionsOn(each, session).includes(path))
			if (page) leaveFor({ at: 'page', page, focus: path, isReviewed })
		},
		go: (at: 'sections' | 'finish' | 'stop' | 'aloud') => leaveFor({ at }),
		/** Shows a question of the page on the screen. */
		showQuestion: (path: string) => handle.current?.show(path),
		/** Returns to the page behind the list, at its scroll position. */
		backToPage() {
			isReturning.current = lastPage !== null
			show(lastPage ? { ...lastPage, focus: null } : { at: 'finish' })
		},
		async forward() {
			await filling.commitPendingInput()
			if (!(await handle.current?.check())) {
				setRefused(true)
				return
			}
			const next = place.at === 'page' && !isBackToReview ? findNext(place.page.index) : undefined
			show(next ? { at: 'page', page: next, focus: null, isReviewed: false, isNext: true } : { at: 'finish' })
		},
		async backward() {
			await filling.commitPendingInput()
			const page = findEarlier(before)
			if (page) show({ at: 'page', page, focus: null, isReviewed: isBackToReview })
		},
	}
}

/** Pages and sections of a form, and which of the pages are relevant or closed now. */
function useFormPages({ session, subscribe }: FormFilling) {
	const pages = useMemo(() => pagesOf(session.form), [session])
	const sections = useMemo(() => sectionsOf(pages), [pages])
	const relevantPageNumbers = useSyncExternalStore(subscribe, () =>
		listRelevantPages(pages, session)
			.map(({ index }) => index)
			.join(' '),
	)
	const relevantPages = relevantPageNumbers.split(' ').flatMap((index) => pages[Number(index || -1)] ?? [])
	return { pages, sections, relevantPages, closed: closedPages(pages, session) }
}

interface PageStepsOptions {
	readonly pages: readonly FormPage[]
	readonly relevantPages: readonly FormPage[]
	readonly session: FormSession
	readonly skips: PageSkips | undefined
}

/** Steps from page to page; those that are closed or left out are passed over. */
function pageSteps({ pages, relevantPages, session, skips }: PageStepsOptions) {
	/** Evaluated when it is needed: an answer to a gate closes pages without another render. */
	const findEarlier = (before: number): FormPage | undefined => {
		const closed = closedPages(pages, session)
		return relevantPages.findLast(
			(page) => !closed.has(page) && page.index < before && !skips?.isSkipped(page),
		)
	}
	/** Evaluated page by page: one that is left out is filled in, which can open others. */
	const findNext = (after: number): FormPage | undefined => {
		const next = listRelevantPages(pages, session).find(({ index }) => index > after)
		return next && skips?.skip(next) ? findNext(next.index) : next
	}
	return { findEarlier, findNext }
}

function firstPlace(pages: readonly FormPage[], { session }: FormFilling, wanted: number): FormPlace {
	const closed = closedPages(pages, session)
	const open = listRelevantPages(pages, session).filter((page) => !closed.has(page))
	const page = open.find(({ index }) => index >= wanted) ?? open[0]
	return page ? { at: 'page', page, focus: null, isReviewed: false } : { at: 'finish' }
}
