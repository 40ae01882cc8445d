import { expect } from '@playwright/test'
import { publishMediaForm } from './look-form.ts'
import { beginWithPhone } from './people.ts'
import { photograph, register, sealedOn } from './sample-files.ts'
import { test } from './walk.ts'

test('a full phone keeps the photo on the screen until there is space; removed and discarded files are deleted', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	await publishMediaForm(admin)
	const page = await phone.open(server.url)
	await phone.startForm('Look')
	const house = page.locator('[id$="-house"].question')
	const camera = house.locator('input[type=file][capture=environment]')
	await camera.setInputFiles(await photograph(page))
	await expect(house.locator('img')).toBeVisible()
	await expect.poll(() => sealedOn(page)).toHaveLength(1)
	const before = await sealedOn(page)

	const session = await phone.context?.newCDPSession(page)
	const limit = (quotaSize?: number) =>
		session?.send('Storage.overrideQuotaForOrigin', {
			origin: server.url,
			...(quotaSize === undefined ? {} : { quotaSize }),
		})
	await limit(1000)
	await camera.setInputFiles(await photograph(page))
	await expect(page.getByRole('alert').first()).toContainText('This phone is full')
	await expect(house.locator('img')).toBeVisible()
	await expect(page.locator('.save-state')).toHaveText('Saving …')
	expect(await sealedOn(page)).toEqual(before)
	// the form cannot be left by its button, and after leaving it by other means the photo is still there
	await page.getByRole('button', { name: /Save and exit/ }).click()
	await expect(page.getByRole('alert').first()).toContainText('This phone is full')
	await page.evaluate(() => history.back())
	await expect(page.getByRole('alert').first()).toContainText('Some answers are not saved')
	await phone.openTab('today')
	await page.getByRole('link', { name: 'Draft' }).click()
	await expect(house.locator('img')).toBeVisible()
	// there is space again: the photo is saved automatically
	await limit()
	await expect(page.getByRole('alert')).toHaveCount(0)
	await phone.isSaved()
	await expect.poll(() => sealedOn(page)).toHaveLength(1)
	expect(await sealedOn(page)).not.toEqual(before)

	await page.locator('[id$="-register"] input[type=file]').setInputFiles(register)
	await expect.poll(() => sealedOn(page)).toHaveLength(2)
	await house.getByRole('button', { name: 'Remove image' }).click()
	await house.getByRole('button', { name: 'Remove' }).click()
	await expect(house.locator('img')).toHaveCount(0)
	await expect.poll(() => sealedOn(page)).toEqual([expect.stringMatching(/^file-/)])
	await page.getByRole('button', { name: 'Sections' }).click()
	await page.getByRole('button', { name: 'Delete draft' }).click()
	await page.getByRole('button', { name: 'Delete', exact: true }).click()
	await expect(page.locator('.tabs')).toBeVisible()
	await expect(page.getByRole('link', { name: 'Draft' })).toHaveCount(0)
	await expect.poll(() => sealedOn(page)).toEqual([])
	await phone.switchOff()
	await server.kill()
})
