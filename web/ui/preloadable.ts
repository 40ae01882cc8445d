import { type ComponentType, createElement, lazy, useState } from 'react'
import { loadLaterTexts } from './i18n.ts'

/** A lazily loaded component together with its translations. Render it inside `Suspense`. */
export interface PreloadableComponent<Props> {
	(props: Props): React.JSX.Element
	/** Loads the component in advance: then it is rendered at once, instead of a third of a second later. */
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
				// retried when it is shown
			}
		},
	})
}
