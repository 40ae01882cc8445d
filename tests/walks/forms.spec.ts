import { expect, type Page } from '@playwright/test'
import { workbook } from '../helpers/workbook.ts'
import { isAccessible } from './is-accessible.ts'
import { beginWithPhone, openPage } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const choose = (desk: Page, name: string, buffer: Buffer | string) =>
	desk.getByLabel('Upload form').setInputFiles({
		name,
		mimeType: 'application/octet-stream',
		buffer: typeof buffer === 'string' ? Buffer.from(buffer) : buffer,
	})

const survey = (more: string) => `## survey
| type | name | label::English (en) | label::اردو (ur) | relevant | repeat_count |
| --- | --- | --- | --- | --- | --- |
| integer | jars | How many jars? | کتنے مرتبان؟ | | |
| begin repeat | jar | Jar | مرتبان | | \${jars} |
| text | what | What is in it? | اس میں کیا ہے؟ | | |
| end repeat | | | | | |
${more}
## settings
| form_id | form_title::English (en) | form_title::اردو (ur) | default_language |
| --- | --- | --- | --- |
| pantry | Pantry | کوٹھری | English (en) |
`

test('an uploaded form: errors are shown by cell, it is published, filled in the same day, and changed', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const desk = await admin.desk()
	await phone.open(server.url)
	await openPage(desk, 'Forms')
	await expect(desk.getByRole('row').filter({ hasText: 'Household survey' })).toContainText('Built in')

	// a file that is no form, and a form with errors
	await choose(desk, 'notes.txt', 'dear diary')
	await expect(desk.getByRole('alert')).toContainText('is not a form file')
	await choose(desk, 'broken.xlsx', 'not a workbook')
	await expect(desk.getByRole('alert')).toContainText('If it is a workbook, open it in a spreadsheet program')
	// a sheet padded with empty rows: one megabyte, uncompressed
	const padding = Array.from({ length: 50_000 }, () => [''])
	const padded = await workbook({
		survey: [['type', 'name', 'label'], ['text', 'q', 'Q'], ...padding],
		settings: [['form_id'], ['padded']],
	})
	await choose(desk, 'padded.xlsx', padded)
	await expect(desk.getByRole('region', { name: 'padded' })).toContainText('1 question')
	await choose(desk, 'pantry.md', survey('| text | note | Anything else? | اور کچھ؟ | ${jar} > | |'))
	const wrong = desk.getByRole('region', { name: 'pantry' }).getByRole('row').last()
	await expect(wrong).toContainText('survey')
	await expect(wrong).toContainText('E6')
	await expect(wrong).toContainText('expected a value at its end')
	await expect(desk.getByRole('button', { name: /Publish/ })).toHaveCount(0)

	await choose(desk, 'pantry.md', survey('| text | remark | Anything else? | اور کچھ؟ | ${jars} > 1 | |'))
	await expect(desk.getByRole('region', { name: 'Pantry' })).toContainText('3 questions.')
	await desk.getByRole('button', { name: 'Publish version 1' }).click()
	await expect(desk.getByRole('status')).toContainText('Pantry is published as version 1')
	await choose(desk, 'pantry.md', survey('| text | remark | Anything else? | اور کچھ؟ | ${jars} > 1 | |'))
	await expect(desk.getByText('there is nothing to publish')).toBeVisible()
	await desk.getByRole('button', { name: 'Close', exact: true }).click()

	// the phone receives the form at its next sync, and shows as many rows as the count
	await phone.sendNow()
	await phone.startForm('Pantry')
	await phone.page.getByLabel('How many jars?').fill('2')
	await expect(phone.page.locator('.repeat-row')).toHaveCount(2)
	await expect(phone.page.getByLabel('Anything else?')).toBeVisible()
	await expect(phone.page.getByRole('button', { name: 'Add', exact: true })).toHaveCount(0)

	// a workbook with the same form and one change: a new version, which existing drafts do not use
	const table = [
		['type', 'name', 'label', 'relevant'],
		['integer', 'jars', 'How many jars?', ''],
		['select_one yn', 'cool', 'Is it cool there?', ''],
		['text', 'remark', 'Anything else?', '${jars} > 1'],
	]
	const choices = [
		['list_name', 'name', 'label'],
		['yn', '1', 'Yes'],
		['yn', '2', 'No'],
	]
	const settings = [
		['form_id', 'form_title'],
		['pantry', 'Pantry and cellar'],
	]
	await choose(desk, 'pantry-2.xlsx', await workbook({ survey: table, choices, settings }))
	const checked = desk.getByRole('region', { name: 'Pantry and cellar' })
	await expect(checked).toContainText('1 question added: cool')
	await expect(checked).toContainText('2 questions removed: jar, what')
	await expect(checked).toContainText('Drafts on devices continue in version 1')
	await checked.getByText('before and after').click()
	const jars = checked.getByRole('row').filter({ hasText: 'jars' })
	await expect(jars).toContainText('label::ur')
	await expect(jars).toContainText('(empty)')
	await desk.getByRole('button', { name: 'Publish version 2' }).click()
	await expect(desk.getByRole('row').filter({ hasText: 'pantry' })).toHaveCount(2)
	await expect(desk.getByRole('row').filter({ hasText: 'pantry' }).first()).toContainText('Administrator')

	await phone.page.goto(server.url)
	await phone.unlock()
	await phone.sendNow()
	await phone.openTab('new')
	await expect(phone.page.getByRole('button', { name: 'Pantry and cellar' })).toBeVisible()
	await phone.openTab('today')
	await phone.page.getByRole('link', { name: /Pantry/ }).click()
	await expect(phone.page.locator('.repeat-row')).toHaveCount(2)
	await phone.page.goto(server.url)
	await phone.unlock()
	await phone.startForm('Pantry and cellar')
	await phone.page.getByLabel('Yes').check()
	await phone.page.getByRole('button', { name: 'Next', exact: true }).click()
	await phone.page.getByRole('button', { name: 'Finish', exact: true }).click()
	await phone.toRecords()
	await expect(phone.page.getByRole('link', { name: /Pantry and cellar.*Sent/ })).toBeVisible()

	// paused, the form accepts no new records and keeps existing drafts; retired, it is no longer offered
	await desk.getByRole('button', { name: 'Open Pantry and cellar, version 2' }).click()
	await desk.getByRole('button', { name: 'Pause form' }).click()
	await expect(desk.getByText('Paused: devices list this form')).toBeVisible()
	await expect(desk.getByRole('row').filter({ hasText: 'pantry' }).first()).toContainText('Paused')
	await phone.sendNow()
	await expect(phone.page.getByRole('link', { name: /Pantry/ })).not.toHaveCount(0)
	await phone.openTab('new')
	await expect(phone.page.getByRole('button', { name: /Pantry and cellar.*Paused/ })).toBeDisabled()
	await desk.getByRole('button', { name: 'Retire form' }).click()
	await expect(desk.getByText('Retired: devices no longer list this form')).toBeVisible()
	await phone.sendNow()
	await expect(phone.page.getByRole('button', { name: 'Household survey' })).toBeVisible()
	await expect(phone.page.getByRole('button', { name: /Pantry and cellar/ })).toHaveCount(0)

	// reopened for a district where this phone does not work, and then for all
	await desk.getByRole('button', { name: 'Reopen form' }).click()
	await desk.getByRole('radio', { name: 'Chosen districts or teams' }).check()
	await desk.getByRole('checkbox', { name: 'Gujrat', exact: true }).check()
	for (const [size, width, height] of [
		['wide', 1280, 800],
		['narrow', 360, 640],
	] as const) {
		await desk.setViewportSize({ width, height })
		await isAccessible(desk, 'to whom a form is assigned')
		await screenshot(desk, { path: `test-results/form-assignment-${size}.png`, fullPage: true })
	}
	await desk.setViewportSize({ width: 1280, height: 800 })
	await desk.getByRole('button', { name: 'Save assignment' }).click()
	await expect(desk.getByText('Saved. Devices get the change')).toBeVisible()
	await phone.sendNow()
	await expect(phone.page.getByRole('button', { name: 'Household survey' })).toBeVisible()
	await expect(phone.page.getByRole('button', { name: /Pantry and cellar/ })).toHaveCount(0)
	await desk.getByRole('radio', { name: 'Everyone whose role fills it in' }).check()
	await desk.getByRole('button', { name: 'Save assignment' }).click()
	await expect(desk.getByText('Saved. Devices get the change')).toBeVisible()
	await phone.sendNow()
	await expect(phone.page.getByRole('button', { name: 'Pantry and cellar' })).toBeEnabled()
	await phone.switchOff()
	await server.kill()
})

