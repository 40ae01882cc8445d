import { useSyncExternalStore } from 'react'

/** The width below which the desk is sentences and cards (desk.css). */
const narrow = matchMedia('(max-width: 48rem)')

function listen(changed: () => void) {
	narrow.addEventListener('change', changed)
	return () => narrow.removeEventListener('change', changed)
}

export const useIsNarrow = (): boolean => useSyncExternalStore(listen, () => narrow.matches)
