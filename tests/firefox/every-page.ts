import type { Page } from 'puppeteer-core'
import type { Role } from '#shared/people/roles'
import { listNavigation } from '../../web/desk/shell/navigation.ts'
import { subpageAddresses } from '../../web/desk/shell/subpages.ts'
import { type FirefoxPage, narrow, wide } from './firefox-page.ts'

/** Screens in which each page is opened: English on a computer, Urdu on a phone. */
const screens = [
	{ language: 'en', viewport: wide },
	{ language: 'ur', viewport: narrow },
] as const

/** Returns the addresses of all pages of a role. */
function addressesOf(role: Role): string[] {
	const open = listNavigation({ role, districts: 'all' }, { serves: ['survey'] }).map(({ path }) => path)
	const starts = open.map((path) => `${path.split('?')[0]}/`)
	return [...open, ...subpageAddresses.filter((path) => starts.some((start) => path.startsWith(start)))]
}

/** Opens every page of a role. Returns a sentence for each fault: an error, no heading, or a page wider than its window. */
export async function openEveryPage(
	{ page, takeErrors }: FirefoxPage,
	url: string,
	role: Role,
): Promise<string[]> {
	const faults: string[] = []
	for (const { language, viewport } of screens) {
		await page.setViewport(viewport)
		await page.evaluate((chosen) => localStorage.setItem('zila-language', chosen), language)
		for (const address of addressesOf(role)) {
			await page.goto(url + address)
			const fault = await faultOf(page)
			const errors = await takeErrors()
			if (fault || errors.length > 0)
				faults.push(`${role}, ${language}, ${address}: ${[fault, ...errors].filter(Boolean).join('; ')}`)
		}
	}
	return faults
}

async function faultOf(page: Page): Promise<string | null> {
	try {
		await page.waitForFunction(
			() => document.querySelector('main h1') && !document.querySelector('main .skeleton-rows'),
			{ timeout: 20_000 },
		)
	} catch {
		return 'is not complete after 20 seconds'
	}
	// a font that is still loading when the page is left is an error
	await page.evaluate(async () => void (await document.fonts.ready))
	return page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement
		if (scrollWidth > clientWidth) return `is ${scrollWidth} pixels wide in a window of ${clientWidth}`
		const problem = document.querySelector('main [role=alert]')?.textContent
		return problem ? `shows “${problem}”` : null
	})
}
