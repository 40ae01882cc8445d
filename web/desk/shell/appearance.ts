import { useSyncExternalStore } from 'react'

/** Colours: of the system, or chosen. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
export const densities = ['compact', 'comfortable'] as const
export type Density = (typeof densities)[number]

interface Appearance {
	readonly theme: Theme
	readonly density: Density
}
const storageKey = 'zila-desk-appearance'
const usual: Appearance = { theme: 'system', density: 'compact' }

/** One appearance for the document: it is read before the first component is drawn. */
let appearance = stored()
const listeners = new Set<() => void>()

function stored(): Appearance {
	try {
		const found: Partial<Appearance> = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
		return {
			theme: themes.find((each) => each === found.theme) ?? usual.theme,
			density: densities.find((each) => each === found.density) ?? usual.density,
		}
	} catch {
		// no storage, or a damaged value
		return usual
	}
}

/** Marks the document as the desk, with the chosen appearance. Returns the function that undoes it. */
export function wearDeskAppearance(): () => void {
	const { dataset } = document.documentElement
	dataset.surface = 'desk'
	dataset.theme = appearance.theme
	dataset.density = appearance.density
	return () => {
		for (const name of ['surface', 'theme', 'density']) delete dataset[name]
	}
}

/** Changes the appearance, and stores it in this browser. */
export function chooseAppearance(change: Partial<Appearance>): void {
	appearance = { ...appearance, ...change }
	if (document.documentElement.dataset.surface === 'desk') wearDeskAppearance()
	for (const listener of listeners) listener()
	try {
		localStorage.setItem(storageKey, JSON.stringify(appearance))
	} catch {
		// without storage the choice lasts for this page
	}
}

export const useAppearance = (): Appearance =>
	useSyncExternalStore(
		(listener) => {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		() => appearance,
	)
