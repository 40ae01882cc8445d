import { expect, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginWithPhone, openPage, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		choice: 'English',
		place: 'Sample & assignments',
		men: 'PK607-03, Men',
		assign: 'Assign to…',
		waits: 'Replacement cluster',
		cannot: 'Inaccessible: PK607-03',
		take: 'Mark inaccessible',
		opened: /PK607-21\S* was unlocked as its replacement/,
		reason: /^Reason \(/,
		day: 'My households',
	},
	ur: {
		choice: 'اردو',
		place: 'نمونہ',
		men: 'PK607-03, مرد',
		assign: 'سونپیں…',
		waits: 'متبادل کلسٹر',
		cannot: 'اس میں جانا ممکن نہیں: PK607-03',
		take: 'اس کے گھرانے واپس لیں',
		opened: /PK607-21\S* کھولا گیا/,
		reason: /میں جانا کیوں ممکن نہیں/,
		day: 'میرے گھرانے',
	},
} as const

const sample = [
	'cluster,area,line,household,r_sel,reserve,reserve_cluster',
	'PK607-03,rural,1,11,0.25,no,',
	'PK607-03,rural,2,12,0.5,no,',
	'PK607-21,rural,3,5,0.25,no,yes',
	'PK607-21,rural,4,6,0.5,no,yes',
].join('\n')

for (const language of walkLanguages('en'))
	test(
		`a cluster becomes inaccessible: its households leave the phone, and the replacement cluster is unlocked (${language})`,
		{ tag: '@long' },
		async ({ browser }, testInfo) => {
			const texts = textsByLanguage[language]
			const { server, admin, phone } = await beginWithPhone(browser, language)
			const desk = await admin.desk()
			const coordinatorCode = await addPerson(admin, {
				name: 'Kamran',
				code: 'kamran',
				role: 'coordinator',
				districts: ['PK607'],
			})
			await openPage(desk, 'Sample & assignments')
			await desk.getByLabel('District').selectOption('PK607')
			await desk.locator('input[type=file]').setInputFiles({
				name: 'sample.csv',
				mimeType: 'text/csv',
				buffer: Buffer.from(sample),
			})
			await desk.getByRole('button', { name: 'Import', exact: true }).click()
			await expect(desk.getByText('PK607-21').first()).toBeVisible()

			await phone.open(server.url)
			const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
			const coordinator = await context.newPage()
			await signIn(coordinator, server.url, coordinatorCode)
			await pressLanguage(coordinator, texts.choice)
			await openPage(coordinator, texts.place)
			const photo = (page: Page, name: string) =>
				screenshot(page, { path: testInfo.outputPath(`${name}-${language}.png`), fullPage: true })
			const waiting = coordinator.locator('.status-chip', { hasText: texts.waits })
			await expect(waiting).toHaveCount(2)
			await coordinator.getByRole('checkbox', { name: texts.men }).check()
			await coordinator.getByRole('button', { name: texts.assign }).click()
			await coordinator.getByRole('dialog').getByRole('button', { name: 'Amina' }).click()
			await expect(coordinator.getByRole('dialog')).toHaveCount(0)
			await phone.sendNow()
			await expect(phone.page.getByRole('heading', { name: texts.day })).toBeVisible()

			await coordinator.getByRole('button', { name: 'PK607-03' }).first().click()
			await coordinator.getByRole('button', { name: texts.cannot }).click()
			await coordinator.getByLabel(texts.reason).fill('Snow on the pass')
			await photo(coordinator, 'reason')
			await coordinator.getByRole('button', { name: texts.take }).click()
			await expect(coordinator.getByText(texts.opened).first()).toBeVisible()
			await expect(waiting).toHaveCount(0)
			await isAccessible(coordinator, 'a cluster that nobody can enter')
			await photo(coordinator, 'closed')
			await coordinator.setViewportSize({ width: 360, height: 640 })
			await isAccessible(coordinator, 'the same on a phone')
			await photo(coordinator, 'closed-narrow')
			await phone.sendNow()
			await expect(phone.page.getByRole('heading', { name: texts.day })).toHaveCount(0)
		},
	)
