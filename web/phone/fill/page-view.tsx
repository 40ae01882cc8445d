import { memo, Suspense, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormSession } from '#shared/forms/form-session'
import { type FormPage, listShownParts, stopsOn } from '#shared/forms/pages'
import { questionTypes } from '#shared/forms/question-types'
import { isOnTranscriptScreen } from '#shared/forms/transcript-nodes'
import { useFilling, useFillingValue } from './filling.ts'
import { vibrate } from './haptics.ts'
import { FoldedQuestions, RepeatView, TranscriptView } from './lazy-page-parts.ts'
import { createPageFields, type PageFields, PageFieldsContext } from './page-fields.ts'
import { anchorOf } from './question-anchor.ts'
import { QuestionView } from './question-view.tsx'
import type { FocusTarget } from './repeat-view.tsx'
import { useIncrementalList } from './use-incremental-list.ts'

export interface PageHandle {
	/** Checks every question of the page, and shows the first invalid one. */
	check(): Promise<boolean>
	/** Scrolls to the title of a question, with what is wrong in sight, and moves the focus to its control. */
	show(path: string): void
}

interface PageViewProps {
	readonly page: FormPage
	/** Question to focus first. */
	readonly focusPath: string | null
	/** Question whose comment to show first. */
	readonly commentPath: string | null
	/** True if the cursor starts in a number that the page asks for first. */
	readonly startsInNumber: boolean
	readonly onReady: (handle: PageHandle) => void
}

/** True if a path is that part or within its rows. */
const isAt = (node: FormNode | undefined, path: string): boolean =>
	node !== undefined && (path === node.template || path.startsWith(`${node.template}/`))

/**
 * Returns the questions at the head of a group that the form has answered, and nobody else can. A form without
 * groups is one page, which has no head, and a page with nothing else shows its questions.
 */
function leadingMetadata(page: FormPage, session: FormSession): readonly FormNode[] {
	if (page.group === null) return []
	const parts = listShownParts(page, session)
	const end = parts.findIndex((node) => !isMetadata(node, session))
	return parts.slice(0, Math.max(end, 0))
}

function isMetadata({ part, template }: FormNode, session: FormSession): boolean {
	if (part.kind !== 'question' || !questionTypes[part.type].isInput) return false
	const isFilledIn = part.preset !== undefined || part.calculation !== undefined || part.default !== undefined
	return (
		isFilledIn &&
		session.answerAt(template) !== undefined &&
		session.isReadOnly(template) &&
		!session.isLocked(template)
	)
}

/** Returns the question that a page begins with, if it is a number still to be typed. */
function numberAtHead(page: FormPage, folded: readonly FormNode[], session: FormSession): string | null {
	const first = listShownParts(page, session).find((node) => !folded.includes(node))
	if (first?.part.kind !== 'question' || !/^(integer|decimal)$/.test(first.part.type)) return null
	const path = first.template
	return session.typedAt(path) === '' && !session.isReadOnly(path) ? path : null
}

/** Keeps the field that gets the focus in sight. */
function useFieldsInSight(): void {
	useEffect(() => {
		// a browser scrolls the caret into view, not the field: the buttons at the bottom may cover the rest of it
		const scrollIntoView = ({ target }: FocusEvent) => {
			if (target instanceof HTMLElement && target.matches(':focus-visible'))
				target.scrollIntoView({ block: 'nearest' })
		}
		document.addEventListener('focusin', scrollIntoView)
		return () => document.removeEventListener('focusin', scrollIntoView)
	}, [])
}

/** Puts the cursor into a question when the page opens. */
function useCursor(fields: PageFields, find: () => string | null): void {
	const [path] = useState(find)
	useEffect(() => {
		if (path !== null) fields.focus(path)
	}, [fields, path])
}

/**
 * Scrolls to the title of a question. What is wrong with it stands below the title: if both do not fit above a
 * keyboard, the message counts.
 */
function scrollToTitle(path: string): void {
	const question = document.getElementById(anchorOf(path))
	question?.scrollIntoView({ block: 'start' })
	question?.querySelector(':scope > .error')?.scrollIntoView({ block: 'nearest' })
}

const longestWaitMs = 3000

/**
 * Scrolls to the title of a question with its comments in sight, and moves the focus to these. A row that is
 * only expanded now is waited for. Returns the function that stops waiting.
 */
