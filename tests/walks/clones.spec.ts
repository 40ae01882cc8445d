import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { beginWithPhone, Phone } from './people.ts'
import { publishForm } from './publish-form.ts'
import { test } from './walk.ts'

const tally = `## survey
| type | name | label |
| --- | --- | --- |
| integer | houses | How many houses? |
## settings
| form_id | form_title |
| --- | --- |
| tally | Tally |
`

test('[F25] a cloned phone: the work of both copies arrives, and each gets an enrolment of its own automatically', async ({
	browser,
}) => {
	const { server, admin, phone: first } = await beginWithPhone(browser)
	const desk = await admin.desk()
	await publishForm(admin, 'tally', tally)
	const count = async (phone: Phone, houses: string) => {
		const { page, words: texts } = phone
		await phone.startForm('Tally')
		await page.getByLabel('How many houses?').fill(houses)
		await page.getByRole('button', { name: texts.next, exact: true }).click()
		await page.getByRole('button', { name: texts.finish, exact: true }).click()
		await phone.toRecords()
	}
	const atServer = ({ page, words: texts }: Phone) =>
		page.getByRole('link', { name: new RegExp(`Tally.*${texts.atServer}`) })
	await first.open(server.url)
	await count(first, '11')
	await expect(atServer(first)).toHaveCount(1)
	await first.switchOff()
	const folder = join(mkdtempSync(join(tmpdir(), 'zila-copy-')), 'profile')
	cpSync(first.profile, folder, { recursive: true })
	const copy = new Phone('en', folder)

	for (const phone of [first, copy]) {
		await phone.switchOn(server.url)
		await phone.unlock()
		await count(phone, '12')
		await expect(atServer(phone)).toHaveCount(2)
	}
	await desk.goto(`${server.url}/desk/devices`)
	await expect(desk.getByText(/^Duplicate numbers:/)).toBeVisible()

	// each copy is notified at its next sync; the PIN is unchanged, and each then has the work of the other
	for (const [phone, all] of [
		[first, 3],
		// including what the first copy wrote under its new enrolment
		[copy, 4],
	] as const) {
		await phone.sendNow()
		await phone.openTab('records')
		await expect(atServer(phone)).toHaveCount(all)
		await phone.page.reload()
		await phone.unlock()
		await phone.openTab('records')
		await expect(atServer(phone)).toHaveCount(all)
		await count(phone, '14')
		await expect(phone.page.getByRole('link', { name: /Tally.*Not sent yet/ })).toHaveCount(0)
	}
	await expect(async () => {
		await desk.reload()
		await expect(desk.getByText('2 devices have received their own keys')).toBeVisible({ timeout: 2000 })
	}).toPass({ timeout: 20_000 })
	for (const phone of [first, copy]) await phone.switchOff()
	await server.kill()
})
