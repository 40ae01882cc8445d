import { useSyncExternalStore } from 'react'
import { readStoredChoice, storeChoice } from '../kit/stored-choice.ts'

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
	const found = Object(readStoredChoice(storageKey)) as Partial<Appearance>
	return {
		theme: themes.find((each) => each === found.theme) ?? usual.theme,
		density: densities.find((each) => each === found.density) ?? usual.density,
	}
}

/** Marks the document as the desk, with the chosen appearance. Returns the function that undoes it. */
export function applyDeskAppearance(): () => void {
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
	if (document.documentElement.dataset.surface === 'desk') applyDeskAppearance()
	for (const listener of listeners) listener()
	storeChoice(storageKey, appearance)
}

export const useAppearance = (): Appearance =>
	useSyncExternalStore(
		(listener) => {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		() => appearance,
	)
