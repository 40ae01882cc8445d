import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, Phone, signIn, type WalkLanguage } from './people.ts'
import { publishForm } from './publish-form.ts'

const visit = `## survey
| type | name | label::English (en) | label::اردو (ur) | relevant | required | constraint | bind::zila:sealed_to |
| --- | --- | --- | --- | --- | --- | --- | --- |
| begin group | place | Place | جگہ | | | | |
| text | village | Village | گاؤں | | yes | | |
| end group | | | | | | | |
| begin group | harm | What was told | کیا بتایا گیا | | | | |
| select_one yn | told | Did somebody tell of harm? | کیا کسی نے نقصان کا بتایا؟ | | yes | | data-manager |
| text | what | What did they tell? | کیا بتایا؟ | \${told} = 'y' | yes | string-length(.) > 3 | data-manager |
| integer | often | How often? | کتنی بار؟ | \${told} = 'y' | yes | . < 100 | data-manager |
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

const say = {
	en: {
		...{ form: 'Visit', yes: 'Yes', add: /Child/, returned: 'Came back: please correct' },
		...{ toComment: 'To comment 1 of 1', sealed: 'Sealed: nobody can read it on this phone.' },
		...{ again: 'Answer again', keep: 'Keep what was sealed', goes: /takes the place of what was sealed/ },
		row: '1. Sealed',
	},
	ur: {
		...{ form: 'دورہ', yes: 'ہاں', add: /بچہ/, returned: 'واپس آئے: براہ کرم درست کریں' },
		...{ toComment: /تبصرہ .*1.* پر جائیں/, sealed: 'بند: اس فون پر اسے کوئی نہیں پڑھ سکتا۔' },
		...{ again: 'دوبارہ جواب دیں', keep: 'بند جواب رہنے دیں', goes: /بند جواب کی جگہ لے لے گا/ },
		row: '1. بند',
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
	await manager.locator('a[href="/desk/account"]').click()
	const section = manager.getByRole('region', { name: 'Key of your role' })
	await section.getByRole('button', { name: 'Make a key' }).click()
	const words = await section.locator('code').innerText()
	await section.getByRole('button', { name: 'I have kept it' }).click()
	await section.getByLabel('Type the words as you kept them').fill(words)
	await section.getByRole('button', { name: 'Use this key' }).click()
	await expect(section.getByText(/^Made by Omar/)).toBeVisible()
	return words
}
async function returnWith(manager: Page, comment: string): Promise<void> {
	await manager.getByRole('button', { name: 'Return with comments' }).click()
	await manager.getByRole('button', { name: /^Comment: .*What did they tell/ }).click()
	await manager.getByRole('textbox', { name: /^Comment: .*What did they tell/ }).fill(comment)
	await manager.getByRole('button', { name: 'Return with 1 comment' }).click()
	await expect(manager.locator('header .state')).toHaveText('Returned')
}

for (const language of ['en', 'ur'] as const satisfies readonly WalkLanguage[])
	test(`a record with sealed answers comes back, and is corrected by somebody who cannot read them (${language})`, async ({
		browser,
	}, testInfo) => {
		const words = say[language]
		const { server, desk, code } = await beginFieldwork(browser, language)
		const managerCode = await addPerson(desk, { name: 'Omar', code: 'omar', role: 'Data manager' })
		await publishForm(desk, 'visit', visit)
		const manager = await deskOf(browser, server.url, managerCode)
		const keyWords = await makeKey(manager)

		const phone = new Phone(language)
		await phone.switchOn(server.url)
		await phone.enrol(code)
		await phone.isInstalled()
		await phone.sendNow()
		const photo = (name: string) =>
			phone.page.screenshot({ path: testInfo.outputPath(`${name}-${language}.png`) })
		const next = () => phone.page.getByRole('button', { name: phone.words.next, exact: true }).click()
		const finish = () => phone.page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		const question = (name: string) => phone.page.locator(`[id^=question-][id$=-${name}]`)
		await phone.page.getByRole('button', { name: words.form }).click()
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
		const line = () => phone.page.getByRole('link', { name: /Jampur/ })
		await expect(line()).toContainText(phone.words.atServer)

		await manager.getByRole('link', { name: 'Records' }).click()
		await manager.getByRole('link', { name: /Jampur/ }).click()
		const answer = (label: string) =>
			manager.locator('.answers > div').filter({ hasText: label }).locator('dd > bdi')
		await expect(answer('What did they tell?')).toHaveText(first)
		await returnWith(manager, 'And where was that?')

		// without a network: what was sealed is left alone
		const correct = async () => {
			await phone.sendNow()
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
		await phone.page.locator('main nav .card').first().click()
		await question('village').locator('input').fill('Jampur Kot')
		await next()
		await next()
		await next()
		await photo('finish')
		await finish()
		await phone.context?.setOffline(false)
		await expect(line()).toContainText(phone.words.atServer)

		await manager.reload()
		await expect(answer('Village')).toHaveText('Jampur Kot')
		await expect(answer('What did they tell?')).toHaveText('Sealed')
		const history = manager.getByRole('region', { name: 'History' }).getByRole('listitem').first()
		await expect(history).toContainText('Jampur Kot')
		await expect(history).not.toContainText('What did they tell?')
		await manager.getByLabel('Words of the key').fill(keyWords)
		await manager.getByRole('button', { name: 'Open', exact: true }).click()
		await expect(answer('What did they tell?')).toHaveText(first)
		await expect(answer('How often?')).toHaveText('3')
		await expect(answer('Name of the child')).toHaveText('Zoya')
		await returnWith(manager, 'Please ask once more')

		// and then answered again
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
		await phone.hasKept()
		// half of it is there when the phone has died
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
		await expect(line()).toContainText(phone.words.atServer)
		await line().click()
		await expect(phone.page.getByRole('main')).not.toContainText(second)
		await phone.switchOff()

		await manager.reload()
		await manager.getByLabel('Words of the key').fill(keyWords)
		await manager.getByRole('button', { name: 'Open', exact: true }).click()
		await expect(answer('What did they tell?').first()).toHaveText(second)
		await expect(history).toContainText(first)
		await expect(history).toContainText(second)
		await expect(answer('How often?')).toHaveText('3')
		await manager.screenshot({ path: testInfo.outputPath(`desk-${language}.png`), fullPage: true })
		await server.kill()
		for (const { parentPath, name } of readdirSync(server.dataFolder, {
			recursive: true,
			withFileTypes: true,
		}).filter((each) => each.isFile()))
			for (const secret of [first, second, 'Zoya'])
				expect(readFileSync(join(parentPath, name)).includes(secret), name).toBe(false)
	})
