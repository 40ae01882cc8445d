import { accountApi } from '#shared/api/account'
import { callRoute } from './call-route.ts'

/** Downloads a file. Checks the session first, so that an error page is not saved as a file. */
export async function saveFrom(address: string): Promise<void> {
	await callRoute(accountApi.me)
	const link = document.createElement('a')
	link.href = address
	// `download` prevents an error page from replacing this one
	link.download = ''
	link.click()
}
