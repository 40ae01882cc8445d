import { test as playwright } from '@playwright/test'
import { switchOffPhones } from './people.ts'
import { killServers } from './zila-server.ts'

/**
 * Playwright's `test`, which leaves nothing open after a walk: browser contexts, phones and servers that it started would
 * otherwise live until the last walk, each making all later ones slower, and keep the port of the next server.
 */
export const test = playwright.extend<{ nothingLeftOpen: undefined }>({
	nothingLeftOpen: [
		async ({ browser }, use) => {
			await use(undefined)
			await Promise.all(browser.contexts().map((context) => context.close()))
			await switchOffPhones()
			await killServers()
		},
		{ auto: true },
	],
})
