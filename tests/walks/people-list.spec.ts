import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, expect, type Page } from '@playwright/test'
import { inEveryWindow } from './in-every-window.ts'
import { isAccessible } from './is-accessible.ts'
import { Phone, signIn, type WalkLanguage } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'
import { startZila } from './zila-server.ts'

const header = 'name,code,role,districts,language,sex,team,supervisor'
/** Rows of four teams of thirty, in two districts, with their two coordinators. */
const rows = (language: WalkLanguage): string[] => [
	...Array.from({ length: 120 }, (_, i) => {
		const team = i % 4
		const district = team < 2 ? 'PK607' : 'PK608'
		const sex = i % 2 === 0 ? 'female' : 'male'
		return `Person ${i + 1},p${i + 1},enumerator,${district},${language},${sex},Team ${team + 1},${team < 2 ? 'nadia' : 'kamran'}`
	}),
	'Nadia,nadia,coordinator,PK607,en,female,,',
	'Kamran,kamran,coordinator,PK608,en,male,,',
]
const fileOf = (name: string, lines: readonly string[]): string => {
	const path = join(tmpdir(), `zila-${process.pid}-${name}.csv`)
	writeFileSync(path, [header, ...lines].join('\n'))
	return path
}

/** Imports a file with errors, then the correct one, then the same one again. */
async function importUsers(desk: Page, language: WalkLanguage): Promise<void> {
	const people = rows(language)
	await desk
		.getByRole('navigation', { name: 'Main navigation' })
		.getByRole('link', { name: 'Users & teams', exact: true })
		.click()
	await desk.getByRole('button', { name: 'Import users (CSV)' }).click()
	const tool = desk.getByRole('region', { name: 'Import users (CSV)' })
	const file = desk.locator('input[type=file]')
	await file.setInputFiles(
		fileOf('wrong', [...people, 'Zoya,p1,interviewer,PK999,ur,f,Team 1,kamran', 'Gul,gul,enumerator,,fr,,,']),
	)
	const faults = tool.getByRole('alert').getByRole('listitem')
	await expect(faults).toHaveCount(7)
	await expect(faults.first()).toHaveText(/^Row 124, code: “p1”/)
	await expect(tool.getByRole('button', { name: 'Import users' })).toHaveCount(0)
	await inEveryWindow(desk, `people-wrong-${language}`, desk.locator('.panel', { has: file }))
	await file.setInputFiles(fileOf('right', people))
	await expect(tool.getByText('122 users to add, 0 to update, 0 unchanged.')).toBeVisible()
	await tool.getByRole('button', { name: 'Import users' }).click()
	await expect(tool.getByText('Import finished: 122 users added')).toBeVisible()
	await file.setInputFiles(fileOf('right', people))
	await expect(tool.getByText('0 users to add, 0 to update, 122 unchanged.')).toBeVisible()
	await tool.getByRole('button', { name: 'Close', exact: true }).click()
}

/** Creates the sheet of enrolment codes. Returns the code of one strip. */
async function createSheet(desk: Page, language: WalkLanguage): Promise<string> {
	await desk.getByLabel('Team').selectOption('Team 1')
	await expect(desk.getByText('30 of 123 users')).toBeVisible()
	await expect(desk.getByRole('row', { name: /Person 1 / })).toContainText('supervised by Nadia')
	expect(new URL(desk.url()).search).toBe('?team=Team+1')
	await inEveryWindow(desk, `people-list-${language}`)
	await desk.getByRole('button', { name: 'Enrolment sheet' }).click()
	const sheet = desk.getByRole('region', { name: 'Enrolment sheet' })
	await sheet.getByRole('button', { name: 'Create 30 codes' }).click()
	await expect(sheet.locator('.strip')).toHaveCount(30)
	const first = await sheet.locator('.strip .big-code').first().innerText()
	await inEveryWindow(desk, `people-sheet-${language}`, desk.locator('.code-sheet'))
	// creating it again ends the earlier codes, with a warning
	await sheet.getByRole('button', { name: 'Close', exact: true }).click()
	await desk.getByRole('button', { name: 'Enrolment sheet' }).click()
	await expect(sheet.getByText('30 users have an unused code.')).toBeVisible()
	await sheet.getByRole('button', { name: 'Create 30 codes' }).click()
	const strip = sheet.locator('.strip').first()
	const code = await strip.locator('.big-code').innerText()
	expect(code).not.toBe(first)
	await expect(strip).toHaveAttribute('lang', language)
	// printed, the page has nothing else, and no strip is cut in two
	await desk.emulateMedia({ media: 'print' })
	await expect(desk.getByRole('navigation', { name: 'Main navigation' })).toBeHidden()
	await expect(sheet.getByRole('button', { name: 'Print sheet' })).toBeHidden()
	await desk.pdf({ path: `test-results/people-sheet-${language}.pdf`, format: 'A4' })
	await screenshot(desk, { path: `test-results/people-paper-${language}.png` })
	await desk.emulateMedia({ media: 'screen' })
	await sheet.getByRole('button', { name: 'Close', exact: true }).click()
	return code
}

const message = {
	en: 'Rain in the hills today.\nStay near the road.',
	ur: 'آج پہاڑوں میں بارش ہے۔\nسڑک کے پاس رہیں۔',
}
const shown = { en: /^Rain in the hills today/, ur: /^آج پہاڑوں میں بارش ہے/ }

