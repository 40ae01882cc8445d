import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { interviewAnswers } from './interview.ts'
import { addPerson, beginWithPhone, openPage, signIn } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { test } from './walk.ts'
import { startZila } from './zila-server.ts'

test('[F55] a server and all its backups are lost: with the recovery key a new server gets back what phones hold', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const desk = await admin.desk()
	// the administrator is reminded until the key has been entered again
	await desk.getByRole('button', { name: 'Show recovery key' }).click()
	const panel = desk.locator('.recovery')
	await expect(panel.locator('code')).toHaveCount(11)
	const rows = await panel.locator('code').allInnerTexts()
	await desk.getByRole('button', { name: 'I saved it' }).click()
	await expect(panel.locator('code')).toHaveCount(0)
	const paper = desk.getByLabel('Key (11 rows)')
	const slip = rows[1]?.startsWith('7') ? '8' : '7'
	await paper.fill(rows.map((row, i) => (i === 1 ? slip + row.slice(1) : row)).join('\n'))
	await desk.getByRole('button', { name: 'Confirm', exact: true }).click()
	await expect(desk.getByRole('alert')).toContainText('Row 2 does not match the key')
	await paper.fill(rows.join('\n').toLowerCase())
	await desk.getByRole('button', { name: 'Confirm', exact: true }).click()
	await expect(desk.getByText('Recovery key saved')).toBeVisible()

	await phone.open(server.url)
	await phone.startForm()
	await quickInterview(phone, interviewAnswers)
	await phone.page.getByRole('button', { name: 'Finish', exact: true }).click()
	await phone.toRecords()
	const card = phone.page.getByRole('link', { name: /PK607-03/ })
	await expect(card).toContainText('Sent')
	await phone.lock()

	// the server and all backups are lost, except for the paper with the key
	await server.kill()
	const dataFolder = mkdtempSync(join(tmpdir(), 'zila-recovered-'))
	const file = join(dataFolder, 'key.txt')
	writeFileSync(file, rows.join('\n'))
	const output = execFileSync(process.execPath, ['dist/server/zila.js', 'restore-keys', '--key', file], {
		env: { ...process.env, DATA_FOLDER: dataFolder },
		encoding: 'utf8',
	})
	expect(output).toContain('Devices are accepted by their certificates')
	const found = await server.restart({ dataFolder })

	await phone.unlock()
	await phone.sendNow()
	const office = await (await browser.newContext({ locale: 'en' })).newPage()
	await signIn(office, found.url, found.administratorCode)
	const managerCode = await addPerson(office, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	const manager = await (await browser.newContext({ locale: 'en' })).newPage()
	await signIn(manager, found.url, managerCode)
	await openPage(manager, 'Records')
	await expect(manager.getByRole('link', { name: /PK607-03/ })).toBeVisible()
	await expect(card).toContainText('Sent')
	await phone.switchOff()
	await found.kill()
})

test('[F55] an administrator is told that the key to telephone numbers is missing, and the previous recovery key restores it', async ({
	browser,
}) => {
	const server = await startZila()
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const desk = await context.newPage()
	await signIn(desk, server.url, server.administratorCode)
	const people = `${server.url}/desk/people`
	const button = (name: string) => desk.getByRole('button', { name, exact: true })
	const panel = desk.locator('.recovery')
	const giveBack = async (rows: readonly string[]) => {
		await desk.getByLabel('Key (11 rows)').fill(rows.join('\n'))
		await button('Confirm').click()
	}
	await desk.goto(people)
	await button('Show recovery key').click()
	await expect(panel.locator('code')).toHaveCount(11)
	const before = await panel.locator('code').allInnerTexts()

	// as if the keys belonged to another process
	const [keys, aside] = ['keys', 'aside'].map((name) => join(server.dataFolder, name)) as [string, string]
	renameSync(keys, aside)
	await desk.goto(people)
	await expect(desk.getByText('This server does not have its key for telephone numbers')).toBeVisible()
	await expect(desk.getByText('zila restore-keys --new-key')).toBeVisible()
	await expect(button('Show recovery key')).toHaveCount(0)
	renameSync(aside, keys)

	// the key is lost: the server created another one
	const removeKey = () => {
		for (const name of readdirSync(keys)) if (name.startsWith('identifiers')) rmSync(join(keys, name))
	}
	await server.kill()
	removeKey()
	const found = await server.restart()
	await desk.goto(people)
	await expect(desk.getByText('If you have the earlier recovery key')).toBeVisible()
	await button('Enter recovery key').click()
	await giveBack(before)
	await expect(panel.getByRole('status')).toContainText('The earlier numbers can be decrypted agai')
	await button('Show new key').click()
	await expect(panel.locator('code')).toHaveCount(11)
	const since = await panel.locator('code').allInnerTexts()
	expect(since).not.toEqual(before)
	await button('I saved it').click()
	await giveBack(since)
	await expect(desk.getByText('Recovery key saved')).toBeVisible()
	await expect(desk.getByText('earlier recovery key')).toHaveCount(0)

	// on a running server, the paper is enough as well
	await found.kill()
	const again = await found.restart()
	removeKey()
	await desk.goto(people)
	await button('Enter recovery key').click()
	await giveBack(since)
	await expect(panel.getByRole('status')).toContainText('The key for telephone numbers is restored')
	await button('Close').click()
	await expect(desk.getByText('Recovery key saved')).toBeVisible()
	await again.kill()
})
