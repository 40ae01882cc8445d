import { expect, type Locator, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { pressLanguage } from './people.ts'
import { screenshot } from './screenshot.ts'

/**
 * Checks a screen of the desk in a wide and in a narrow window, in both languages; ends in English. `part`:
 * the content of the screenshot.
 */
export async function inEveryWindow(page: Page, screen: string, part?: Locator): Promise<void> {
	for (const [tag, name] of [
		['ur', 'اردو'],
		['en', 'English'],
	] as const) {
		await pressLanguage(page, name)
		for (const [width, height] of [
			[360, 640],
			[1280, 800],
		] as const) {
			await page.setViewportSize({ width, height })
			await expect(page.locator('h1').first()).toBeVisible()
			await isAccessible(page, `${screen}, ${width}, ${tag}`)
			const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
			expect(overflow, `${screen}, ${width}, ${tag}: beside the window`).toBeLessThanOrEqual(0)
			const path = `test-results/${screen}-${width}-${tag}.png`
			await screenshot(part ?? page, { path, fullPage: part === undefined })
		}
	}
}
