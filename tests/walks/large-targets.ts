import { expect, type Page } from '@playwright/test'
import { settled } from './settled.ts'

/**
 * Touch targets are at least 48 by 48 pixels; a radio button or a checkbox counts with its label. Links
 * within a sentence are exempt.
 */
export async function hasLargeTargets(page: Page, screen: string): Promise<void> {
	await settled(page)
	const small = await page.evaluate(() => {
		const all = document.querySelectorAll<HTMLElement>(
			'button, select, textarea, summary, label.choice, a.card, input:not([type=radio]):not([type=checkbox]):not([hidden])',
		)
		return [...all].flatMap((element) => {
			const { width, height } = element.getBoundingClientRect()
			const isSmall = width > 0 && (width < 47.5 || height < 47.5)
			return isSmall ? [`${element.outerHTML.slice(0, 80)} ${Math.round(width)}×${Math.round(height)}`] : []
		})
	})
	expect(small, screen).toEqual([])
}
