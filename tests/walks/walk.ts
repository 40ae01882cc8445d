import { test as playwright } from '@playwright/test'

/**
 * Playwright's `test`, whose browser ends each walk as it began it: contexts that a walk made and left open would
 * otherwise live, be recorded and ask their dead servers until the last walk, each making all later ones slower.
 */
export const test = playwright.extend<{ nothingLeftOpen: undefined }>({
	nothingLeftOpen: [
		async ({ browser }, use) => {
			await use(undefined)
			await Promise.all(browser.contexts().map((context) => context.close()))
		},
		{ auto: true },
	],
})
