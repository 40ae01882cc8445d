import { expect } from '@playwright/test'
import { exportFiles } from './files.ts'
import { openSection } from './form-bar.ts'
import { answer, interviewAnswers } from './interview.ts'
import { addPerson, beginWithPhone, openPage, Phone, signIn } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { test } from './walk.ts'

/** On the other phone the questions were never shown: there they are in the language of the interview, Urdu. */
const aboutYou = /About you|د۔ آپ کے بارے میں/

test('two phones change one record: different answers are merged, and the same answer is resolved by the data manager', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const desk = await admin.desk()
	const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	const phones = [phone, new Phone()] as const
	await phones[0].open(server.url)
	// the same user on a second phone
	await desk.getByRole('row').filter({ hasText: 'amina' }).getByRole('button', { name: 'New code' }).click()
	const second = (await desk.locator('.big-code').innerText()).trim()
	await phones[1].switchOn(server.url)
	await phones[1].enrol(second)

	await openPage(desk, 'Progress')
	await expect(desk.locator('.headline')).toContainText(/^0 of/)
	await phones[0].startForm()
	await quickInterview(phones[0], interviewAnswers)
	await phones[0].page.getByRole('button', { name: 'Finish', exact: true }).click()
	await phones[0].toRecords()
	const card = (phone: Phone) => phone.page.getByRole('link', { name: /PK607-03/ })
	await expect(card(phones[0])).toContainText('Sent')
	// an open desk page updates automatically
	await expect(desk.locator('.headline')).toContainText(/^1 of/)
	await phones[1].sendNow()
	await phones[1].openTab('records')
	await expect(card(phones[1])).toContainText('Sent')
	const manager = await browser.newPage({
		viewport: { width: 1280, height: 800 },
		locale: 'en',
		acceptDownloads: true,
	})
	await signIn(manager, server.url, managerCode)
	await openPage(manager, 'Records')
	await manager.getByRole('link', { name: /PK607-03/ }).click()
	await expect(manager.getByRole('region', { name: 'History' })).toBeVisible()

	// both edit the record without the change of the other
	const changes = [
		{ age: '41', marital: 'widowed' },
		{ age: '43', edu: 'grad' },
	] as const
	for (const phone of phones) await phone.context?.setOffline(true)
	for (const [i, phone] of phones.entries()) {
		await card(phone).click()
		await phone.page.getByRole('button', { name: 'Correct record' }).click()
		for (const [name, value] of Object.entries(changes[i] ?? {})) {
			await phone.page.getByRole('button', { name: 'Sections' }).click()
			await openSection(phone.page, aboutYou)
			const question = phone.page.locator(`[id^=question-d_about][id$=-${name}]`)
			await expect(async () => {
				await expect(phone.page.locator('.page .question').first()).toBeVisible()
				if (await question.isVisible()) return
				await phone.page.getByRole('button', { name: 'Next', exact: true }).click()
				await expect(question).toBeVisible({ timeout: 500 })
			}).toPass()
			await answer(question, value)
		}
		await phone.page.getByRole('button', { name: 'Sections' }).click()
		await phone.page.getByRole('button', { name: 'Review and finish' }).click()
		await phone.page.getByRole('button', { name: 'Finish', exact: true }).click()
		await phone.toRecords()
		await expect(card(phone)).toContainText('Not sent yet')
	}
	for (const phone of phones) {
		await phone.context?.setOffline(false)
		await expect(card(phone)).toContainText(/Sent|Conflict/)
	}

	// the phone shows the conflict and cannot change it; the data manager sees all sides
	await phones[0].sendNow()
	await phones[0].openTab('records')
	await expect(card(phones[0])).toContainText('Conflict')
	await card(phones[0]).click()
	await phones[0].page.getByRole('button', { name: 'Correct record' }).click()
	await phones[0].page.getByRole('button', { name: 'Sections' }).click()
	await openSection(phones[0].page, aboutYou)
	await expect(phones[0].page.getByText('Conflict: this answer has two values')).toBeVisible()
	await expect(phones[0].page.locator('[id^=question-d_about][id$=-age] input')).toHaveCount(0)
	await phones[0].page.getByRole('button', { name: /Save and exit/ }).click()

	// an open page remains unchanged until the user refreshes it
	await expect(manager.getByText('New data has arrived since you loaded this page.')).toBeVisible()
	await expect(manager.getByRole('article')).toHaveCount(0)
	await manager.getByRole('button', { name: 'Refresh' }).click()
	await expect(manager.getByRole('article', { name: /How old are you/ })).toBeVisible()
	await expect(manager.getByText('New data has arrived since you loaded this page.')).toHaveCount(0)
	const before = await exportFiles(manager, { form: 'Household survey' })
	expect(before['household.csv']?.[0]).toMatchObject({ open_cases: '1', marital: 'widowed', edu: 'grad' })
	expect(before['disagreements.csv']?.map(({ state, said }) => [state, said])).toEqual(
		expect.arrayContaining([
			['open', '41'],
			['open', '43'],
		]),
	)

	await manager.goto(`${server.url}/desk/records?disputed=1`)
	await manager.getByRole('link', { name: /PK607-03/ }).click()
	const conflict = manager.getByRole('article', { name: /How old are you/ })
	await expect(conflict).toContainText('Previous answer: 34')
	await conflict.getByRole('button', { name: 'Resolve', exact: true }).click()
	await expect(conflict.getByText('No answer is selected')).toBeVisible()
	await conflict.getByLabel('Another answer').last().fill('forty')
	await conflict.getByLabel('Reason', { exact: true }).fill('She told us on the telephone')
	await conflict.getByRole('button', { name: 'Resolve', exact: true }).click()
	await expect(conflict.getByRole('alert')).toContainText('This answer is not possible for this question')
	await expect(conflict.getByRole('alert')).toContainText('This is not a whole number. Enter digits only.')
	// matched by its start: the time next to the other answer may contain 43 too
	await conflict.getByRole('radio', { name: /^43\b/ }).check()
	await expect(conflict.getByRole('alert')).toHaveCount(0)
	await conflict.getByRole('button', { name: 'Resolve', exact: true }).click()
	await expect(manager.getByRole('article')).toHaveCount(0)
	const history = manager.getByRole('region', { name: 'History' })
	await expect(history.getByRole('listitem').first()).toContainText('She told us on the telephone')

	const after = await exportFiles(manager, { form: 'Household survey' })
	expect(after['household.csv']?.[0]).toMatchObject({
		open_cases: '0',
		age: '43',
		marital: 'widowed',
		edu: 'grad',
	})
	expect(after['disagreements.csv']?.find(({ state }) => state === 'decision')).toMatchObject({
		said: '43',
		author: 'sadia',
		reason: 'She told us on the telephone',
	})

	// both phones receive the resolution
	for (const phone of phones) {
		await phone.sendNow()
		await phone.openTab('records')
		await expect(card(phone)).toContainText('Sent')
		await card(phone).click()
		await expect(phone.page.getByText('43', { exact: true })).toBeVisible()
		await phone.switchOff()
	}
	await server.kill()
})
