import { expect } from '@playwright/test'
import { interviewAnswers } from './interview.ts'
import { addPerson, beginWithPhone, openPage, signIn } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { test } from './walk.ts'

test('records finished offline are sent before a PIN is entered', async ({ browser }) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	await phone.open(server.url)
	await phone.context?.setOffline(true)
	await phone.startForm()
	await quickInterview(phone, interviewAnswers)
	await phone.page.getByRole('button', { name: 'Finish', exact: true }).click()
	await phone.toRecords()
	await expect(phone.page.getByRole('link', { name: /PK607-03/ })).toContainText('Not sent yet')

	// locked, and the app restarted offline
	await phone.lock()
	await phone.page.reload()
	const main = phone.page.getByRole('main')
	await expect(main).toContainText('1 record not sent yet.')
	await expect(main).not.toContainText('PK607-03')

	// no PIN is typed
	await phone.context?.setOffline(false)
	await expect(main).toContainText('All finished records are sent.')
	const manager = await (await browser.newContext({ locale: 'en' })).newPage()
	await signIn(manager, server.url, managerCode)
	await openPage(manager, 'Records')
	await expect(manager.getByRole('link', { name: /PK607-03/ })).toBeVisible()

	// after the PIN the record is shown as sent
	await phone.unlock()
	await phone.toRecords()
	await expect(phone.page.getByRole('link', { name: /PK607-03/ })).toContainText('Sent')
	await phone.switchOff()
	await server.kill()
})
