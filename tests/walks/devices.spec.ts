import { expect, type Page } from '@playwright/test'
import { interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, pressLanguage, signIn } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { test } from './walk.ts'

test('[F23] a deactivated enumerator’s unsent work arrives, is released from quarantine and counts; missing changes are named', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const coordinatorCode = await addPerson(admin, {
		name: 'Kamran',
		code: 'kamran',
		role: 'coordinator',
		districts: ['PK607'],
	})
	await phone.open(server.url)
	await phone.context?.setOffline(true)
	await phone.startForm()
	await quickInterview(phone, interviewAnswers)
	await phone.page.getByRole('button', { name: phone.words.finish, exact: true }).click()
	const card = phone.page.getByRole('link', { name: /PK607-03/ })
	await phone.toRecords()
	await expect(card).toContainText(phone.words.onlyHere)

	// a coordinator deactivates the enumerator before the work is sent
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const coordinator = await context.newPage()
	await signIn(coordinator, server.url, coordinatorCode)
	await openPage(coordinator, 'Users & teams')
	await coordinator.getByRole('button', { name: 'Deactivate: Amina' }).click()
	await expect(coordinator.getByText('Deactivate Amina?')).toBeVisible()
	await coordinator.getByRole('button', { name: 'Deactivate', exact: true }).click()
	await expect(coordinator.getByRole('row', { name: /Amina/ })).toContainText('Deactivated')
	// coordinators can deactivate neither themselves nor administrators
	await expect(coordinator.getByRole('button', { name: /^Deactivate/ })).toHaveCount(0)

	// the phone may still send, and shows that its work will be quarantined
	await phone.context?.setOffline(false)
	await phone.page.goto(`${server.url}/send`)
	await phone.unlock()
	await phone.page.getByRole('button', { name: phone.words.sendNow }).click()
	await expect(phone.page.getByText('Your account is deactivated')).toBeVisible()
	await openPage(coordinator, 'Devices')
	const row = coordinator.getByRole('row', { name: /Amina/ })
	await expect(row).toContainText('Quarantined: waiting for a decision')
	await expect(row).toContainText('Deactivated by Kamran')
	await expect(row).toContainText('Today,')
	await expect(coordinator.locator('.headline')).toHaveText('1 device has alerts.')
	await everyWindow(coordinator, 'phones')

	await coordinator.getByRole('link', { name: 'Quarantined: waiting for a decision' }).click()
	await expect(coordinator.getByText('The user or device was deactivated when this arrived')).toBeVisible()
	await expect(coordinator.getByText('Household survey · new record')).toBeVisible()
	await expect(coordinator.getByText('0 records', { exact: true })).toBeVisible()
	await everyWindow(coordinator, 'Quarantined')
	await coordinator.getByRole('button', { name: 'Accept', exact: true }).click()
	await expect(coordinator.getByText('1 record', { exact: true })).toBeVisible()
	await coordinator.goto(`${server.url}/desk/coverage?round=endline`)
	await expect(coordinator.getByRole('row').filter({ hasText: 'Dera Ghazi Khan' })).toContainText('1 / 300')

	// a rejected revision with a reason no longer counts, and accepting it restores it
	await openPage(coordinator, 'Records')
	await coordinator.getByText('Recent decisions: 1').click()
	await coordinator.getByRole('button', { name: 'Reject', exact: true }).click()
	await coordinator.getByLabel('Reason for rejection').fill('Nobody lives there')
	await coordinator.getByRole('button', { name: 'Reject', exact: true }).click()
	await expect(coordinator.getByText('0 records', { exact: true })).toBeVisible()
	await expect(coordinator.getByText(/Rejected by Kamran, .*: Nobody lives there/)).toBeVisible()
	await coordinator.getByRole('button', { name: 'Accept', exact: true }).click()
	await expect(coordinator.getByText('1 record', { exact: true })).toBeVisible()

	// she is reactivated; one revision was lost on her phone, and the next one arrives
	await openPage(coordinator, 'Users & teams')
	await coordinator.getByRole('button', { name: 'Reactivate: Amina' }).click()
	await expect(coordinator.getByRole('button', { name: 'Deactivate: Amina' })).toBeVisible()
	await phone.page.getByRole('button', { name: phone.words.sendNow }).click()
	await expect(phone.page.getByText('Your account is deactivated')).toHaveCount(0)
	await phone.page.evaluate(deleteOneRevision)
	await phone.page.goto(server.url)
	await phone.unlock()
	await phone.startForm()
	await quickInterview(phone, interviewAnswers, (asked) => asked.includes('contact'))
	await phone.isSaved()
	await phone.page.goto(`${server.url}/send`)
	await phone.unlock()
	await phone.page.getByRole('button', { name: phone.words.sendNow }).click()
	await openPage(coordinator, 'Devices')
	await expect(async () => {
		await coordinator.getByRole('button', { name: 'Refresh' }).click()
		await expect(row).toContainText('change no. 2', { timeout: 1000 })
		await expect(row).toContainText('1 draft', { timeout: 1000 })
	}).toPass()
	await expect(row).toContainText('Changes that were saved on this device did not arrive')
	await coordinator.getByRole('button', { name: 'Deactivate: Amina' }).click()
	await coordinator.getByRole('button', { name: 'Deactivate', exact: true }).click()
	await expect(row).toContainText('Deactivated by Kamran')
	// it was acknowledged: the missing numbers are still shown, and no action is requested
	await expect(row).toContainText('change no. 2')
	await expect(coordinator.locator('.headline')).toHaveText('No device has alerts.')
	await phone.switchOff()
	await server.kill()
})

/** Checks a screen in a wide and in a narrow window, in both languages. */
async function everyWindow(page: Page, screen: string): Promise<void> {
	for (const language of ['اردو', 'English'])
		for (const { width, height } of [
			{ width: 360, height: 640 },
			{ width: 1280, height: 800 },
		]) {
			await page.setViewportSize({ width, height })
			await pressLanguage(page, language)
			await expect(page.locator('h1')).toBeVisible()
			await isAccessible(page, `${screen}, ${width}, ${language}`)
		}
}

/** Runs in the page: deletes a revision to which the phone has given a number. */
function deleteOneRevision(): Promise<void> {
	return new Promise((done, failed) => {
		const opening = indexedDB.open('zila')
		opening.onerror = () => failed(opening.error)
		opening.onsuccess = () => {
			const trx = opening.result.transaction('enrolments', 'readwrite')
			const enrolments = trx.objectStore('enrolments')
			const reading = enrolments.getAll()
			reading.onsuccess = () => {
				for (const row of reading.result) enrolments.put({ ...row, n: row.n + 1 })
			}
			trx.oncomplete = () => {
				opening.result.close()
				done()
			}
			trx.onerror = () => failed(trx.error)
		}
	})
}
