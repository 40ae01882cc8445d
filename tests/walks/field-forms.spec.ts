import { type Browser, expect, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginHelpline, beginWithPhone, openPage, Phone, pin, signIn } from './people.ts'
import { photograph } from './sample-files.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		listing: 'Cluster listing',
		material: 'Campaign material log',
		call: 'Helpline call log',
		back: 'Back-check',
		drawn: 'Interview these households:',
		reserve: 'Replacements, in this order',
		locate: 'Locate',
		child: 'No safeguarding lead is named yet',
		next: 'Next',
		more: 'Also mentioned',
		now: 'Now',
		elsewhere: 'No matches.',
	},
	ur: {
		listing: 'کلسٹر کی فہرست سازی',
		material: 'مہم کے مواد کا اندراج',
		call: 'ہیلپ لائن کال ریکارڈ',
		back: 'دوبارہ جانچ',
		drawn: 'ان گھرانوں کا انٹرویو کریں:',
		reserve: 'متبادل، اسی ترتیب سے:',
		locate: 'مقام',
		child: 'نام ابھی درج نہیں',
		next: 'آگے',
		more: 'اس کے علاوہ',
		now: 'ابھی',
		elsewhere: 'اس فہرست کے کسی نام',
	},
} as const

/** Returns functions that fill in the pages of a form. */
function filling(phone: Phone, photo: (name: string) => Promise<unknown>) {
	const { page } = phone
	const question = (name: string) => page.locator(`[id$="-${name}"].question`).last()
	return {
		question,
		choose: (name: string, code: string) => question(name).locator(`input[value="${code}"]`).check(),
		menu: (name: string, code: string) => question(name).locator('select').selectOption(code),
		write: (name: string, text: string) => question(name).locator('input, textarea').first().fill(text),
		async next(name: string) {
			await photo(name)
			await page.getByRole('button', { name: phone.words.next }).click()
		},
		async finish() {
			await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
			await expect(page.getByRole('button', { name: phone.words.finish, exact: true })).toHaveCount(0)
		},
	}
}
async function deskOf(browser: Browser, url: string, code: string): Promise<Page> {
	const page = await (
		await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	).newPage()
	await signIn(page, url, code)
	await openPage(page, 'Records')
	return page
}

