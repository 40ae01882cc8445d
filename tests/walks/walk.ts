import { test as playwright } from '@playwright/test'
import { switchOffPhones } from './people.ts'
import { killServers } from './zila-server.ts'

/**
 * Playwright's `test`, which closes everything after a walk. Browser contexts, phones and servers that it
 * started would otherwise run until the last walk, slow down all later ones, and keep the port of the server.
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
