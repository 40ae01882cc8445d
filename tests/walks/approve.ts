import { expect, type Page } from '@playwright/test'

/**
 * Approves the open record. Quality flags need a reason; if they appear while the record is open, it is
 * loaded again.
 */
export async function approve(page: Page): Promise<void> {
	const status = page.locator('header .state')
	const button = page.getByRole('button', { name: 'Approve', exact: true })
	const reason = page.getByRole('region', { name: 'Review' }).getByRole('textbox', { name: /Reason/ })
	await expect(async () => {
		if ((await status.textContent()) === 'Approved') return
		if (await reason.isVisible()) await reason.fill('Read, and asked about')
		await button.click({ timeout: 2000 })
		try {
			await expect(status).toHaveText('Approved', { timeout: 3000 })
		} catch (thrown) {
			await page.reload()
			throw thrown
		}
	}).toPass({ timeout: 30_000 })
}
