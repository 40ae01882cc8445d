import { useEffect, useSyncExternalStore } from 'react'

/** Name of the item that the page shows, such as a district or a record. The breadcrumbs are outside of the page. */
let shown: string | undefined
const listeners = new Set<() => void>()

function set(name: string | undefined): void {
	shown = name
	for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

/** Names the item of a page, for the breadcrumbs; undefined while it loads. */
export function usePageItem(name: string | undefined): void {
	useEffect(() => {
		set(name)
		return () => set(undefined)
	}, [name])
}

/** Returns the name that the page gave with `usePageItem`. */
export const usePageItemName = (): string | undefined => useSyncExternalStore(listen, () => shown)
