import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { saveRecoveryKey } from './desk-api.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, signIn } from './people.ts'
import { publishForm } from './publish-form.ts'
import { test } from './walk.ts'

const tally = `## survey
| type | name | label |
| --- | --- | --- |
| integer | houses | How many houses? |
## settings
| form_id | form_title | instance_name |
| --- | --- | --- |
| tally | Tally | concat('Lane ', \${houses}) |
`

test('an approved record leaves the phone once a backup contains it, and is complete again when it is returned', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	await publishForm(admin, 'tally', tally)
	const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	await phone.open(server.url)
	const { page, words: texts } = phone
	await phone.startForm('Tally')
	await page.getByLabel('How many houses?').fill('11')
	await page.getByRole('button', { name: texts.next, exact: true }).click()
	await page.getByRole('button', { name: texts.finish, exact: true }).click()
	const card = page.getByRole('link', { name: /Lane 11/ })
	await phone.toRecords()
	await expect(card).toContainText(texts.atServer)

	const manager = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	await signIn(manager, server.url, managerCode)
	await openPage(manager, 'Records')
	await manager.getByRole('link', { name: /Lane 11/ }).click()
	await manager.getByRole('button', { name: 'Approve', exact: true }).click()
	await expect(manager.locator('header .state')).toHaveText('Approved')

	// received, and checked for attachments; without a backup it stays on the phone
	await phone.sendNow()
	await expect(card).toContainText('Approved')
	const beginWork = async () => {
		await page.goto(server.url)
		await phone.unlock()
		await phone.sendNow()
		await phone.openTab('records')
	}
	await beginWork()
	await expect(card).toContainText('Approved')
	const file = join(mkdtempSync(join(tmpdir(), 'zila-backup-')), 'night.backup')
	// a backup counts only after the recovery key has been saved
	await saveRecoveryKey(admin.context(), server.url)
	execFileSync(process.execPath, ['dist/server/zila.js', 'backup', '--to', file], {
		env: { ...process.env, DATA_FOLDER: server.dataFolder },
	})
	await beginWork()
	await expect(async () => {
		if (await card.getByText('Approved').isVisible()) await beginWork()
		await expect(card).toContainText('Archived', { timeout: 2000 })
	}).toPass()
	await card.click()
	await expect(page.getByText('Its answers were removed from this phone')).toBeVisible()
	await expect(page.getByText('How many houses?')).toHaveCount(0)
	await isAccessible(page, 'kept at the office')
	await page.locator('.app-bar button').first().click()

	await manager.getByRole('button', { name: 'Reopen' }).click()
	await manager.getByLabel('Comment on record').fill('Both sides of the lane?')
	await manager.getByLabel('Reason for reopening').fill('The map was old')
	await manager.getByRole('button', { name: 'Return with 1 comment' }).click()
	await expect(manager.locator('header .state')).toHaveText('Returned')
	await phone.sendNow()
	await phone.openTab('today')
	const back = page.getByRole('region', { name: 'Returned for correction' }).getByRole('link')
	await expect(back).toContainText('1 comment')
	await phone.context?.setOffline(true)
	await back.click()
	await expect(page.getByText('How many houses?')).toBeVisible()
	await expect(page.getByText('11', { exact: true })).toBeVisible()
	await expect(page.getByText('Both sides of the lane?')).toBeVisible()
	await phone.switchOff()
	await server.kill()
})
