import type { Page } from '@playwright/test'
import { publishByApi } from './desk-api.ts'

/** Publishes a form as whoever is signed in on this page: its sheets as Markdown tables. The screen to do so has walks of its own. */
export async function publishForm(desk: Page, name: string, sheets: string): Promise<void> {
	await publishByApi(desk.context(), new URL(desk.url()).origin, name, sheets)
}
