import { expect, type Page } from '@playwright/test'

/** Pseudonyms by seat; empty for the participant who refuses. */
export const pseudonyms = ['Gul', 'Noor', 'Sana', 'Mina', '', 'Rabia', 'Zoya', 'Hina']

/** Enters eight participants with their consent. `onNo`: called after one has refused. */
export async function sitDown(page: Page, onNo?: () => Promise<unknown>): Promise<void> {
	await page.locator('[id$=-n_here] input').fill(String(pseudonyms.length))
	for (const [i, pseudonym] of pseudonyms.entries()) {
		const row = page.locator('.repeat-row').nth(i)
		await row.locator('.row-head').click()
		await row.locator(`[id$=-p_consent] input[value="${pseudonym ? 'yes' : 'no'}"]`).check()
		if (!pseudonym) {
			await onNo?.()
			continue
		}
		await row.locator('[id$=-pseudonym] input').fill(pseudonym)
		await row.locator('[id$=-p_sex] input[value="female"]').check()
		await row.locator('[id$=-p_age] input[value="25_34"]').check()
	}
	await expect(page.locator('[id$=-n_part] output')).toHaveText('7')
}
