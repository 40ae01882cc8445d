import { expect, type Page } from '@playwright/test'

/**
 * Waits until a screen has its heading, is not busy and has stopped changing, so that a check sees the
 * finished screen.
 */
export async function settled(page: Page): Promise<void> {
	await expect(page.locator('h1').first()).toBeVisible()
	await unchanging(page)
}

/** Waits until nothing is busy and the page has not changed for a tenth of a second. */
export async function unchanging(page: Page): Promise<void> {
	await page.evaluate(async () => {
		const isBusy = () => document.querySelector('[aria-busy="true"]') !== null
		await new Promise<void>((done) => {
			let timer: ReturnType<typeof setTimeout>
			const later = () => {
				clearTimeout(timer)
				timer = setTimeout(() => {
					if (isBusy()) return later()
					observer.disconnect()
					done()
				}, 100)
			}
			const observer = new MutationObserver(later)
			observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true })
			later()
		})
	})
}
