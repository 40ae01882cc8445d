import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { readCsvTable } from '#shared/kernel/csv'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, openPage, pressLanguage, signInByScreen } from './people.ts'
import { screenshot } from './screenshot.ts'
import { sendRound } from './sent-round.ts'
import { unzip } from './unzip.ts'
import { test } from './walk.ts'

/** Selects a question by its name in expressions. */
async function chooseQuestion(page: Page, menu: string, name: string): Promise<void> {
	const select = page.getByRole('combobox', { name: menu, exact: true })
	const option = select.locator('option').filter({ hasText: new RegExp(`^${name} · `) })
	await select.selectOption((await option.getAttribute('value')) ?? '')
}

const wrote = ['Edhi 115', 'edhi  115', 'Madadgar', 'the imam of the mosque']

test('answers are found and edited with a reason, 400 texts are recoded, and all of it is undone', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const codes: string[] = []
	for (const name of ['Bilal', 'Karim', 'Sana', 'Zoya'])
		codes.push(await addPerson(admin, { name, code: name.toLowerCase(), districts: ['PK607'] }))
	const manager = await addPerson(admin, { name: 'Dania', code: 'dania', role: 'data-manager' })
	await sendRound(server.url, codes, 'endline', ['plain', 'plain', 'plain', 'plain'], {
		perDistrict: 440,
		also: (k) => ({
			help_any: 'yes',
			help_which: ['othernum'],
			help_other: wrote[k % wrote.length] as string,
		}),
	})
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signInByScreen(page, server.url, manager)
	// a user who signed in with an enrolment code is shown the username for the next time
	await expect(page.getByText('You sign in with the username dania and your password.')).toBeVisible()
	await openPage(page, 'Data cleaning')
	await expect(page.getByText('No answers have been edited here.')).toBeVisible()

	// an invalid condition, a valid one, and the preview of its changes
	await page.getByText('Bulk edit', { exact: true }).click()
	await chooseQuestion(page, 'Question', 'hh_size')
	const where = page.getByLabel(/^Filter \(formula\)/)
	await where.fill(`\${hh_sise} > 8`)
	await page.getByLabel('New answer').fill('8')
	const previewButton = page.getByRole('button', { name: 'Preview changes' })
	await previewButton.click()
	await expect(page.getByText('Check “hh_sise”')).toBeVisible()
	// changing the district keeps the typed edit, and shows no error
	const district = page.getByRole('combobox', { name: 'District', exact: true })
	await district.selectOption({ label: 'Chagai' })
	await expect(where).toHaveValue(`\${hh_sise} > 8`)
	await expect(page.getByText('Check “hh_sise”')).toHaveCount(0)
	await district.selectOption({ label: 'All districts' })
	await where.fill(`\${hh_size} > 8`)
	await previewButton.click()
	const previewSummary = page.getByText(/answers? in .* records? would change/)
	await expect(previewSummary).toBeVisible()
	await isAccessible(page, 'what a correction would change')
	await screenshot(page, { path: 'test-results/corrections-en.png', fullPage: true })
	const apply = page.getByRole('button', { name: /^Edit \d+ answers?$/ })
	await apply.click()
	await expect(page.getByRole('alert')).toContainText('reason')
	await page.getByRole('textbox', { name: 'Reason' }).fill('Guests were counted')
	await apply.click()
	await expect(page.getByText(/\d+ records? edited\./)).toBeVisible()
	const history = page.getByRole('region', { name: 'History' })
	await expect(history.getByText('Guests were counted')).toBeVisible()
	await history.getByText('Changes').click()
	await expect(history.getByRole('row').nth(1)).toContainText('8')
	await screenshot(page, { path: 'test-results/corrections-made-en.png', fullPage: true })

	// texts are recoded into choices, and the recoding is undone
	await page.reload()
	await page.getByText('Recode “other, specify”', { exact: true }).click()
	await chooseQuestion(page, 'Text question', 'help_other')
	const texts = page.getByRole('table', { name: 'Texts entered' })
	await expect(texts.getByRole('row')).toHaveCount(4)
	await texts.getByLabel(/^Choice for edhi/i).selectOption({ label: 'An NGO number' })
	await texts.getByLabel('Choice for Madadgar').selectOption({ label: 'A women helpline' })
	await screenshot(page, { path: 'test-results/corrections-codes-en.png', fullPage: true })
	await previewButton.click()
	await expect(previewSummary).toBeVisible()
	await page.getByRole('textbox', { name: 'Reason' }).fill('Coded by two people')
	await apply.click()
	await expect(page.getByText(/\d{3} records edited\./)).toBeVisible({ timeout: 60_000 })
	const coded = history.getByRole('listitem').filter({ hasText: 'Coded by two people' })
	await coded.getByText('Undo', { exact: true }).click()
	await coded.getByRole('textbox', { name: 'Reason' }).fill('The list of codes is not agreed yet')
	await coded.getByRole('button', { name: 'Undo now' }).click()
	await expect(coded.getByText('Undone.')).toBeVisible({ timeout: 60_000 })
	await expect(history.getByText('The list of codes is not agreed yet')).toBeVisible()
	await screenshot(page, { path: 'test-results/corrections-back-en.png', fullPage: true })

	// a single answer is edited on its record, in Urdu on a small screen
	await pressLanguage(page, 'اردو')
	await page.setViewportSize({ width: 360, height: 640 })
	await screenshot(page, { path: 'test-results/corrections-ur.png', fullPage: true })
	await isAccessible(page, 'corrections, in Urdu')
	await page.evaluate(() => scrollTo(0, 0))
	expect((await page.getByRole('main').boundingBox())?.y).toBeLessThan(640 / 2)
	await expect(page).toHaveTitle(/ڈیٹا کی صفائی/)
	await history
		.or(page.getByRole('region', { name: 'اب تک کی درستیاں' }))
		.getByText('کیا بدلا')
		.last()
		.click()
	await page.getByRole('table').getByRole('link').first().click()
	const size = page.locator('dl.answers > div').filter({ hasText: 'عام طور پر کتنے افراد رہتے ہیں' })
	await size.getByRole('button', { name: /^درست کریں/ }).click()
	await size.getByLabel('نیا جواب').fill('7')
	await size.getByRole('textbox', { name: 'وجہ' }).fill('ٹیلیفون پر پوچھا')
	await size.scrollIntoViewIfNeeded()
	await screenshot(page, { path: 'test-results/correct-one-ur.png' })
	await size.getByRole('button', { name: 'درست کر دیں' }).click()
	await expect(page.getByText('ٹیلیفون پر پوچھا')).toBeVisible()
	await isAccessible(page, 'a corrected record, in Urdu')
	await page.getByText('واپس لیں', { exact: true }).first().click()
	await screenshot(page, { path: 'test-results/corrected-record-ur.png', fullPage: true })

	// the export contains each edit
	await pressLanguage(page, 'English')
	await page.setViewportSize({ width: 1280, height: 800 })
	await openPage(page, 'Export')
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Create export' }).click(),
	])
	const files = unzip(readFileSync(await download.path()))
	const lines = readCsvTable(files.get('corrections.csv')?.toString('utf8') ?? '')
	const last = lines.at(-1)
	expect(last).toMatchObject({ after: '7', author: 'dania', reason: 'ٹیلیفون پر پوچھا', takes_back: '' })
	const records = readCsvTable(files.get('household.csv')?.toString('utf8') ?? '')
	expect(records.find(({ record_id: id }) => id === last?.record_id)?.hh_size).toBe('7')
	const backs = lines.filter(({ takes_back: back }) => back !== '')
	expect(backs.length).toBeGreaterThan(300)
	expect(new Set(backs.map(({ after }) => after))).toEqual(new Set(['othernum']))
	await server.kill()
})
