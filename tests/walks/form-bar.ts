import type { Locator, Page } from '@playwright/test'
import type { Phone } from './people.ts'

/** Section and page of the open form as its bar shows them; '' if no page is shown. No two pages have the same. */
export const placeOf = (page: Page): Promise<string> =>
	page.evaluate(() => {
		const bar = document.querySelector('.app-bar-title')
		const progress = bar?.querySelector('.progress-text')?.textContent
		return progress ? `${bar?.firstElementChild?.textContent} ${progress}` : ''
	})

/** Opens the menu of the form. Returns its row that begins with a text. */
export async function rowInMenu({ page, words }: Phone, text: string | RegExp): Promise<Locator> {
	await page.getByRole('button', { name: words.menu, exact: true }).click()
	return page
		.getByRole('dialog')
		.getByRole('button', { name: typeof text === 'string' ? new RegExp(`^${text}`) : text })
}

/** Opens the first question of a section from the list of sections. */
export async function openSection(page: Page, name: RegExp): Promise<void> {
	const section = page.getByRole('navigation').getByRole('button', { name })
	if ((await section.getAttribute('aria-expanded')) !== 'true') await section.click()
	await page.locator('.question-rows .row:not(:disabled)').first().click()
}

/** Goes to the end of the form from the list of sections, if nothing is missing. */
export const openReview = (page: Page): Promise<void> =>
	page.locator('.sections .sheet-actions > button').first().click()
