import { type RefObject, useLayoutEffect } from 'react'
import { keyPressed } from './shortcut-key.ts'

const isTyping = (target: EventTarget | null): boolean =>
	target instanceof Element &&
	target.closest('input:not([type="checkbox"]), select, textarea, [contenteditable]') !== null

/**
 * Keyboard shortcuts of a list: j and k focus the next and the previous main link (`data-list-link`), Enter
 * opens it (browser default), / focuses the filter (`data-list-filter`); `more` adds others. Keys typed
 * into a field are ignored.
 */
export function useListKeys(
	inside: RefObject<HTMLElement | null>,
	more: Readonly<Record<string, () => void>> = {},
): void {
	// Layout effect: a key acts on the record that is visible, never on the one before it.
	useLayoutEffect(() => {
		function onKeyDown(event: KeyboardEvent) {
			const key = keyPressed(event)
			if (key === null || isTyping(event.target)) return
			const act = actFor(key, inside.current, more)
			if (!act) return
			event.preventDefault()
			act()
		}
		document.addEventListener('keydown', onKeyDown)
		return () => document.removeEventListener('keydown', onKeyDown)
	}, [inside, more])
}

function actFor(key: string, list: HTMLElement | null, more: Readonly<Record<string, () => void>>) {
	if (Object.hasOwn(more, key)) return more[key]
	if (key === '/') {
		const field = list?.querySelector<HTMLElement>('[data-list-filter]')
		return field && (() => field.focus())
	}
	if (key !== 'j' && key !== 'k') return undefined
	const links = [...(list?.querySelectorAll<HTMLElement>('[data-list-link]') ?? [])]
	const at = links.indexOf(document.activeElement as HTMLElement)
	const next = links[key === 'j' ? at + 1 : Math.max(0, at - 1)]
	return next && (() => next.focus())
}
