import { useState } from 'react'

export interface Selection {
	/** Selected keys that are still listed. */
	readonly selected: ReadonlySet<string>
	readonly areAll: boolean
	readonly toggle: (key: string, isRange?: boolean) => void
	/** Selects keys, or takes them out of the selection. */
	readonly set: (keys: readonly string[], isSelected: boolean) => void
	readonly toggleAll: () => void
	readonly clear: () => void
}

/** Selection of the rows of a table. `isRange`: selects all rows since the last one, as with the Shift key. */
export function useSelection(listed: readonly string[]): Selection {
	const [keys, setKeys] = useState<ReadonlySet<string>>(new Set())
	const [last, setLast] = useState<string | null>(null)
	const selected = new Set(listed.filter((key) => keys.has(key)))
	const areAll = listed.length > 0 && selected.size === listed.length
	return {
		selected,
		areAll,
		toggle(key, isRange = false) {
			const next = new Set(selected)
			const [from, to] = [last === null ? -1 : listed.indexOf(last), listed.indexOf(key)]
			if (isRange && from >= 0)
				for (const each of listed.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(each)
			else if (!next.delete(key)) next.add(key)
			setKeys(next)
			setLast(key)
		},
		set(changed, isSelected) {
			const next = new Set(selected)
			for (const key of changed)
				if (isSelected) next.add(key)
				else next.delete(key)
			setKeys(next)
		},
		toggleAll: () => setKeys(areAll ? new Set() : new Set(listed)),
		clear: () => setKeys(new Set()),
	}
}
