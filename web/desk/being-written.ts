import { useEffect, useSyncExternalStore } from 'react'

/** What somebody has typed about a record and not sent: comments for its return, or the reason of a decision. */
type UnsavedField = 'comments' | 'decision'

let unsavedFields: readonly UnsavedField[] = []
const listeners = new Set<() => void>()

function become(next: readonly UnsavedField[]): void {
	unsavedFields = next
	// the browser asks before the window goes, and what was typed with it
	if (next.length > 0) addEventListener('beforeunload', stay)
	else removeEventListener('beforeunload', stay)
	for (const hear of listeners) hear()
}

function stay(event: Event): void {
	event.preventDefault()
}

function listen(hear: () => void): () => void {
	listeners.add(hear)
	return () => listeners.delete(hear)
}

/** Says it of a field, for as long as something stands in it. */
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

/** While there is something, nothing leads away from the record by itself. */
export const useUnsavedFields = (): readonly UnsavedField[] =>
	useSyncExternalStore(listen, () => unsavedFields)