function showComment(path: string): () => void {
	const until = Date.now() + longestWaitMs
	let frame = 0
	const attempt = () => {
		const question = document.getElementById(anchorOf(path))
		const comments = question?.querySelector<HTMLElement>(':scope > .comments')
		if (comments) {
			scrollToTitle(path)
			comments.focus({ preventScroll: true })
			comments.scrollIntoView({ block: 'nearest' })
		} else if (Date.now() < until) frame = requestAnimationFrame(attempt)
	}
	attempt()
	return () => cancelAnimationFrame(frame)
}

const targetOf = (path: string | null): FocusTarget | null => (path === null ? null : { path })

/** Moves a refused question shortly from side to side. */
function shake(path: string): void {
	if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
	const steps = [0, 4, -4, 0].map((px) => ({ translate: `${px}px` }))
	document.getElementById(anchorOf(path))?.animate?.(steps, { duration: 240 })
}

/**
 * One page of the form: only visible fields are mounted, and each takes its first content from the session.
 */
export const PageView = memo(function PageView(props: PageViewProps) {
	const { page, focusPath, commentPath, onReady } = props
	const { filling, recording, comments } = useFilling()
	const { session } = filling
	const [fields] = useState(() => createPageFields(session))
	const [sought, setSought] = useState<FocusTarget | null>(() => targetOf(focusPath ?? commentPath))
	// fixed while the page is open: a question must not go while it is read
	const [folded] = useState(() => leadingMetadata(page, session))
	const isSought = (path: string | null) => folded.some(({ template }) => template === path)
	const [isFolded, setFolded] = useState(
		() =>
			!isSought(focusPath ?? commentPath) &&
			!folded.some(({ template }) => session.violationAt(template) || comments?.at(template)),
	)
	const shown = useFillingValue(({ session: now }) =>
		listShownParts(page, now)
			.filter((node) => !isOnTranscriptScreen(node) && !folded.includes(node))
			.map(({ index }) => index)
			.join(' '),
	)
	useFieldsInSight()
	useEffect(() => {
		const goTo = (path: string) => {
			fields.check(stopsOn(page, session))
			fields.focus(path)
			scrollToTitle(path)
		}
		const show = (path: string) => {
			// its row must be expanded before its field can have the focus; the message before it is scrolled to
			flushSync(() => {
				setSought({ path })
				if (folded.some(({ template }) => template === path)) setFolded(false)
				fields.check(stopsOn(page, session))
			})
			goTo(path)
		}
		onReady({
			show,
			async check() {
				const wrong = stopsOn(page, session).find((path) => session.violationAt(path))
				if (wrong === undefined) return true
				show(wrong)
				vibrate('refusal', recording)
				shake(wrong)
				return false
			},
		})
		if (focusPath) goTo(focusPath)
	}, [fields, page, session, onReady, focusPath, recording, folded])
	useCursor(fields, () => (props.startsInNumber ? numberAtHead(page, folded, session) : null))
	useEffect(() => (commentPath ? showComment(commentPath) : undefined), [commentPath])

	const places = shown === '' ? [] : shown.split(' ')
	const wanted = places.find((index) => sought && isAt(session.form.nodes[Number(index)], sought.path))
	const parts = useIncrementalList(places, { wanted }).flatMap(
		(index) => session.form.nodes[Number(index)] ?? [],
	)
	return (
		<PageFieldsContext value={fields}>
			<form
				className="page"
				noValidate
				aria-busy={parts.length < places.length}
				onSubmit={(event) => event.preventDefault()}
				onChange={({ target }) => {
					if (target instanceof HTMLInputElement && /radio|checkbox/.test(target.type))
						vibrate('choice', recording)
				}}
			>
				{folded.length > 0 && (
					<FoldedQuestions
						nodes={folded}
						isOpen={!isFolded}
						onToggle={() => setFolded(!isFolded)}
						waiting={<div className="metadata" />}
					/>
				)}
				{parts.map((node) =>
					node.part.kind === 'repeat' ? (
						<Suspense key={node.template}>
							{node.part.talk?.role === 'turns' ? (
								<TranscriptView sought={sought} />
							) : (
								<RepeatView path={node.template} sought={sought} />
							)}
						</Suspense>
					) : (
						<QuestionView key={node.template} path={node.template} />
					),
				)}
			</form>
		</PageFieldsContext>
	)
})
