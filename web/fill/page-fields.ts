import { createContext, useContext } from 'react'
import type { FormSession } from '#shared/forms/form-session'
import { waitForPointerRelease } from '../ui/press-over.ts'
import { createTopicEmitter } from './listeners.ts'

/** An element that can have the focus; a native field also shows a text. */
type PageField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * The fields of the page that is on the screen. What is in them is the browser's, and what it means the session's: here is only
 * where the focus can go, and which questions were left with an answer that cannot stand.
 */
export interface PageFields {
	/** A question's field has appeared; of several the first gets the focus. Gives what takes it away again. */
	add(path: string, element: HTMLElement): () => void
	/** Shows a text in the field, or chooses the one of several that stands for it. */
	write(path: string, shown: string): void
	focus(path: string): void
	/** The field was left: whether its answer can stand is said once the finger that leaves it has lifted. */
	leave(path: string): Promise<void>
	/** Says of these questions now whether their answers can stand. */
	check(paths: readonly string[]): void
	/** The question was left, or gone to, with an answer that could not stand. */
	isWrong(path: string): boolean
	/** Told when another question is wrong, or one no more. */
	subscribe(listener: () => void): () => void
}

export function createPageFields(session: FormSession): PageFields {
	const elements = new Map<string, Set<HTMLElement>>()
	const wrong = new Set<string>()
	const listeners = createTopicEmitter()
	function check(paths: readonly string[]): void {
		for (const path of paths)
			if (session.violationAt(path) === null) wrong.delete(path)
			else wrong.add(path)
		listeners.emit()
	}
	return {
		add(path, element) {
			const own = elements.get(path) ?? new Set()
			elements.set(path, own.add(element))
			return () => own.delete(element)
		},
		write(path, shown) {
			for (const element of elements.get(path) ?? []) show(element as PageField, shown)
		},
		focus(path) {
			const [first] = elements.get(path) ?? []
			first?.focus()
		},
		async leave(path) {
			await waitForPointerRelease()
			check([path])
		},
		check,
		isWrong: (path) => wrong.has(path),
		subscribe: listeners.subscribe,
	}
}

/** Writes only what is not there: the cursor stays where it is. */
export function show(element: PageField, shown: string): void {
	if (element.type === 'radio') (element as HTMLInputElement).checked = element.value === shown
	else if (element.value !== shown) element.value = shown
}

export const PageFieldsContext = createContext<PageFields | null>(null)

export function usePageFields(): PageFields {
	const fields = useContext(PageFieldsContext)
	if (!fields) throw new Error('no page stands on the screen')
	return fields
}
