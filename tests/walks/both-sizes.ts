import type { Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { screenshot } from './screenshot.ts'

/** Looks at a screen of the desk as it is at a desk and on a phone, with a picture of each, and goes back to the desk. */
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
