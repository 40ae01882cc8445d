import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { readMarkdown } from '#shared/xlsform/sheets'
import { administratorOf, inviteEnumerator, publish } from '../benchmarks/administrator.ts'
import { Phone } from './people.ts'
import { canMount, promisePersistence, smallDisk } from './small-disk.ts'
import { test } from './walk.ts'
import { startZila } from './zila-server.ts'

const form = `## survey
| type | name | label::English (en) | bind::zila:preset |
| --- | --- | --- | --- |
| calculate | round | | round |
| begin group | house | House | |
| text | remark | Remark. | |
| image | front | The front | |
| audio | talk | The talk | |
| end group | | | |
## settings
| form_id | form_title::English (en) | default_language |
| --- | --- | --- |
| houses | Houses | English (en) |
`

async function newPhone(profile?: string) {
	const server = await startZila()
	const administrator = await administratorOf(server)
	await publish(administrator, readMarkdown(form))
	const { code } = await inviteEnumerator(administrator, 0)
	const phone = new Phone('en', profile)
	promisePersistence(phone, server.url)
	const page = await phone.switchOn(server.url)
	await phone.enrol(code)
	await phone.isInstalled()
	return { server, phone, page }
}

/** Opens the settings from the menu of a screen outside a form. */
async function openSettings(page: Page): Promise<void> {
	await page.locator('.app-bar [aria-haspopup=dialog]').click()
	await page.locator('dialog .row').first().click()
}

test('a full phone refuses photos and recordings, saves and sends records from its reserve, and says so', async () => {
	test.skip(!canMount(), 'to fill a disk to the last byte needs root, or sudo without a password')
	const disk = smallDisk(64)
	const { server, phone, page } = await newPhone(disk.profile)
	try {
		await openSettings(page)
		await expect(page.getByText('Emergency space for answers: reserved')).toBeVisible()
		await expect(page.getByText('The browser agreed not to delete your work')).toBeVisible()
		await expect(page.getByText('All saved work is on this phone.')).toBeVisible()
		await page.locator('.app-bar button').first().click()

		await phone.startForm('Houses')
		await expect(page.getByRole('button', { name: 'Open camera' })).toBeEnabled()
		disk.fill()
		await page.getByLabel('Remark.').fill('two floors')
		await phone.isSaved()
		await expect(page.getByText('The phone is almost full')).toBeVisible()
		await expect(page.getByRole('button', { name: 'Open camera' })).toBeDisabled()
		await expect(page.getByRole('button', { name: 'Start recording' })).toBeDisabled()
		disk.fill()
		for (const step of ['Next', 'Finish']) await page.getByRole('button', { name: step, exact: true }).click()
		await phone.openTab('today')
		await expect(page.getByText('The phone is almost full')).toBeVisible()
		await page.locator('a[href="/send"]').click()
		await expect(page.getByText('1 record sent').first()).toBeVisible()
		await page.locator('.app-bar button').first().click()
		await openSettings(page)
		await expect(page.getByText(/Emergency space for answers: \d+ % reserved/)).toBeVisible()

		// files are deleted: before the next photo the reserve is complete again
		disk.freeUp()
		await phone.kill()
		await phone.switchOn(server.url)
		await phone.unlock()
		await openSettings(phone.page)
		await expect(phone.page.getByText('Emergency space for answers: reserved')).toBeVisible()
		await expect(phone.page.getByText('The phone is almost full')).toHaveCount(0)
	} finally {
		await phone.switchOff()
		disk.remove()
		await server.kill()
	}
})

test('a phone whose browser lost all data shows how much was not sent, until the coordinator knows', async () => {
	const { server, phone, page } = await newPhone()
	await server.kill()
	for (const remark of ['one floor', 'two floors']) {
		await phone.startForm('Houses')
		await page.getByLabel('Remark.').fill(remark)
		await phone.isSaved()
		for (const step of ['Next', 'Finish']) await page.getByRole('button', { name: step, exact: true }).click()
	}
	await phone.toRecords()
	await expect(page.getByText('Not sent yet', { exact: true })).toHaveCount(2)
	await phone.switchOff()
	rmSync(join(phone.profile, 'Default', 'IndexedDB'), { recursive: true })

	await phone.switchOn(server.url)
	const alarm = phone.page.getByRole('alert')
	await expect(alarm).toContainText('Saved work is no longer on this phone')
	await expect(alarm).toContainText('2 unsent changes')
	await expect(alarm).toContainText('Tell your coordinator now')
	await phone.page.reload()
	await alarm.getByRole('button', { name: 'Coordinator informed' }).click()
	await expect(alarm).toHaveCount(0)
	await phone.page.reload()
	await expect(phone.page.getByText('This phone is not enrolled yet')).toBeVisible()
	await expect(alarm).toHaveCount(0)
	await phone.switchOff()
})
