import type { Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { screenshot } from './screenshot.ts'

/**
 * Checks a screen of the desk in the sizes of a desk and of a phone, with a screenshot of each; ends in the
 * size of the desk.
 */
export async function inBothSizes(page: Page, walk: string, name: string): Promise<void> {
	for (const [width, height] of [
		[1280, 800],
		[360, 640],
	] as const) {
		await page.setViewportSize({ width, height })
		await isAccessible(page, `${name}, ${width} wide`)
		await screenshot(page, { path: `test-results/${walk}-${name}-${width}.png`, fullPage: true })
	}
	await page.setViewportSize({ width: 1280, height: 800 })
}
