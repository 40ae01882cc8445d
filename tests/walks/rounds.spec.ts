import { expect, type Page } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { beginWithPhone, openPage, pressLanguage } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

const textsByLanguage = {
	en: {
		choice: 'English',
		fieldwork: 'Rounds & targets',
		pilot: 'Pilot / training',
		coverage: 'Progress',
		closeEndline: 'Close round: Post-campaign',
		sureClose: 'Close round',
		openPilot: 'Open round: Pilot / training',
		sureOpen: 'Open round',
		otherOpen: /Post-campaign is open\. Close it before/,
		noRound: 'No round is open',
		inSwat: 'Interviews in Swat',
		save: 'Save 1 district',
		saved: 'Targets saved.',
		faults: '2 cells are not valid',
	},
	ur: {
		choice: 'اردو',
		fieldwork: 'مرحلے اور ہدف',
		pilot: 'آزمائشی / تربیت',
		coverage: 'پیش رفت',
		closeEndline: 'بند کریں: مہم کے بعد',
		sureClose: 'بند کریں',
		openPilot: 'کھولیں: آزمائشی / تربیت',
		sureOpen: 'کھولیں',
		otherOpen: /کھولنے سے پہلے اسے بند کریں/,
		noRound: 'کوئی مرحلہ',
		inSwat: /سوات.*میں انٹرویو/,
		save: /1.? ضلع محفوظ کریں/,
		saved: 'محفوظ ہو گیا۔',
		faults: /2.? خانے/,
	},
} as const

for (const language of walkLanguages('en'))
	test(
		`a round is closed, another is opened, and a district gets another target (${language})`,
		{ tag: '@long' },
		async ({ browser }, testInfo) => {
			const texts = textsByLanguage[language]
			const { server, admin, phone } = await beginWithPhone(browser, language)
			const desk = await admin.desk()
			await phone.open(server.url)
			await pressLanguage(desk, texts.choice)
			await openPage(desk, texts.fieldwork)
			const photo = (page: Page, name: string) =>
				screenshot(page, { path: testInfo.outputPath(`${name}-${language}.png`), fullPage: true })
			const press = (name: string | RegExp) => desk.getByRole('button', { name, exact: true }).click()
			await photo(desk, 'fieldwork')

			await press(texts.openPilot)
			await expect(desk.getByText(texts.otherOpen)).toBeVisible()
			await expect(desk.getByRole('button', { name: texts.sureOpen, exact: true })).toBeDisabled()
			await photo(desk, 'other-open')
			await press(texts.closeEndline)
			await photo(desk, 'sure-close')
			await isAccessible(desk, 'closing a round')
			await press(texts.sureClose)
			await expect(desk.getByRole('button', { name: texts.closeEndline })).toHaveCount(0)
			await phone.sendNow()
			await phone.openTab('new')
			await expect(phone.page.getByText(texts.noRound)).toBeVisible()
			await photo(phone.page, 'phone-no-round')

			await press(texts.openPilot)
			await press(texts.sureOpen)
			await expect(desk.getByRole('button', { name: texts.openPilot })).toHaveCount(0)
			await phone.sendNow()
			await phone.openTab('new')
			await expect(phone.page.getByText(texts.noRound)).toHaveCount(0)
			await phone.startForm()
			await expect(phone.page.locator('[id$="-round"].question')).toContainText(texts.pilot)

			// typed with the digits of an Urdu keyboard
			await desk.getByLabel(texts.inSwat).fill('۱۲۰')
			await photo(desk, 'target')
			await press(texts.save)
			await expect(desk.getByRole('status').filter({ hasText: texts.saved })).toBeVisible()
			await expect(desk.getByLabel(texts.inSwat)).toHaveValue('120')
			const file = (text: string) =>
				desk
					.locator('input[type=file]')
					.setInputFiles({ name: 'targets.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
			await file('pcode,target_interviews,target_fgd\nPK607,many,2\nNO1,3,2\n')
			await expect(desk.getByRole('alert').filter({ hasText: texts.faults })).toBeVisible()
			await photo(desk, 'faults')
			await desk.setViewportSize({ width: 360, height: 640 })
			await isAccessible(desk, 'rounds and targets')
			await photo(desk, 'narrow')
			await desk.setViewportSize({ width: 1280, height: 800 })
			await file('pcode,target_interviews,target_fgd\nPK607,90,1\n')
			await press(texts.save)
			await expect(desk.getByRole('status').filter({ hasText: texts.saved })).toBeVisible()
			await openPage(desk, texts.coverage)
			await desk.locator('.scope-menus select').first().selectOption('endline')
			await expect(desk.locator('#district-PK607')).toContainText('/ 90')
		},
	)
