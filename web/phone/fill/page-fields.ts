import { createContext, useContext } from 'react'
import type { FormSession } from '#shared/forms/form-session'
import { waitForPointerRelease } from '../../ui/wait-for-pointer-release.ts'
import { createTopicEmitter } from './topic-emitter.ts'

/** An element that can have the focus; a native field also shows a text. */
type PageField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * Fields of the page on the screen. The browser has their content, the session its meaning; this object has
 * the focus targets, and the questions that were left with an invalid answer.
 */
export interface PageFields {
	/**
	 * Registers an element of a question; of several the first gets the focus. Returns the function that
	 * unregisters it.
	 */
	add(path: string, element: HTMLElement): () => void
	/** Sets the text of the field, or checks the radio button with this value. */
	write(path: string, shown: string): void
	focus(path: string): void
	/** Called when the field loses focus: a violation is shown once the finger is lifted. */
	leave(path: string): Promise<void>
	/** Shows or clears the violations of these questions now. */
	check(paths: readonly string[]): void
	/** True if the question was left, or opened, with an invalid answer. */
	isWrong(path: string): boolean
	/** Calls `listener` when a question becomes wrong or right. */
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

/** Sets a field's content only if it differs: the cursor stays where it is. */
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
