import type { Locator, Page } from '@playwright/test'

/**
 * Saves a screenshot for visual checks (`npm run walks -- --pictures`). No test depends on one, and taking
 * all of them costs a minute, so a run without this option takes none.
 */
export async function screenshot(
	of: Page | Locator,
	options: { readonly path: string; readonly fullPage?: boolean },
): Promise<void> {
	if (process.env.ZILA_PICTURES) await of.screenshot(options)
}