const controls = `## survey
| type | name | label::English (en) | label::اردو (ur) | parameters |
| --- | --- | --- | --- | --- |
| range | how | How sure? | کتنا یقین؟ | start=1 end=7 step=1 |
| rank crops | order | Which first? | پہلے کون سی؟ | |
| barcode | tag | Tag | ٹیگ | |
## choices
| list_name | name | label::English (en) | label::اردو (ur) |
| --- | --- | --- | --- |
| crops | wheat | Wheat | گندم |
| crops | rice | Rice | چاول |
| crops | maize | Maize | مکئی |
## settings
| form_id | form_title::English (en) | form_title::اردو (ur) | default_language |
| --- | --- | --- | --- |
| field | Field | کھیت | English (en) |
`

for (const language of walkLanguages('en'))
	test(`range, ranking and barcode questions work by keyboard and touch, in ${language}`, async ({
		browser,
	}) => {
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		const texts = {
			en: { form: 'Field', how: 'How sure?', up: 'Move up: Maize', tag: 'Tag' },
			ur: { form: 'کھیت', how: 'کتنا یقین؟', up: /مکئی.*: اوپر کریں/, tag: 'ٹیگ' },
		}[language]
		await openPage(desk, 'Forms')
		await choose(desk, 'field.md', controls)
		await desk.getByRole('button', { name: 'Publish version 1' }).click()
		await expect(desk.getByRole('status')).toBeVisible()
		const page = await phone.open(server.url)
		await phone.startForm(texts.form)

		// an untouched range question has no answer, wherever its thumb is
		const line = page.getByLabel(texts.how)
		await expect(page.locator('.range output')).not.toHaveText(/\d/)
		await isAccessible(page, 'range, rank and code')
		await line.focus()
		await line.press('Enter')
		await expect(page.locator('.range output')).toHaveText('1')
		await line.press('End')
		await expect(page.locator('.range output')).toHaveText('7')

		const first = page.locator('.rank li').first()
		await page.getByRole('button', { name: texts.up }).click()
		await page.getByRole('button', { name: texts.up }).click()
		await expect(first).toContainText(language === 'en' ? 'Maize' : 'مکئی')
		await page.getByLabel(texts.tag).fill('0042-AB')
		await isAccessible(page, 'range, rank and code, answered')
		await screenshot(page, { path: `test-results/controls-${language}.png`, fullPage: true })

		await page.getByRole('button', { name: phone.words.next }).click()
		await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		await phone.toRecords()
		await page.getByRole('link', { name: new RegExp(phone.words.atServer) }).click()
		const record = page.getByRole('main')
		await expect(record).toContainText('7')
		await expect(record).toContainText(language === 'en' ? 'Maize › Wheat › Rice' : 'مکئی › گندم › چاول')
		await expect(record).toContainText('0042-AB')
		await phone.switchOff()
		await server.kill()
	})
