import { expect, type Page } from '@playwright/test'

/** Publishes a form at the desk: its sheets as Markdown tables. */
export async function publishForm(desk: Page, id: string, sheets: string): Promise<void> {
	await desk.getByRole('link', { name: 'Forms', exact: true }).click()
	const file = { name: `${id}.md`, mimeType: 'text/markdown', buffer: Buffer.from(sheets) }
	await desk.getByLabel('Choose a form file').setInputFiles(file)
	await desk.getByRole('button', { name: 'Publish as version 1' }).click()
	await expect(desk.getByRole('status')).toBeVisible()
}
