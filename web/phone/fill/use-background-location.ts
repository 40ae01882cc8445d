import { useCallback, useEffect, useRef, useState } from 'react'
import type { FormPage } from '#shared/forms/pages'
import { afterPaint } from '../../ui/after-paint.ts'
import type { BackgroundLocation } from './background-location.ts'
import type { OpenedForm } from './open-draft-form.ts'

/**
 * Automatic location of a form that asks for it, loaded after the first page. Not in a correction: the phone
 * is somewhere else by then.
 */
export function useBackgroundLocation({ filling, draft, hasAnswers }: OpenedForm, onDeclined: () => void) {
	const [background, setBackground] = useState<BackgroundLocation | null>(null)
	const running = useRef<BackgroundLocation | null>(null)
	const page = useRef<FormPage | null>(null)
	const declined = useRef(draft.about.declinedPlaces ?? [])
	const latestOnDeclined = useRef(onDeclined)
	useEffect(() => {
		latestOnDeclined.current = onDeclined
	})
	const isWanted =
		!draft.about.isCorrection &&
		filling.session.form.nodes.some(({ part }) => part.kind === 'question' && part.background)
	const isVisit = draft.about.given?.sampled === 'yes'
	useEffect(() => {
		if (!isWanted) return
		let isLeft = false
		let end = () => {}
		afterPaint(async () => {
			// without this code the location is captured at its question
			const piece = await import('./background-location.ts').catch(() => null)
			if (isLeft || !piece) return
			const started = piece.startBackgroundLocation({
				filling,
				// a visit is started on purpose, and its first page has the location
				hasAnswers: () => hasAnswers() || isVisit,
				declined: declined.current,
				onDeclined(path) {
					declined.current = [...new Set([...declined.current, path])]
					latestOnDeclined.current()
				},
			})
			end = started.listen()
			started.pageOpened(page.current)
			running.current = started
			setBackground(started)
		})
		return () => {
			isLeft = true
			running.current = null
			end()
		}
	}, [filling, hasAnswers, isVisit, isWanted])
	const onPageOpened = useCallback((next: FormPage | null) => {
		page.current = next
		running.current?.pageOpened(next)
	}, [])
	const suspend = useCallback(() => running.current?.suspend(), [])
	return { background, onPageOpened, suspend, declined }
}