/** Moves one user to another team, and gives that team another coordinator. */
async function moveOne(desk: Page, language: WalkLanguage): Promise<void> {
	await desk.getByLabel('Team').selectOption('')
	await desk.getByLabel('Name or username').fill('p120')
	const row = desk.getByRole('row', { name: /Person 120/ })
	await expect(row).toContainText('Team 4')
	await row.getByRole('button', { name: 'Edit Person 120' }).click()
	const form = desk.locator('form.panel')
	await expect(form.getByLabel('Username')).not.toBeEditable()
	await expect(form.getByLabel('Supervisor of Team 4')).toHaveValue('kamran')
	await form.getByLabel('Team', { exact: true }).fill('Team 1')
	await expect(form.getByLabel('Supervisor of Team 1')).toHaveValue('nadia')
	await form.getByLabel('Dera Ghazi Khan').check()
	await inEveryWindow(desk, `people-change-${language}`, form)
	await form.getByRole('button', { name: 'Save', exact: true }).click()
	await expect(form).toHaveCount(0)
	await expect(row).toContainText('Team 1 supervised by Nadia')
	await expect(row).toContainText('Dera Ghazi Khan')
}

/** Opens the desk of the coordinator of the first two teams. */
async function openCoordinatorDesk(browser: Browser, desk: Page, url: string): Promise<Page> {
	await desk.goto(`${url}/desk/people?search=nadia`)
	await desk.getByRole('row', { name: /Nadia/ }).getByRole('button', { name: 'New code' }).click()
	const code = await desk.locator('.invitation .big-code').innerText()
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	page.setDefaultTimeout(15_000)
	await signIn(page, url, code)
	return page
}
async function writeMessage(desk: Page, language: WalkLanguage): Promise<void> {
	await desk
		.getByRole('navigation', { name: 'Main navigation' })
		.getByRole('link', { name: 'Devices', exact: true })
		.click()
	await expect(desk.getByText('Devices show no message today.')).toBeVisible()
	await desk.getByRole('button', { name: 'Write message' }).click()
	const put = desk.getByRole('button', { name: 'Send message' })
	await expect(put).toBeDisabled()
	await desk.getByRole('textbox', { name: 'English' }).fill(message.en)
	await desk.getByRole('textbox', { name: 'اردو' }).fill(message.ur)
	await inEveryWindow(desk, `message-${language}`)
	await put.click()
	await expect(desk.getByText(/^Nadia, until .*: All districts$/)).toBeVisible()
}

/** Checks that the address contains the filter, and that the export contains the shown rows. */
async function filterPhones(desk: Page, language: WalkLanguage): Promise<void> {
	await desk.getByLabel('Team').selectOption('Team 1')
	await desk.getByLabel('Sort by').selectOption({ label: 'Name' })
	expect(new URL(desk.url()).search).toBe('?team=Team+1&sort=name')
	await expect(desk.getByText('1 of 1 devices')).toBeVisible()
	await expect(desk.getByRole('row', { name: /Person 1/ })).toContainText('Team 1')
	await inEveryWindow(desk, `phones-list-${language}`)
	const [file] = await Promise.all([
		desk.waitForEvent('download'),
		desk.getByRole('button', { name: 'Export CSV' }).click(),
	])
	const text = readFileSync(await file.path(), 'utf8')
	expect(text).toMatch(/^\ufeffname,code,.*\r\n"Person 1",p1,enumerator,PK607,"Team 1",.*\r\n$/)
	await desk.getByLabel('Team').selectOption({ label: 'No team' })
	await expect(desk.getByText('0 of 1 devices')).toBeVisible()
}

for (const language of walkLanguages('en'))
	test(`a hundred users are imported, and one of them enrols a phone with a code of the printed sheet (${language})`, {
		tag: '@long',
	}, async ({ browser }) => {
		const server = await startZila()
		const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
		const desk = await context.newPage()
		desk.setDefaultTimeout(15_000)
		await signIn(desk, server.url, server.administratorCode)
		await importUsers(desk, language)
		const code = await createSheet(desk, language)
		await moveOne(desk, language)

		const phone = new Phone(language)
		const page = await phone.switchOn(server.url)
		await phone.enrol(code)
		await phone.isInstalled()

		// the message of her coordinator is on her first screen, also offline
		const coordinator = await openCoordinatorDesk(browser, desk, server.url)
		await writeMessage(coordinator, language)
		await phone.sendNow()
		const note = page.locator('.message')
		await expect(note.locator('bdi').first()).toHaveText(shown[language])
		await expect(note).toContainText('Nadia')
		await isAccessible(page, 'first screen with a message')
		await screenshot(page, { path: `test-results/message-phone-${language}.png` })
		await filterPhones(coordinator, language)
		await phone.switchOff()
		await phone.switchOn(server.url)
		await phone.context?.setOffline(true)
		await phone.unlock()
		await expect(phone.page.locator('.message')).toContainText('Nadia')
		await phone.context?.setOffline(false)
		await coordinator.getByRole('button', { name: 'Remove message' }).click()
		await expect(coordinator.getByText('Devices show no message today.')).toBeVisible()
		await phone.sendNow()
		await expect(phone.page.locator('.message')).toHaveCount(0)
		await phone.switchOff()
		await server.kill()
	})