for (const language of walkLanguages('ur'))
	test(`a cluster is listed and drawn, material is recorded, and calls are entered on a helpline server (${language})`, async ({
		browser,
	}, testInfo) => {
		const texts = textsByLanguage[language]
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		// the role of an operator is not offered on this server
		await desk.getByRole('button', { name: 'Add user' }).click()
		await expect(
			desk.getByLabel('Role').last().getByRole('option', { name: 'Helpline operator' }),
		).toHaveCount(0)
		await desk.getByRole('button', { name: 'Cancel', exact: true }).click()
		const coordinatorCode = await addPerson(admin, { name: 'Bilal', code: 'bilal', role: 'coordinator' })

		const page = await phone.open(server.url)
		const photo = (name: string) =>
			screenshot(page, { path: testInfo.outputPath(`${name}-${language}.png`), fullPage: true })
		const form = filling(phone, photo)
		await phone.openTab('new')
		for (const title of [texts.listing, texts.material, texts.back])
			await expect(page.getByRole('button', { name: title })).toBeVisible()
		await expect(page.getByRole('button', { name: texts.call })).toHaveCount(0)
		await photo('home')

		// thirty households in three structures, and an empty structure
		await phone.startForm(texts.listing)
		await form.write('cluster_id', 'PK607-03')
		await form.write('start_reason', 'narrow lanes')
		await form.next('listing-cluster')
		for (const [i, count] of [12, 0, 17, 1].entries()) {
			await page.locator('.repeat > button').click()
			await expect(page.locator('.repeat-row').nth(i).locator('.row-body')).toHaveAttribute(
				'aria-busy',
				'false',
			)
			await form.choose('s_type', count > 1 ? 'multi' : count === 1 ? 'single' : 'vacant')
			if (count > 1) await form.write('s_households', String(count))
		}
		await form.next('listing-structures')
		await form.choose('list_complete', 'yes')
		await form.next('listing-complete')
		const shown = page.locator('.page')
		await expect(shown).toContainText(texts.drawn)
		await expect(shown).toContainText(texts.reserve)
		const drawn = (await shown.innerText()).match(/\d+ \(\d+(\/\d+)?\)/g) ?? []
		expect(new Set(drawn).size).toBe(20)
		await photo('listing-drawn')
		await isAccessible(page, 'the draw')
		await page.getByRole('button', { name: phone.words.next }).click()
		await form.finish()

		// a streamer at the bus stop
		await phone.startForm(texts.material)
		await form.choose('entry_type', 'placed')
		await form.choose('material', 'streamer')
		await form.write('item_ref', 'S-0412')
		await form.next('material-what')
		await form.choose('place', 'bus')
		await form.write('site_name', 'Bus stand')
		await form.question('gps').getByRole('button').first().click()
		await expect(form.question('gps_reason')).toHaveCount(0)
		await form
			.question('photo')
			.locator('input[type=file]')
			.first()
			.setInputFiles(await photograph(page))
		await expect(form.question('photo').locator('img')).toBeVisible()
		await form.choose('shows_numbers', 'yes')
		await form.next('material-where')
		await form.write('qty', '2')
		await form.next('material-count')
		await form.menu('air_lang', 'ur')
		await form.next('material-details')
		await form.next('material-remark')
		await form.finish()
		await phone.startForm(texts.back)
		await photo('back-check')
		await phone.switchOff()

		// the helpline has a server, users and phones of its own, with nothing but its calls
		const theirs = await beginHelpline(browser)
		const operatorCode = await addPerson(theirs.admin, {
			name: 'Sana',
			code: 'sana',
			role: 'helpline-operator',
			language,
		})
		const managerCode = await addPerson(theirs.admin, { name: 'Omar', code: 'omar', role: 'data-manager' })
		const helpline = new Phone(language)
		const calls = await helpline.switchOn(theirs.server.url)
		await calls.goto(`${theirs.server.url}/enrol#code=${operatorCode}`)
		for (const label of [helpline.words.pin, helpline.words.again])
			await calls.getByLabel(label, { exact: true }).fill(pin)
		await calls.getByRole('button', { name: helpline.words.setUpNow }).click()
		await helpline.openTab('new')
		await expect(calls.getByRole('button', { name: texts.call })).toBeVisible()
		await expect(calls.locator('main .row')).toHaveCount(1)
		const checkScreen = (name: string) =>
			screenshot(calls, { path: testInfo.outputPath(`${name}-${language}.png`), fullPage: true })
		await checkScreen('call-home')
		const log = filling(helpline, checkScreen)
		await helpline.startForm(texts.call)
		await log.choose('channel', 'call')
		await log.next('call-begins')
		await log.choose('category', 'visa_fraud')
		await log.choose('safe_talk', 'yes')
		await log.next('call-matter')
		await log.choose('adult', 'no')
		await expect(calls.getByText(texts.child)).toBeVisible()
		await log.choose('gender', 'female')
		await log.choose('role', 'self')
		await log.next('call-child')
		// a city outside of the study's districts, typed with any keyboard layout
		const districts = log.question('caller_district')
		await districts.getByRole('searchbox').fill('lahore')
		await expect(districts.getByText(texts.elsewhere)).toBeVisible()
		await log.choose('caller_district', 'elsewhere')
		await checkScreen('call-elsewhere')
		await districts.getByRole('searchbox').fill('dg khan')
		await log.choose('caller_district', 'PK607')
		await log.menu('lang', 'ur')
		await log.menu('heard_from', 'radio')
		await log.next('call-from')
		await log.choose('outcome', 'resolved')
		await log.next('call-outcome')
		// phones show the time zone of the study
		await log.question('end_time').getByRole('button', { name: texts.now }).click()
		const now = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 13)
		await expect(log.question('end_time').locator('input')).toHaveValue(new RegExp(`^${now}`))
		await log.next('call-end')
		await log.finish()
		await helpline.sendNow()
		await helpline.toRecords()
		await expect(calls.getByRole('link', { name: new RegExp(helpline.words.atServer) })).toBeVisible()
		await checkScreen('call-sent')

		const manager = await deskOf(browser, theirs.server.url, managerCode)
		await expect(manager.getByRole('main')).toContainText('HL-sana-')
		await screenshot(manager, { path: testInfo.outputPath('records.png') })
		for (const name of ['Progress', 'Results', 'Qualitative', 'Sample & assignments', 'Back-checks'])
			await expect(manager.getByRole('link', { name, exact: true })).toHaveCount(0)
		const coordinator = await deskOf(browser, server.url, coordinatorCode)
		await expect(coordinator.getByRole('main')).toContainText('PK607-03 / 30')
		await expect(coordinator.getByRole('main')).toContainText('Streamer / Bus stand')
		await expect(coordinator.getByRole('main')).not.toContainText('HL-sana-')
		await expect(coordinator.getByRole('link', { name: 'Helpline', exact: true })).toHaveCount(0)
		await helpline.switchOff()
		await theirs.server.kill()
	})
