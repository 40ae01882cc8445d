import { useSyncExternalStore } from 'react'

/** Width below which the desk shows text and cards instead of tables (desk.css). */
const narrow = matchMedia('(max-width: 48rem)')

function listen(changed: () => void) {
	narrow.addEventListener('change', changed)
	return () => narrow.removeEventListener('change', changed)
}

export const useIsNarrow = (): boolean => useSyncExternalStore(listen, () => narrow.matches)
