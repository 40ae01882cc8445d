import { useEffect, useState, useSyncExternalStore } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { useTranslations } from '../../ui/i18n.ts'
import { useProblemText } from '../../ui/problem-text.tsx'
import { DeskIcon } from './desk-icon.tsx'

interface Toast {
	readonly id: number
	readonly text: string
	/** Takes the change back; absent if it cannot be taken back. */
	readonly undo?: (() => Promise<unknown>) | undefined
}

/** Time that a toast stays, ms; longer if there is something to do. */
const shownMs = 6000
const shownWithUndoMs = 12_000
const maxToasts = 3

/** Kept over screens: a change is confirmed although its screen was left. */
let toasts: readonly Toast[] = []
/** Number of the last toast of this page. */
let lastId = 0
const listeners = new Set<() => void>()

function become(next: readonly Toast[]): void {
	toasts = next
	for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

/** Confirms a change in a corner of the window, with “Undo” if it can be taken back. */
export function showToast(text: string, undo?: () => Promise<unknown>): void {
	lastId += 1
	become([...toasts, { id: lastId, text, undo }].slice(-maxToasts))
}

const dismiss = (id: number): void => become(toasts.filter((each) => each.id !== id))
/** Removes all toasts when the account changes. */
export const clearToasts = (): void => become([])

/** The confirmations of recent changes, for the frame of the desk. */
export function Toasts() {
	const shown = useSyncExternalStore(listen, () => toasts)
	return (
		<div className="toasts" aria-live="polite">
			{shown.map((toast) => (
				<ToastCard key={toast.id} toast={toast} />
			))}
		</div>
	)
}

function ToastCard({ toast: { id, text, undo } }: { toast: Toast }) {
	const { t } = useTranslations()
	const problemText = useProblemText()
	const [isHeld, setHeld] = useState(false)
	const [isUndoing, setUndoing] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	useEffect(() => {
		if (isHeld || isUndoing || problem) return
		const later = setTimeout(() => dismiss(id), undo ? shownWithUndoMs : shownMs)
		return () => clearTimeout(later)
	}, [id, isHeld, isUndoing, problem, undo])
	async function takeBack() {
		setUndoing(true)
		setProblem(null)
		try {
			await undo?.()
			dismiss(id)
			showToast(t('desk.undone'))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setUndoing(false)
		}
	}
	const hold = () => setHeld(true)
	const release = () => setHeld(false)
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: pointing at a toast only keeps it from going away
		<div className="toast" onPointerEnter={hold} onPointerLeave={release} onFocus={hold} onBlur={release}>
			<DeskIcon name={problem ? 'alert' : 'check'} />
			<p>{problem ? problemText(problem) : text}</p>
			{undo && (
				<button type="button" className="plain small" disabled={isUndoing} onClick={() => void takeBack()}>
					{t('review.undo')}
				</button>
			)}
			<button
				type="button"
				className="icon-button"
				aria-label={t('desk.dismissToast')}
				onClick={() => dismiss(id)}
			>
				<DeskIcon name="close" />
			</button>
		</div>
	)
}
