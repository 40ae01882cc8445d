import type { Locator, Page } from '@playwright/test'

/**
 * A picture of a screen, for somebody to look at (`npm run walks -- --pictures`). No test depends on one, and taking them all costs a minute:
 * a run that only tests takes none.
 */
export async function screenshot(
	of: Page | Locator,
	options: { readonly path: string; readonly fullPage?: boolean },
): Promise<void> {
	if (process.env.ZILA_PICTURES) await of.screenshot(options)
}
