import { type ComponentType, createElement, type ReactNode, useEffect, useState } from 'react'
import { loadLaterTexts } from './i18n.ts'

interface Waiting {
	/** Shown until the component is loaded. */
	readonly waiting?: ReactNode
}

/** A lazily loaded component together with its translations. */
export interface PreloadableComponent<Props> {
	(props: Props & Waiting): ReactNode
	/** Loads the component in advance: then it is rendered at once. */
	preload(): Promise<void>
}

type Loaded<Props> = { readonly component: ComponentType<Props> } | { readonly failure: unknown }

/** `no-texts`: the component is shown before the texts of later screens are loaded. */
export function createPreloadable<Props extends object>(
	loadFile: () => Promise<ComponentType<Props>>,
	texts: 'with-texts' | 'no-texts' = 'with-texts',
): PreloadableComponent<Props> {
	const load = async () => {
		const [component] = await Promise.all([loadFile(), texts === 'with-texts' && loadLaterTexts()])
		return component
	}
	let here: ComponentType<Props> | null = null
	// not `lazy` in `Suspense`: React shows a part that was waited for up to a third of a second after it has come
	const shown = ({ waiting = null, ...props }: Props & Waiting) => {
		const [loaded, setLoaded] = useState<Loaded<Props> | null>(() => here && { component: here })
		useEffect(() => {
			if (loaded) return
			let isGone = false
			const become = (next: Loaded<Props>) => {
				if (!isGone) setLoaded(next)
			}
			load().then(
				(component) => {
					here = component
					become({ component })
				},
				(failure: unknown) => become({ failure }),
			)
			return () => {
				isGone = true
			}
		}, [loaded])
		if (loaded === null) return waiting
		if ('failure' in loaded) throw loaded.failure
		return createElement(loaded.component, props as unknown as Props)
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
