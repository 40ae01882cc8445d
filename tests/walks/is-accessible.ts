import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** As a screen reader has it, and no wider than the window. */
export async function isAccessible(page: Page, screen: string): Promise<void> {
	// in the page itself: otherwise each look opens another page, and there is no frame of somebody else's
	const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
	expect(
		violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
		screen,
	).toEqual([])
	// nothing runs off the side of a phone
	const overflow = await page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
	)
	expect(overflow, `${screen} is wider than the window`).toBeLessThanOrEqual(0)
}
