import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { interviewAnswers } from './interview.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, Phone, pressLanguage, signIn } from './people.ts'
import { quickInterview } from './quick-interview.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		choice: 'English',
		place: 'Back-checks',
		toGive: '1 to assign',
		give: /^Assign/,
		title: 'Back-checks',
		file: /^Export CSV/,
		household: /Household .*12/,
		finish: 'Finish',
		differs: '→ No schooling',
		checked: /1\S* checked/,
		inVain: 'Not reached: retry',
	},
	ur: {
		choice: 'اردو',
		place: 'دوبارہ جانچ',
		toGive: 'دینے باقی',
		give: /^سونپیں/,
		title: 'دوبارہ جانچ',
		file: /^فائل کی صورت میں/,
		household: /گھر/,
		finish: 'مکمل کریں',
		differs: 'کبھی اسکول نہیں پڑھا',
		checked: /1\S* جانچے گئے/,
		inVain: 'رابطہ نہیں ہوا: دوبارہ کوشش کریں',
	},
} as const

for (const language of walkLanguages('ur'))
	test(
		`a back-check is drawn, assigned to another enumerator, filled in on their phone and compared (${language})`,
		{ tag: '@long' },
		async ({ browser }, testInfo) => {
			const texts = textsByLanguage[language]
			const { server, admin, phone: amina } = await beginWithPhone(browser, language)
			const zahidCode = await addPerson(admin, {
				name: 'Zahid',
				code: 'zahid',
				role: 'enumerator',
				districts: ['PK607'],
				language,
			})
			const coordinatorCode = await addPerson(admin, {
				name: 'Kamran',
				code: 'kamran',
				role: 'coordinator',
				districts: ['PK607'],
			})
			const photo = (page: Page, name: string) =>
				screenshot(page, { path: testInfo.outputPath(`${name}-${language}.png`), fullPage: true })

			await amina.open(server.url)
			await amina.startForm()
			await quickInterview(amina, { ...interviewAnswers, consent_recontact: 'yes' })
			await amina.page.getByRole('button', { name: amina.words.finish, exact: true }).click()
			await amina.sendNow()

			const coordinator = await (
				await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
			).newPage()
			await signIn(coordinator, server.url, coordinatorCode)
			await pressLanguage(coordinator, texts.choice)
			await openPage(coordinator, texts.place)
			await expect(coordinator.locator('.headline')).toContainText(texts.toGive)
			const give = coordinator.getByRole('combobox', { name: /PK607-03/ })
			await give.selectOption({ label: 'Zahid (zahid)' })
			await photo(coordinator, 'to-give')
			await coordinator.getByRole('button', { name: texts.give }).click()
			await expect(coordinator.getByRole('button', { name: texts.give })).toHaveCount(0)

			const zahid = new Phone(language)
			const page = await zahid.switchOn(server.url)
			await zahid.enrol(zahidCode, texts.title)
			const card = page
				.getByRole('region', { name: texts.title })
				.getByRole('button', { name: texts.household })
			await expect(card).toBeVisible()
			await isAccessible(page, 'a phone with a back-check')
			await photo(page, 'phone-list')
			await card.click()
			const question = (name: string) => page.locator(`[id$="-${name}"].question`)
			await expect(question('hh_no').locator('input')).toHaveValue(/\d/)
			await expect(question('cluster_id').locator('input')).toHaveValue('PK607-03')
			await photo(page, 'phone-which')
			const next = () => page.getByRole('button', { name: zahid.words.next }).click()
			const choose = (name: string, value: string) =>
				question(name).locator(`input[value="${value}"]`).check()
			await next()
			// at the first visit no one is at home: the back-check remains open
			await choose('method', 'visit')
			await choose('reached', 'no')
			await next()
			await page.getByRole('button', { name: zahid.words.finish, exact: true }).click()
			await zahid.openTab('today')
			await expect(card).toContainText(texts.inVain)
			await photo(page, 'phone-in-vain')
			await card.click()
			await next()
			await choose('method', 'visit')
			await choose('reached', 'yes')
			await next()
			await choose('was_interviewed', 'yes')
			await choose('alone', 'yes')
			await choose('polite', 'yes')
			await next()
			await choose('bc_edu', 'none')
			await next()
			await choose('bc_phone', 'dk')
			await choose('bc_radio', 'ref')
			await next()
			await page.getByRole('button', { name: zahid.words.finish, exact: true }).click()
			await zahid.openTab('today')
			await expect(page.getByRole('region', { name: texts.title }).locator('.state.ok')).toBeVisible()
			await photo(page, 'phone-done')
			await zahid.sendNow()

			await expect(coordinator.locator('.headline')).toContainText(texts.checked)
			await expect(coordinator.getByText(texts.differs)).toBeVisible()
			await isAccessible(coordinator, 'back-checks')
			await photo(coordinator, 'checked')
			// each table can be exported: of menus the selected value, of buttons nothing
			const files = coordinator.getByRole('button', { name: texts.file })
			await expect(files).toHaveCount(2)
			const [file] = await Promise.all([coordinator.waitForEvent('download'), files.last().click()])
			const lines = readFileSync(await file.path(), 'utf8')
				.trim()
				.split('\r\n')
			const table = coordinator.locator('table').last()
			await expect(table.locator('tbody tr')).toHaveCount(lines.length - 1)
			expect(lines[0]?.split(',')).toHaveLength(await table.locator('thead th').count())
			expect(lines[1]).toContain((await table.locator('tbody th').first().innerText()).trim())
			await coordinator.setViewportSize({ width: 360, height: 640 })
			await isAccessible(coordinator, 'back-checks on a phone')
			await photo(coordinator, 'narrow')
		},
	)
