import { useEffect, useSyncExternalStore } from 'react'

/** Text that is typed and not saved: comments for a return, the reason of a decision, or fields of another form. */
export type UnsavedField = 'comments' | 'decision' | 'form'

/** One list for the tab: it is asked when the page is closed, outside of components. */
let unsavedFields: readonly UnsavedField[] = []
const listeners = new Set<() => void>()

function become(next: readonly UnsavedField[]): void {
	unsavedFields = next
	// the browser asks before the window is closed and the text lost
	if (next.length > 0) addEventListener('beforeunload', confirmLeave)
	else removeEventListener('beforeunload', confirmLeave)
	for (const listener of listeners) listener()
}

function confirmLeave(event: Event): void {
	event.preventDefault()
}

function listen(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

/** Registers a field as unsaved while it has text. */
export function useUnsavedChanges(what: UnsavedField, isWritten: boolean): void {
	useEffect(() => {
		if (!isWritten) return
		become([...unsavedFields, what])
		return () => {
			const at = unsavedFields.indexOf(what)
			become(unsavedFields.filter((_, i) => i !== at))
		}
	}, [what, isWritten])
}

/** Fields with unsaved text. While there are any, nothing navigates away from the record automatically. */
export const useUnsavedFields = (): readonly UnsavedField[] =>
	useSyncExternalStore(listen, () => unsavedFields)
