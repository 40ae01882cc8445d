import { expect, type Page } from '@playwright/test'

/** Has a heading, waits for nothing, and has not changed for a moment: what is looked at is the screen, and not how it comes. */
export async function settled(page: Page): Promise<void> {
	await expect(page.locator('h1').first()).toBeVisible()
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
