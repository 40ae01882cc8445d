import { publishByApi } from './desk-api.ts'
import type { SignedIn } from './people.ts'

/** Publishes a form as somebody who is signed in: its sheets as Markdown tables. The screen to do so has walks of its own. */
export async function publishForm(by: SignedIn, name: string, sheets: string): Promise<void> {
	await publishByApi(by.context(), new URL(by.url()).origin, name, sheets)
}
