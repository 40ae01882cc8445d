/** For browsers that do not tell when they are idle (Safari), ms. */
const waitMs = 200

/** Resolves when the browser has nothing else to do. */
export const whenIdle = (): Promise<void> =>
	new Promise((resolve) => {
		if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve())
		else setTimeout(resolve, waitMs)
	})
