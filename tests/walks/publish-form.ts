import { publishByApi } from './desk-api.ts'
import type { SignedIn } from './people.ts'

/**
 * Publishes a form as the signed-in user, from sheets as Markdown tables. The screen for this has walks of
 * its own.
 */
export async function publishForm(by: SignedIn, name: string, sheets: string): Promise<void> {
	await publishByApi(by.context(), new URL(by.url()).origin, name, sheets)
}
