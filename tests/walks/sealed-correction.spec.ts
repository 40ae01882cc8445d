import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, expect, type Page } from '@playwright/test'
import { openSection } from './form-bar.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openAccount, openPage, Phone, signIn } from './people.ts'
import { publishForm } from './publish-form.ts'
import { screenshot } from './screenshot.ts'
import { sealedInTable } from './sealed-in-table.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const visit = `## survey
| type | name | label::English (en) | label::اردو (ur) | relevant | required | constraint | bind::zila:sealed_to | calculation | bind::zila:flag | bind::zila:preset |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| calculate | round | | | | | | | | | round |
| begin group | place | Place | جگہ | | | | |
| text | village | Village | گاؤں | | yes | | |
| end group | | | | | | | |
| begin group | harm | What was told | کیا بتایا گیا | | | | |
| select_one yn | told | Did somebody tell of harm? | کیا کسی نے نقصان کا بتایا؟ | | yes | | data-manager |
| text | what | What did they tell? | کیا بتایا؟ | \${told} = 'y' | yes | string-length(.) > 3 | data-manager |
| integer | often | How often? | کتنی بار؟ | \${told} = 'y' | yes | . < 100 | data-manager |
| calculate | who_told_of | | | \${told} = 'y' | | | | if(contains(\${what}, 'uncle'), 'family', 'others') | yes |
| end group | | | | | | | |
| begin repeat | child | Child | بچہ | | | | |
| text | name | Name of the child | بچے کا نام | | yes | | data-manager |
| end repeat | | | | | | | |
## choices
| list_name | name | label::English (en) | label::اردو (ur) |
| --- | --- | --- | --- |
| yn | y | Yes | ہاں |
| yn | n | No | نہیں |
## settings
| form_id | form_title::English (en) | form_title::اردو (ur) | default_language | instance_name |
| --- | --- | --- | --- | --- |
| visit | Visit | دورہ | English (en) | \${village} |
`

const textsByLanguage = {
	en: {
		form: 'Visit',
		place: /^Place/,
		yes: 'Yes',
		add: /Child/,
		returned: 'Returned for correction',
		toComment: 'Comment 1 of 1',
		sealed: 'Encrypted: it cannot be read on this phone.',
		again: 'Answer again',
		keep: 'Keep encrypted answer',
		goes: /replaces the encrypted one/,
		row: '1. Encrypted',
	},
	ur: {
		form: 'دورہ',
		place: /^جگہ/,
		yes: 'ہاں',
		add: /بچہ/,
		returned: 'درستی کے لیے واپس آئے',
		toComment: /تبصرہ .*1.* پر جائیں/,
		sealed: 'مہر بند: اس فون پر اسے کوئی نہیں پڑھ سکتا۔',
		again: 'دوبارہ جواب دیں',
		keep: 'مہر بند جواب رہنے دیں',
		goes: /بند جواب کی جگہ لے لے گا/,
		row: '1. مہر بند',
	},
} as const

const first = 'the uncle at the red door'
const second = 'the neighbour at the well'

async function deskOf(browser: Browser, url: string, code: string): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, url, code)
	return page
}
async function makeKey(manager: Page): Promise<string> {
	await openAccount(manager)
	const section = manager.getByRole('region', { name: 'Role encryption key' })
	await section.getByRole('button', { name: 'Create key' }).click()
	const words = await section.locator('code').innerText()
	await section.getByRole('button', { name: 'I saved it' }).click()
	await section.getByLabel('Enter saved key').fill(words)
	await section.getByRole('button', { name: 'Use this key' }).click()
	await expect(section.getByText(/^Created by Omar/)).toBeVisible()
	return words
}
async function returnWith(manager: Page, comment: string): Promise<void> {
	await manager.getByRole('button', { name: 'Return with comments' }).click()
	await manager.getByRole('button', { name: /^Comment: .*What did they tell/ }).click()
	await manager.getByRole('textbox', { name: /^Comment: .*What did they tell/ }).fill(comment)
	await manager.getByRole('button', { name: 'Return with 1 comment' }).click()
	await expect(manager.locator('header .state')).toHaveText('Returned')
}

for (const language of walkLanguages('ur'))
	test(`a record with encrypted answers is returned and corrected by an enumerator who cannot read them (${language})`, async ({
		browser,
	}, testInfo) => {
		const words = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		const managerCode = await addPerson(admin, { name: 'Omar', code: 'omar', role: 'data-manager' })
		const coordinatorCode = await addPerson(admin, { name: 'Kamran', code: 'kamran', role: 'coordinator' })
		await publishForm(admin, 'visit', visit)
		const manager = await deskOf(browser, server.url, managerCode)
		const keyWords = await makeKey(manager)
		const coordinator = await deskOf(browser, server.url, coordinatorCode)
		/** Checks that users without the key see the flag that the phone calculated, and nothing else. */
		const seesFlag = async (flag: string) => {
			await coordinator.goto(new URL(new URL(manager.url()).pathname, server.url).href)
			await expect(coordinator.locator('.answers').first()).toContainText('Jampur')
			await coordinator.getByRole('checkbox', { name: /calculated/ }).check()
			const shown = (label: string) =>
				coordinator.locator('.answers > div').filter({ hasText: label }).locator('dd > bdi').first()
			await expect(shown('who_told_of')).toHaveText(flag)
			await expect(shown('What did they tell?')).toHaveText('Encrypted')
			await expect(coordinator.getByLabel('Secret key')).toHaveCount(0)
		}

		await phone.open(server.url)
		await phone.sendNow()
		const photo = (name: string) =>
			screenshot(phone.page, { path: testInfo.outputPath(`${name}-${language}.png`) })
		const next = () => phone.page.getByRole('button', { name: phone.words.next, exact: true }).click()
		const finish = () => phone.page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		const question = (name: string) => phone.page.locator(`[id^=question-][id$=-${name}]`)
		await phone.startForm(words.form)
		await question('village').locator('input').fill('Jampur')
		await next()
		await phone.page.getByRole('radio', { name: words.yes }).check()
		await question('what').locator('input, textarea').fill(first)
		await question('often').locator('input').fill('3')
		await next()
		await phone.page.getByRole('button', { name: words.add }).click()
		await phone.page.locator('.page .question input').last().fill('Zoya')
		await next()
		await finish()
		await phone.toRecords()
		const line = () => phone.page.getByRole('link', { name: /Jampur/ })
		await expect(line()).toContainText(phone.words.atServer)

		await openPage(manager, 'Records')
		await manager.getByRole('link', { name: /Jampur/ }).click()
		const answer = (label: string) =>
			manager.locator('.answers > div').filter({ hasText: label }).locator('dd > bdi')
		await expect(answer('What did they tell?')).toHaveText(first)
		await seesFlag('family')
		await returnWith(manager, 'And where was that?')

		// offline: encrypted answers remain unchanged
		const correct = async () => {
			await phone.sendNow()
			await phone.openTab('today')
			await expect(phone.page.getByRole('heading', { name: words.returned })).toBeVisible()
			await phone.context?.setOffline(true)
			await line().click()
			const button = phone.page.getByRole('button', { name: phone.words.correct })
			await expect(button).toBeVisible()
			await isAccessible(phone.page, 'record')
			await photo('record')
			await button.click()
			await phone.page.getByRole('button', { name: words.toComment }).click()
		}
		await correct()
		await expect(question('what')).toContainText('And where was that?')
		for (const name of ['told', 'what', 'often'])
			await expect(question(name).getByText(words.sealed)).toBeVisible()
		await expect(question('what').locator('input, textarea')).toHaveCount(1) // the answer to the comment
		await expect(phone.page.getByRole('main')).not.toContainText(first)
		await isAccessible(phone.page, 'sealed')
		await photo('sealed')
		await next()
		await expect(phone.page.locator('.row-head')).toContainText(words.row)
		await phone.page.locator('.row-head').click()
		await expect(phone.page.getByText(words.sealed)).toBeVisible()
		await isAccessible(phone.page, 'sealed row')
		await photo('sealed-row')
		await phone.page.getByRole('button', { name: phone.words.sections }).click()
		await openSection(phone.page, words.place)
		await question('village').locator('input').fill('Jampur Kot')
		await next()
		await next()
		await next()
		await photo('finish')
		await finish()
		await phone.context?.setOffline(false)
		await phone.toRecords()
		await expect(line()).toContainText(phone.words.atServer)

		await manager.reload()
		await expect(answer('Village')).toHaveText('Jampur Kot')
		await expect(answer('What did they tell?')).toHaveText('Encrypted')
		const history = manager.getByRole('region', { name: 'History' }).getByRole('listitem').first()
		await expect(history).toContainText('Jampur Kot')
		await expect(history).not.toContainText('What did they tell?')
		await expect(history).not.toContainText('who_told_of')
		await seesFlag('family')
		await manager.getByLabel('Secret key').fill(keyWords)
		await manager.getByRole('button', { name: 'Decrypt', exact: true }).click()
		await expect(answer('What did they tell?')).toHaveText(first)
		await expect(answer('How often?')).toHaveText('3')
		await expect(answer('Name of the child')).toHaveText('Zoya')
		await returnWith(manager, 'Please ask once more')

		// then they are answered again
		await correct()
		await question('what').getByRole('button', { name: words.again }).click()
		const field = () => question('what').locator('input, textarea').first()
		await expect(field()).toBeFocused()
		await expect(field()).toHaveValue('')
		await isAccessible(phone.page, 'answered again')
		await photo('again')
		await field().fill('abc')
		await next()
		await expect(question('what').locator('.error')).toBeVisible()
		await photo('again-wrong')
		await question('what').getByRole('button', { name: words.keep }).click()
		await expect(question('what').getByText(words.sealed)).toBeVisible()
		await expect(question('what').getByRole('button', { name: words.again })).toBeFocused()
		await question('what').getByRole('button', { name: words.again }).click()
		await field().fill(second)
		await phone.isSaved()
		// one of two new answers is there after the phone was killed
		await phone.kill()
		await phone.switchOn(server.url)
		await phone.context?.setOffline(true)
		await phone.unlock()
		await phone.page.locator('a[href^="/fill/"]').click()
		await expect(field()).toHaveValue(second)
		await expect(question('what').getByText(words.goes)).toBeVisible()
		await expect(question('often').getByText(words.sealed)).toBeVisible()
		await next()
		await next()
		await finish()
		await phone.context?.setOffline(false)
		await phone.toRecords()
		await expect(line()).toContainText(phone.words.atServer)
		await line().click()
		await expect(phone.page.getByRole('main')).not.toContainText(second)
		await phone.switchOff()

		await manager.reload()
		await manager.getByLabel('Secret key').fill(keyWords)
		await manager.getByRole('button', { name: 'Decrypt', exact: true }).click()
		await expect(answer('What did they tell?').first()).toHaveText(second)
		await expect(history).toContainText(first)
		await expect(history).toContainText(second)
		await expect(answer('How often?')).toHaveText('3')
		await manager.getByRole('checkbox', { name: /calculated/ }).check()
		await expect(answer('who_told_of')).toHaveText('others')
		await seesFlag('others')
		await screenshot(coordinator, {
			path: testInfo.outputPath(`coordinator-${language}.png`),
			fullPage: true,
		})
		await screenshot(manager, { path: testInfo.outputPath(`desk-${language}.png`), fullPage: true })
		const screenshotPath = (name: string) => testInfo.outputPath(`${name}-${language}.png`)
		await sealedInTable(manager, desk, {
			words: keyWords,
			answer: second,
			row: 'Zoya',
			photo: screenshotPath,
		})
		await server.kill()
		for (const { parentPath, name } of readdirSync(server.dataFolder, {
			recursive: true,
			withFileTypes: true,
		}).filter((each) => each.isFile()))
			for (const secret of [first, second, 'Zoya'])
				expect(readFileSync(join(parentPath, name)).includes(secret), name).toBe(false)
	})

/** No question is answered: an encrypted blank is stored all the same. */
const everyType = `## survey
| type | name | label | appearance | parameters | bind::zila:sealed_to | bind::zila:preset |
| --- | --- | --- | --- | --- | --- | --- |
| text | village | Village | | | | |
| calculate | district | | | | | district |
| text | q_text | q_text |  |  | data-manager | |
| text | q_lines | q_lines | multiline |  | data-manager | |
| integer | q_integer | q_integer |  |  | data-manager | |
| decimal | q_decimal | q_decimal |  |  | data-manager | |
| select_one yn | q_one | q_one |  |  | data-manager | |
| select_one yn | q_menu | q_menu | minimal |  | data-manager | |
| select_multiple yn | q_many | q_many |  |  | data-manager | |
| date | q_date | q_date |  |  | data-manager | |
| date | q_month | q_month | month-year |  | data-manager | |
| time | q_time | q_time |  |  | data-manager | |
| datetime | q_datetime | q_datetime |  |  | data-manager | |
| geopoint | q_place | q_place |  |  | data-manager | |
| geotrace | q_way | q_way |  |  | data-manager | |
| geoshape | q_field | q_field |  |  | data-manager | |
| acknowledge | q_done | q_done |  |  | data-manager | |
| range | q_range | q_range |  | start=1 end=5 step=1 | data-manager | |
| range | q_stars | q_stars | rating | start=1 end=5 step=1 | data-manager | |
| rank yn | q_rank | q_rank |  |  | data-manager | |
| barcode | q_barcode | q_barcode |  |  | data-manager | |
## choices
| list_name | name | label |
| --- | --- | --- |
| yn | y | Yes |
| yn | n | No |
## settings
| form_id | form_title | instance_name |
| --- | --- | --- |
| every | Every type | \${village} |
`

test('a record with encrypted answers is reassigned, and a question of any type can be answered again', async ({
	browser,
}, testInfo) => {
	const { server, admin, phone: amina } = await beginWithPhone(browser)
	const districts = ['PK607']
	const hers = await addPerson(admin, { name: 'Bano', code: 'bano', districts, language: 'en' })
	const managerCode = await addPerson(admin, { name: 'Omar', code: 'omar', role: 'data-manager' })
	await publishForm(admin, 'every', everyType)
	const manager = await deskOf(browser, server.url, managerCode)
	const keyWords = await makeKey(manager)
	const bano = new Phone()
	await amina.open(server.url)
	await amina.sendNow()
	await amina.startForm('Every type')
	await amina.page.locator('[id^=question-][id$=-village] input').fill('Jampur')
	await expect(async () => {
		await amina.page.getByRole('button', { name: 'Next', exact: true }).click({ timeout: 1000 })
		await expect(amina.page.getByRole('button', { name: 'Finish' })).toBeVisible({ timeout: 1000 })
	}).toPass()
	await amina.page.getByRole('button', { name: 'Finish' }).click()
	await amina.toRecords()
	await expect(amina.page.getByRole('link', { name: /Jampur/ })).toContainText('Sent')
	await amina.switchOff()

	await openPage(manager, 'Records')
	await manager.getByRole('link', { name: /Jampur/ }).click()
	await manager.getByRole('button', { name: 'Return with comments' }).click()
	await manager.getByLabel('Comment on record').fill('Please ask again')
	await manager.getByLabel('Assign correction to').selectOption({ label: 'Bano (bano)' })
	await manager.getByRole('button', { name: 'Reassign with 1 comment' }).click()
	await expect(manager.getByText('Reassigned to Bano')).toBeVisible()

	await bano.switchOn(server.url)
	await bano.enrol(hers)
	await bano.sendNow()
	await bano.page.getByRole('link', { name: /Jampur/ }).click()
	await bano.page.getByRole('button', { name: 'Correct record' }).click()
	const sealed = bano.page.locator('.question').filter({ hasText: textsByLanguage.en.sealed })
	await expect(sealed).toHaveCount(19)
	for (const question of await bano.page.locator('.question:has(.note.quiet)').all())
		expect(await question.locator('input, select, textarea').count()).toBe(0)
	for (let at = 0; at < 19; at++) {
		const question = bano.page.locator('[id^=question-][id*=-q_]').nth(at)
		await question.getByRole('button', { name: textsByLanguage.en.again }).click()
		await expect(question.getByText(textsByLanguage.en.sealed)).toHaveCount(0)
		await expect(question.getByRole('button', { name: textsByLanguage.en.keep })).toBeVisible()
		await expect(question.locator('input, select, textarea, button').nth(1)).toBeVisible()
	}
	await isAccessible(bano.page, 'every type answered again')
	await screenshot(bano.page, { path: testInfo.outputPath('every-again.png'), fullPage: true })
	for (let at = 1; at < 19; at++) {
		const question = bano.page.locator('[id^=question-][id*=-q_]').nth(at)
		await question.getByRole('button', { name: textsByLanguage.en.keep }).click()
		await expect(question.getByText(textsByLanguage.en.sealed)).toBeVisible()
	}
	await bano.page.locator('[id^=question-][id$=-q_text] input').fill(second)
	await bano.isSaved()
	await bano.page.getByRole('button', { name: 'Next', exact: true }).click()
	await bano.page.getByRole('button', { name: 'Finish' }).click()
	await bano.toRecords()
	await expect(bano.page.getByRole('link', { name: /Jampur/ })).toContainText('Sent')
	await bano.switchOff()

	await manager.reload()
	await manager.getByLabel('Secret key').fill(keyWords)
	await manager.getByRole('button', { name: 'Decrypt', exact: true }).click()
	const history = manager.getByRole('region', { name: 'History' }).getByRole('listitem').first()
	await expect(history).toContainText(second)
	await expect(history.locator('.changes > li')).toHaveCount(2)
	await server.kill()
})
