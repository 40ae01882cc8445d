import { type ComponentType, createElement, lazy, useState } from 'react'
import { loadLaterTexts } from './i18n.ts'

/** A component that comes in a file of its own, with the texts that come later; it stands in a `Suspense`. */
export interface PreloadableComponent<Props> {
	(props: Props): React.JSX.Element
	/** Fetches it beforehand: then it is drawn at once, and not a third of a second late. */
	preload(): Promise<void>
}

export function createPreloadable<Props extends object>(
	loadFile: () => Promise<ComponentType<Props>>,
): PreloadableComponent<Props> {
	const load = async () => {
		const [component] = await Promise.all([loadFile(), loadLaterTexts()])
		return component
	}
	let here: ComponentType<Props> | null = null
	const late = lazy(async () => ({ default: await load() }))
	const shown = (props: Props) => {
		const [which] = useState<ComponentType<Props>>(() => here ?? late)
		return createElement(which, props)
	}
	return Object.assign(shown, {
		async preload() {
			try {
				here ??= await load()
			} catch {
				// tried again when it is shown
			}
		},
	})
}
